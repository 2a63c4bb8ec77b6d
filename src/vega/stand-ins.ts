import { lazily } from '../public-client/lazily.ts';
import { MissingPartError } from '../spec/errors.ts';
import { splitParts } from './split-parts.ts';

type Load = () => Promise<unknown>;

type Declared = ((...values: unknown[]) => unknown) & Readonly<Record<PropertyKey, unknown>>;

/**
 * In the script-tag bundle, stand-ins for the `count` declarations of a package of Vega that are in a split part
 * (scripts/split-module.ts), and behind them what is told the declarations once they are there. They can be handed
 * around; to use one before throws a {@link MissingPartError}.
 */
export function standIns(count: number, part = ''): readonly unknown[] {
  const load = splitParts[part];
  let declared: readonly unknown[] | undefined;
  const standIn = (index: number): unknown => {
    const find = (): Declared => {
      if (!declared) throw new MissingPartError(load);
      return declared[index] as Declared;
    };
    return new Proxy(function () {}, {
      apply: (_, self, values) => Reflect.apply(find(), self, values) as unknown,
      construct: (_, values, target) => Reflect.construct(find(), values, target) as object,
      // Nothing is an instance of a class that is not there.
      get: (_, key) => (declared || key !== Symbol.hasInstance ? find()[key] : () => false),
    });
  };
  const provide = (values: readonly unknown[]): void => void (declared = values);
  return [...Array.from({ length: count }, (_, index) => standIn(index)), provide];
}

/** What loads the part that an error, or one that it comes from, says is missing. */
function missingIn(error: unknown): Load | null {
  if (error instanceof MissingPartError) return error.load;
  return error instanceof Error ? missingIn(error.cause) : null;
}

/**
 * Runs what may need split parts of Vega. If one is missing, loads it and runs again. Rejects with
 * an error of kind `network` if it cannot be loaded.
 */
export async function withParts<T, A extends readonly unknown[]>(
  attempt: (...args: A) => T | Promise<T>,
  ...args: A
): Promise<T> {
  const loaded = new Set<unknown>();
  for (;;) {
    try {
      return await attempt(...args);
    } catch (error) {
      const load = missingIn(error);
      if (!load || loaded.has(load)) throw error;
      loaded.add(load);
      await lazily(load);
    }
  }
}
