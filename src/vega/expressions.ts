import { expressionInterpreter } from 'vega-interpreter';
import { guardedGetter, plainEvent, pluck, readMember, type VegaEvent } from './guard.ts';
import { specError, quote } from './spec-error.ts';
import { MAX_SEQUENCE } from './limits.ts';
import { hasResource } from './loader-policy.ts';

/** A node of Vega's expression syntax tree (a subset of ESTree). */
interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface Expression {
  readonly ast: Node;
}

interface Encoding {
  readonly marktype: string;
  readonly channels: Readonly<Record<string, Expression>>;
}

type Functions = Record<string, unknown>;

interface Context {
  readonly functions: Functions;
}

const READ_MEMBER = '@member';

/** Channels whose text a browser may fetch from, as `url(…)`. */
const PAINT_CHANNELS = ['fill', 'stroke', 'cursor'];

/**
 * Vega's interpreter behind a guard: the parts of the `expr` option of a view. No code is ever made from an
 * expression; and what an expression reads goes through {@link readMember}, what it knows of an event is a copy.
 */
export const guardedExpressions = {
  operator: (context: Context, expression: Expression): unknown =>
    expressionInterpreter.operator(guard(context), rewriteExpression(expression)),

  parameter: (context: Context, expression: Expression): unknown =>
    expressionInterpreter.parameter(guard(context), rewriteExpression(expression)),

  event(context: Context, expression: Expression): unknown {
    const evaluate = expressionInterpreter.event(guard(context), rewriteExpression(expression));
    return (event: VegaEvent): unknown => evaluate(plainEvent(event));
  },

  handler(context: Context, expression: Expression): unknown {
    const evaluate = expressionInterpreter.handler(guard(context), rewriteExpression(expression));
    return (parameters: object, event: VegaEvent): unknown => evaluate(parameters, plainEvent(event));
  },

  encode(context: Context, encoding: Encoding): unknown {
    const channels = Object.fromEntries(
      Object.entries(encoding.channels).map(([name, expression]) => [name, rewriteExpression(expression)]),
    );
    const evaluate = expressionInterpreter.encode(guard(context), { ...encoding, channels });
    const painted = PAINT_CHANNELS.filter((name) => name in channels);
    if (painted.length === 0) return evaluate;
    return (item: Functions, parameters: object): unknown => {
      const changed: unknown = evaluate(item, parameters);
      for (const name of painted) refuseResource(name, item[name]);
      return changed;
    };
  },

  codegen: { get: guardedGetter },
};

function refuseResource(channel: string, value: unknown): void {
  if (typeof value === 'string' && hasResource(value)) {
    throw specError(
      `The spec may not load ${quote(value)} (${channel}): a resource in a style is never allowed.`,
    );
  }
}

const guards = new WeakMap<Functions, Context>();

function guard({ functions }: Context): Context {
  let guarded = guards.get(functions);
  if (!guarded) {
    guarded = { functions: Object.assign(Object.create(functions) as Functions, overrides(functions)) };
    guards.set(functions, guarded);
  }
  return guarded;
}

/**
 * Functions of Vega's language that reach too far, or that the stock interpreter gets wrong. The literal of a regular
 * expression is a call of `regexp(pattern, flags)`, so that what is returned here decides about literals too.
 */
function overrides(functions: Functions): Functions {
  return {
    [READ_MEMBER]: readMember,
    pluck,
    // The stock one fills up missing parts with zeros, also after a timestamp.
    datetime: (...parts: []) => new Date(...parts),
    screen: () => ({ width: screen.width, height: screen.height }),
    sequence: (...bounds: number[]) =>
      limitSequence(bounds, functions['sequence'] as (...b: number[]) => unknown),
  };
}

function limitSequence(bounds: readonly number[], sequence: (...bounds: number[]) => unknown): unknown {
  const [start, stop, step] = bounds.length < 2 ? [0, Number(bounds[0]), 1] : [...bounds, 1].map(Number);
  const length = (stop! - start!) / (step || 1);
  if (length > MAX_SEQUENCE)
    throw specError(`sequence() of ${Math.ceil(length)} values: at most ${MAX_SEQUENCE}.`);
  return sequence(...bounds);
}

function rewriteExpression(expression: Expression): Expression {
  return { ...expression, ast: rewrite(expression.ast) };
}

/** The same tree with every property read as a call of {@link readMember}. */
function rewrite(node: Node): Node {
  if (node.type === 'MemberExpression') return readCall(node);
  // The stock interpreter takes a constant only if it is truthy.
  if (node.type === 'Identifier' && node['name'] === 'NaN') return { type: 'Literal', value: NaN };
  // The parser takes the text "constructor" for a name, and the interpreter looks names up in plain objects:
  // there `__proto__` is the page's own, which the spec could write to.
  if (node.type === 'Identifier' && String(node['name']) in Object.prototype) {
    return { type: 'Literal', value: node['name'] };
  }
  if (node.type === 'Property') return { ...node, value: rewrite(node['value'] as Node) };
  if (node.type === 'CallExpression') {
    return { ...node, arguments: (node['arguments'] as readonly Node[]).map(rewrite) };
  }
  if (node.type === 'Literal') return rewriteLiteral(node);
  return Object.fromEntries(
    Object.entries(node).map(([key, child]) => [key, rewriteChild(child)]),
  ) as unknown as Node;
}

function rewriteLiteral(node: Node): Node {
  const regex = node['regex'] as { readonly pattern: string; readonly flags: string } | undefined;
  if (!regex) return node;
  const texts = [regex.pattern, regex.flags].map((value) => ({ type: 'Literal', value }));
  return { type: 'CallExpression', callee: { type: 'Identifier', name: 'regexp' }, arguments: texts };
}

function rewriteChild(child: unknown): unknown {
  if (Array.isArray(child)) return child.map(rewriteChild);
  return isNode(child) ? rewrite(child) : child;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function readCall(node: Node): Node {
  const property = node['property'] as Node;
  const key = node['computed'] ? rewrite(property) : { type: 'Literal', value: property['name'] };
  return {
    type: 'CallExpression',
    callee: { type: 'Identifier', name: READ_MEMBER },
    arguments: [rewrite(node['object'] as Node), key],
  };
}
