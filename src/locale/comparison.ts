import type { NumberChart } from '../charts/types.ts';
import { numberLength } from '../internal/widths.ts';
import { formatMeasure } from './cells.ts';
import type { Direction, Locale } from './types.ts';

/** A big number compared with its previous value. */
type Comparison = NonNullable<NumberChart['comparison']>;

interface ComparisonText {
  /** Shows the direction. */
  readonly arrow: string;
  /** The direction as a word, for screen readers. */
  readonly direction: string;
  /** "12% vs. previous period" */
  readonly text: string;
  /** "better", "worse"; empty if unknown. */
  readonly verdict: string;
}

const ARROWS: Readonly<Record<Direction, string>> = { up: '▲', down: '▼', same: '■' };

/**
 * Describes the comparison below a big number. Direction and verdict are clear without color, and screen readers read
 * each once. `write` formats the previous value.
 */
export function describeComparison(
  comparison: Comparison,
  locale: Locale,
  write: (value: number) => string = (value) => locale.number(value),
): ComparisonText {
  const { change, previous, direction, favorable, period } = comparison;
  const { messages } = locale;
  const verdict = favorable === null || direction === 'same' ? null : favorable ? 'better' : 'worse';
  const size =
    direction === 'same' ? messages.directions.same : locale.number(Math.abs(change ?? 0), 'change');
  return {
    arrow: ARROWS[direction],
    direction: direction === 'same' ? '' : messages.directions[direction],
    text:
      change === null && direction !== 'same'
        ? messages.previously(write(previous), period)
        : messages.change(size, period),
    verdict: verdict ? messages.verdicts[verdict].toLocaleLowerCase(locale.language) : '',
  };
}

/** Returns the texts of a big number. */
export function describeNumber({ label, value, column, format, comparison }: NumberChart, locale: Locale) {
  const write = (cell: NumberChart['value']): string => formatMeasure(cell, column, locale, format);
  const text = write(value);
  const compared = comparison && describeComparison(comparison, locale, write);
  return { label, text, length: numberLength(text), compared };
}
