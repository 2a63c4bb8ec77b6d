import type { TimePattern, ViewLocale } from 'vega-view';
import { atMost, MAX_DIGITS, MAX_PATTERN } from './limits.ts';

/** A locale whose patterns are short, and whose numbers are not filled up to any width that a spec asks for. */
export function limitFormats(locale: ViewLocale): ViewLocale {
  return {
    ...locale,
    format: (pattern) => locale.format(checkNumber(pattern)),
    formatPrefix: (pattern, value) => locale.formatPrefix(checkNumber(pattern), value),
    formatFloat: (pattern) => locale.formatFloat(checkNumber(pattern)),
    formatSpan: (start, stop, count, pattern) => locale.formatSpan(start, stop, count, checkNumber(pattern)),
    timeFormat: (pattern) => locale.timeFormat(checkTime(pattern)),
    utcFormat: (pattern) => locale.utcFormat(checkTime(pattern)),
    timeParse: (pattern) => locale.timeParse(checkLength(pattern)),
    utcParse: (pattern) => locale.utcParse(checkLength(pattern)),
  };
}

/** The width is the one run of digits in a pattern that does not follow a dot. */
function checkNumber<P extends string | undefined>(pattern: P): P {
  const width = /(?:^|[^.\d])(\d+)/.exec(checkLength(String(pattern ?? '')))?.[1];
  atMost(MAX_DIGITS, Number(width ?? 0), 'characters in a number');
  return pattern;
}

/** A pattern, or one for each of several units of time. */
function checkTime<P extends TimePattern>(pattern: P): P {
  Object.values(typeof pattern === 'object' ? pattern : [pattern ?? '']).forEach(checkLength);
  return pattern;
}

function checkLength<P>(pattern: P): P {
  atMost(MAX_PATTERN, String(pattern).length, 'characters in a format');
  return pattern;
}
