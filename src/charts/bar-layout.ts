import type { JsonObject } from '../internal/json.ts';
import { extent } from './columns.ts';
import type { Field } from './columns.ts';
import { encode, fitAbreast, measure, namesBelow, shareFormat, widthOf } from './frame.ts';
import type { AvailableSize } from './frame.ts';

/** Names up to 8 letters stand below upright bars. */
const LONG = 52;
/** What an axis of numbers takes of the width. */
const AXIS = 40;
/** Up to this many bars carry their numbers instead of an axis. */
const MAX_LABELLED = 12;
/** Largest thickness of a bar in px. */
const THICKEST = 72;

/** How bars over categories lie in their box. */
export interface BarLayout {
  readonly horizontal: boolean;
  /** Names stand above their bars, for they are too long to stand beside them. */
  readonly above: boolean;
  /** Numbers stand at the bars instead of on an axis. */
  readonly labelled: boolean;
  /** How many categories fit. */
  readonly capacity: number;
  readonly labelLimit: number;
  readonly rtl: boolean;
}

interface LayoutRequest {
  readonly names: readonly string[];
  /** The names have an order of their own, which is kept and reads best from left to right. */
  readonly natural: boolean;
  /** Bars beside one another in each category. */
  readonly abreast: number;
  /** One color and one bar to a category: nothing that needs a legend or an axis. */
  readonly plain: boolean;
  readonly room: AvailableSize;
  readonly rtl: boolean;
}

/** Upright where short names fit under few bars, else lying; as many as the room holds. */
export function layOutBars({ names, natural, abreast, plain, room, rtl }: LayoutRequest): BarLayout {
  const count = names.length;
  const longest = widthOf(names);
  // Title, axis and legend take their part.
  const height = room.height - (plain ? 28 : 80);
  const rowsOf = (least: number): number => Math.floor(height / Math.max(least, 12 * abreast));
  // All of them may stand closer than some of many.
  const rows = count <= rowsOf(16) ? count : Math.max(4, rowsOf(20));
  const abreastFits = fitAbreast(names, room.width - (plain && count <= MAX_LABELLED ? 0 : AXIS));
  const upright = natural ? count > rows || abreastFits : count <= 8 && longest <= LONG && abreastFits;
  const capacity = upright ? count : Math.min(count, rows);
  // A phone has as much room for names as for bars.
  const labelLimit = Math.round(room.width * (room.width < 480 ? 0.55 : 0.4));
  return {
    horizontal: !upright,
    above: !upright && plain && longest > labelLimit && count * 32 <= height,
    labelled: plain && capacity <= MAX_LABELLED && (!upright || room.width / count > 44),
    capacity,
    labelLimit,
    // Upright bars whose names have an order keep it.
    rtl: rtl && !(upright && natural),
  };
}

/** Which channel holds the categories, which the lengths, and how a bar's thickness is called. */
export const channels = ({
  horizontal,
}: BarLayout): readonly [band: 'x' | 'y', length: 'x' | 'y', size: string] =>
  horizontal ? ['y', 'x', 'height'] : ['x', 'y', 'width'];

/** A bar's thickness: a part of its band, but no more than is good. */
export const thickness = (band: string, part = 1): JsonObject => ({
  expr: `min(bandwidth('${band}'), ${THICKEST}) * ${part}`,
});

/** The two positions, whichever way the bars lie. `sort` is Vega-Lite's. */
export function barPositions(
  layout: BarLayout,
  category: Field,
  number: Field,
  sort: unknown,
  { labelPadding, ...more }: JsonObject = {},
): JsonObject {
  const { horizontal, labelled, above, labelLimit, rtl } = layout;
  const [band, length] = channels(layout);
  // The zero line would run through the names that begin on it.
  const zero = above && extent(number)[0] >= 0 ? [] : [0];
  const axis = {
    ...(horizontal && { orient: 'top', titleAnchor: rtl ? 'end' : 'start' }),
    ...(labelled && { labels: false, values: zero }),
  };
  const names = {
    labelLimit,
    labelPadding,
    ...(horizontal ? { labelOverlap: false, orient: rtl ? 'right' : undefined } : namesBelow(category)),
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

/** Leaves room for the numbers beyond the ends of the longest bars. */
function labelScale(number: Field, { horizontal, rtl }: BarLayout): JsonObject {
  const below = extent(number)[0] < 0;
  const across = rtl
    ? [{ expr: below ? 'width - 44' : 'width' }, 44]
    : [below ? 44 : 0, { expr: 'width - 44' }];
  const range = horizontal ? across : [{ expr: below ? 'height - 18' : 'height' }, 18];
  return { zero: true, nice: false, range };
}

/** The numbers at the ends of the bars, those of negative ones on the other side. */
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
    encoding: { text: encode(number, shareFormat(number)) },
  };
}
