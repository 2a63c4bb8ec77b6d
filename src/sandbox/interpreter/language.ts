import { guardedFunctions } from './guarded-functions.ts';
import { resolveReference, type Fields, toPlainData, readMember, type VegaEvent } from './plain.ts';
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

/** Functions that Vega's code generator inlines and does not register. */
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

const { E, LN2, LN10, LOG2E, LOG10E, PI, SQRT1_2, SQRT2 } = Math;
const { MIN_VALUE, MAX_VALUE } = Number;

export const CONSTANTS: Readonly<Record<string, number>> = {
  ...{ NaN, MIN_VALUE, MAX_VALUE },
  ...{ E, LN2, LN10, LOG2E, LOG10E, PI, SQRT1_2, SQRT2 },
};

/** Decides which functions expressions may call. By default, they may call all functions. */
export interface FunctionPolicy {
  /** Returns whether expressions may call the function of this name. */
  allows?(name: string): boolean;
  /** Creates the error for a call of a function that is not allowed. */
  refusal?(name: string): Error;
}

/** The functions that expressions can call in a view or in one of its groups, and the watch of the view. */
export class Language<W extends Watch = Watch> {
  /** Each is called as a method of this object, which contains the `context`. */
  readonly functions: Readonly<Record<string, Callable>>;
  readonly watch: W | undefined;
  readonly #policy: FunctionPolicy;
  readonly #regExps = new Map<RegExpLiteral, unknown>();

  constructor(functions: Functions, watch: W | undefined, policy: FunctionPolicy) {
    this.functions = functions as Language['functions'];
    this.watch = watch;
    this.#policy = policy;
  }

  /** Throws unless expressions can call a function. */
  check(name: string): void {
    if (isSpecialForm(name) ? isAllowed(name, this.#policy) : typeof this.functions[name] === 'function')
      return;
    throw this.#policy.refusal?.(name) ?? new Error(`Unrecognized function: ${name}`);
  }

  /** Reports an error that no caller can catch. */
  report(error: unknown): void {
    (this.functions['context'] as unknown as Context).dataflow.error(error);
  }

  /** Creates a regular expression from a literal with the function `regexp`, which determines the engine. */
  regExp(literal: RegExpLiteral): unknown {
    const { pattern, flags } = literal;
    this.check('regexp');
    // Regular expressions with `lastIndex` are created for each evaluation, as in JavaScript.
    if (/[gy]/.test(flags)) return this.functions['regexp']!(pattern, flags);
    const found = this.#regExps.get(literal) ?? this.functions['regexp']!(pattern, flags);
    this.#regExps.set(literal, found);
    return found;
  }
}

/**
 * Collects the allowed functions of the language: built-ins, functions of Vega, guarded functions and overrides. The
 * result has no prototype, so inherited methods are not callable.
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

/**
 * Returns the functions of the outer context, if there is one. In Vega, the functions of an inner context inherit
 * from them.
 */
export function outerFunctions(functions: Functions): Functions | null {
  const outer = Object.getPrototypeOf(functions) as Functions | null;
  return outer && Object.hasOwn(outer, 'context') ? outer : null;
}

/** Returns the outer functions with the context of the inner ones. */
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

/** Special forms, which determine how their arguments are evaluated. */
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
  // Returns an empty object, because the view refers to its element, and so to the whole page.
  view: () => () => ({}),
};

/** Functions of an event: its position, and the item there. */
const EVENT_FUNCTIONS: ReadonlySet<string> = new Set(['item', 'group', 'xy', 'x', 'y']);

/**
 * Functions that compile calls with 0 to 3 arguments, which need no array. The calls convert their results to plain
 * data.
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

/** Returns whether a name is a special form instead of a function of the language. */
function isSpecialForm(name: string): boolean {
  return Object.hasOwn(SPECIAL_FORMS, name) || EVENT_FUNCTIONS.has(name);
}

/** Compiles a call. Each evaluation looks up the function in the language of the scope. */
export function call(name: string, args: readonly Evaluate[]): Evaluate {
  if (Object.hasOwn(SPECIAL_FORMS, name)) return SPECIAL_FORMS[name]!(...args);
  if (EVENT_FUNCTIONS.has(name)) return eventCall(name, args);
  return (
    CALLS[args.length]?.(name, ...(args as [Evaluate, Evaluate, Evaluate])) ??
    ((scope) => toPlainData(scope.language.functions[name]!(...evaluateAll(args, scope))))
  );
}

/**
 * Compiles a call of an event function. Vega gets real items and mark names as arguments, never data of the same
 * shape.
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

/** Looks up a scale in the parameters, through which expressions depend on scales. */
function getScale(name: Evaluate): (scope: Scope) => Scale {
  if (!isConstant(name)) return (scope) => scope.params[`%${String(name(scope))}`] as Scale;
  const key = `%${String(name.value)}`;
  return ({ params }) => params[key] as Scale;
}

/** Values of the names in an expression. The kind of expression determines which are set. */
export interface Scope {
  readonly language: Language;
  /** Signals (`$name`), scales (`%name`) and other parameters. */
  readonly params: Fields;
  readonly datum: unknown;
  /** The original event. Expressions get a copy of it, and the results of its functions. */
  readonly event: VegaEvent | undefined;
  readonly item: unknown;
}

/** A compiled expression, or a part of one. */
export interface Evaluate {
  (scope: Scope): unknown;
}

/** Creates a scope. All have the same hidden class. */
export function createScope(
  language: Language,
  params: Fields,
  datum?: unknown,
  event?: VegaEvent,
  item?: unknown,
): Scope {
  return { language, params, datum, event, item };
}

/** An expression with a constant value. */
interface Constant extends Evaluate {
  readonly value: unknown;
}

export function constant(value: unknown): Constant {
  return Object.assign(() => value, { value });
}

export function isConstant(evaluate: Evaluate): evaluate is Constant {
  return 'value' in evaluate;
}

/** Observes the expressions of a view. Its methods may throw to stop an expression. */
export interface Watch {
  /**
   * Called before a long text or an array is converted, compared, or passed to a function, which may take time in
   * proportion to its size.
   */
  large(value: string | readonly unknown[]): void;
  /** Called before expressions with this number of nodes are evaluated for a row or an item. */
  row(nodes: number): void;
  /** Called with the value of an expression; may return another one. */
  result(value: unknown): unknown;
}

/** Length in characters above which a text is reported to the watch. */
const LONG_TEXT = 1000;

/** Functions whose array arguments are not reported, because they take linear time at most. */
const ACCEPTS_LISTS =
  /^(is|vl)[A-Z]|^(if|data|length|peek|toBoolean|indexof|lastindexof|slice|reverse|sort|extent|pluck|join|merge|modify|setdata)$/;

/** Reports the values of an expression to the watch, unless they are known to be short. */
export function watchValue(evaluate: Evaluate, node: ExpressionNode): Evaluate {
  return isShort(evaluate, node) ? evaluate : observe(evaluate);
}

/** Does the same for an argument of the function `name`. */
export function watchArgument(evaluate: Evaluate, node: ExpressionNode, name: string): Evaluate {
  return isShort(evaluate, node) ? evaluate : observe(evaluate, !ACCEPTS_LISTS.test(name));
}

function observe(evaluate: Evaluate, hasLists = true): Evaluate {
  return (scope) => {
    const value = evaluate(scope);
    if (typeof value === 'string' ? value.length > LONG_TEXT : hasLists && Array.isArray(value))
      scope.language.watch?.large(value as string | readonly unknown[]);
    return value;
  };
}

function isShort(evaluate: Evaluate, node: ExpressionNode): boolean {
  if (isConstant(evaluate)) return true;
  return node.type === 'UnaryExpression' || (node.type === 'BinaryExpression' && node.operator !== '+');
}
