/**
 * Evaluates expressions three ways: with code that Vega generates, with Vega's interpreter, and with ours. Each way
 * can be the `expr` option of a view, so results can also be compared where a dataflow evaluates expressions.
 */
import { isDeepStrictEqual } from 'node:util';
import { context as createContext } from 'vega-runtime';
import { Dataflow } from 'vega-dataflow';
import { expressionInterpreter as stock } from 'vega-interpreter';
import { expressionInterpreter } from '../../../src/sandbox/interpreter/index.ts';
import { resolveReference } from '../../../src/sandbox/interpreter/plain.ts';
import { nodesOf } from '../../../src/sandbox/interpreter/compile.ts';
import type { ExpressionNode } from '../../../src/sandbox/interpreter/types.ts';

export interface Expression {
  readonly code: string;
  readonly ast: ExpressionNode;
}

type Run = (...values: unknown[]) => unknown;
type Place = 'operator' | 'parameter' | 'event' | 'handler';
type Interpreter = Record<Place, (context: object, expression: Expression) => Run> & {
  encode(context: object, encoding: Encoding): Run;
};

interface Encoding {
  readonly marktype: string;
  readonly channels: Readonly<Record<string, Expression>>;
}

export const WAYS = {
  generated: createContext(new Dataflow(), {}, {}).expr as Interpreter,
  stock: stock as unknown as Interpreter,
  ours: expressionInterpreter as unknown as Interpreter,
} as const;

export type Way = keyof typeof WAYS;
export type Outcomes = Readonly<Record<Way, Outcome>>;

/** The result of an expression, or its error. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

const NAMES = Object.keys(WAYS) as Way[];

/** Evaluates an expression each way, in a context with values. */
export function evaluateThreeWays(
  place: Place,
  context: object,
  expression: Expression,
  values: readonly unknown[],
): Outcomes {
  return eachWay((way) => WAYS[way][place](context, expression)(...values));
}

function eachWay(evaluate: (way: Way) => unknown): Outcomes {
  const outcomes = NAMES.map((way): [Way, Outcome] => {
    try {
      return [way, { value: evaluate(way) }];
    } catch (error) {
      return [way, { error }];
    }
  });
  return Object.fromEntries(outcomes) as Outcomes;
}

/**
 * Returns whether two results are equivalent for a spec. All errors are equal, and so are all functions (shapes,
 * copies of scales).
 * A reference of our interpreter equals its item.
 */
export function agree(a: Outcome, b: Outcome): boolean {
  if ('error' in a || 'error' in b) return 'error' in a && 'error' in b;
  const value = resolveReference(b.value) ?? b.value;
  if (typeof a.value === 'function') return typeof value === 'function';
  return Object.is(a.value, value) || isDeepStrictEqual(a.value, value);
}

/** Functions with side effects or varying results, which are called only once. */
const IMPURE = new Set([
  ...['random', 'now', 'sampleNormal', 'sampleLogNormal', 'sampleUniform', 'gradient'],
  ...['modify', 'setdata', 'encode', 'warn', 'info', 'debug'],
]);

function isPure({ ast }: Expression): boolean {
  for (const node of nodesOf(ast)) {
    if (
      node.type === 'CallExpression' &&
      node.callee.type === 'Identifier' &&
      IMPURE.has(String(node.callee.name))
    ) {
      return false;
    }
  }
  return true;
}

/** Maximum number of compared evaluations of an expression. More add little because rows of a file are similar. */
const COMPARED = 200;

export type Report = (code: string, outcomes: Outcomes) => void;

/** An expression that waits for an event. */
export interface Waiting {
  readonly place: 'event' | 'handler';
  readonly context: EventContext;
  readonly expression: Expression;
}

interface EventContext {
  readonly signals: Readonly<Record<string, { readonly value: unknown }>>;
  readonly scales: Readonly<Record<string, { readonly value: unknown }>>;
}

/** Creates an `expr` option that runs generated code and reports the results of all ways for each evaluation. */
export function comparing(report: Report): { readonly expr: object; readonly waiting: Waiting[] } {
  const counts = new Map<string, number>();
  const waiting: Waiting[] = [];
  const isEnough = (code: string): boolean => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count > COMPARED;
  };

  const at =
    (place: Place) =>
    (context: object, expression: Expression): Run => {
      if (place === 'event' || place === 'handler') {
        waiting.push({ place, context: context as EventContext, expression });
      }
      const { code } = expression;
      const generated = WAYS.generated[place](context, expression);
      if (!isPure(expression)) return generated;
      const runs = {
        generated,
        stock: WAYS.stock[place](context, expression),
        ours: WAYS.ours[place](context, expression),
      };
      return (...values) => {
        if (!isEnough(code))
          report(
            code,
            eachWay((way) => runs[way](...values)),
          );
        return generated(...values);
      };
    };

  const encode = (context: object, encoding: Encoding): Run => {
    const code = JSON.stringify(Object.entries(encoding.channels).map(([name, { code }]) => [name, code]));
    const generated = WAYS.generated.encode(context, encoding);
    if (!Object.values(encoding.channels).every(isPure)) return generated;
    const runs = {
      generated,
      stock: WAYS.stock.encode(context, encoding),
      ours: WAYS.ours.encode(context, encoding),
    };
    return (item, params) => {
      if (!isEnough(code)) {
        report(
          code,
          eachWay((way) => {
            const copy = Object.assign(Object.create(Object.getPrototypeOf(item) as object) as object, item);
            const changed = Boolean(runs[way](copy, params));
            // Read the channel, because it may be evaluated on access.
            return { changed, item: Object.fromEntries(Object.entries(copy)) };
          }),
        );
      }
      return generated(item, params);
    };
  };

  return {
    expr: {
      ...WAYS.generated,
      ...Object.fromEntries(
        (['operator', 'parameter', 'event', 'handler'] as const).map((place) => [place, at(place)]),
      ),
      encode,
    },
    waiting,
  };
}

/** Evaluates a waiting expression for an event. Returns `null` if the expression is not pure. */
export function happen({ place, context, expression }: Waiting, event: object): Outcomes | null {
  if (!isPure(expression)) return null;
  const values = place === 'event' ? [event] : [paramsOf(context), event];
  return evaluateThreeWays(place, context, expression, values);
}

/** Returns signals and scales by their parameter names. */
function paramsOf({ signals, scales }: EventContext): object {
  return new Proxy(
    {},
    {
      get(_, key) {
        const name = String(key).slice(1);
        return (String(key).startsWith('%') ? scales : signals)[name]?.value;
      },
    },
  );
}
