import { DisallowedObjectProperties } from 'vega-util';
import {
  call,
  conditional,
  constant,
  CONSTANTS,
  type Evaluate,
  evaluateAll,
  isConstant,
  type Language,
  type Scope,
  watchValue,
  watchArgument,
} from './language.ts';
import { type Fields, toPlainData, plainEvent, readMember, InternCache } from './plain.ts';
import type {
  CallNode,
  ExpressionNode,
  IdentifierNode,
  ObjectNode,
  ParsedDataflow,
  PropertyNode,
  RegExpLiteral,
} from './types.ts';

/**
 * Compiles a syntax tree to closures. The closures do not refer to a view, so views can share them, and they do not
 * refer to the tree. Throws for unsupported syntax.
 */
function compile(node: ExpressionNode): Evaluate {
  switch (node.type) {
    case 'Literal':
      return node.regex ? regExp(node.regex) : constant(node.value);
    case 'Identifier':
      return compileName(node);
    case 'MemberExpression':
      return readFrom(
        compileTarget(node.object),
        node.computed ? compileWatched(node.property) : constant(identifierName(node.property)),
      );
    case 'CallExpression':
      return compileCall(node);
    case 'ArrayExpression':
      return listOf(node.elements.map(compile));
    case 'ObjectExpression':
      return compileObject(node);
    case 'UnaryExpression':
      return operation(node.operator, compileWatched(node.argument));
    case 'BinaryExpression':
      return operation(node.operator, compileWatched(node.left), compileWatched(node.right));
    case 'LogicalExpression':
      return operation(node.operator, compile(node.left), compile(node.right));
    case 'ConditionalExpression':
      return conditional(compile(node.test), compile(node.consequent), compile(node.alternate));
    case 'Property':
    default:
      throw new Error(`Illegal expression: ${node.type}`);
  }
}

function compileWatched(node: ExpressionNode): Evaluate {
  return watchValue(compile(node), node);
}

function regExp(literal: RegExpLiteral): Evaluate {
  return ({ language }) => language.regExp(literal);
}

function compileName({ name, value }: IdentifierNode): Evaluate {
  const id = String(name ?? value);
  if (id === 'datum') return ({ datum }) => toPlainData(datum);
  if (id === 'item') return ({ item }) => toPlainData(item);
  if (id === 'event') return ({ event }) => event && plainEvent(event);
  if (Object.hasOwn(CONSTANTS, id)) return constant(CONSTANTS[id]);
  const key = `$${id}`;
  return ({ params }) => toPlainData(params[key]);
}

/**
 * Compiles the target of a member expression. The result may evaluate to an item itself, because only `readMember`
 * reads the target.
 */
function compileTarget(node: ExpressionNode): Evaluate {
  const id = node.type === 'Identifier' ? node.name : null;
  if (id === 'datum') return ({ datum }) => datum;
  if (id === 'item') return ({ item }) => item;
  return compile(node);
}

function readFrom(target: Evaluate, key: Evaluate): Evaluate {
  if (!isConstant(key)) return (scope) => readMember(target(scope), toKey(key(scope)));
  const name = toKey(key.value);
  return (scope) => readMember(target(scope), name);
}

/** Converts a key once, because `toString()` of an object may return another text each time. */
function toKey(value: unknown): string | number {
  return typeof value === 'number' ? value : String(value);
}

function compileCall({ callee, arguments: parameters }: CallNode): Evaluate {
  if (callee.type !== 'Identifier') throw new Error(`Illegal callee: ${callee.type}`);
  const name = identifierName(callee);
  return call(
    name,
    parameters.map((child) => watchArgument(compile(child), child, name)),
  );
}

function listOf(elements: readonly Evaluate[]): Evaluate {
  return (scope) => evaluateAll(elements, scope);
}

function compileObject({ properties }: ObjectNode): Evaluate {
  const entries = properties.map(({ key, value }) => [checkedKey(key), compile(value)] as const);
  return (scope) => {
    const object: Fields = {};
    for (const [key, evaluate] of entries) object[key] = evaluate(scope);
    return object;
  };
}

function checkedKey(key: PropertyNode['key']): string {
  const name = key.type === 'Literal' ? String(key.value) : identifierName(key);
  if (DisallowedObjectProperties.has(name)) throw new Error(`Illegal property: ${name}`);
  return name;
}

function identifierName(node: ExpressionNode): string {
  return String((node as IdentifierNode).name);
}

/** `number` is for the type checker only: operators convert any value, as in JavaScript. */
type Operand = (scope: Scope) => number;

/** One closure for each operator, so that evaluation has no branches. */
const UNARY: Readonly<Record<string, (a: Operand) => Evaluate>> = {
  '+': (a) => (scope) => +a(scope),
  '-': (a) => (scope) => -a(scope),
  '~': (a) => (scope) => ~a(scope),
  '!': (a) => (scope) => !a(scope),
};

const BINARY: Readonly<Record<string, (a: Operand, b: Operand) => Evaluate>> = {
  '&&': (a, b) => (scope) => a(scope) && b(scope),
  '||': (a, b) => (scope) => a(scope) || b(scope),
  '+': (a, b) => (scope) => a(scope) + b(scope),
  '-': (a, b) => (scope) => a(scope) - b(scope),
  '*': (a, b) => (scope) => a(scope) * b(scope),
  '/': (a, b) => (scope) => a(scope) / b(scope),
  '%': (a, b) => (scope) => a(scope) % b(scope),
  '<': (a, b) => (scope) => a(scope) < b(scope),
  '>': (a, b) => (scope) => a(scope) > b(scope),
  '<=': (a, b) => (scope) => a(scope) <= b(scope),
  '>=': (a, b) => (scope) => a(scope) >= b(scope),
  // eslint-disable-next-line eqeqeq -- the language has both kinds of equality
  '==': (a, b) => (scope) => a(scope) == b(scope),
  // eslint-disable-next-line eqeqeq
  '!=': (a, b) => (scope) => a(scope) != b(scope),
  '===': (a, b) => (scope) => a(scope) === b(scope),
  '!==': (a, b) => (scope) => a(scope) !== b(scope),
  '&': (a, b) => (scope) => a(scope) & b(scope),
  '|': (a, b) => (scope) => a(scope) | b(scope),
  '^': (a, b) => (scope) => a(scope) ^ b(scope),
  '<<': (a, b) => (scope) => a(scope) << b(scope),
  '>>': (a, b) => (scope) => a(scope) >> b(scope),
  '>>>': (a, b) => (scope) => a(scope) >>> b(scope),
  in: (a, b) => (scope) => isOwnKey(a(scope), b(scope)),
  instanceof: (a, b) => (scope) => (a(scope) as unknown) instanceof (b(scope) as never),
};

/** Compiles a unary or binary operation. Throws for an unknown operator. */
function operation(operator: string, ...operands: readonly Evaluate[]): Evaluate {
  const operators = operands.length === 1 ? UNARY : BINARY;
  if (!Object.hasOwn(operators, operator)) throw new Error(`Unknown operator: ${operator}`);
  const [a, b] = operands as readonly Operand[];
  return operators[operator]!(a!, b!);
}

function isOwnKey(key: unknown, target: unknown): boolean {
  return (key as string) in (target as object) && Object.hasOwn(target as object, key as string);
}

/** An expression of a dataflow that was parsed with `{ ast: true }`. Equal code means equal trees. */
export interface Expression {
  readonly code: string;
  readonly ast: ExpressionNode;
}

/** A compiled expression. Views can share it, because their languages have functions of the same names. */
export interface Compiled {
  /** Unique id; `null` for expressions that are too long to be cached. */
  readonly id: number | null;
  readonly evaluate: Evaluate;
  /** Number of nodes in the syntax tree. */
  readonly nodes: number;
  /** Whether the expression is not constant and depends only on its row and on signals. */
  readonly isDeferrable: boolean;
}

/**
 * Names that keep an expression from being deferred, because they imply other dependencies or side effects. Fields
 * with these names also count.
 */
const VOLATILE = new Set(
  (
    'item event now datetime random sampleNormal sampleLogNormal sampleUniform screen containerSize windowSize ' +
    'modify setdata encode warn info debug'
  ).split(' '),
);

/** Maximum length of a cached expression, in characters. Expressions of tooltips and descriptions are long. */
const MAX_SHARED_LENGTH = 1000;
const shared = new InternCache<Compiled>();
let count = 0;

/** Compiles an expression, with a cache. Throws for unsupported syntax and functions. */
export function compileExpression(language: Language, { code, ast }: Expression): Compiled {
  const isShort = code.length <= MAX_SHARED_LENGTH;
  return shared.get(isShort ? code : null, compileUncached, language, ast, isShort ? count++ : null);
}

function compileUncached(language: Language, ast: ExpressionNode, id: number | null): Compiled {
  const evaluate = compile(ast);
  let nodes = 0;
  let isDeferrable = !isConstant(evaluate);
  for (const node of nodesOf(ast)) {
    nodes += 1;
    if (node.type === 'Identifier' && VOLATILE.has(String(node.name))) isDeferrable = false;
    if (node.type === 'CallExpression') language.check(identifierName(node.callee));
    // Report invalid regular expressions before the first row.
    if (node.type === 'Literal' && node.regex) language.regExp(node.regex);
  }
  return { id, evaluate, nodes, isDeferrable };
}

type ReadonlyFields = Readonly<Record<string, unknown>>;

/**
 * Yields all expressions in a dataflow that was parsed with `{ ast: true }`: those of operators, their parameters, encoders,
 * event filters and event handlers, also in groups.
 */
export function* expressionsOf(runtime: ParsedDataflow): Iterable<Expression> {
  for (const { update, params } of runtime.operators) {
    if (isExpression(update)) yield update;
    yield* parameterExpressions(params);
  }
  for (const { filter } of runtime.streams ?? []) if (isExpression(filter)) yield filter;
  for (const { target, update } of runtime.updates ?? []) {
    yield* parameterExpressions(target);
    yield* parameterExpressions(update);
  }
}

/** Yields a node and its descendants in order. Not recursive, because expressions may be nested deeply. */
export function* nodesOf(root: ExpressionNode): Iterable<ExpressionNode> {
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    waiting.push(...Object.values(node).flat().filter(isNode).reverse());
  }
}

/** Follows only Vega's own keys (`$expr`, `$encode`, …). Everything else in parameters is data. */
function* parameterExpressions(params: unknown): Iterable<Expression> {
  if (!hasFields(params)) return;
  const { $expr, $params, $encode, $subflow } = params;
  if (isExpression($expr)) yield $expr;
  yield* parameterExpressions($params);
  for (const encoder of Object.values(hasFields($encode) ? $encode : {})) {
    const { channels } = (encoder as ReadonlyFields)['$expr'] as { readonly channels: ReadonlyFields };
    yield* Object.values(channels).filter(isExpression);
  }
  if ($subflow) yield* expressionsOf($subflow as ParsedDataflow);
  for (const value of Object.values(params).flat())
    if (isReference(value)) yield* parameterExpressions(value);
}

function isExpression(value: unknown): value is Expression {
  return hasFields(value) && isNode(value['ast']);
}

function isReference(value: unknown): boolean {
  return hasFields(value) && ('$expr' in value || '$encode' in value || '$subflow' in value);
}

function isNode(value: unknown): value is ExpressionNode {
  return hasFields(value) && typeof value['type'] === 'string';
}

function hasFields(value: unknown): value is ReadonlyFields {
  return typeof value === 'object' && value !== null;
}
