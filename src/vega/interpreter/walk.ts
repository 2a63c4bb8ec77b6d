import type { RuntimeSpec } from 'vega-parser';
import type { ExpressionNode } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The syntax trees of all expressions in a dataflow that was parsed with `{ ast: true }`: of operators, their
 * parameters, encoders, event filters and event handlers, also inside of groups of marks.
 */
export function* expressionsOf(runtime: RuntimeSpec): Iterable<ExpressionNode> {
  for (const { update, params } of runtime.operators) {
    yield* treeOf(update);
    yield* parameterTrees(params);
  }
  for (const { filter } of runtime.streams ?? []) yield* treeOf(filter);
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
  yield* treeOf($expr);
  yield* parameterTrees($params);
  for (const encoder of Object.values(hasFields($encode) ? $encode : {}))
    yield* encoderTrees(encoder as Fields);
  if ($subflow) yield* expressionsOf($subflow as RuntimeSpec);
  for (const value of Object.values(params).flat()) if (isReference(value)) yield* parameterTrees(value);
}

function* encoderTrees({ $expr }: Fields): Iterable<ExpressionNode> {
  for (const channel of Object.values(($expr as { readonly channels: Fields }).channels))
    yield* treeOf(channel);
}

function* treeOf(expression: unknown): Iterable<ExpressionNode> {
  if (hasFields(expression) && isNode(expression['ast'])) yield expression['ast'];
}

function isReference(value: unknown): boolean {
  return hasFields(value) && ('$expr' in value || '$encode' in value || '$subflow' in value);
}

function isNode(value: unknown): value is ExpressionNode {
  return hasFields(value) && typeof value['type'] === 'string';
}

function hasFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
