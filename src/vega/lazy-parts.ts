import { lazily } from '../internal/tasks.ts';
import { parts } from './parts.ts';

type Load = () => Promise<unknown>;
type Declared = ((...values: unknown[]) => unknown) & Readonly<Record<PropertyKey, unknown>>;

/**
 * In the script-tag bundle, stand-ins for `count` declarations of Vega's packages that come in a part of their own
 * (scripts/split-module.ts), and behind them what is told the declarations once they are there. They can be handed
 * around; to use one before throws an error with `load`, where the part can be loaded at all.
 */
export function standIns(count: number, part = ''): readonly unknown[] {
  const load = parts[part];
  let declared: readonly unknown[] | undefined;
  const standIn = (index: number): unknown => {
    const find = (): Declared => {
      if (!declared) throw Object.assign(new Error('A part of Vega is not there'), load && { load });
      return declared[index] as Declared;
    };
    return new Proxy(function () {}, {
      apply: (_, self, values) => Reflect.apply(find(), self, values) as unknown,
      construct: (_, values, target) => Reflect.construct(find(), values, target) as object,
      // Nothing is an instance of a class that is not there.
      get: (_, key) => (declared || key !== Symbol.hasInstance ? find()[key] : () => false),
    });
  };
  const arrive = (values: readonly unknown[]): void => void (declared = values);
  return [...Array.from({ length: count }, (_, index) => standIn(index)), arrive];
}

/** What is missing where an error says so, or one that it comes from. */
function missingIn(error: unknown): Load | null {
  if (!(error instanceof Error)) return null;
  return 'load' in error ? (error.load as Load) : missingIn(error.cause);
}

/**
 * Runs what may need a part of Vega that loads on demand. If a part is missing, loads it and runs again. Rejects with
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
