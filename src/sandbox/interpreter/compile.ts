import { DisallowedObjectProperties } from 'vega-util';
import type { RuntimeSpec } from 'vega-parser';
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
  PropertyNode,
  RegExpLiteral,
} from './types.ts';

/**
 * Turns a syntax tree into closures: everything that can be known before the first row is decided here. They know
 * nothing of a view, so that views can share them, and keep nothing of the tree. Throws for what is not in the
 * language.
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

/** What a property is read of: of an item itself, too, since what comes of that is plain. */
function compileTarget(node: ExpressionNode): Evaluate {
  const id = node.type === 'Identifier' ? node.name : null;
  if (id === 'datum') return ({ datum }) => datum;
  if (id === 'item') return ({ item }) => item;
  return compile(node);
}

function readFrom(target: Evaluate, key: Evaluate): Evaluate {
  return isConstant(key) ? readField(target, toKey(key.value)) : readComputed(target, key);
}

function readField(target: Evaluate, name: string | number): Evaluate {
  return (scope) => readMember(target(scope), name);
}

function readComputed(target: Evaluate, key: Evaluate): Evaluate {
  return (scope) => readMember(target(scope), toKey(key(scope)));
}

/** Settled before it is used: an object may be another text each time. */
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

/** Numbers for the type checker only: operators convert whatever comes, as they do in JavaScript. */
type Operand = (scope: Scope) => number;

/** One closure for each operator, so that nothing is decided while it runs. */
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

/** The operation of one or two operands. Throws for an operator that the language does not have. */
function operation(operator: string, ...operands: readonly Evaluate[]): Evaluate {
  const operators = operands.length === 1 ? UNARY : BINARY;
  if (!Object.hasOwn(operators, operator)) throw new Error(`Unknown operator: ${operator}`);
  const [a, b] = operands as readonly Operand[];
  return operators[operator]!(a!, b!);
}

function isOwnKey(key: unknown, target: unknown): boolean {
  return (key as string) in (target as object) && Object.hasOwn(target as object, key as string);
}

/** An expression in a dataflow that was parsed with `{ ast: true }`: what its code is, its tree is too. */
export interface Expression {
  readonly code: string;
  readonly ast: ExpressionNode;
}

/**
 * A compiled expression, for all views of a page: the functions of a language differ in what they do, not in their
 * names.
 */
export interface Compiled {
  /** What others can know it by; `null` where it is too long to be shared. */
  readonly id: number | null;
  readonly evaluate: Evaluate;
  /** How many its syntax tree has. */
  readonly nodes: number;
  /** It says the same whenever it is asked, until its row or a signal changes, and is not known without being asked. */
  readonly isDeferrable: boolean;
}

/**
 * What else an expression may depend on, or change. A field of such a name keeps it from waiting, which does no harm.
 */
const VOLATILE = new Set(
  (
    'item event now datetime random sampleNormal sampleLogNormal sampleUniform screen containerSize windowSize ' +
    'modify setdata encode warn info debug'
  ).split(' '),
);

/** In characters. What makes the text of a tooltip, or for screen readers, is long. */
const MAX_SHARED_LENGTH = 1000;
const shared = new InternCache<Compiled>(MAX_SHARED_LENGTH);
let count = 0;

/** Compiles an expression, unless that has been done before. Throws for one that is not in the language. */
export function compileExpression(language: Language, { code, ast }: Expression): Compiled {
  return shared.get(code, compileUncached, language, ast, code.length <= MAX_SHARED_LENGTH ? count++ : null);
}

function compileUncached(language: Language, ast: ExpressionNode, id: number | null): Compiled {
  const evaluate = compile(ast);
  let nodes = 0;
  let isDeferrable = !isConstant(evaluate);
  for (const node of nodesOf(ast)) {
    nodes += 1;
    if (node.type === 'Identifier' && VOLATILE.has(String(node.name))) isDeferrable = false;
    if (node.type === 'CallExpression') language.check(identifierName(node.callee));
    // One that cannot be made is told of before there is a row.
    if (node.type === 'Literal' && node.regex) language.regExp(node.regex);
  }
  return { id, evaluate, nodes, isDeferrable };
}

type ReadonlyFields = Readonly<Record<string, unknown>>;

/**
 * The syntax trees of all expressions in a dataflow that was parsed with `{ ast: true }`: of operators, their
 * parameters, encoders, event filters and event handlers, also inside of groups of marks.
 */
export function* expressionsOf(runtime: RuntimeSpec): Iterable<ExpressionNode> {
  for (const { update, params } of runtime.operators) {
    yield* expressionTree(update);
    yield* parameterTrees(params);
  }
  for (const { filter } of runtime.streams ?? []) yield* expressionTree(filter);
  for (const { target, update } of runtime.updates ?? []) {
    yield* parameterTrees(target);
    yield* parameterTrees(update);
  }
}

/** A node and all nodes below it, the node itself first. Without a recursion: an expression may be a deep nest. */
export function* nodesOf(root: ExpressionNode): Iterable<ExpressionNode> {
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    waiting.push(...Object.values(node).flat().filter(isNode).reverse());
  }
}

/** Looks only into what Vega marks as its own (`$expr`, `$encode` …): everything else in parameters is data. */
function* parameterTrees(params: unknown): Iterable<ExpressionNode> {
  if (!hasFields(params)) return;
  const { $expr, $params, $encode, $subflow } = params;
  yield* expressionTree($expr);
  yield* parameterTrees($params);
  for (const encoder of Object.values(hasFields($encode) ? $encode : {}))
    yield* encoderTrees(encoder as ReadonlyFields);
  if ($subflow) yield* expressionsOf($subflow as RuntimeSpec);
  for (const value of Object.values(params).flat()) if (isReference(value)) yield* parameterTrees(value);
}

function* encoderTrees({ $expr }: ReadonlyFields): Iterable<ExpressionNode> {
  for (const channel of Object.values(($expr as { readonly channels: ReadonlyFields }).channels))
    yield* expressionTree(channel);
}

function* expressionTree(expression: unknown): Iterable<ExpressionNode> {
  if (hasFields(expression) && isNode(expression['ast'])) yield expression['ast'];
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
