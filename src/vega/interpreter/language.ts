import { isForm, type Callable } from './calls.ts';
import { guardedFunctions } from './guarded-functions.ts';
import { readMember } from './members.ts';
import type { RegExpLiteral } from './types.ts';
import type { Watch } from './watch.ts';

export type ExpressionFunction = (...values: never[]) => unknown;

/** Functions by name. Those that need data or scales find them in `this.context`. */
export type Functions = Record<string, unknown>;

interface Context {
  readonly dataflow: { error(error: unknown): void };
}

const MATH = [
  ...(['abs', 'acos', 'asin', 'atan', 'atan2', 'ceil', 'cos', 'exp', 'floor', 'hypot', 'log'] as const),
  ...(['max', 'min', 'pow', 'random', 'round', 'sin', 'sqrt', 'tan'] as const),
];

const DATE_PARTS = {
  date: 'Date',
  day: 'Day',
  year: 'FullYear',
  month: 'Month',
  hours: 'Hours',
  minutes: 'Minutes',
  seconds: 'Seconds',
  milliseconds: 'Milliseconds',
} as const;

type DatePart = (typeof DATE_PARTS)[keyof typeof DATE_PARTS];

function dateReader(
  method: 'getTime' | 'getTimezoneOffset' | `get${'' | 'UTC'}${DatePart}`,
): ExpressionFunction {
  return (moment: number) => new Date(moment)[method]();
}

/** What the language has beside the functions that Vega brings along: what its generated code calls by itself. */
export const LANGUAGE: Functions = {
  ...Object.fromEntries(MATH.map((name) => [name, Math[name]])),
  isNaN: Number.isNaN,
  isFinite: Number.isFinite,
  clamp: (value: number, low: number, high: number) => Math.max(low, Math.min(high, value)),

  now: Date.now,
  utc: Date.UTC,
  datetime: (...parts: []) => new Date(...parts),
  time: dateReader('getTime'),
  timezoneoffset: dateReader('getTimezoneOffset'),
  ...Object.fromEntries(
    Object.entries(DATE_PARTS).flatMap(([name, part]) => [
      [name, dateReader(`get${part}`)],
      [`utc${name}`, dateReader(`getUTC${part}`)],
    ]),
  ),

  length: (sequence: unknown) => readMember(sequence, 'length'),
  parseFloat,
  parseInt,
  upper: (text: unknown) => String(text).toUpperCase(),
  lower: (text: unknown) => String(text).toLowerCase(),
  trim: (text: unknown) => String(text).trim(),
  substring: (text: unknown, start: number, end?: number) => String(text).substring(start, end),
  split: (text: unknown, separator: string, limit?: number) => String(text).split(separator, limit),
  btoa: (text: string) => btoa(text),
  atob: (text: string) => atob(text),
  encodeURIComponent,

  regexp: (pattern: string, flags?: string) => RegExp(pattern, flags),
  test: (pattern: string, text: string) => RegExp(pattern).test(text),
};

export const CONSTANTS: Readonly<Record<string, number>> = {
  NaN,
  E: Math.E,
  LN2: Math.LN2,
  LN10: Math.LN10,
  LOG2E: Math.LOG2E,
  LOG10E: Math.LOG10E,
  PI: Math.PI,
  SQRT1_2: Math.SQRT1_2,
  SQRT2: Math.SQRT2,
  MIN_VALUE: Number.MIN_VALUE,
  MAX_VALUE: Number.MAX_VALUE,
};

/** What decides which functions there are: all, unless it says otherwise. */
export interface FunctionPolicy {
  /** Whether expressions may call the function of this name. */
  allows?(name: string): boolean;
  /** What is thrown where they do all the same. */
  refusal?(name: string): Error;
}

/** What expressions may call at one place of a dataflow, and who is told of what they do. */
export class Language<W extends Watch = Watch> {
  /** Each is called on this very object, where those that need data or scales find them. */
  readonly functions: Readonly<Record<string, Callable>>;
  readonly watch: W | undefined;
  readonly #policy: FunctionPolicy;
  readonly #regExps = new Map<RegExpLiteral, unknown>();

  constructor(functions: Functions, watch: W | undefined, policy: FunctionPolicy) {
    this.functions = functions as Language['functions'];
    this.watch = watch;
    this.#policy = policy;
  }

  /** Throws unless a function of that name can be called. */
  check(name: string): void {
    if (isForm(name) ? isAllowed(name, this.#policy) : typeof this.functions[name] === 'function') return;
    throw this.#policy.refusal?.(name) ?? new Error(`Unrecognized function: ${name}`);
  }

  /** Told of what was thrown where nobody can catch it. */
  report(error: unknown): void {
    (this.functions['context'] as unknown as Context).dataflow.error(error);
  }

  /** What the function `regexp` makes of a literal: so there is one place to decide which engine searches. */
  regExp(literal: RegExpLiteral): unknown {
    const { pattern, flags } = literal;
    this.check('regexp');
    // Those that remember where the last search ended are made anew each time, as in JavaScript.
    if (/[gy]/.test(flags)) return this.functions['regexp']!(pattern, flags);
    const found = this.#regExps.get(literal) ?? this.functions['regexp']!(pattern, flags);
    this.#regExps.set(literal, found);
    return found;
  }
}

/**
 * All functions of the language: those given by Vega, some of them held back, and those beside them. What the policy does
 * not allow is not there, nor what all objects inherit.
 */
export function languageOf(
  functions: Functions,
  policy: FunctionPolicy,
  overrides: (functions: Functions) => Functions,
): Functions {
  const language = Object.create(null) as Functions;
  for (const part of [LANGUAGE, functions, guardedFunctions(functions)]) {
    for (const name in part) if (isAllowed(name, policy)) language[name] = part[name];
  }
  language['context'] = functions['context'];
  return extend(language, overrides(language));
}

function isAllowed(name: string, { allows }: FunctionPolicy): boolean {
  return allows?.(name) ?? true;
}

/** The functions of the context around, if these are of one within another: Vega lets them inherit. */
export function outerFunctions(functions: Functions): Functions | null {
  const outer = Object.getPrototypeOf(functions) as Functions | null;
  return outer && Object.hasOwn(outer, 'context') ? outer : null;
}

/** The language of the context around, for the context of these functions. */
export function inContextOf({ context }: Functions, outer: Functions): Functions {
  return extend(outer, { context });
}

function extend(functions: Functions, added: Functions): Functions {
  return Object.assign(Object.create(functions) as Functions, added);
}
