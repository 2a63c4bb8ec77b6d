import type { ParamOptions } from './types.ts';

type Options = Extract<ParamOptions, { readonly kind: 'values' }>['values'];
type Option = Options[number];

const indexes = new WeakMap<Options, ReadonlyMap<string, Option>>();

/** Returns the first option with a value, as text. Both may be long lists: a search per value would take too long. */
export function findOption(options: Options, text: string): Option | undefined {
  let index = indexes.get(options);
  // The first entry of a value comes last, and remains.
  if (!index)
    indexes.set(
      options,
      (index = new Map(options.toReversed().map((option) => [String(option.value), option]))),
    );
  return index.get(text);
}
