import { lazily } from '../public-client/errors.ts';
import { MissingPartError } from '../spec/errors.ts';
import { splitParts } from './split-parts.ts';

type Load = () => Promise<unknown>;

type Declared = ((...values: unknown[]) => unknown) & Readonly<Record<PropertyKey, unknown>>;

/**
 * Creates stand-ins for the `count` declarations of a Vega package that the script-tag bundle has moved into a split
 * part (scripts/split-module.ts). Stand-ins can be passed around. Using one before the part has loaded throws a
 * {@link MissingPartError}. The last item of the result is a function that receives the declarations when the part
 * has loaded.
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
      // Nothing is an instance of a class that has not loaded.
      get: (_, key) => (declared || key !== Symbol.hasInstance ? find()[key] : () => false),
    });
  };
  const provide = (values: readonly unknown[]): void => void (declared = values);
  return [...Array.from({ length: count }, (_, index) => standIn(index)), provide];
}

/** Returns the loader of the missing part that an error or its cause refers to. */
function missingIn(error: unknown): Load | null {
  if (error instanceof MissingPartError) return error.load;
  return error instanceof Error ? missingIn(error.cause) : null;
}

/**
 * Calls a function that may need split parts of Vega. If one is missing, loads it and calls the function again. Rejects
 * with an error of kind `network` if the part cannot be loaded.
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
