/** One tooltip for all lines of a plot at the same place on x. Loaded on demand. */
import { commonDecimals } from '../charts/formatted-spec.ts';
import { COUNTS, measureFormat, type MeasureFormat, type MeasureFormats } from '../charts/measure-formats.ts';
import { singleViews } from '../charts/summary.ts';
import { detectGrain } from '../internal/grain.ts';
import { isObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import { columnNumberStyle, formatCell, withMeasure } from '../locale/cells.ts';
import type { ColumnFormat, Locale } from '../locale/types.ts';
import type { Cell } from '../public-client/types.ts';
import { unescapeText } from '../spec/inherited-names.ts';
import { type Bounds, isIn, PATHS, type Point, type SceneMark } from '../spec/scene.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import type { DrawnMark } from './hit-test.ts';
import { someProperty } from './rewrite.ts';
import { collectTooltipTargets, type DescribePoints } from './tooltip-target.ts';
import type { MountedChart, TooltipContent } from './types.ts';

/** The values of all lines at a place on x, from high to low. */
export interface SharedTooltip {
  /** The date, or another position on x. */
  readonly title: string | null;
  readonly rows: readonly SharedRow[];
  /** Position on x in px, relative to the picture. */
  readonly x: number;
  readonly plot: Bounds;
}

export interface SharedRow extends Point {
  readonly name: string;
  readonly value: string;
  /** The CSS color of the line; `null` for a gradient. */
  readonly color: string | null;
}

/** Maximum distance on x, in px, between points at the same place. */
const SAME_PLACE = 0.5;

const pathViews = (spec: VegaLiteSpec): ReturnType<typeof singleViews> =>
  singleViews(spec).filter(({ mark }) => PATHS.has(mark));

/** Returns whether all lines and areas of a chart are over time. */
export function isOverTime(spec: VegaLiteSpec): boolean {
  const paths = pathViews(spec);
  const isTime = ({ encoding: { x } }: (typeof paths)[number]): boolean =>
    isObject(x) && (x['type'] === 'temporal' || (x['timeUnit'] !== undefined && x['type'] === undefined));
  return paths.length > 0 && paths.every(isTime);
}

/**
 * Returns the tooltips for lines over time whose spec sets no tooltip: the date and the value in `y`, with the format that
 * the page has set.
 */
export function describeByEncoding(
  spec: VegaLiteSpec,
  locale: Locale,
  formats: MeasureFormats | null,
): DescribePoints {
  const views = pathViews(spec).map(({ encoding: { x, y } }) => ({
    x: keyOf(x, locale),
    y: { ...keyOf(y, locale), format: formatOf(y, formats) },
  }));
  return (marks) => {
    const dates = marks.flatMap(({ mark, datum }) =>
      PATHS.has(mark.marktype) ? views.map(({ x }) => datum[x.key]).filter(isDate) : [],
    );
    const grain = detectGrain(dates.map((date) => new Date(date)));
    const columnFormats = views.map(({ y }) => valueFormat(y, marks));
    return (datum) => {
      const row = (datum ?? {}) as Record<string, unknown>;
      const index = views.findIndex(({ x, y }) => isDate(row[x.key]) && row[y.key] !== undefined);
      const view = views[index];
      if (!view) return null;
      const date = locale.date(new Date(row[view.x.key] as number), grain);
      const column = { name: view.y.field, type: 'number' } as const;
      const value = formatCell(row[view.y.key] as Cell, column, locale, columnFormats[index]);
      return { kind: 'rows', title: date, rows: [{ name: view.y.title, value }] };
    };
  };
}

/** Returns the format of all values of a channel. They have the same number of decimals. */
function valueFormat(
  { field, key, format }: { field: string; key: string; format: MeasureFormat | null },
  marks: readonly DrawnMark[],
): ColumnFormat {
  const numbers = marks.map(({ datum }) => datum[key]).filter((value) => typeof value === 'number');
  const style = columnNumberStyle({ name: field, type: 'number' }, numbers);
  const decimals = style === 'full' ? commonDecimals(numbers.filter(Number.isFinite)) : undefined;
  return withMeasure({ style, decimals }, format);
}

const isDate = (value: unknown): value is number | Date => typeof value === 'number' || value instanceof Date;

/** Returns the format that the page has set for the measure of a channel. */
function formatOf(definition: unknown, formats: MeasureFormats | null): MeasureFormat | null {
  const { field, aggregate } = isObject(definition) ? definition : {};
  return COUNTS.test(String(aggregate)) ? null : measureFormat(formats, String(field ?? ''));
}

/** Returns the field of a channel, its name in the data of marks, and its title. */
function keyOf(
  definition: unknown,
  { vega: { aggregateTitle } }: Locale,
): {
  readonly field: string;
  readonly key: string;
  readonly title: string;
} {
  const { field, aggregate, timeUnit, title } = isObject(definition) ? definition : {};
  const unit = isObject(timeUnit) ? timeUnit['unit'] : timeUnit;
  const name = typeof field === 'string' ? field : '';
  const prefix = aggregate ?? unit;
  return {
    field: name,
    key: aggregate === 'count' ? '__count' : prefix ? `${String(prefix)}_${name}` : name,
    title:
      typeof title === 'string'
        ? title
        : (typeof aggregate === 'string' && aggregateTitle?.(aggregate, name)) || titleOf(name),
  };
}

/** Returns whether a spec sets a tooltip of any mark. */
export const setsTooltip = (spec: VegaLiteSpec): boolean => someProperty(spec, (key) => key === 'tooltip');

/**
 * Returns the values of all lines at the place of a point; `null` if no line of the plot is there, or if there is only one
 * line.
 */
export function sharedTooltip(
  view: MountedChart['view'],
  place: Point,
  describePoints: DescribePoints | null,
): SharedTooltip | null {
  const targets = collectTooltipTargets(view, describePoints);
  const lines = targets.lines.filter(({ axis, plot }) => axis === 'x' && isIn(plot, place));
  const plot = lines[0]?.plot;
  const found = lines.flatMap((line) => {
    const point = line.points.find(({ x }) => Math.abs(x - place.x) < SAME_PLACE);
    const content = point && targets.describe(point.item);
    return content ? [{ line, point, fields: fieldsOf(content), series: seriesOf(line.mark) }] : [];
  });
  if (!plot || found.length === 0) return null;
  const all = found.map(({ fields, series }) => withoutFirst(fields, ({ value }) => value === series));
  // The position is the only field that all lines have in common. A single line has its position before its value.
  const position = Math.max(0, all[0]!.findIndex(isSharedBy(all)));
  const height = ({ point: { path } }: (typeof found)[number]): number =>
    (path.y2 ?? plot.y2 - plot.y1) - (path.y ?? 0);
  const rows = found
    .map((each, index) => {
      const own = all[index]!.filter((_, field) => field !== position);
      const { line, point, series } = each;
      const row: SharedRow = {
        name: series ?? own[0]?.name ?? '',
        value: own.map(({ value }) => value).join(' · '),
        color: colorOf(line.mark),
        x: point.x,
        y: point.y,
      };
      return { row, height: height(each) };
    })
    .sort((a, b) => b.height - a.height)
    .map(({ row }) => row)
    // A line above its area has the same values.
    .filter(
      ({ name, value }, index, rows) =>
        rows.findIndex((row) => row.name === name && row.value === value) === index,
    );
  const series = new Set(lines.map(({ mark }) => seriesOf(mark)));
  if (series.size < 2 && rows.length < 2) return null;
  return { title: all[0]![position]?.value ?? null, rows, x: found[0]!.point.x, plot };
}

interface Field {
  readonly name: string;
  readonly value: string;
}

function fieldsOf(content: TooltipContent): readonly Field[] {
  if (content.kind === 'text') return [{ name: '', value: content.text }];
  return [...(content.title === null ? [] : [{ name: '', value: content.title }]), ...content.rows];
}

/** Returns a test for fields that every list has at the same index. */
const isSharedBy =
  (all: readonly (readonly Field[])[]) =>
  ({ value }: Field, index: number): boolean =>
    all.length > 1 && all.every((fields) => fields[index]?.value === value);

function withoutFirst<T>(list: readonly T[], test: (each: T) => boolean): readonly T[] {
  const index = list.findIndex(test);
  return index < 0 ? list : list.toSpliced(index, 1);
}

/** Returns the values that group the rows of a line as text, or `null` if its rows are not grouped. */
function seriesOf({ group, items }: SceneMark): string | null {
  const [values, row] = [group?.datum, items[0]?.datum];
  if (!isObject(values) || !isObject(row)) return null;
  // In addition to these values, Vega adds the number of rows.
  const texts = Object.keys(values)
    .filter((name) => values[name] === row[name] && typeof row[name] !== 'object')
    .map((name) => unescapeText(String(row[name])));
  return texts.length > 0 ? texts.join(' · ') : null;
}

function colorOf({ items }: SceneMark): string | null {
  const { stroke, fill } = items[0] ?? {};
  const color = stroke ?? fill;
  return typeof color === 'string' && color !== 'transparent' ? color : null;
}
