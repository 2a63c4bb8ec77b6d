import { behind, plain } from './plain.ts';
import { isConstant, type Evaluate, type Scope } from './scope.ts';

export type Callable = (...values: unknown[]) => unknown;

interface Scale extends Callable {
  range(): unknown;
  bandwidth?(): unknown;
}

/** Calls that evaluate their arguments in a way of their own. */
const FORMS: Readonly<Record<string, (...args: Evaluate[]) => Evaluate>> = {
  if: (test, consequent, alternate) => conditional(test!, consequent!, alternate!),
  _scale: (name, value) => {
    const scale = scaleNamed(name!);
    return (scope) => plain(scale(scope)(value!(scope)));
  },
  _range: (name) => {
    const scale = scaleNamed(name!);
    return (scope) => scale(scope).range();
  },
  _bandwidth: (name) => {
    const scale = scaleNamed(name!);
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
  (name) => (scope) => plain(scope.language.functions[name]!()),
  (name, a) => (scope) => plain(scope.language.functions[name]!(a(scope))),
  (name, a, b) => (scope) => plain(scope.language.functions[name]!(a(scope), b(scope))),
  (name, a, b, c) => (scope) => plain(scope.language.functions[name]!(a(scope), b(scope), c(scope))),
];

export function conditional(test: Evaluate, consequent: Evaluate, alternate: Evaluate): Evaluate {
  return (scope) => (test(scope) ? consequent(scope) : alternate(scope));
}

/** Whether a call of this name is none of a function of the language. */
export function isForm(name: string): boolean {
  return Object.hasOwn(FORMS, name) || EVENT_FUNCTIONS.has(name);
}

/** The call of a function by name, which is among those of the language where it is evaluated. */
export function call(name: string, args: readonly Evaluate[]): Evaluate {
  if (Object.hasOwn(FORMS, name)) return FORMS[name]!(...args);
  if (EVENT_FUNCTIONS.has(name)) return eventCall(name, args);
  return CALLS[args.length]?.(name, ...(args as [Evaluate, Evaluate, Evaluate])) ?? longCall(name, args);
}

function longCall(name: string, args: readonly Evaluate[]): Evaluate {
  return (scope) => plain(scope.language.functions[name]!(...evaluateAll(args, scope)));
}

/** Vega follows an item from group to group: it gets one of its own, or the name of a mark, and nothing that poses as one. */
function eventCall(name: string, args: readonly Evaluate[]): Evaluate {
  return (scope) => plain(scope.event!.vega![name]!(...evaluateAll(args, scope).map(itemOrName)));
}

function itemOrName(value: unknown): unknown {
  if (typeof value === 'string') return value;
  const scene = behind(value);
  return Array.isArray(scene) ? undefined : scene;
}

export function evaluateAll(parts: readonly Evaluate[], scope: Scope): unknown[] {
  return parts.map((part) => part(scope));
}

/** Scales are among the parameters, so that what uses one is evaluated again when it changes. */
function scaleNamed(name: Evaluate): (scope: Scope) => Scale {
  if (isConstant(name)) return parameter(`%${String(name.value)}`);
  return (scope) => scope.params[`%${String(name(scope))}`] as Scale;
}

function parameter(key: string): (scope: Scope) => Scale {
  return ({ params }) => params[key] as Scale;
}
