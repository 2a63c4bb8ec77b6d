import { clip, MAX_NAME_LENGTH, warnOnce } from '../../internal/text.ts';
import { longestTextWidth } from '../../internal/widths.ts';
import { extent, type Field, makeField } from '../columns.ts';
import { encode, measure, shareFormat, specChart, tooltip } from '../encodings.ts';
import type { Kind } from './kind.ts';

/** A single column of more rows than this is a histogram by default. */
const MIN_ROWS = 12;

export const histogram: Kind = {
  fits({ mark, number, dataset: { columns, rows } }) {
    if (!number) return 'no column has numbers';
    if (mark === 'histogram') return null;
    return columns.length === 1 && rows.length > MIN_ROWS
      ? null
      : `the only column has to hold more than ${MIN_ROWS} numbers`;
  },

  draw(columns, { available, words, bins }) {
    const number = columns.number!;
    const { unit, classes } = countClasses(number, readBins(bins ?? ''));
    const fieldOf = (name: string, at: (each: Class) => number): Field => ({
      ...makeField(name, number.title, 'number', classes.map(at)),
      format: number.format,
      isShare: number.isShare,
    });
    const from = fieldOf('_from', (each) => each.from);
    const to = fieldOf('_to', (each) => each.to);
    // A whole number with a bar of its own is a label below it. Otherwise, labels are at the borders.
    const middle = unit ? fieldOf('_number', (each) => each.from + 0.5) : undefined;
    const count = {
      ...fieldOf('_count', (each) => each.count),
      ...{ title: words.aggregateTitle?.('count', '') ?? '', format: null, isShare: false },
    };
    const [first = 0, end = 1] = [classes[0]?.from, classes.at(-1)?.to];
    const size = (end - first) / classes.length;
    const labels = middle ? middle.values.map(Number) : [...from.values.map(Number), end];
    const fitting = available.width / (longestTextWidth(labels.map(String)) + GAP);
    const every = [1, 2, 5, 10, 20, 50].find((each) => labels.length / each <= fitting) ?? 100;
    return specChart(
      {
        // Vega-Lite's own tooltip writes both borders as one range.
        mark: { type: 'bar', tooltip: middle ? undefined : true },
        encoding: {
          x: encode(from, {
            bin: 'binned',
            scale: { domain: [first, end], nice: false, zero: false },
            axis: {
              values: labels.filter((label) => Math.round(label / size) % every === 0),
              // Vega thins out more labels than this.
              tickCount: labels.length,
              grid: false,
              ...shareFormat(number),
            },
          }),
          x2: { field: to.name },
          y: measure(count, true, { axis: { tickMinStep: 1 } }),
          tooltip: middle && tooltip(middle, count),
        },
      },
      [from, to, count, middle],
    );
  },
};

/** The space around a label of the axis, in px. */
const GAP = 24;
const MOST = 100;

/** Reads the `bins` attribute: the number of classes, or `null` if the numbers determine it. */
function readBins(written: string): number | null {
  const bins = Number(written);
  if (!written.trim()) return null;
  if (bins >= 2 && bins <= MOST && Number.isInteger(bins)) return bins;
  const quoted = clip(written.trim(), MAX_NAME_LENGTH);
  warnOnce(`<vibedasher-viz bins="${quoted}">: use a whole number from 2 to ${MOST}`);
  return null;
}

interface Class {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * Counts the numbers in classes of equal width with round borders, at most `bins` of them, or one more. A class includes
 * its lower border, and the last one both. `unit` is true if each whole number is a class, half below and half above it.
 */
function countClasses(
  field: Field,
  bins: number | null,
): { readonly unit: boolean; readonly classes: readonly Class[] } {
  const numbers = field.values.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  const [low, high] = extent(field);
  const range = high - low || Math.abs(low) || 1;
  const whole = numbers.every(Number.isInteger);
  const size = roundStep(range / (bins ?? usualBins(numbers, range, whole)), whole, bins ? FINE : ROUND);
  const unit = whole && size === 1;
  const half = unit ? 0.5 : 0;
  const place = (number: number): number => Math.floor(number / size + 1e-9);
  const first = place(low);
  const isOpen = unit || high === low || high - place(high) * size > size * 1e-9;
  const last = Math.max(first, place(high) - (isOpen ? 0 : 1));
  const counts = new Array<number>(last - first + 1).fill(0);
  for (const number of numbers) counts[Math.min(last, place(number)) - first]! += 1;
  // Without the remainders of binary fractions, as in 0.30000000000000004.
  const border = (at: number): number => Number(((first + at) * size - half).toPrecision(12));
  return { unit, classes: counts.map((count, at) => ({ from: border(at), to: border(at + 1), count })) };
}

/** Numbers of classes that readers can see, unless the page asks for more. */
const FEWEST = 5;
const USUAL = 30;

/** Returns the number of classes by the rule of Freedman and Diaconis. `numbers` are sorted. */
function usualBins(numbers: readonly number[], range: number, whole: boolean): number {
  if (whole && range < USUAL) return range + 1;
  const at = (part: number): number => numbers[Math.floor((numbers.length - 1) * part)] ?? 0;
  const width = (2 * (at(0.75) - at(0.25))) / Math.cbrt(numbers.length);
  return Math.min(USUAL, Math.max(FEWEST, Math.log2(numbers.length) + 1, width > 0 ? range / width : 0));
}

/** The first digits of the width of a class: by default, and for a number of classes that the page has set. */
const ROUND = [1, 2, 2.5, 5, 10];
const FINE = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** Returns the smallest round width that is not below `least`. */
function roundStep(least: number, whole: boolean, digits: readonly number[]): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step =
    digits.find((each) => each * power >= least * (1 - 1e-9) && !(whole && (each * power) % 1)) ?? 10;
  return whole ? Math.max(1, step * power) : Number((step * power).toPrecision(12));
}
