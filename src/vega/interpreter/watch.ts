import { isConstant, type Evaluate } from './scope.ts';
import type { ExpressionNode } from './types.ts';

/** Told, for one view, of what its expressions are about to do. All of it may throw. */
export interface Watch {
  /**
   * A long text or a list is made into a text or a number, compared, or handed to a function: what then happens may take
   * as long as the value is large.
   */
  large(value: string | readonly unknown[]): void;
  /** Expressions of so many nodes are evaluated for another row, or another item. */
  row(nodes: number): void;
  /** This has come of an expression. Gives it back. */
  result<T>(value: T): T;
}

/** Length of a text from which on it is worth telling. */
const LONG = 1000;

/** Functions that are told nothing of lists: they look at what is in them one by one at most, or not at all. */
const TAKE_LISTS =
  /^(is|vl)[A-Z]|^(if|data|length|peek|toBoolean|indexof|lastindexof|slice|reverse|sort|extent|pluck|join|merge|modify|setdata)$/;

/** A part of an expression whose values are watched, unless they are known to be short. */
export function watched(evaluate: Evaluate, node: ExpressionNode): Evaluate {
  return isShort(evaluate, node) ? evaluate : observe(evaluate);
}

/** The same for what a function of this name is given. */
export function watchedArgument(evaluate: Evaluate, node: ExpressionNode, name: string): Evaluate {
  if (isShort(evaluate, node)) return evaluate;
  return TAKE_LISTS.test(name) ? observeText(evaluate) : observe(evaluate);
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
  return typeof value === 'string' ? value.length > LONG : Array.isArray(value);
}

function isShort(evaluate: Evaluate, node: ExpressionNode): boolean {
  if (isConstant(evaluate)) return true;
  return node.type === 'UnaryExpression' || (node.type === 'BinaryExpression' && node.operator !== '+');
}
