import type { Functions } from './language.ts';
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
    return (scope) => scale(scope)(value!(scope));
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

export function conditional(test: Evaluate, consequent: Evaluate, alternate: Evaluate): Evaluate {
  return (scope) => (test(scope) ? consequent(scope) : alternate(scope));
}

/** The call of a function by name. Throws where the language has none of that name. */
export function call(name: string, args: readonly Evaluate[], functions: Functions): Evaluate {
  if (Object.hasOwn(FORMS, name)) return FORMS[name]!(...args);
  if (EVENT_FUNCTIONS.has(name) && !(name in functions)) return eventCall(name, args);
  const fn = findFunction(name, functions);
  const [a, b, c] = args as [Evaluate, Evaluate, Evaluate];
  switch (args.length) {
    case 0:
      return () => fn.call(functions);
    case 1:
      return (scope) => fn.call(functions, a(scope));
    case 2:
      return (scope) => fn.call(functions, a(scope), b(scope));
    case 3:
      return (scope) => fn.call(functions, a(scope), b(scope), c(scope));
    default:
      return (scope) => fn.apply(functions, evaluateAll(args, scope));
  }
}

/** A function of the language, not one that all objects inherit. Throws where there is none of that name. */
export function findFunction(name: string, functions: Functions): Callable {
  const found = functions[name];
  if (typeof found !== 'function' || found === Object.prototype[name as keyof object]) {
    throw new Error(`Unrecognized function: ${name}`);
  }
  return found as Callable;
}

export function evaluateAll(parts: readonly Evaluate[], scope: Scope): unknown[] {
  return parts.map((part) => part(scope));
}

function eventCall(name: string, args: readonly Evaluate[]): Evaluate {
  return (scope) => scope.event!.vega![name]!(...evaluateAll(args, scope));
}

/** Scales are among the parameters, so that what uses one is evaluated again when it changes. */
function scaleNamed(name: Evaluate): (scope: Scope) => Scale {
  if (isConstant(name)) return parameter(`%${String(name.value)}`);
  return (scope) => scope.params[`%${String(name(scope))}`] as Scale;
}

function parameter(key: string): (scope: Scope) => Scale {
  return ({ params }) => params[key] as Scale;
}
