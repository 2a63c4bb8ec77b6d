import { compile, type Language } from './compile.ts';
import { encoder, type Item } from './encode.ts';
import type { VegaEvent } from './events.ts';
import { inContextOf, languageOf, outerFunctions, type Functions } from './language.ts';
import { memberGetter, type Fields } from './members.ts';
import { scopeOf, type Evaluate } from './scope.ts';
import type { ExpressionNode } from './types.ts';
import type { Watch } from './watch.ts';

export type { Functions, Watch };

/** An expression in a dataflow that was parsed with `{ ast: true }`. */
export interface Expression {
  readonly ast: ExpressionNode;
}

/** What a set of channels is encoded by. */
export interface Encoding {
  readonly marktype: string;
  readonly channels: Readonly<Record<string, Expression>>;
}

/** Where in a dataflow an expression stands, as Vega describes it. */
export interface Context {
  readonly functions: Functions;
}

/**
 * The `expr` option of a Vega view: one function for each place where an expression may stand. Each compiles the
 * expression, and throws for one that is not in the language.
 */
export interface ExpressionInterpreter {
  /** The value of an operator, such as a signal. */
  operator(context: Context, expression: Expression): (params: Fields) => unknown;
  /** A function of a row, such as the test of a filter. */
  parameter(context: Context, expression: Expression): (datum: unknown, params: Fields) => unknown;
  /** The filter of an event stream. */
  event(context: Context, expression: Expression): (event: VegaEvent) => unknown;
  /** The value that a signal takes after an event. */
  handler(context: Context, expression: Expression): (params: Fields, event: VegaEvent) => unknown;
  /** The channels of a mark's items. */
  encode(context: Context, encoding: Encoding): (item: Item, params: Fields) => boolean;
  /** Accessors of field paths. */
  readonly codegen: { get(path: readonly string[]): (target: unknown) => unknown };
}

/**
 * Vega's expressions without `eval`, and with nothing in reach but data:
 *
 *     new vega.View(vega.parse(spec, null, { ast: true }), { expr: expressionInterpreter });
 */
export const expressionInterpreter = createInterpreter();

/**
 * An interpreter of a language in which `overrides` may put functions of its own in place of those that it is given,
 * once for each view. They are called on the functions of the place where the expression stands, with that place as
 * `this.context`. The literal of a regular expression is a call of `regexp(pattern, flags)`. `watchFor` makes,
 * once for each view, what is told of values whose size decides how long the next step takes.
 */
export function createInterpreter(
  overrides: (functions: Functions) => Functions = () => ({}),
  watchFor?: (functions: Functions) => Watch,
): ExpressionInterpreter {
  const languages = new WeakMap<Functions, Language>();

  function languageAt(functions: Functions): Language {
    let language = languages.get(functions);
    if (!language) {
      const outer = outerFunctions(functions);
      language = outer ? languageWithin(functions, outer) : languageFor(functions);
      languages.set(functions, language);
    }
    return language;
  }

  function languageFor(functions: Functions): Language {
    return { functions: languageOf(functions, overrides), watch: watchFor?.(functions) };
  }

  function languageWithin(functions: Functions, outer: Functions): Language {
    const { functions: around, watch } = languageAt(outer);
    return { functions: inContextOf(functions, around), watch };
  }

  function evaluator({ functions }: Context, { ast }: Expression): Evaluate {
    return compile(ast, languageAt(functions));
  }

  return {
    operator(context, expression) {
      const evaluate = evaluator(context, expression);
      return (params) => evaluate(scopeOf(params));
    },
    parameter(context, expression) {
      const evaluate = evaluator(context, expression);
      return (datum, params) => evaluate(scopeOf(params, datum));
    },
    event(context, expression) {
      const evaluate = evaluator(context, expression);
      return (event) => evaluate(scopeOf({}, undefined, event));
    },
    handler(context, expression) {
      const evaluate = evaluator(context, expression);
      return (params, event) => evaluate(scopeOf(params, event.item?.datum, event));
    },
    encode(context, { marktype, channels }) {
      const evaluators = Object.entries(channels).map(([name, expression]) => [
        name,
        evaluator(context, expression),
      ]);
      return encoder(marktype, Object.fromEntries(evaluators) as Record<string, Evaluate>);
    },
    codegen: { get: memberGetter },
  };
}
