import { createInterpreter, type Functions } from './interpreter/index.ts';
import { specError, quote } from './spec-error.ts';
import { MAX_SEQUENCE } from './limits.ts';
import { hasResource } from './loader-policy.ts';
import { regexp, test } from './regexp/load.ts';

/** Channels whose text a browser may fetch from, as `url(…)`. */
const PAINT_CHANNELS = ['fill', 'stroke', 'cursor'] as const;

const interpreter = createInterpreter(overrides);

/** The `expr` option of a view: our interpreter, within the limits of the policy. */
export const guardedExpressions: typeof interpreter = {
  ...interpreter,

  encode(context, encoding) {
    const evaluate = interpreter.encode(context, encoding);
    const painted = PAINT_CHANNELS.filter((name) => name in encoding.channels);
    if (painted.length === 0) return evaluate;
    return (item, parameters) => {
      const changed = evaluate(item, parameters);
      for (const name of painted) refuseResource(name, item[name]);
      return changed;
    };
  },
};

function refuseResource(channel: string, value: unknown): void {
  if (typeof value === 'string' && hasResource(value)) {
    throw specError(
      `The spec may not load ${quote(value)} (${channel}): a resource in a style is never allowed.`,
    );
  }
}

/** Functions in place of those of the language. Literals of regular expressions are calls of `regexp`. */
function overrides(functions: Functions): Functions {
  return {
    regexp,
    test,
    sequence: (...bounds: number[]) =>
      limitSequence(bounds, functions['sequence'] as (...bounds: number[]) => unknown),
  };
}

function limitSequence(bounds: readonly number[], sequence: (...bounds: number[]) => unknown): unknown {
  const [start, stop, step] = bounds.length < 2 ? [0, Number(bounds[0]), 1] : [...bounds, 1].map(Number);
  const length = (stop! - start!) / (step || 1);
  if (length > MAX_SEQUENCE)
    throw specError(`sequence() of ${Math.ceil(length)} values: at most ${MAX_SEQUENCE}.`);
  return sequence(...bounds);
}
