import type { Direction, Locale } from './types.ts';

/** A big number compared with its previous value. */
interface Comparison {
  readonly previous: number;
  /** Relative change; `null` if the previous value is 0. */
  readonly change: number | null;
  readonly direction: Direction;
  readonly favorable: boolean | null;
  /** Name of the previous period; `null` if the query has none. */
  readonly period: string | null;
}

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
 * each once.
 */
export function describeComparison(comparison: Comparison, locale: Locale): ComparisonText {
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
        ? messages.previously(locale.number(previous), period)
        : messages.change(size, period),
    verdict: verdict ? messages.verdicts[verdict].toLocaleLowerCase(locale.language) : '',
  };
}
