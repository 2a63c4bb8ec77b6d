import { guardedFunctions } from './guarded-functions.ts';
import {
  resolveReference,
  type Fields,
  toPlainData,
  readMember,
  InternCache,
  type VegaEvent,
} from './plain.ts';
import type { ExpressionFunction, Functions, ExpressionNode, RegExpLiteral } from './types.ts';

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
export const BUILT_INS: Functions = {
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
    if (isSpecialForm(name) ? isAllowed(name, this.#policy) : typeof this.functions[name] === 'function')
      return;
    throw this.#policy.refusal?.(name) ?? new Error(`Unrecognized function: ${name}`);
  }

  /** Told of what was thrown where no caller can catch it. */
  report(error: unknown): void {
    (this.functions['context'] as unknown as Context).dataflow.error(error);
  }

  /** What the function `regexp` makes of a literal: so there is one place to decide which engine searches. */
  regExp(literal: RegExpLiteral): unknown {
    const { pattern, flags } = literal;
    this.check('regexp');
    // Those that remember where the last search ended are created each time, as in JavaScript.
    if (/[gy]/.test(flags)) return this.functions['regexp']!(pattern, flags);
    const found = this.#regExps.get(literal) ?? this.functions['regexp']!(pattern, flags);
    this.#regExps.set(literal, found);
    return found;
  }
}

/**
 * All functions of the language: those given by Vega, some of them held back, and those beside them. What the policy
 * does not allow is not there, nor what all objects inherit.
 */
export function createFunctions(
  functions: Functions,
  policy: FunctionPolicy,
  overrides: (functions: Functions) => Functions,
): Functions {
  const language = Object.create(null) as Functions;
  for (const part of [BUILT_INS, functions, guardedFunctions(functions)]) {
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
export function withContext({ context }: Functions, outer: Functions): Functions {
  return extend(outer, { context });
}

function extend(functions: Functions, added: Functions): Functions {
  return Object.assign(Object.create(functions) as Functions, added);
}

type Callable = (...values: unknown[]) => unknown;

interface Scale extends Callable {
  range(): unknown;
  bandwidth?(): unknown;
}

/** Calls that evaluate their arguments in a way of their own. */
const SPECIAL_FORMS: Readonly<Record<string, (...args: Evaluate[]) => Evaluate>> = {
  if: (test, consequent, alternate) => conditional(test!, consequent!, alternate!),
  _scale: (name, value) => {
    const scale = getScale(name!);
    return (scope) => toPlainData(scale(scope)(value!(scope)));
  },
  _range: (name) => {
    const scale = getScale(name!);
    return (scope) => scale(scope).range();
  },
  _bandwidth: (name) => {
    const scale = getScale(name!);
    return (scope) => scale(scope)?.bandwidth?.() ?? 0;
  },
  // The view leads to its element, and from there to the whole page.
  view: () => () => ({}),
};

/** Functions that an event brings along: about its place, and the item there. */
const EVENT_FUNCTIONS: ReadonlySet<string> = new Set(['item', 'group', 'xy', 'x', 'y']);

/**
 * Calls of a function of the language by how many arguments they have: most have few. Whatever a function gives, an
 * expression gets plain data.
 */
const CALLS: readonly ((name: string, ...args: [Evaluate, Evaluate, Evaluate]) => Evaluate)[] = [
  (name) => (scope) => toPlainData(scope.language.functions[name]!()),
  (name, a) => (scope) => toPlainData(scope.language.functions[name]!(a(scope))),
  (name, a, b) => (scope) => toPlainData(scope.language.functions[name]!(a(scope), b(scope))),
  (name, a, b, c) => (scope) => toPlainData(scope.language.functions[name]!(a(scope), b(scope), c(scope))),
];

export function conditional(test: Evaluate, consequent: Evaluate, alternate: Evaluate): Evaluate {
  return (scope) => (test(scope) ? consequent(scope) : alternate(scope));
}

/** Whether a call of this name is none of a function of the language. */
function isSpecialForm(name: string): boolean {
  return Object.hasOwn(SPECIAL_FORMS, name) || EVENT_FUNCTIONS.has(name);
}

/** The call of a function by name, which is among those of the language where it is evaluated. */
export function call(name: string, args: readonly Evaluate[]): Evaluate {
  if (Object.hasOwn(SPECIAL_FORMS, name)) return SPECIAL_FORMS[name]!(...args);
  if (EVENT_FUNCTIONS.has(name)) return eventCall(name, args);
  return CALLS[args.length]?.(name, ...(args as [Evaluate, Evaluate, Evaluate])) ?? longCall(name, args);
}

function longCall(name: string, args: readonly Evaluate[]): Evaluate {
  return (scope) => toPlainData(scope.language.functions[name]!(...evaluateAll(args, scope)));
}

/**
 * Vega follows an item from group to group: it gets one of its own, or the name of a mark, and nothing that poses as
 * one.
 */
function eventCall(name: string, args: readonly Evaluate[]): Evaluate {
  return (scope) => toPlainData(scope.event!.vega![name]!(...evaluateAll(args, scope).map(itemOrName)));
}

function itemOrName(value: unknown): unknown {
  if (typeof value === 'string') return value;
  const scene = resolveReference(value);
  return Array.isArray(scene) ? undefined : scene;
}

export function evaluateAll(parts: readonly Evaluate[], scope: Scope): unknown[] {
  return parts.map((part) => part(scope));
}

/** Scales are among the parameters, so that what uses one is evaluated again when it changes. */
function getScale(name: Evaluate): (scope: Scope) => Scale {
  if (isConstant(name)) return parameter(`%${String(name.value)}`);
  return (scope) => scope.params[`%${String(name(scope))}`] as Scale;
}

function parameter(key: string): (scope: Scope) => Scale {
  return ({ params }) => params[key] as Scale;
}

/** What the names in an expression stand for. Which are there depends on where in a dataflow it stands. */
export interface Scope {
  /** What it may call where it stands. */
  readonly language: Language;
  /** Signals (`$name`), scales (`%name`) and the like. */
  readonly params: Fields;
  readonly datum: unknown;
  /** The event itself: only its copy, and what its functions return, comes into an expression. */
  readonly event: VegaEvent | undefined;
  readonly item: unknown;
}

/** A compiled expression, or a part of one. */
export interface Evaluate {
  (scope: Scope): unknown;
}

/** Always of the same shape, whatever is there. */
export function createScope(
  language: Language,
  params: Fields,
  datum?: unknown,
  event?: VegaEvent,
  item?: unknown,
): Scope {
  return { language, params, datum, event, item };
}

/** An expression that is the same everywhere. */
interface Constant extends Evaluate {
  readonly value: unknown;
}

/** Few values make up most of those of a page. */
const constants = new InternCache<Constant>(50);

export function constant(value: unknown): Constant {
  return constants.get(value, makeConstant, value);
}

function makeConstant(value: unknown): Constant {
  return Object.assign(() => value, { value });
}

export function isConstant(evaluate: Evaluate): evaluate is Constant {
  return 'value' in evaluate;
}

/** Told, for one view, of what its expressions are about to do. All of it may throw. */
export interface Watch {
  /**
   * A long text or a list is made into a text or a number, compared, or handed to a function: what then happens may
   * take as long as the value is large.
   */
  large(value: string | readonly unknown[]): void;
  /** Expressions of this many nodes are evaluated for another row, or another item. */
  row(nodes: number): void;
  /** What is to become of the value of an expression. */
  result(value: unknown): unknown;
}

/** Length of a text from which on it is worth telling. */
const LONG_TEXT = 1000;

/** Functions that are told nothing of lists: they look at what is in them one by one at most, or not at all. */
const ACCEPTS_LISTS =
  /^(is|vl)[A-Z]|^(if|data|length|peek|toBoolean|indexof|lastindexof|slice|reverse|sort|extent|pluck|join|merge|modify|setdata)$/;

/** A part of an expression whose values are watched, unless they are known to be short. */
export function watchValue(evaluate: Evaluate, node: ExpressionNode): Evaluate {
  return isShort(evaluate, node) ? evaluate : observe(evaluate);
}

/** The same for what a function of this name is given. */
export function watchArgument(evaluate: Evaluate, node: ExpressionNode, name: string): Evaluate {
  if (isShort(evaluate, node)) return evaluate;
  return ACCEPTS_LISTS.test(name) ? observeText(evaluate) : observe(evaluate);
}

function observe(evaluate: Evaluate): Evaluate {
  return (scope) => {
    const value = evaluate(scope);
    if (isLong(value)) scope.language.watch?.large(value);
    return value;
  };
}

function observeText(evaluate: Evaluate): Evaluate {
  return (scope) => {
    const value = evaluate(scope);
    if (typeof value === 'string' && isLong(value)) scope.language.watch?.large(value);
    return value;
  };
}

function isLong(value: unknown): value is string | readonly unknown[] {
  return typeof value === 'string' ? value.length > LONG_TEXT : Array.isArray(value);
}

function isShort(evaluate: Evaluate, node: ExpressionNode): boolean {
  if (isConstant(evaluate)) return true;
  return node.type === 'UnaryExpression' || (node.type === 'BinaryExpression' && node.operator !== '+');
}
