import type { JsonObject } from '../../internal/json.ts';
import { longestTextWidth } from '../../internal/widths.ts';
import { type Field, makeField } from '../columns.ts';
import { NEUTRAL, colorSeries, encode, type DeriveContext, specChart, tooltip } from '../encodings.ts';
import { namesBySum, orderNames, otherLast } from '../order.ts';
import type { SpecChart } from '../types.ts';
import { isAdditive, MAX_PARTS, sumsByName, wholeOf } from '../wholes.ts';
import { isPositive, type Kind, lacksPlaces, type Plotted } from './kind.ts';

export const arc: Kind = {
  fits(columns) {
    const { x, number, series } = columns;
    const lacking = lacksPlaces(columns);
    if (lacking || !number) return lacking;
    if (x?.kind === 'time') return 'dates are no parts of a whole';
    if (series) return 'each category has several rows';
    if (!isPositive(number)) return 'there are numbers below 0';
    // A ring of 42% and 31% would be labelled with shares of 73.
    return isAdditive(number) || wholeOf(number) !== null ? null : 'the numbers do not add up';
  },

  draw: deriveArcs,
};

/** Px between the ring and its labels; `WIDE_GAP` if lines connect them. */
const GAP = 10;
const WIDE_GAP = 26;
/** Px above and below the labels. */
const AROUND = 12;
/** Px between a line and the ring, and between a line and its label. */
const LINE_GAP = 3;
/** Height of a line of text, in px. */
const LINE = 16;
/** Minimum radius in px of a ring with names at its side. A smaller ring has a legend instead. */
const SMALLEST = 56;
/** Minimum px between a label and the vertical line through the center, so that two labels at the top do not touch. */
const FROM_MIDDLE = 4;
/** Px along the ring that the label of a share needs. */
const SHARE = 24;

/**
 * Returns the d3 pattern of the shares: with one decimal, unless all are whole, one would be written as zero, or the page
 * sets the decimals.
 */
function sharePattern(shares: readonly number[], { format }: Field): string {
  const areWhole = shares.every((share) => Math.abs(Math.round(share * 100) - share * 100) < 1e-9);
  const isTiny = shares.some((share) => share > 0 && share < 0.0005);
  return `.${format?.decimals ?? (areWhole ? 0 : isTiny ? 2 : 1)}%`;
}

/**
 * Derives a ring of up to {@link MAX_PARTS} parts, largest first unless the page or the rows have another order. If there
 * are more categories, the smallest become one part. Each part is labelled with its name and share. In a
 * narrow box, the labels show only the shares, and a legend shows the names.
 */
function deriveArcs({ x: category, number }: Plotted, context: DeriveContext): SpecChart {
  const { names: order } = orderNames(category, number, context);
  const { group, names, color } = colorSeries(category, number, context, {
    // Only the smallest parts become one.
    order: order.length > MAX_PARTS ? otherLast(namesBySum(category, number), context) : order,
    flush: true,
    maxSeries: MAX_PARTS,
  });
  const { textScale } = context;
  const { width, height } = context.available;
  const px = (length: number): number => Math.round(length * textScale);
  const sums = sumsByName(group, number);
  const values = names.map((name) => sums.get(name) ?? 0);
  const whole = values.reduce((sum, value) => sum + value, 0);
  const fractions = values.map((value) => (whole > 0 ? value / whole : 0));
  // The labels of rounded percentages, which add up to 99 or 101, show the numbers of the rows.
  const rounded = isAdditive(number) ? null : wholeOf(number);
  const shares = rounded ? values.map((value) => value / rounded) : fractions;
  const pattern = sharePattern(shares, number);
  const written = `format(datum['_share'], '${pattern}')`;
  const middles = fractions.map((fraction, place) =>
    fractions.slice(0, place).reduce((sum, before) => sum + before, fraction / 2),
  );

  const labelWidth = Math.ceil(
    longestTextWidth(names.map((name) => `${name}  ${pattern === '.0%' ? '100%' : '99.99%'}`)),
  );
  const radiusWith = (gap: number): number =>
    Math.min(height / 2 - gap - AROUND, width / 2 - labelWidth - gap);
  const isCrowded = avoidOverlap(middles, radiusWith(GAP) + GAP).some(({ dy }) => Math.abs(dy) > LINE / 2);
  const gap = isCrowded ? WIDE_GAP : GAP;
  const radius = radiusWith(gap);
  const isNamed = radius >= SMALLEST;
  const [around, side] = isNamed ? [gap + AROUND, labelWidth + gap] : [GAP + AROUND, 2 * (GAP + AROUND)];
  const ring = `min(height / 2 - ${px(around)}, width / 2 - ${px(side)})`;
  const places = avoidOverlap(middles, radius + gap);

  const derived = (name: string, numbers: readonly number[]): Field => makeField(name, '', 'number', numbers);
  const part = { ...group, values: names };
  const value = { ...number, values };
  const rank = derived('_rank', [...names.keys()]);
  const share = derived('_share', shares);
  const middle = derived('_middle', middles);
  const offset = (name: string, key: 'dx' | 'dy'): Field =>
    derived(
      name,
      places.map((place) => px(place[key])),
    );
  const text = isNamed
    ? {
        text: { expr: `datum['${part.name}'] + '  ' + ${written}` },
        align: { expr: `datum['_middle'] < 0.5 ? 'left' : 'right'` },
        radius: { expr: `${ring} + ${px(gap)}` },
        dx: { expr: `datum['_dx']` },
        dy: { expr: `datum['_dy']` },
      }
    : {
        text: { expr: `datum['_share'] * 2 * PI * ${ring} < ${px(SHARE)} ? '' : ${written}` },
        radius: { expr: `${ring} + ${px(2 * GAP)}` },
      };
  return specChart(
    {
      encoding: {
        theta: encode(value, { stack: true }),
        order: encode(rank),
        tooltip: [...tooltip(part, value), encode(share, { title: context.words.share, format: pattern })],
      },
      layer: [
        {
          mark: { type: 'arc', outerRadius: { expr: ring }, innerRadius: { expr: `0.56 * ${ring}` } },
          encoding: { color: isNamed ? { ...color, legend: null } : color },
        },
        ...(isNamed && isCrowded ? [labelLines(ring, px(gap), px(LINE_GAP))] : []),
        { mark: { type: 'text', ...text }, encoding: { detail: encode(part) } },
      ],
    },
    [value, part, rank, share, ...(isNamed ? [middle, offset('_dx', 'dx'), offset('_dy', 'dy')] : [])],
  );
}

/** Lines from the parts to labels that are not next to them. `ring` is an expression of the radius. */
function labelLines(ring: string, gap: number, lineGap: number): JsonObject {
  const [sin, cos] = ['sin', 'cos'].map((name) => `${name}(2 * PI * datum['_middle'])`);
  const outside = `(datum['_middle'] < 0.5 ? 1 : -1)`;
  const at = (expr: string): JsonObject => ({ value: { expr } });
  return {
    mark: { type: 'rule', color: NEUTRAL },
    encoding: {
      theta: null,
      order: null,
      tooltip: null,
      opacity: at(`abs(datum['_dy']) > ${lineGap} ? 1 : 0`),
      x: at(`width / 2 + (${ring} + ${lineGap}) * ${sin}`),
      y: at(`height / 2 - (${ring} + ${lineGap}) * ${cos}`),
      x2: at(`width / 2 + (${ring} + ${gap}) * ${sin} + datum['_dx'] - ${lineGap} * ${outside}`),
      y2: at(`height / 2 - (${ring} + ${gap}) * ${cos} + datum['_dy']`),
    },
  };
}

/**
 * Returns offsets in px that keep the labels around a ring from overlapping. `middles` are the positions of the parts
 * on the ring, from 0 to 1, clockwise from the top; `radius` is the distance of the labels from the center, in px.
 */
function avoidOverlap(
  middles: readonly number[],
  radius: number,
): readonly { readonly dx: number; readonly dy: number }[] {
  const angles = middles.map((middle) => middle * 2 * Math.PI);
  const heights = angles.map((angle) => -radius * Math.cos(angle));
  const moved = [...heights];
  for (const isRight of [true, false]) {
    const side = [...middles.keys()]
      .filter((index) => middles[index]! < 0.5 === isRight)
      .sort((a, b) => heights[a]! - heights[b]!);
    let minY = -Infinity;
    for (const index of side) minY = (moved[index] = Math.max(moved[index]!, minY)) + LINE;
    let most = radius;
    for (const index of side.reverse()) most = (moved[index] = Math.min(moved[index]!, most)) - LINE;
  }
  return moved.map((height, index) => {
    const out = Math.abs(radius * Math.sin(angles[index]!));
    const edge = Math.sqrt(Math.max(0, radius ** 2 - height ** 2));
    const dx = Math.max(0, edge - out, FROM_MIDDLE - out);
    return { dx: Math.round(middles[index]! < 0.5 ? dx : -dx), dy: Math.round(height - heights[index]!) };
  });
}
