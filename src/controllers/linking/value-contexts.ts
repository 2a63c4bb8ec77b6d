/** What is known of the fields whose values can be chosen in a chart: their columns, and how readers write them. */
import type { ValueContext } from '../../charts/chosen-values.ts';
import type { Selectable } from '../../charts/selectable.ts';
import type { SpecChart } from '../../charts/types.ts';
import { grainOf } from '../../locale/grain.ts';
import type { Column, Dataset } from '../../public-client/types.ts';
import type { ChartFace } from '../chart/face.ts';

/** Contexts are made once for each chart and field: who compares two compares what they are of. */
export class ValueContexts {
  readonly #known = new WeakMap<SpecChart, Map<string, ValueContext>>();

  of(chart: SpecChart, selectable: Selectable, face: ChartFace): ValueContext {
    let contexts = this.#known.get(chart);
    if (!contexts) this.#known.set(chart, (contexts = new Map()));
    let context = contexts.get(selectable.field);
    if (!context) {
      const rows = [...(face.loaded?.data.values() ?? [])];
      const { yes, no, none } = face.locale.messages;
      context = {
        selectable,
        ...columnOf(rows, selectable, chart.derived),
        words: chart.derived ? { yes, no, none } : null,
      };
      contexts.set(selectable.field, context);
    }
    return context;
  }
}

/** The column behind a field, and how fine its dates are. */
function columnOf(
  rows: readonly Dataset[],
  { field, time }: Selectable,
  derived: boolean,
): { readonly column: Column | null; readonly grain: ValueContext['grain'] } {
  for (const { columns, rows: cells } of rows) {
    // What Vega-Lite would not take for a name is renamed in derived charts.
    const place = derived ? /^column_(\d+)$/.exec(field)?.[1] : undefined;
    const index = place ? Number(place) - 1 : columns.findIndex(({ name }) => name === field);
    const column = columns[index];
    if (column) return { column, grain: time ? grainOf(cells.map((row) => row[index])) : 'day' };
  }
  return { column: null, grain: 'day' };
}
