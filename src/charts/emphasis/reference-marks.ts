/** The marks of a reference line: a rule across the plot and a label. */
import { isObject, type JsonObject } from '../../internal/json.ts';
import { clip } from '../../internal/text.ts';
import { countLetters } from '../../internal/widths.ts';
import type { Cell, Dataset } from '../../public-client/types.ts';
import { DASHES } from '../../internal/secret-names.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import type { DateGrain } from '../columns.ts';
import { encodingOf } from '../summary.ts';
import { mayHaveLegend, titleOfY } from './guides.ts';
import { columnValues } from './selected-marks.ts';

/** A parsed entry of the `reference` attribute. */
export interface Reference {
  /** A number, or a date in ms. In a range, its start. */
  readonly at: number;
  /** The end of a range. */
  readonly to?: number;
  /** Precision of the date as written; `null` for a number. */
  readonly grain: DateGrain | null;
  readonly isPercent: boolean;
  readonly label: string;
  /** The column whose axis has the line. Default: the first axis that fits. */
  readonly column?: string;
  /** Whether it is the regression line, which has no number. */
  readonly isTrend?: true;
}

export type Channel = 'x' | 'y';

/** An axis that can have reference lines. */
export interface Axis {
  readonly channel: Channel;
  /** The Vega-Lite channel definition. */
  readonly definition: JsonObject;
  /** Whether the axis shows dates as categories. */
  readonly isBand: boolean;
}

/** A reference line or range on its axis. */
export interface Line {
  readonly reference: Reference;
  readonly axis: Axis;
  /** The position on the axis: a number, or a date in ms. In a range, its start. */
  readonly at: number;
  /** The end of a range. */
  readonly to?: number;
  /** The text to draw. */
  readonly label: string;
  /** The number or date that follows the label because no axis shows it, or an empty text. */
  readonly value: string;
}

/** The look of lines and labels, and the data that they must fit. */
export interface ReferenceLook {
  /** Color of the lines; `null` for the default of Vega-Lite. */
  readonly color: string | null;
  /** Color around the letters of labels; `null` for none. */
  readonly halo?: string | null;
  /** Whether text runs from right to left, so that the y axis is usually on the right. */
  readonly rtl?: boolean;
  /** Font size of the labels, in px. */
  readonly fontSize: number;
  /** `null` while no rows are loaded. */
  readonly data: ReadonlyMap<string, Dataset> | null;
  /** Whether the plot is a cell of a facet. */
  readonly isCell?: boolean;
}

/** Returns the values of the column that an axis shows, without nulls. */
export const axisCells = (
  { definition: { field } }: Pick<Axis, 'definition'>,
  data: ReferenceLook['data'],
): readonly Cell[] => ((data && columnValues(field, data)) ?? []).filter((cell) => cell !== null);

/** Time units whose categories can be matched with the date of a line. */
const PERIOD = /^year(quarter|month(date(hoursminutes)?)?)?$/;

/** Classifies an axis by its channel definition. `period`: dates as categories; `none`: it cannot have lines. */
export function axisKind({ field, datum, type, aggregate, bin, timeUnit }: JsonObject) {
  if (field === undefined && datum === undefined && aggregate === undefined) return 'none';
  if (type === 'temporal' || (timeUnit && !type))
    // Vega-Lite draws weekdays and other units without a year as dates of an arbitrary year.
    return timeUnit && !/year/.test(JSON.stringify(timeUnit)) ? 'none' : 'time';
  if (type === 'ordinal' || type === 'nominal') return PERIOD.test(String(timeUnit)) ? 'period' : 'none';
  if (bin) return 'bin';
  return type === 'quantitative' || (aggregate && !type) ? 'measure' : 'none';
}

/** Hides marks from screen readers, because the chart's description lists the lines. */
const HIDDEN = { aria: false };

function positionDefinition(
  { axis: { isBand, definition }, reference: { grain } }: Line,
  at: number,
): JsonObject {
  const { type, timeUnit } = definition;
  // Vega-Lite merges the axes of layers: repeat `null`, or a hidden axis would appear again.
  const hidden = ['axis', 'scale']
    .filter((key) => definition[key] === null)
    .map((key) => [key, null] as const);
  return {
    ...(isBand
      ? { datum: toDateTime(new Date(at)), type, timeUnit }
      : { datum: at, type: grain === null ? 'quantitative' : 'temporal' }),
    ...Object.fromEntries(hidden),
  };
}

/** Converts a date to a Vega-Lite DateTime. */
const toDateTime = (date: Date): JsonObject => ({
  year: date.getFullYear(),
  month: date.getMonth() + 1,
  date: date.getDate(),
  hours: date.getHours(),
  minutes: date.getMinutes(),
});

/** Returns a Vega expression for the position of a line, or of the middle of a range, in px. */
const positionExpression = ({ axis: { channel }, at, to = at }: Line): string =>
  `((scale('${channel}', ${at}) + scale('${channel}', ${to}) + bandwidth('${channel}')) / 2)`;

/** Returns a Vega expression for half of the width of a range, in px. */
const halfOfRange = ({ axis: { channel }, at, to }: Line): string =>
  to === undefined
    ? '0'
    : `(abs(scale('${channel}', ${to}) - scale('${channel}', ${at})) + bandwidth('${channel}')) / 2`;

/** The dashes of a line, in px. */
const DASH = [4, 3];

/** Returns a line. `index` is its place in the layer. In a single view, its dashes leave out the texts in its way. */
export function ruleMark(line: Line, index: number, { color, isCell }: ReferenceLook): JsonObject {
  const strokeDash = isCell ? DASH : { expr: `${DASHES}[${index}] || [${DASH.join()}]` };
  return {
    mark: { type: 'rule', strokeDash, ...(color !== null && { color }), ...HIDDEN },
    encoding: { [line.axis.channel]: positionDefinition(line, line.at) },
  };
}

/** Opacity of the area of a range. */
const BAND_OPACITY = 0.09;

/** Returns the area of a range. */
export function bandMark(line: Line & { readonly to: number }, { color }: ReferenceLook): JsonObject {
  const { axis, at, to } = line;
  const { channel, isBand } = axis;
  // The names in the domain of a band scale come from the chart, so positions there need no channel definition.
  const ends = [`scale('${channel}', ${at})`, `scale('${channel}', ${to}) + bandwidth('${channel}')`];
  const [start, end] = isBand
    ? ends.map((expr) => ({ value: { expr } }))
    : [positionDefinition(line, at), { datum: to }];
  return {
    mark: { type: 'rect', color: color ?? 'gray', opacity: BAND_OPACITY, ...HIDDEN },
    encoding: { [channel]: start, [`${channel}2`]: end },
  };
}

/** Maximum number of letters per line of a label at the side of a plot, and above or below it. */
const MAX_LETTERS = 14;
const MAX_LETTERS_ON_X = 22;
/** Maximum number of lines of a label. */
const MAX_ROWS = 3;
/** Line height and average letter width, relative to the font size. */
const LEADING = 1.35;
const LETTER = 0.58;

/** Returns the labels of all lines across one axis, as Vega-Lite layers. */
export function labelMarks(
  channel: Channel,
  lines: readonly Line[],
  spec: VegaLiteSpec,
  look: ReferenceLook,
): readonly JsonObject[] {
  const labelled = lines.filter((line) => line.axis.channel === channel && textOf(line));
  // Sort from top to bottom or from left to right: each label avoids the ones before it.
  const [first, second] = channel === 'y' ? [1, -1] : [-1, 1];
  labelled.sort((a, b) => (a.at < b.at ? first : second));
  const layOut = look.isCell ? placesInCell : channel === 'y' ? placesOnY : placesOnX;
  const places = layOut(labelled, look, spec);
  const { halo } = look;
  return labelled.flatMap((line, index) => {
    const { text, across, inPlot, ...place } = places[index]!;
    const encoding = {
      [channel]:
        line.to === undefined
          ? positionDefinition(line, line.at)
          : { value: { expr: positionExpression(line) } },
      [channel === 'y' ? 'x' : 'y']: { value: across },
    };
    const mark = { type: 'text', text, ...place, ...HIDDEN };
    const behind =
      halo && inPlot
        ? [{ mark: { ...mark, color: halo, stroke: halo, strokeWidth: 3, strokeJoin: 'round' }, encoding }]
        : [];
    return [...behind, { mark, encoding }];
  });
}

const textOf = ({ label, value }: Line): string => [label, value].join(' ').trim();

/** Where a label is drawn: properties of its mark, and its position along the line. */
interface Place {
  readonly text: string | readonly string[];
  readonly across: number | 'width' | 'height';
  /** Whether the label may be on top of marks. */
  readonly inPlot: boolean;
  readonly [property: string]: unknown;
}

/** Places labels in a cell of a facet: next to the line, on the side with more space. */
function placesInCell(lines: readonly Line[], { data, fontSize }: ReferenceLook): readonly Place[] {
  return lines.map((line) => {
    const { axis, at: start, to = start, label, value } = line;
    const at = (start + to) / 2;
    const values = axisCells(axis, data).map(Number).filter(Number.isFinite);
    const high = values.reduce((most, value) => Math.max(most, value), at);
    const low = values.reduce((least, value) => Math.min(least, value), at);
    // A label that is cut keeps its value.
    const text = textOf({ ...line, label: clip(label, Math.max(1, MAX_LETTERS - value.length)) });
    if (axis.channel === 'y') {
      const isHigh = at > high - (high - low) * 0.2;
      const side = isHigh ? { baseline: 'top', dy: 3 } : { baseline: 'bottom', dy: -3 };
      return { text, across: 0, inPlot: true, align: 'left', dx: 2, ...side };
    }
    const isLate = at > (high + low) / 2;
    return {
      text,
      across: 0,
      inPlot: true,
      align: isLate ? 'right' : 'left',
      dx: isLate ? -4 : 4,
      dy: fontSize,
    };
  });
}

/**
 * Places labels at the side of the plot, and below the previous label if the two would overlap. If the names of the
 * series are at that side, places labels above their lines, at the other end.
 */
function placesOnY(
  lines: readonly Line[],
  { fontSize, rtl }: ReferenceLook,
  spec: VegaLiteSpec,
): readonly Place[] {
  const isInside = hasEndLabels(spec, {});
  const axis = lines[0]?.axis.definition['axis'];
  const orient = isObject(axis) ? axis['orient'] : undefined;
  const isRight = (orient ?? (rtl ? 'right' : 'left')) === 'right';
  const height = fontSize * LEADING;
  let above: { readonly place: string; readonly rows: number } | null = null;
  return lines.map((line) => {
    const place = positionExpression(line);
    const text = isInside ? [textOf(line)] : wrapped(line);
    const rows = text.length;
    const free: string = above
      ? `max(${place}, ${above.place} + ${((above.rows + rows) / 2) * height})`
      : place;
    above = { place: free, rows };
    const middle = isInside ? -3 : ((1 - rows) / 2) * height;
    const dy = free === place ? middle : { expr: `${free} - ${place} + ${middle}` };
    if (isInside) return { text, across: 0, inPlot: true, align: 'left', baseline: 'bottom', dx: 2, dy };
    const side = isRight
      ? { across: 0, align: 'right', dx: -6 }
      : ({ across: 'width', align: 'left', dx: 6 } as const);
    return {
      text,
      inPlot: false,
      baseline: 'middle',
      lineHeight: height,
      dy,
      ...(side as Pick<Place, 'across'>),
    };
  });
}

/** Wraps a label between words. If words are cut, they end in an ellipsis, and the value follows in the last line. */
function wrapped(line: Line, maxLetters = MAX_LETTERS): readonly string[] {
  const lines: string[] = [];
  for (const word of textOf(line).split(/[ \t\n\r]+/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= maxLetters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const clipped = lines.map((each) => clip(each, maxLetters));
  if (lines.length <= MAX_ROWS) return clipped;
  const shown = clipped.slice(0, line.value ? MAX_ROWS - 1 : MAX_ROWS);
  shown.push(shown.pop()!.replace(/…?$/, '…'));
  return line.value ? [...shown, line.value] : shown;
}

/**
 * Returns whether the names of series are or may be at the ends of their lines, where other labels would overlap
 * them.
 */
function hasEndLabels(view: JsonObject, outer: JsonObject): boolean {
  const { mark, layer } = view;
  const all = encodingOf(view, outer);
  if (Array.isArray(layer)) return layer.some((child) => isObject(child) && hasEndLabels(child, all));
  const { x, color } = all;
  if (!isObject(x) || !/^(time|measure)$/.test(axisKind(x))) return false;
  const { type, align } = isObject(mark) ? mark : { type: mark, align: null };
  const isNamed = isObject(color) && color['field'] !== undefined && color['legend'] === undefined;
  return (type === 'line' && isNamed) || (type === 'text' && align === 'left');
}

/**
 * Places labels above the plot, or below it if the axis is at the top: centered on their lines, or as near as the ends of
 * the plot and the title of the other axis allow. Moves a label that would overlap the title above it. Moves it into
 * the plot, next to its line or into its range, if there may be a legend or if it would overlap the previous label.
 */
function placesOnX(
  lines: readonly Line[],
  { fontSize, rtl }: ReferenceLook,
  spec: VegaLiteSpec,
): readonly Place[] {
  const axis = lines[0]?.axis.definition['axis'];
  const isBelow = isObject(axis) && axis['orient'] === 'top';
  const widthOf = (text: string): number => countLetters(text) * fontSize * LETTER;
  const title = isBelow ? 0 : widthOf(titleOfY(spec));
  const height = fontSize * LEADING;
  // A label above the title would overlap a legend.
  const hasLegend = title > 0 && mayHaveLegend(spec);
  // The space that the title leaves, as expressions.
  const margin = title > 0 ? title + 8 : 0;
  const [freeFrom, freeTo] = rtl ? ['0', `(width - ${margin})`] : [String(margin), 'width'];
  let before: { readonly end: string; readonly nextRow: string } | null = null;
  return lines.map((line) => {
    const text = wrapped(line, MAX_LETTERS_ON_X);
    const rows = text.length;
    const width = Math.max(...text.map(widthOf));
    const place = positionExpression(line);
    const half = halfOfRange(line);
    // Next to the title, the label still touches its line or is above a part of its range.
    const reach = `max(0, ${half} - 12)`;
    const isCrowded = title
      ? `(${place} + ${reach} < ${freeFrom} || ${place} - ${reach} > ${freeTo} || ${width} > ${freeTo} - ${freeFrom})`
      : 'false';
    const isOver = hasLegend ? 'false' : isCrowded;
    const [from, to] = [`(${isOver} ? 0 : ${freeFrom})`, `(${isOver} ? width : ${freeTo})`];
    const start = `clamp(${place} - ${width / 2}, ${from}, ${to} - ${width})`;
    // The label's row, as an expression: 0 is above the plot, 1 and more are in the plot, from top to bottom.
    const meets = hasLegend ? [`(${isCrowded} ? 1 : 0)`] : [];
    if (before) meets.push(`(${start} - ${before.end} < 8 ? ${before.nextRow} : 0)`);
    const row = `max(${['0', ...meets].join(', ')})`;
    before = { end: `(${start} + ${width})`, nextRow: `${row} + ${rows + 0.2}` };
    const inEnds = (first: string, last: string, other: string): string =>
      `(${place} - ${width / 2} < ${from} ? ${first} : ${place} + ${width / 2} > ${to} ? ${last} : ${other})`;
    const align = inEnds("'left'", "'right'", "'center'");
    const dx = inEnds(`${from} - ${place}`, `${to} - ${place}`, '0');
    const shared = {
      text,
      lineHeight: height,
      inPlot: meets.length > 0,
      baseline: 'alphabetic',
    } as const;
    if (isBelow)
      return {
        ...shared,
        across: 'height',
        align: { expr: align },
        dx: { expr: dx },
        dy: { expr: `${fontSize + 4} + ${row} * ${height}` },
        limit: { expr: 'width' },
      };
    const [left, right] = [`(${place} + ${half} - 8)`, `(width - ${place} + ${half} - 8)`];
    const isLeft = `(${right} >= ${width} || ${right} >= ${left})`;
    return {
      ...shared,
      across: 0,
      align: { expr: `${row} > 0 ? (${isLeft} ? 'left' : 'right') : ${align}` },
      dx: { expr: `${row} > 0 ? (${isLeft} ? 4 - ${half} : ${half} - 4) : ${dx}` },
      dy: {
        expr: `${row} > 0 ? ${fontSize} + (${row} - 1) * ${height} : ${-5 - (rows - 1) * height} - (${isOver} ? 6 + ceil(${title} / width) * ${height} : 0)`,
      },
      limit: { expr: `${row} > 0 ? max(${left}, ${right}) : width` },
    };
  });
}
