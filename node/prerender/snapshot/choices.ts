/** The values that readers can choose for a parameter, if they are a closed list. */
import type { ParamSchema } from '../../../src/charts/types.ts';
import { toWireQuery } from '../../../src/public-client/batch.ts';
import type { ParamValue } from '../../../src/public-client/types.ts';
import { checkParam } from '../../../src/state/param-store.ts';
import { MAX_VALUES, stepValues } from '../step-values.ts';

/** Maximum number of options that may be combined freely. */
const MAX_COMBINED_OPTIONS = 6;

/** The choices for one parameter, without duplicates. The first is the present value. */
export interface Choices {
  /** The values that are one choice away from the present one. */
  readonly near: readonly ParamValue[];
  /** All values; for lists of many options, only the near ones. */
  readonly all: readonly ParamValue[];
}

/**
 * Returns the closed list of values that a declaration has, or `null`.
 * @param options the values of its query, if it has one
 */
export function declaredValues(
  { type, options, extra }: ParamSchema,
  queried: readonly ParamValue[] | undefined,
): readonly ParamValue[] | null {
  if (options?.kind === 'values') return options.values.map(({ value }) => value);
  if (options?.kind === 'sql') return queried ?? null;
  if (type === 'boolean') return [true, false];
  return type === 'number' ? stepValues(extra ?? {}) : null;
}

/**
 * Returns the choices for a parameter, or `null` if there are none.
 * @param present the value without a choice
 * @param values the closed list of values; for a list, those of its items
 */
export function choicesFrom(
  present: ParamValue,
  values: readonly ParamValue[],
  schema: (ParamSchema & { readonly default: ParamValue }) | undefined,
  isList: boolean,
): Choices | null {
  const allowed = distinct(
    values.flatMap((value) => {
      const checked = checkParam(schema, value);
      return 'value' in checked ? [checked.value] : [];
    }),
  );
  if (allowed.length === 0 || allowed.length > MAX_VALUES) return null;
  const initial = [present, ...(schema ? [schema.default] : [])];
  if (!isList) {
    const near = distinct([...initial, ...allowed]);
    return { near, all: near };
  }
  // As a form sends them: in the order of the options.
  const items = allowed.flatMap((value) => (value === null ? [] : [value].flat())) as (string | number)[];
  const isChosen = new Set(Array.isArray(present) ? present.map(String) : []);
  const pick = (has: (item: string | number, index: number) => boolean): ParamValue => items.filter(has);
  const toggled = items.map((each) => pick((item) => isChosen.has(String(item)) !== (item === each)));
  const near = distinct([...initial, ...toggled, null, ...items.map((item) => [item])]);
  if (items.length > MAX_COMBINED_OPTIONS) return { near, all: near };
  const subsets = Array.from({ length: 2 ** items.length }, (_, bits) =>
    pick((_, index) => ((bits >> index) & 1) === 1),
  );
  return { near, all: distinct([...near, ...subsets]) };
}

/** Returns values without those that are the same in a request. */
export function distinct(values: readonly ParamValue[]): readonly ParamValue[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = onWire(value);
    return !seen.has(text) && seen.add(text);
  });
}

const onWire = (value: ParamValue): string => toWireQuery({ sql: '-', params: { value } }).args!['value']!;
