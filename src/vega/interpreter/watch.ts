import { isConstant, type Evaluate } from './scope.ts';
import type { ExpressionNode } from './types.ts';

/**
 * Told of a long text or a list before it is made into a text or a number, compared, or handed to a function: what then
 * happens may take as long as the value is large. May throw.
 */
export type Watch = (value: string | readonly unknown[]) => void;

/** Length of a text from which on it is worth telling. */
const LONG = 1000;

/** Functions that are told nothing of lists: they look at what is in them one by one at most, or not at all. */
const TAKE_LISTS =
  /^(is|vl)[A-Z]|^(if|data|length|peek|toBoolean|indexof|lastindexof|slice|reverse|sort|extent|pluck|join|merge|modify|setdata)$/;

/** A part of an expression whose values are watched, unless they are known to be short. */
export function watched(evaluate: Evaluate, node: ExpressionNode, watch: Watch | undefined): Evaluate {
  return !watch || isConstant(evaluate) || isNumeric(node) ? evaluate : observe(evaluate, watch);
}

/** By itself, so that it keeps no syntax tree. */
function observe(evaluate: Evaluate, watch: Watch): Evaluate {
  return (scope) => {
    const value = evaluate(scope);
    if (isLong(value)) watch(value);
    return value;
  };
}

/** What watches the arguments of a function. */
export function watchOf(name: string, watch: Watch | undefined): Watch | undefined {
  if (!watch || !TAKE_LISTS.test(name)) return watch;
  return (value) => {
    if (typeof value === 'string') watch(value);
  };
}

export function isLong(value: unknown): value is string | readonly unknown[] {
  return typeof value === 'string' ? value.length > LONG : Array.isArray(value);
}

function isNumeric(node: ExpressionNode): boolean {
  return node.type === 'UnaryExpression' || (node.type === 'BinaryExpression' && node.operator !== '+');
}
