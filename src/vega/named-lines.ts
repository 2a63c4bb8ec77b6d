/** Lines that have their names at their ends, in place of a legend. */
import { REFERENCES } from '../charts/types.ts';
import type { VegaSpec } from './compile.ts';
import type { Face, LineFields, Place } from './label-layout.ts';
import { isObject, list } from './spec-facts.ts';

export type Json = Readonly<Record<string, unknown>>;

/** How labels are written. */
export interface LabelStyle {
  readonly font: string;
  /** In px. */
  readonly size: number;
  /** Of what stands beside marks. */
  readonly color: string;
  /** Px that a name on an axis may take of the width. */
  readonly limit: number;
  /** Px between a legend and the picture. */
  readonly offset: number;
}

export type LineFacts = LineFields & Face;

/** The function of expressions that says where names stand. */
export const ENDS = 'vibedasherEnds';
/** Px between a line and its name. */
const BESIDE = 8;

export const objects = (value: unknown): readonly Json[] => list(value).filter(isObject);
export const text = (value: unknown): string => JSON.stringify(value);

/** The scales of a legend whose entries are names. */
const NAMED_BY = ['fill', 'stroke', 'shape', 'strokeDash', 'opacity'];

/** The legend of a chart that has one, and one alone, if it is of names. */
export function legendOf({
  legends,
  scales,
}: VegaSpec): { readonly legend: Json; readonly scale: string } | null {
  const [legend, ...others] = objects(legends);
  if (!legend || others.length > 0 || text(legend['encode'] ?? '').includes('"text"')) return null;
  const scale = NAMED_BY.map((channel) => legend[channel]).find((name) => typeof name === 'string') as string;
  const type = objects(scales).find(({ name }) => name === scale)?.['type'];
  const isAbove =
    /^(top|bottom)$/.test(String(legend['orient'] ?? 'top')) && legend['direction'] !== 'vertical';
  return type === 'ordinal' && isAbove ? { legend, scale } : null;
}

/** Lines of one colour each with their names at their ends, in place of the legend wherever all have room there. */
export function withNamedLines(vega: VegaSpec, { font, size, color, offset }: LabelStyle): VegaSpec {
  const { legend, scale } = legendOf(vega) ?? {};
  const lines = scale && legend?.['stroke'] === scale ? linesIn(vega, scale) : null;
  if (!legend || !lines) return vega;
  const { data, series, x, y } = lines;
  const scales = [x[0], y[0]].flatMap((name) => [`domain(${text(name)})`, `range(${text(name)})`]);
  const facts: LineFacts = { series, x, y, font, size };
  const ends = `${ENDS}(data(${text(data)}), [${scales.join()}], ${text(facts)})`;
  const place = `(vibedasher_ends || {})['$' + datum[${text(series)}]]`;
  const at = (channel: keyof Place): Json => ({ signal: `(${place} || {}).${channel}` });
  return {
    ...vega,
    // Whether names or the legend need room turns out with each layout.
    autosize: { ...(vega['autosize'] as object), resize: true },
    signals: [...(vega.signals ?? []), { name: 'vibedasher_ends', update: ends }],
    data: [
      ...(vega.data ?? []),
      { name: 'vibedasher_names', source: data, transform: [{ type: 'aggregate', groupby: [series] }] },
    ],
    marks: [
      ...list(vega['marks']),
      {
        type: 'text',
        from: { data: 'vibedasher_names' },
        interactive: false,
        aria: false,
        encode: {
          update: {
            text: { signal: `${place} ? datum[${text(series)}] : ''` },
            x: { ...at('x'), offset: BESIDE },
            y: at('y'),
            baseline: { value: 'middle' },
            font: { value: font },
            fontSize: { value: size },
            fill: { value: color },
          },
        },
      },
    ],
    legends: [
      {
        ...legend,
        values: { signal: `vibedasher_ends ? [] : domain(${text(scale)})` },
        offset: { signal: `vibedasher_ends ? 0 : ${String(legend['offset'] ?? offset)}` },
      },
    ],
  };
}

/** Whether a field is no path into nested values. */
const isPlain = (field: unknown): field is string => typeof field === 'string' && !/[.[\]\\'"]/.test(field);

/** The lines of a chart, where each has its colour by one field and nothing else says what a line is. */
function linesIn(
  { marks, axes }: VegaSpec,
  color: string,
): (Pick<LineFacts, 'series' | 'x' | 'y'> & { readonly data: string }) | null {
  const all = objects(marks);
  const groups = all.filter(({ type }) => type === 'group');
  const [{ from, marks: inner } = {}] = groups;
  const [line] = objects(inner);
  const hasText = all.some(
    ({ type, name }) => type === 'text' && !(typeof name === 'string' && name.startsWith(REFERENCES)),
  );
  if (groups.length !== 1 || line?.['type'] !== 'line' || hasText) return null;
  if (objects(axes).some(({ orient }) => orient === 'right')) return null;
  const { data, groupby } = isObject(from) && isObject(from['facet']) ? from['facet'] : {};
  const { update } = isObject(line['encode']) ? line['encode'] : {};
  const [series, ...others] = list(groupby);
  if (!isObject(update) || typeof data !== 'string' || !isPlain(series) || others.length > 0) return null;
  const { x, y, stroke } = update;
  const places = [x, y].map((channel) => {
    const { scale, field, ...more } = isObject(channel) ? channel : {};
    if (typeof scale !== 'string' || !isPlain(field) || Object.keys(more).length > 0) return null;
    return [scale, field] as const;
  });
  const [across, up] = places;
  const isColored = isObject(stroke) && stroke['scale'] === color && stroke['field'] === series;
  return across && up && isColored ? { data, series, x: across, y: up } : null;
}
