/** What is known of the fields whose values can be chosen in a chart: their columns, and how readers write them. */
import type { Clock, ValueContext } from '../../charts/chosen-values.ts';
import type { Selectable } from '../../charts/selectable.ts';
import type { SpecChart } from '../../charts/types.ts';
import { resolveZone } from '../../locale/formats.ts';
import { columnGrain, grainOf } from '../../locale/grain.ts';
import type { Grain, Locale } from '../../locale/types.ts';
import type { Cell, Column, Dataset } from '../../public-client/types.ts';
import { arePeriods } from '../../internal/period.ts';
import { isAlias } from '../../internal/column-names.ts';
import { titleOf } from '../../internal/title-of.ts';
import type { ChartFace } from '../chart/face.ts';
import { clockOf, wallTime } from './clocks.ts';

/** Contexts are made once for each chart and field: who compares two compares what they are of. */
export class ValueContexts {
  readonly #known = new WeakMap<SpecChart, Map<string, ValueContext>>();

  /** `timeZone` is that to which the moments of the rows have been moved. */
  of(chart: SpecChart, selectable: Selectable, face: ChartFace, timeZone: string | null): ValueContext {
    let contexts = this.#known.get(chart);
    if (!contexts) this.#known.set(chart, (contexts = new Map()));
    let context = contexts.get(selectable.field);
    if (!context) {
      const rows = [...(face.loaded?.data.values() ?? [])];
      const { yes, no, none } = face.locale.messages;
      const known = columnOf(rows, selectable, chart.derived);
      context = {
        selectable,
        column: known.column,
        grain: selectable.time ? grainIn(known) : 'day',
        clock: selectable.time ? clockFor(known, rows, timeZone) : null,
        like: chart.derived && selectable.time ? likeOf(known.cells) : null,
        words: chart.derived ? { yes, no, none } : null,
      };
      contexts.set(selectable.field, context);
    }
    return context;
  }
}

/** What a chart calls the field of a context: the platform's own names are words of the reader's language. */
export function titleIn({ selectable, column }: ValueContext, { messages: { unnamed } }: Locale): string {
  const { title, field, time, continuous } = selectable;
  const name = column?.name ?? field;
  return (
    title ?? (isAlias(name) ? unnamed[time ? 'date' : continuous ? 'number' : 'category'] : titleOf(name))
  );
}

const grainIn = ({ column, cells }: Known): Grain =>
  (column && columnGrain(column, cells as readonly Cell[])) ?? grainOf(cells);

function likeOf(cells: readonly unknown[]): string | null {
  const text = cells.find((cell) => cell !== null);
  return typeof text === 'string' && arePeriods(cells) ? text : null;
}

interface Known {
  readonly column: Column | null;
  readonly cells: readonly unknown[];
}

/** The column behind a field, with its cells. */
function columnOf(rows: readonly Dataset[], { field }: Selectable, derived: boolean): Known {
  for (const { columns, rows: cells } of rows) {
    // What Vega-Lite would not take for a name is renamed in derived charts.
    const place = derived ? /^column_(\d+)$/.exec(field)?.[1] : undefined;
    const index = place ? Number(place) - 1 : columns.findIndex(({ name }) => name === field);
    const column = columns[index];
    if (column) return { column, cells: cells.map((row) => row[index]) };
  }
  return { column: null, cells: [] };
}

const ISO_WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/** What a spec makes itself it makes of the moments that are drawn; text it reads as JavaScript does. */
function clockFor({ column, cells }: Known, rows: readonly Dataset[], timeZone: string | null): Clock | null {
  const text = column?.type === 'string' ? cells.find((cell) => cell !== null) : null;
  if (typeof text === 'string') return ISO_WITHOUT_ZONE.test(text) ? wallTime : null;
  const columns = column ? [column] : rows.flatMap((each) => each.columns);
  const zone = resolveZone(timeZone);
  return zone && columns.some(({ type }) => type === 'timestamp') ? clockOf(zone) : null;
}
