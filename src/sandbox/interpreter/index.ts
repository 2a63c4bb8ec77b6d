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

/** What those who let expressions run want to say about it. */
export interface Policy<W extends Watch> extends FunctionPolicy {
  /**
   * Functions of its own in place of those that it is given, once for each view. They are called on the functions of
   * the place where the expression stands, with that place as `this.context`. The literal of a regular expression is a
   * call of `regexp(pattern, flags)`.
   */
  overrides?(functions: Functions): Functions;
  /** What is told of the expressions of a view, once for each. */
  watchFor?(functions: Functions): W;
  /** Says which channels of a mark are set; all by default. */
  isChannel?(marktype: string, name: string): boolean;
  /** What looks at each item whose channels of these names have been set, once for all views. */
  inspectorOf?(marktype: string, channels: readonly string[]): (item: Item, watch: W) => void;
}

/**
 * Vega's expressions without `eval`, and with nothing in reach but data:
 *
 *     new vega.View(vega.parse(spec, null, { ast: true }), { expr: expressionInterpreter });
 */
export const expressionInterpreter = createInterpreter();

export function createInterpreter<W extends Watch>(policy: Policy<W> = {}): ExpressionInterpreter {
  const languages = new WeakMap<Functions, Language<W>>();
  const encoders = new InternCache<Encoder<W>>(Infinity);

  function getLanguage(functions: Functions): Language<W> {
    let language = languages.get(functions);
    if (!language) {
      const outer = outerFunctions(functions);
      language = outer ? createInnerLanguage(functions, outer) : createLanguage(functions);
      languages.set(functions, language);
    }
    return language;
  }

  function createLanguage(functions: Functions): Language<W> {
    const own = createFunctions(functions, policy, (language) => policy.overrides?.(language) ?? {});
    return new Language(own, policy.watchFor?.(functions), policy);
  }

  function createInnerLanguage(functions: Functions, outer: Functions): Language<W> {
    const { functions: around, watch } = getLanguage(outer);
    return new Language(withContext(functions, around), watch, policy);
  }

  function createEncoder(marktype: string, channels: Channels): Encoder<W> {
    return new Encoder(marktype, channels, (type, names) => policy.inspectorOf?.(type, names));
  }

  return {
    operator({ functions }, expression) {
      const language = getLanguage(functions);
      const { evaluate } = compileExpression(language, expression);
      return (params) => checkResult(language, evaluate(createScope(language, params)));
    },
    parameter({ functions }, expression) {
      const language = getLanguage(functions);
      const { evaluate, nodes } = compileExpression(language, expression);
      return (datum, params) => {
        language.watch?.row(nodes);
        return checkResult(language, evaluate(createScope(language, params, datum)));
      };
    },
    event({ functions }, expression) {
      const language = getLanguage(functions);
      const { evaluate } = compileExpression(language, expression);
      return (event) => evaluate(createScope(language, {}, undefined, event));
    },
    handler({ functions }, expression) {
      const language = getLanguage(functions);
      const { evaluate } = compileExpression(language, expression);
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

/** What an encoder is shared by: a text that says what all of its channels are, if all of them are known. */
function encoderKey(marktype: string, channels: Channels): unknown {
  const entries = Object.entries(channels);
  if (entries.some(([, { id }]) => id === null)) return channels;
  return [marktype, ...entries.map(([name, { id }]) => `${name} ${id}`)].join();
}

function checkResult<W extends Watch>({ watch }: Language<W>, value: unknown): unknown {
  return watch ? watch.result(value) : value;
}
