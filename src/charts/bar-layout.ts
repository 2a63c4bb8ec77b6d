import type { JsonObject } from '../internal/json.ts';
import { longestTextWidth, NARROW } from '../internal/widths.ts';
import { extent, fieldGrain } from './columns.ts';
import type { Field } from './columns.ts';
import { isWord } from './measure-formats.ts';
import { encode, fitSideBySide, measure, shortenOrderedLabels, shareFormat, TIME } from './encodings.ts';
import type { AvailableSize } from './encodings.ts';

/** Maximum width of a name below a vertical bar, in px: 8 letters. */
const LONG = 52;
/** Width of an axis of numbers, in px. */
const AXIS = 40;
/** Maximum number of vertical bars that are labelled with their numbers and have no axis. */
const MAX_LABELLED = 12;
/** Minimum height of the row of a horizontal bar with its number, in px: three quarters are the bar, as high as a line of text. */
const LABELLED_ROW = 19;
/** Height of a bar with its name above it, in px. */
const ROW_WITH_NAME = 32;
/** Width of a number at the end of a bar, without its unit, in px. */
export const LABEL = 44;
/** Maximum thickness of a bar, in px. */
const THICKEST = 72;

/** The arrangement of the bars of categories in their box. */
export interface BarLayout {
  readonly horizontal: boolean;
  /** Whether names are above their bars, because the longest name is too long for the space at the side. */
  readonly above: boolean;
  /** Whether the bars are labelled with their numbers and there is no axis. */
  readonly labelled: boolean;
  /** Number of categories that fit. */
  readonly capacity: number;
  /** The height that all bars need, in px of the picture; `undefined` unless the box grows. */
  readonly height: number | undefined;
  /** Maximum width of a category name, in px of the picture. */
  readonly labelLimit: number;
  readonly rtl: boolean;
  /** See `DeriveContext`. */
  readonly textScale: number;
  readonly language: string;
}

interface LayoutRequest {
  readonly names: readonly string[];
  /** Whether the names have a natural order (months, age groups), which is kept and reads best from left to right. */
  readonly natural: boolean;
  readonly barsPerCategory: number;
  /** Width in px of the unit after each number. */
  readonly unitWidth: number;
  /** Whether each category has one bar and all bars have one color, so no legend or axis is needed. */
  readonly plain: boolean;
  readonly available: AvailableSize;
  /** Whether the box grows until all categories fit. */
  readonly grows: boolean;
  readonly textScale: number;
  readonly rtl: boolean;
  readonly language: string;
  /** Whether bars are horizontal in any case. */
  readonly lying?: boolean;
}

/** Chooses vertical bars for few short names, or else horizontal bars, and determines how many categories fit. */
export function layOutBars({
  names,
  natural,
  barsPerCategory,
  plain,
  unitWidth,
  available,
  grows,
  textScale,
  rtl,
  language,
  lying = false,
}: LayoutRequest): BarLayout {
  const count = names.length;
  const longest = longestTextWidth(names);
  // The heights of title, axis and legend.
  const header = plain ? 28 : 80;
  const height = available.height - header;
  const rowHeight = (minHeight: number): number => Math.max(minHeight, 12 * barsPerCategory);
  const fittingRows = (minHeight: number): number => Math.floor(height / rowHeight(minHeight));
  // If all bars fit, they may be closer together than if some are left out.
  const rows = grows || count <= fittingRows(16) ? count : Math.max(4, fittingRows(20));
  const abreastFits = fitSideBySide(names, available.width - (plain && count <= MAX_LABELLED ? 0 : AXIS));
  const upright =
    !lying && (natural ? count > rows || abreastFits : count <= 8 && longest <= LONG && abreastFits);
  const capacity = upright ? count : Math.min(count, rows);
  // On a phone, names need about half of the width.
  const maxName = Math.round(available.width * (available.width < NARROW ? 0.55 : 0.4));
  const above = !upright && plain && longest > maxName && (grows || count * ROW_WITH_NAME <= height);
  return {
    horizontal: !upright,
    above,
    height:
      grows && !upright
        ? Math.round((header + capacity * rowHeight(above ? ROW_WITH_NAME : 20)) * textScale)
        : undefined,
    labelled:
      plain &&
      (upright
        ? count <= MAX_LABELLED && available.width / count > LABEL + unitWidth
        : grows || height / capacity >= LABELLED_ROW),
    capacity,
    labelLimit: Math.round(maxName * textScale),
    textScale,
    language,
    // Months and other ordered names run from left to right on every page.
    rtl: rtl && !(upright && natural),
  };
}

/**
 * Returns the channel of the categories, the channel of the lengths, and the mark property that sets a bar's
 * thickness.
 */
export const channels = ({
  horizontal,
}: BarLayout): readonly [band: 'x' | 'y', length: 'x' | 'y', size: string] =>
  horizontal ? ['y', 'x', 'height'] : ['x', 'y', 'width'];

/** Returns a bar's thickness: a part of its band, up to {@link THICKEST}. */
export const thickness = (band: string, part = 1): { readonly expr: string } => ({
  expr: `min(bandwidth('${band}'), ${THICKEST}) * ${part}`,
});

/**
 * Returns the `x` and `y` encodings of the bars. `sort` is the Vega-Lite sort of the categories; `more` extends the
 * encoding of the lengths.
 */
export function barPositions(
  layout: BarLayout,
  category: Field,
  number: Field,
  sort: unknown,
  { labelPadding, ...more }: JsonObject = {},
): JsonObject {
  const { horizontal, labelled, above, labelLimit, rtl } = layout;
  const [band, length] = channels(layout);
  const axis = {
    // From right to left, the axis starts at the right.
    ...(horizontal && { orient: 'top', titleAnchor: 'start', titleAlign: rtl ? 'right' : undefined }),
    ...(labelled && { labels: false, values: [0] }),
    ...(above && zeroLineBelowNames(number, layout)),
  };
  const names = {
    labelLimit,
    labelPadding,
    ...(horizontal
      ? { labelOverlap: false, orient: rtl ? 'right' : undefined }
      : shortenOrderedLabels(category, layout)),
  };
  return {
    [band]: encode(category, {
      title: null,
      sort,
      axis: above ? null : names,
      ...(rtl && !horizontal && { scale: { reverse: true } }),
    }),
    [length]: measure(number, true, {
      axis,
      ...(labelled
        ? { scale: labelScale(number, layout) }
        : rtl && horizontal && { scale: { zero: true, reverse: true } }),
      ...more,
    }),
  };
}

/** Height of a name above its bar, in px at a text size of 12 px. */
export const NAME_HEIGHT = 14;

/**
 * Returns axis properties with which the zero line does not cross the names above the bars. Without negative values, the
 * names start at zero, and there is no line. Otherwise, it leaves out the upper part of each band, up to the bar.
 */
function zeroLineBelowNames(number: Field, { textScale }: BarLayout): JsonObject {
  if (extent(number)[0] >= 0) return { values: [] };
  const step = `height / length(domain('y'))`;
  const line = `${step} / 2 + ${thickness('y', 0.2).expr} - ${(NAME_HEIGHT * textScale) / 2 - 1}`;
  return { gridDash: { expr: `[${line}, ${step} - (${line})]` }, gridDashOffset: { expr: line } };
}

/** Returns the width of the unit around each number, in px. */
export const unitWidth = ({ format }: Field): number =>
  isWord(format) ? 0 : Math.ceil(longestTextWidth([`${format?.before ?? ''}${format?.after ?? ''}`]));

/** Returns the text channel of numbers in a chart whose axis has a title. */
export const numberText = (number: Field): JsonObject => {
  const { unit: _unit, write: _write, isPercent: _isPercent, ...format } = number.format ?? {};
  const plain = { style: 'short', ...format, before: undefined, after: undefined };
  return encode(number, isWord(number.format) ? { format: plain } : shareFormat(number));
};

/** Returns a scale that leaves space for the numbers beyond the ends of the longest bars. */
export function labelScale(
  number: Field,
  { horizontal, rtl, textScale }: BarLayout,
  below = extent(number)[0] < 0,
): JsonObject {
  const [wide, high] = [LABEL + unitWidth(number), 18].map((length) => Math.round(length * textScale));
  const across = rtl
    ? [{ expr: below ? `width - ${wide}` : 'width' }, wide]
    : [below ? wide : 0, { expr: `width - ${wide}` }];
  const range = horizontal ? across : [{ expr: below ? `height - ${high}` : 'height' }, high];
  return { zero: true, nice: false, range };
}

/** Returns a layer with the numbers at the ends of the bars, for negative values at the opposite side. */
export function numberLabels(
  number: Field,
  { horizontal, rtl }: BarLayout,
  place: JsonObject = {},
): JsonObject {
  const bySign = (negative: string, positive: string): JsonObject => ({
    expr: `datum['${number.name}'] < 0 ? ${negative} : ${positive}`,
  });
  const mark = horizontal
    ? rtl
      ? { align: bySign(`'left'`, `'right'`), dx: bySign('5', '-5') }
      : { align: bySign(`'right'`, `'left'`), dx: bySign('-5', '5') }
    : { baseline: bySign(`'top'`, `'bottom'`), dy: bySign('5', '-4') };
  return {
    mark: { type: 'text', ...mark, ...place },
    encoding: { text: numberText(number) },
  };
}

/** Maximum number of bars that have a date label each. More bars share a time axis. */
const MAX_DATED = 16;
const DAY = 864e5;

/** Returns whether each date has a label. Other bars share a time axis. */
export function areDated(time: Field): boolean {
  const { days } = TIME[fieldGrain(time)];
  const [first, last] = extent(time);
  // Weeks and other steps that are not time units have no width on a time axis.
  const steady = last - first < days * DAY * 1.5 * time.distinct;
  return !(steady && time.distinct > MAX_DATED);
}

/** Returns the position channel of bars over time, and their width. */
export function timeBand(time: Field): {
  readonly band: JsonObject;
  readonly width?: JsonObject | undefined;
} {
  const dated = areDated(time);
  const { unit } = TIME[fieldGrain(time)];
  const band = encode(time, { title: null, timeUnit: unit, ...(dated && { type: 'ordinal' }) });
  return { band, width: dated ? { band: 1 } : undefined };
}
