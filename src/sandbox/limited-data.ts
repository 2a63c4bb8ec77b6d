import type { TimePattern, ViewLocale } from 'vega-view';
import { Tally, weighJson, isObject } from '../internal/json.ts';
import { OnDemand, specError } from '../spec/errors.ts';
import { escapeTexts } from '../spec/inherited-names.ts';
import type { Budget } from './budget.ts';
import { pathGetter } from './interpreter/plain.ts';
import { atMost, MAX_CELLS, MAX_DIGITS, MAX_PATTERN, MAX_PATTERNS, MAX_ROWS } from './limits.ts';

/** The `format` of a data source in a spec. */
export interface DataFormat {
  readonly type?: string;
  readonly feature?: string;
  readonly mesh?: string;
  readonly property?: string;
  readonly delimiter?: string;
  /** Column names, if the first line has none. */
  readonly header?: readonly string[];
}

/** Returns whether the format is delimited text. Vega's readers (d3-dsv) generate code from the header. */
export const isDelimited = ({ type }: DataFormat): boolean => /^[ctd]sv$/.test(type ?? '');

/**
 * Reads inline or loaded data of a spec: parses JSON or delimited text, selects the `property` of the format, and escapes
 * texts. Throws an error of kind `spec` for data beyond the limits.
 */
export function limitData(data: unknown, format: DataFormat = {}): unknown {
  if (isDelimited(format)) {
    const read = delimitedReader.get();
    return typeof data === 'string' ? read(data, format) : escapeTexts(data);
  }
  const json = typeof data === 'string' ? parseJson(data) : data;
  if (format.type === 'topojson') atMost(MAX_ROWS, countPoints(json, format), 'points of a map');
  return escapeTexts(format.property ? pathGetter(format.property)(json) : json);
}

function parseJson(text: string): unknown {
  weighJson(text, new Tally(2 * MAX_CELLS, (message) => specError(`The data has ${message}.`)));
  return JSON.parse(text);
}

/** Counts the points of the requested shapes. Shapes share arcs, so there may be many more points than in the file. */
function countPoints(topology: unknown, { feature, mesh }: DataFormat): number {
  if (!isObject(topology) || !isObject(topology['objects']) || !Array.isArray(topology['arcs'])) return 0;
  const arcs: readonly unknown[] = topology['arcs'];
  const arcLength = (index: number): number => {
    const arc = arcs[index < 0 ? ~index : index];
    return Array.isArray(arc) ? arc.length : 0;
  };
  const count = (part: unknown): number => {
    if (typeof part === 'number') return arcLength(part);
    const parts = Array.isArray(part) ? part : isObject(part) ? [part['arcs'], part['geometries']] : [];
    return parts.reduce<number>((sum, each) => sum + count(each), 0);
  };
  return count(topology['objects'][feature ?? mesh ?? '']);
}

/** Parses delimited text into rows. Throws an error of kind `spec` for too many cells. */
export const delimitedReader = new OnDemand<(text: string, format: DataFormat) => object[]>();

/* Costs of formatting and parsing, in steps. */

const STEPS_PER_NUMBER = 100;
/** A directive of a date format, such as `%d`. */
const STEPS_PER_DIRECTIVE = 40;
const COSTLY: Readonly<Record<string, number>> = {
  ...{ x: 150, X: 150, c: 300 },
  ...{ j: 300, U: 300, V: 300, W: 300, g: 300, G: 300 },
};
/** A character of a date format. */
const STEPS_PER_LETTER = 2;
/** A date whose format depends on its time unit. */
const STEPS_PER_UNIT = 300;
/** The first use of a pattern, which is parsed and cached. */
const STEPS_PER_PATTERN = 1000;

/**
 * Wraps a locale so that it limits the length and number of patterns and the width of padded numbers, and charges each
 * use of a format.
 */
export function limitFormats(locale: ViewLocale, budget: Budget | undefined): ViewLocale {
  const patterns = new Set<string>();

  function charged<V, R>(pattern: TimePattern, steps: number, write: (value: V) => R): (value: V) => R {
    // Patterns in an object are part of the spec, whose size is limited.
    if (typeof pattern === 'string' && !patterns.has(pattern)) {
      atMost(MAX_PATTERNS, patterns.add(pattern).size, 'different formats');
      budget?.chargeSteps(STEPS_PER_PATTERN);
    }
    return (value) => {
      budget?.chargeSteps(steps);
      return write(value);
    };
  }

  const number = <R>(pattern: string | undefined, write: (value: number) => R): ((value: number) => R) =>
    charged(pattern, STEPS_PER_NUMBER, write);

  return {
    ...locale,
    format: (pattern) => number(checkNumber(pattern), locale.format(pattern)),
    formatPrefix: (pattern, value) => number(checkNumber(pattern), locale.formatPrefix(pattern, value)),
    formatFloat: (pattern) => number(checkNumber(pattern), locale.formatFloat(pattern)),
    formatSpan: (start, stop, count, pattern) =>
      number(checkNumber(pattern), locale.formatSpan(start, stop, count, pattern)),
    timeFormat: (pattern) => charged(pattern, timeCost(pattern), locale.timeFormat(pattern)),
    utcFormat: (pattern) => charged(pattern, timeCost(pattern), locale.utcFormat(pattern)),
    timeParse: (pattern) => charged(pattern, timeCost(pattern), locale.timeParse(pattern)),
    utcParse: (pattern) => charged(pattern, timeCost(pattern), locale.utcParse(pattern)),
  };
}

/** Checks a number pattern. Its width is the only run of digits that does not follow a dot. */
function checkNumber<P extends string | undefined>(pattern: P): P {
  const width = /(?:^|[^.\d])(\d+)/.exec(checkLength(pattern ?? ''))?.[1];
  atMost(MAX_DIGITS, Number(width ?? 0), 'characters in a number');
  return pattern;
}

/** Returns the cost of a date pattern, or of the most expensive pattern in an object keyed by time unit. */
function timeCost(pattern: TimePattern): number {
  if (typeof pattern !== 'object') return directiveCost(pattern ?? '');
  return STEPS_PER_UNIT + Math.max(0, ...Object.values(pattern).map(directiveCost));
}

function directiveCost(pattern: unknown): number {
  const text = checkLength(pattern);
  let steps = text.length * STEPS_PER_LETTER;
  for (const [, directive] of text.matchAll(/%[-_0]?(.)/g))
    steps += COSTLY[directive!] ?? STEPS_PER_DIRECTIVE;
  return steps;
}

function checkLength(pattern: unknown): string {
  const text = String(pattern);
  atMost(MAX_PATTERN, text.length, 'characters in a format');
  return text;
}
