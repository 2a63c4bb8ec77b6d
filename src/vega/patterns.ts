import { numberFormatLocale } from 'vega-format';
import type { VegaLocale } from '../spec/types.ts';
import { plainUnits } from './locale.ts';

/** Returns a function that writes numbers with a d3-format pattern, as Vega does in a view with this locale. */
export function patternWriter(pattern: string, { number, isEnglish }: VegaLocale): (value: number) => string {
  const write = numberFormatLocale(number).format(pattern);
  return (value) => (pattern.endsWith('s') ? plainUnits(write(value), isEnglish) : write(value));
}
