import { type Compiled, compileExpression, type Expression } from './compile.ts';
import { type Channels, checkChannel, Encoder, type Item } from './encode.ts';
import { type Fields, memberGetter, InternCache, type VegaEvent } from './plain.ts';
import {
  type FunctionPolicy,
  withContext,
  Language,
  createFunctions,
  outerFunctions,
  createScope,
  type Watch,
} from './language.ts';
import type { Functions } from './types.ts';

export type { Expression, Functions, Item, Watch };

/** The channels of a mark, as expressions. */
export interface Encoding {
  readonly marktype: string;
  readonly channels: Readonly<Record<string, Expression>>;
}

/** Vega's context of an expression: the view, or a group in it. */
export interface Context {
  readonly functions: Functions;
}

/**
 * The `expr` option of a Vega view: one method for each kind of expression. Each compiles the expression, and throws for
 * unsupported syntax and functions.
 */
export interface ExpressionInterpreter {
  /** Compiles the value of an operator, such as a signal. */
  operator(context: Context, expression: Expression): (params: Fields) => unknown;
  /** Compiles a function of a row, such as the test of a filter. */
  parameter(context: Context, expression: Expression): (datum: unknown, params: Fields) => unknown;
  /** Compiles the filter of an event stream. */
  event(context: Context, expression: Expression): (event: VegaEvent) => unknown;
  /** Compiles the value that a signal takes after an event. */
  handler(context: Context, expression: Expression): (params: Fields, event: VegaEvent) => unknown;
  /** Compiles the channels of a mark's items. */
  encode(context: Context, encoding: Encoding): (item: Item, params: Fields) => boolean;
  /** Creates accessors of field paths. */
  readonly codegen: { get(path: readonly string[]): (target: unknown) => unknown };
}

/** Options of an interpreter. */
export interface Policy<W extends Watch> extends FunctionPolicy {
  /**
   * Returns functions that replace those of the language. Called once for each view. The functions are called with the
   * context of the expression as `this.context`. A regular expression literal is a call of `regexp(pattern, flags)`.
   */
  overrides?(functions: Functions): Functions;
  /** Creates the watch of a view. Called once for each view. */
  watchFor?(functions: Functions): W;
  /** Returns whether a spec may set a channel of a mark type. By default, all channels may be set. */
  isChannel?(marktype: string, name: string): boolean;
  /** Creates a function that inspects each item after these channels were set. Called once for all views. */
  inspectorOf?(marktype: string, channels: readonly string[]): (item: Item, watch: W) => void;
}

/**
 * Evaluates Vega's expressions without `eval`. Expressions can access data only:
 *
 *     new vega.View(vega.parse(spec, null, { ast: true }), { expr: expressionInterpreter });
 */
export const expressionInterpreter = createInterpreter();

export function createInterpreter<W extends Watch>(policy: Policy<W> = {}): ExpressionInterpreter {
  const languages = new WeakMap<Functions, Language<W>>();
  const encoders = new InternCache<Encoder<W>>();

  function getLanguage(functions: Functions): Language<W> {
    let language = languages.get(functions);
    if (!language) {
      const outer = outerFunctions(functions);
      const around = outer && getLanguage(outer);
      language = around
        ? new Language(withContext(functions, around.functions), around.watch, policy)
        : new Language(
            createFunctions(functions, policy, (own) => policy.overrides?.(own) ?? {}),
            policy.watchFor?.(functions),
            policy,
          );
      languages.set(functions, language);
    }
    return language;
  }

  function prepare({ functions }: Context, expression: Expression): Compiled & { language: Language<W> } {
    const language = getLanguage(functions);
    return { ...compileExpression(language, expression), language };
  }

  function createEncoder(marktype: string, channels: Channels): Encoder<W> {
    return new Encoder(marktype, channels, (type, names) => policy.inspectorOf?.(type, names));
  }

  return {
    operator(context, expression) {
      const { language, evaluate } = prepare(context, expression);
      return (params) => checkResult(language, evaluate(createScope(language, params)));
    },
    parameter(context, expression) {
      const { language, evaluate, nodes } = prepare(context, expression);
      return (datum, params) => {
        language.watch?.row(nodes);
        return checkResult(language, evaluate(createScope(language, params, datum)));
      };
    },
    event(context, expression) {
      const { language, evaluate } = prepare(context, expression);
      return (event) => evaluate(createScope(language, {}, undefined, event));
    },
    handler(context, expression) {
      const { language, evaluate } = prepare(context, expression);
      return (params, event) =>
        checkResult(language, evaluate(createScope(language, params, event.item?.datum, event)));
    },
    encode({ functions }, { marktype, channels }) {
      const language = getLanguage(functions);
      const compiled: Record<string, Compiled> = {};
      for (const [name, expression] of Object.entries(channels)) {
        checkChannel(name);
        if (policy.isChannel?.(marktype, name) ?? true)
          compiled[name] = compileExpression(language, expression);
      }
      return encoders
        .get(encoderKey(marktype, compiled), createEncoder, marktype, compiled)
        .forView(language);
    },
    codegen: { get: memberGetter },
  };
}

/** Returns a cache key that identifies all channels, or `null` if one of them is too long to be cached. */
function encoderKey(marktype: string, channels: Channels): string | null {
  const entries = Object.entries(channels);
  if (entries.some(([, { id }]) => id === null)) return null;
  return [marktype, ...entries.map(([name, { id }]) => `${name} ${id}`)].join();
}

function checkResult<W extends Watch>({ watch }: Language<W>, value: unknown): unknown {
  return watch ? watch.result(value) : value;
}
