import type { RuntimeSpec } from 'vega-parser';
import { lazily } from '../../public-client/errors.ts';
import { expressionsOf, nodesOf } from '../interpreter/compile.ts';
import type { ExpressionNode } from '../interpreter/types.ts';
import type { linearRegExp } from './linear-regexp.ts';

/** Functions of Vega's language that create a regular expression. */
const MAKERS = ['regexp', 'test'];
/** Occurs in the code that Vega generates for a regular expression, or for one of these functions. */
const MAY_MAKE = /\/|RegExp/;

let create: typeof linearRegExp | undefined;

/** Loads the engine for regular expressions, once. Rejects with an error of kind `network`. */
export async function loadRegExps(): Promise<void> {
  create ??= (await lazily(() => import('./linear-regexp.ts'))).linearRegExp;
}

/** Returns whether an expression of the dataflow contains or creates a regular expression. */
export function usesRegExps(runtime: RuntimeSpec): boolean {
  for (const { code, ast } of expressionsOf(runtime)) {
    if (!MAY_MAKE.test(code)) continue;
    for (const node of nodesOf(ast)) if (makesRegExp(node)) return true;
  }
  return false;
}

function makesRegExp(node: ExpressionNode): boolean {
  if (node.type === 'Literal') return node.regex !== undefined;
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return false;
  return MAKERS.includes(node.callee.name ?? '');
}

/**
 * Returns replacements for Vega's `regexp(pattern, flags)` and `test(regexp, text)`, which also takes a pattern.
 * Requires {@link loadRegExps}.
 *
 * @param charge Called with the steps of each search before it starts
 */
export function regExpFunctions(
  charge: (steps: number) => void,
): Record<string, (...values: unknown[]) => unknown> {
  return {
    regexp: (pattern, flags) => create!(pattern, flags, charge),
    test: (expression, text) => create!(expression, undefined, charge).test(text),
  };
}
