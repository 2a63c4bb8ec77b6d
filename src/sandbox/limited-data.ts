import type { TimePattern, ViewLocale } from 'vega-view';
import { Tally, weighJson, isObject } from '../internal/json.ts';
import { specError } from '../spec/errors.ts';
import { escapeTexts } from '../spec/inherited-names.ts';
import { MissingPartError } from '../vega/stand-ins.ts';
import type { Budget } from './budget.ts';
import { pathGetter } from './interpreter/plain.ts';
import { atMost, MAX_CELLS, MAX_DIGITS, MAX_PATTERN, MAX_PATTERNS, MAX_ROWS } from './limits.ts';

/** How data are written, as a spec says it. */
export interface DataFormat {
  readonly type?: string;
  readonly feature?: string;
  readonly mesh?: string;
  readonly property?: string;
  readonly delimiter?: string;
  /** Column names of a text that has none in its first line. */
  readonly header?: readonly string[];
}

/** Vega's own readers of these make code from the header. */
export const isDelimited = ({ type }: DataFormat): boolean => /^[ctd]sv$/.test(type ?? '');

/**
 * Data that a spec brings along or loads: JSON parsed, the `property` of the format picked, and texts escaped. Throws an
 * error of kind `spec` where there is more in them than a page should build.
 */
export function limitData(data: unknown, format: DataFormat = {}): unknown {
  if (isDelimited(format)) {
    if (!readDelimited) throw new MissingPartError(loadDelimited);
    return typeof data === 'string' ? readDelimited(data, format) : escapeTexts(data);
  }
  const json = typeof data === 'string' ? parseJson(data) : data;
  if (format.type === 'topojson') atMost(MAX_ROWS, countPoints(json, format), 'points of a map');
  return escapeTexts(format.property ? pathGetter(format.property)(json) : json);
}

function parseJson(text: string): unknown {
  weighJson(text, new Tally(2 * MAX_CELLS, (message) => specError(`The data has ${message}.`)));
  return JSON.parse(text);
}

/** Points of the shapes that are asked for: each may go along the same arcs, which the file holds once. */
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

/** Reads delimited text into rows. Throws an error of kind `spec` for too many. */
export type ReadDelimited = (text: string, format: DataFormat) => object[];

let readDelimited: ReadDelimited | undefined;
let loadDelimited: (() => Promise<unknown>) | null = null;

/** Sets what reads delimited text: it is loaded on demand. */
export const setDelimitedReader = (read: ReadDelimited): void => void (readDelimited = read);

/** Sets what loads that. */
export const setDelimitedLoader = (load: () => Promise<unknown>): void => void (loadDelimited = load);

/* What it costs to write or read something by a pattern, in steps. */

/** A number. */
const STEPS_PER_NUMBER = 100;
/** A directive of a date, such as `%d`; the dearer ones count days or weeks of a year, or are made of others. */
const STEPS_PER_DIRECTIVE = 40;
const COSTLY: Readonly<Record<string, number>> = {
  ...{ x: 150, X: 150, c: 300 },
  ...{ j: 300, U: 300, V: 300, W: 300, g: 300, G: 300 },
};
/** What stands between them. */
const STEPS_PER_LETTER = 2;
/** A date by the pattern for its own unit of time, which is looked for. */
const STEPS_PER_UNIT = 300;
/** A pattern that is used for the first time is read, and kept. */
const STEPS_PER_PATTERN = 1000;

/**
 * A locale whose patterns are short and few, whose numbers are not filled up to any width that a spec asks for, and
 * whose formats are paid for each time that they are used.
 */
export function limitFormats(locale: ViewLocale, budget: Budget | undefined): ViewLocale {
  const patterns = new Set<string>();

  function charged<V, R>(pattern: TimePattern, steps: number, write: (value: V) => R): (value: V) => R {
    // Those of an object are values of the spec.
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

/** The width is the one run of digits in a pattern that does not follow a dot. */
function checkNumber<P extends string | undefined>(pattern: P): P {
  const width = /(?:^|[^.\d])(\d+)/.exec(checkLength(pattern ?? ''))?.[1];
  atMost(MAX_DIGITS, Number(width ?? 0), 'characters in a number');
  return pattern;
}

/** Of a pattern, or of the dearest of several for each unit of time. */
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
