import { compile } from './compile.ts';
import type { Language } from './language.ts';
import { isConstant, type Evaluate } from './scope.ts';
import { Shared } from './shared.ts';
import type { ExpressionNode, IdentifierNode } from './types.ts';
import { nodesOf } from './walk.ts';

/** An expression in a dataflow that was parsed with `{ ast: true }`: what its code is, its tree is too. */
export interface Expression {
  readonly code: string;
  readonly ast: ExpressionNode;
}

/** A compiled expression, for all views of a page: the functions of a language differ in what they do, not in their names. */
export interface Compiled {
  /** What others can know it by; `null` where it is too long to be shared. */
  readonly id: number | null;
  readonly evaluate: Evaluate;
  /** How many its syntax tree has. */
  readonly nodes: number;
  /** It says the same whenever it is asked, until its row or a signal changes, and is not known without being asked. */
  readonly canWait: boolean;
}

/** What else an expression may depend on, or change. A field of such a name keeps it from waiting, which does no harm. */
const FLEETING = new Set(
  (
    'item event now datetime random sampleNormal sampleLogNormal sampleUniform screen containerSize windowSize ' +
    'modify setdata encode warn info debug'
  ).split(' '),
);

/** In characters. What makes the text of a tooltip, or for screen readers, is long. */
const LONGEST = 1000;
const shared = new Shared<Compiled>(LONGEST);
let count = 0;

/** Compiles an expression, unless that has been done before. Throws for one that is not in the language. */
export function compiledFor(language: Language, { code, ast }: Expression): Compiled {
  return shared.get(code, compileIn, language, ast, code.length <= LONGEST ? count++ : null);
}

function compileIn(language: Language, ast: ExpressionNode, id: number | null): Compiled {
  const evaluate = compile(ast);
  let nodes = 0;
  let canWait = !isConstant(evaluate);
  for (const node of nodesOf(ast)) {
    nodes += 1;
    if (node.type === 'Identifier' && FLEETING.has(String(node.name))) canWait = false;
    if (node.type === 'CallExpression') language.check(nameOf(node.callee));
    // One that cannot be made is told of before there is a row.
    if (node.type === 'Literal' && node.regex) language.regExp(node.regex);
  }
  return { id, evaluate, nodes, canWait };
}

function nameOf(callee: ExpressionNode): string {
  return String((callee as IdentifierNode).name);
}
