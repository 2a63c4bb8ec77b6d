import type { Dataflow } from 'vega-dataflow';
import { budgetOf, type Budget } from './budget.ts';
import {
  createInterpreter,
  type Context,
  type Encoding,
  type Expression,
  type Functions,
} from './interpreter/index.ts';
import { nodesOf } from './interpreter/walk.ts';
import { limitedFunctions } from './limited-functions.ts';
import { limitValue } from './limited-values.ts';
import { hasResource } from './loader-policy.ts';
import { regExpFunctions } from './regexp/load.ts';
import { quote, specError } from './spec-error.ts';

/** Channels whose text a browser may fetch from, as `url(…)`. */
const PAINT_CHANNELS = ['fill', 'stroke', 'cursor'] as const;

const interpreter = createInterpreter(overrides);

/** What an expression costs each time that it is evaluated, in steps: by itself, and for each of its nodes. */
const STEPS_PER_EVALUATION = 20;
const STEPS_PER_NODE = 3;

/** The `expr` option of a view: our interpreter, within the limits of the policy. */
export const guardedExpressions: typeof interpreter = {
  ...interpreter,

  operator(context, expression) {
    const evaluate = interpreter.operator(context, expression);
    return (params) => limitValue(evaluate(params));
  },

  parameter(context, expression) {
    const evaluate = interpreter.parameter(context, expression);
    const charge = meter(context, [expression]);
    return (datum, params) => {
      charge();
      return limitValue(evaluate(datum, params));
    };
  },

  handler(context, expression) {
    const evaluate = interpreter.handler(context, expression);
    return (params, event) => limitValue(evaluate(params, event));
  },

  encode(context, encoding) {
    const evaluate = interpreter.encode(context, encoding);
    const charge = meter(context, Object.values(encoding.channels));
    const painted = paintChannels(encoding);
    return (item, params) => {
      charge();
      const changed = evaluate(item, params);
      for (const name of painted) refuseResource(name, item[name]);
      limitValue<unknown>(item['text']);
      return changed;
    };
  },
};

/** By itself: a function in `encode` that knew the encoding would keep its syntax trees for as long as the chart lives. */
function paintChannels({ channels }: Encoding): readonly string[] {
  return PAINT_CHANNELS.filter((name) => name in channels);
}

/** What tells the budget of a view that expressions are evaluated once more, for another row. */
function meter({ functions }: Context, expressions: readonly Expression[]): () => void {
  const budget = budgetIn(functions);
  const nodes = expressions.reduce((count, { ast }) => count + [...nodesOf(ast)].length, 0);
  const steps = STEPS_PER_EVALUATION + nodes * STEPS_PER_NODE;
  return () => budget?.steps(steps);
}

/** A list is a text to a browser that is asked to paint with it. */
function refuseResource(channel: string, value: unknown): void {
  if (value && typeof value !== 'number' && hasResource(String(value))) {
    throw specError(
      `The spec may not load ${quote(value)} (${channel}): a resource in a style is never allowed.`,
    );
  }
}

/** Functions in place of those of the language. Literals of regular expressions are calls of `regexp`. */
function overrides(functions: Functions): Functions {
  const budget = budgetIn(functions);
  return { ...regExpFunctions((steps) => budget?.steps(steps)), ...limitedFunctions(functions) };
}

function budgetIn(functions: Functions): Budget | undefined {
  return budgetOf((functions['context'] as { readonly dataflow: Dataflow }).dataflow);
}
