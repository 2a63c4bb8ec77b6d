import type { ViewLocale } from 'vega-view';
import { atMost } from './limits.ts';

/** Most characters that a pattern of d3-format may fill a number up to. */
const MAX_WIDTH = 100;

/** A locale whose numbers are as wide as they are, and not filled up to any width that a spec asks for. */
export function limitFormats(locale: ViewLocale): ViewLocale {
  return {
    ...locale,
    format: (pattern) => locale.format(check(pattern)),
    formatPrefix: (pattern, value) => locale.formatPrefix(check(pattern), value),
    formatFloat: (pattern) => locale.formatFloat(check(pattern)),
    formatSpan: (start, stop, count, pattern) => locale.formatSpan(start, stop, count, check(pattern)),
  };
}

/** The width is the one run of digits in a pattern that does not follow a dot. */
function check<P extends string | undefined>(pattern: P): P {
  const width = /(?:^|[^.\d])(\d+)/.exec(String(pattern ?? ''))?.[1];
  atMost(MAX_WIDTH, Number(width ?? 0), 'characters in a number');
  return pattern;
}
