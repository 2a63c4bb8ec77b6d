/** What is drawn of a line at a value: a rule across the plot, and its label where there is room. */
import { isObject, type JsonObject } from '../internal/json.ts';
import { clip, titleOf } from '../internal/text.ts';
import { isAlias } from '../internal/values.ts';
import type { Cell, Dataset } from '../public-client/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import type { DateGrain } from './columns.ts';
import { singleViews } from './summary.ts';

/** A line at a value. */
export interface Reference {
  /** A number, or a date in ms. */
  readonly at: number;
  /** How fine a date was written; `null` for a number. */
  readonly grain: DateGrain | null;
  readonly isPercent: boolean;
  readonly label: string;
}

export type Channel = 'x' | 'y';

/** An axis that a line can stand on. */
export interface Axis {
  readonly channel: Channel;
  readonly definition: JsonObject;
  /** Dates as categories. */
  readonly isBand: boolean;
}

/** A line that has found its axis; `at` is its place there: a number, or a date in ms. */
export interface Line {
  readonly reference: Reference;
  readonly axis: Axis;
  readonly at: number;
}

/** How lines and labels look. */
export interface ReferenceLook {
  /** Of lines; `null` leaves it to Vega-Lite. */
  readonly color: string | null;
  /** Of labels, in px. */
  readonly fontSize: number;
  /** `null` while there are no rows. */
  readonly data: ReadonlyMap<string, Dataset> | null;
  /** The plot is one of several beside one another. */
  readonly isCell?: boolean;
}

/** The values of the column that an axis shows. */
export function cellsOf(
  { definition: { field } }: Pick<Axis, 'definition'>,
  data: ReferenceLook['data'],
): readonly Cell[] {
  for (const { columns, rows } of data?.values() ?? []) {
    const index = columns.findIndex(({ name }) => name === field);
    if (index >= 0) return rows.map((row) => row[index] ?? null).filter((cell) => cell !== null);
  }
  return [];
}

/** Units of time whose dates can be told from those of a line. */
const PERIOD = /^year(quarter|month(date(hoursminutes)?)?)?$/;

/** What an axis shows by a definition: dates as categories are a `period`. */
export function kindOf({ field, datum, type, aggregate, bin, timeUnit }: JsonObject) {
  if (field === undefined && datum === undefined && aggregate === undefined) return 'none';
  if (type === 'temporal' || (timeUnit && !type))
    // Weekdays and the like are drawn as dates of some year.
    return timeUnit && !/year/.test(JSON.stringify(timeUnit)) ? 'none' : 'time';
  if (type === 'ordinal' || type === 'nominal') return PERIOD.test(String(timeUnit)) ? 'period' : 'none';
  if (bin) return 'bin';
  return type === 'quantitative' || (aggregate && !type) ? 'measure' : 'none';
}

/** A screen reader does not find it: what it says is in the chart's description. */
const STILL = { aria: false };

function definitionOf({ axis: { isBand, definition }, at, reference: { grain } }: Line): JsonObject {
  const { type, timeUnit } = definition;
  // An axis that is not shown would come back with a further layer.
  const hidden = ['axis', 'scale']
    .filter((key) => definition[key] === null)
    .map((key) => [key, null] as const);
  return {
    ...(isBand
      ? { datum: partsOf(new Date(at)), type, timeUnit }
      : { datum: at, type: grain === null ? 'quantitative' : 'temporal' }),
    ...Object.fromEntries(hidden),
  };
}

/** A date as Vega-Lite takes it for a category. */
const partsOf = (date: Date): JsonObject => ({
  year: date.getFullYear(),
  month: date.getMonth() + 1,
  date: date.getDate(),
  hours: date.getHours(),
  minutes: date.getMinutes(),
});

/** The place of a line in px, as an expression. */
const placeOf = ({ axis: { channel }, at }: Line): string =>
  `(scale('${channel}', ${at}) + bandwidth('${channel}') / 2)`;

/** The line itself. */
export const ruleOf = (line: Line, { color }: ReferenceLook): JsonObject => ({
  mark: { type: 'rule', strokeDash: [4, 3], ...(color !== null && { color }), ...STILL },
  encoding: { [line.axis.channel]: definitionOf(line) },
});

/** The most letters in a line of a label beside a plot, and the most lines. */
const WIDE = 14;
const HIGH = 3;
/** The height of a line, and the width of a letter, as parts of the font size; those of East Asia count twice. */
const LEADING = 1.35;
const LETTER = 0.58;

/** The labels of all lines across an axis. */
export function labelsOn(
  channel: Channel,
  lines: readonly Line[],
  spec: VegaLiteSpec,
  setting: ReferenceLook,
): readonly JsonObject[] {
  const labelled = lines.filter(({ axis, reference }) => axis.channel === channel && reference.label);
  // From above, or from the left: each makes room for those before it.
  const [first, second] = channel === 'y' ? [1, -1] : [-1, 1];
  labelled.sort((a, b) => (a.at < b.at ? first : second));
  const layOut = setting.isCell ? placesInCell : channel === 'y' ? placesOnY : placesOnX;
  const places = layOut(labelled, spec, setting);
  return labelled.map((line, index) => {
    const { text, across, ...mark } = places[index]!;
    return {
      mark: { type: 'text', text, ...mark, ...STILL },
      encoding: { [channel]: definitionOf(line), [channel === 'y' ? 'x' : 'y']: { value: across } },
    };
  });
}

/** Where a label stands: properties of its mark, and its place along the line. */
interface Place {
  readonly text: string | readonly string[];
  readonly across: number | 'width' | 'height';
  readonly [property: string]: unknown;
}

/** In a cell of a facet: beside the line, on the side where there is more of the cell. */
function placesInCell(
  lines: readonly Line[],
  _spec: VegaLiteSpec,
  { data, fontSize }: ReferenceLook,
): readonly Place[] {
  return lines.map(({ axis, at, reference: { label } }) => {
    const values = cellsOf(axis, data).map(Number).filter(Number.isFinite);
    const high = values.reduce((most, value) => Math.max(most, value), at);
    const low = values.reduce((least, value) => Math.min(least, value), at);
    const text = clip(label, WIDE);
    if (axis.channel === 'y') {
      const isHigh = at > high - (high - low) * 0.2;
      const side = isHigh ? { baseline: 'top', dy: 3 } : { baseline: 'bottom', dy: -3 };
      return { text, across: 0, align: 'left', dx: 2, ...side };
    }
    const isLate = at > (high + low) / 2;
    return { text, across: 0, align: isLate ? 'right' : 'left', dx: isLate ? -4 : 4, dy: fontSize };
  });
}

/**
 * Beside the plot, below the label before where the two would meet. Where names stand at the ends of lines: above the
 * line, at its other end.
 */
function placesOnY(
  lines: readonly Line[],
  spec: VegaLiteSpec,
  { fontSize }: ReferenceLook,
): readonly Place[] {
  const isInside = hasEndLabels(spec, {});
  const axis = lines[0]?.axis.definition['axis'];
  const isRight = isObject(axis) && axis['orient'] === 'right';
  const height = fontSize * LEADING;
  let above: { readonly place: string; readonly rows: number } | null = null;
  return lines.map((line) => {
    const { label } = line.reference;
    const place = placeOf(line);
    const text = isInside ? [label] : wrapped(label);
    const rows = text.length;
    const free: string = above
      ? `max(${place}, ${above.place} + ${((above.rows + rows) / 2) * height})`
      : place;
    above = { place: free, rows };
    const middle = isInside ? -3 : ((1 - rows) / 2) * height;
    const dy = free === place ? middle : { expr: `${free} - ${place} + ${middle}` };
    if (isInside) return { text, across: 0, align: 'left', baseline: 'bottom', dx: 2, dy };
    const side = isRight
      ? { across: 0, align: 'right', dx: -6 }
      : ({ across: 'width', align: 'left', dx: 6 } as const);
    return { text, baseline: 'middle', lineHeight: height, dy, ...(side as Pick<Place, 'across'>) };
  });
}

/** Words in lines, the last of which ends in an ellipsis where there are more. */
function wrapped(label: string): readonly string[] {
  const lines: string[] = [];
  for (const word of label.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= WIDE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const shown = lines.slice(0, HIGH).map((line) => clip(line, WIDE));
  if (lines.length > HIGH) shown[HIGH - 1] += '…';
  return shown;
}

/** Whether the names of lines stand, or may stand, beside their ends, where a label would stand too. */
function hasEndLabels(view: JsonObject, outer: JsonObject): boolean {
  const { mark, encoding, layer } = view;
  const all = { ...outer, ...(isObject(encoding) ? encoding : {}) };
  if (Array.isArray(layer)) return layer.some((child) => isObject(child) && hasEndLabels(child, all));
  const { x, color } = all;
  if (!isObject(x) || !/^(time|measure)$/.test(kindOf(x))) return false;
  const { type, align } = isObject(mark) ? mark : { type: mark, align: null };
  const isNamed = isObject(color) && color['field'] !== undefined && color['legend'] === undefined;
  return (type === 'line' && isNamed) || (type === 'text' && align === 'left');
}

/**
 * Above the plot, or below it where the axis is above. A label that would meet the one before it, or the title of the
 * other axis, stands in the plot beside its line.
 */
function placesOnX(
  lines: readonly Line[],
  spec: VegaLiteSpec,
  { fontSize }: ReferenceLook,
): readonly Place[] {
  const axis = lines[0]?.axis.definition['axis'];
  const isBelow = isObject(axis) && axis['orient'] === 'top';
  const widthOf = (text: string): number =>
    text.replace(/[^\u0000-\u2e7f]/g, '00').length * fontSize * LETTER;
  const title = isBelow ? 0 : widthOf(titleOn('y', spec));
  const height = fontSize * LEADING;
  let before: { readonly place: string; readonly row: string; readonly width: number } | null = null;
  return lines.map((line) => {
    const { label } = line.reference;
    const place = placeOf(line);
    const width = widthOf(label);
    // Which row it stands in, as an expression: 0 is above the plot, the others are in it, one below the other.
    const meets: string[] = title > 0 ? [`(${place} - ${width / 2} < ${title + 8} ? 1 : 0)`] : [];
    if (before) {
      const near = (before.width + width) / 2 + 8;
      meets.push(`(${place} - ${before.place} < ${near} ? ${before.row} + 1 : 0)`);
    }
    const row = meets.length > 1 ? `max(${meets.join(', ')})` : (meets[0] ?? '0');
    before = { place, row, width };
    const centred = `${place} < ${width / 2} ? 'left' : ${place} > width - ${width / 2} ? 'right' : 'center'`;
    const isLeft = `${place} + ${width + 4} < width`;
    const text = { text: label, baseline: 'alphabetic', limit: { expr: 'width' } } as const;
    if (isBelow)
      return {
        ...text,
        across: 'height',
        align: { expr: centred },
        dy: { expr: `${fontSize + 4} + ${row} * ${height}` },
      };
    return {
      ...text,
      across: 0,
      align: { expr: `${row} > 0 ? (${isLeft} ? 'left' : 'right') : (${centred})` },
      dx: { expr: `${row} > 0 ? (${isLeft} ? 4 : -4) : 0` },
      dy: { expr: `${row} > 0 ? ${fontSize} + (${row} - 1) * ${height} : -5` },
    };
  });
}

/** The title of an axis, as far as the spec tells. */
function titleOn(channel: Channel, spec: VegaLiteSpec): string {
  for (const { encoding } of singleViews(spec)) {
    const definition = encoding[channel];
    if (!isObject(definition)) continue;
    const { axis, title, field, aggregate } = definition;
    const own = isObject(axis) && axis['title'] !== undefined ? axis['title'] : title;
    if (axis === null || own === null) continue;
    const words = [aggregate, field].filter((word) => typeof word === 'string' && !isAlias(word));
    return own === undefined ? titleOf(words.join(' of ')) : String(own);
  }
  return '';
}
