import type { Dataflow } from 'vega-dataflow';
import { budgetOf, type Budget } from './budget.ts';
import {
  createInterpreter,
  type Context,
  type Encoding,
  type Expression,
  type Functions,
  type Watch,
} from './interpreter/index.ts';
import { nodesOf } from './interpreter/walk.ts';
import { limitedFunctions } from './limited-functions.ts';
import { limitValue, STEPS_PER_VALUE, weigh } from './limited-values.ts';
import { hasResource } from './loader-policy.ts';
import { regExpFunctions } from './regexp/load.ts';
import { quote, specError } from './spec-error.ts';

/** Channels whose text a browser may fetch from, as `url(…)`. */
const PAINT_CHANNELS = ['fill', 'stroke', 'cursor'] as const;

/** Channels of text that is measured, read or drawn letter by letter. */
const TEXT_CHANNELS = ['text', 'shape', 'path', 'url', 'href', 'font', 'description', 'tooltip'] as const;

const interpreter = createInterpreter(overrides, watchFor);

/** What a point of a trail costs to fill, in steps: what overlaps in a path is slow in every browser. */
const STEPS_PER_TRAIL_POINT = 20_000;

/** What an expression costs each time that it is evaluated, in steps: by itself, and for each of its nodes. */
const STEPS_PER_EVALUATION = 20;
const STEPS_PER_NODE = 3;
/** What a letter of a mark costs. */
const STEPS_PER_LETTER = 10;

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
    const extra = encoding.marktype === 'trail' ? STEPS_PER_TRAIL_POINT : 0;
    const charge = meter(context, Object.values(encoding.channels), extra);
    const painted = channelsIn(PAINT_CHANNELS, encoding);
    const written = channelsIn(TEXT_CHANNELS, encoding);
    const budget = budgetIn(context.functions);
    return (item, params) => {
      charge();
      const changed = evaluate(item, params);
      for (const name of painted) refuseResource(name, item[name]);
      for (const name of written) budget?.steps(lettersOf(item[name]) * STEPS_PER_LETTER);
      limitValue<unknown>(item['text']);
      return changed;
    };
  },
};

/** By itself: a function in `encode` that knew the encoding would keep its syntax trees for as long as the chart lives. */
function channelsIn(names: readonly string[], { channels }: Encoding): readonly string[] {
  return names.filter((name) => name in channels);
}

/** Letters of a text, or of a list of lines, as far as there are many. */
function lettersOf(value: unknown): number {
  if (typeof value === 'string') return value.length > 100 ? value.length : 0;
  return Array.isArray(value) ? 10 * weigh(value) : 0;
}

/** What tells the budget of a view that expressions are evaluated once more, for another row. */
function meter({ functions }: Context, expressions: readonly Expression[], extra = 0): () => void {
  const budget = budgetIn(functions);
  const nodes = expressions.reduce((count, { ast }) => count + [...nodesOf(ast)].length, 0);
  const steps = extra + STEPS_PER_EVALUATION + nodes * STEPS_PER_NODE;
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

/** Lets a chart pay for each value of a list that is made into a text, and for each letter of a long text. */
function watchFor(functions: Functions): Watch {
  const budget = budgetIn(functions);
  return (value) => {
    limitValue(value);
    budget?.steps(typeof value === 'string' ? value.length : weigh(value) * STEPS_PER_VALUE);
  };
}

function budgetIn(functions: Functions): Budget | undefined {
  return budgetOf((functions['context'] as { readonly dataflow: Dataflow }).dataflow);
}
