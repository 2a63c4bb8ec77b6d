import {
  resolveReference,
  type Fields,
  markSafe,
  pathGetter,
  pickValues,
  toPlainData,
  readMember,
} from './plain.ts';
import type { Functions } from './types.ts';

type AnyFunction = (...values: unknown[]) => unknown;

const SCREEN_FIELDS = ['width', 'height', 'availWidth', 'availHeight', 'colorDepth', 'pixelDepth'];

/**
 * Functions that take an item or a group, and as which argument: they are given Vega's own, and nothing that poses as
 * one.
 */
const ITEM_ARGUMENTS: Readonly<Record<string, number>> = {
  ...{ isTuple: 0, inScope: 0, encode: 0 },
  ...{ bandwidth: 1, copy: 1, domain: 1, range: 1, geoScale: 1, geoTranslate: 1 },
  ...{ scale: 2, invert: 2, geoArea: 2, geoBounds: 2, geoCentroid: 2, geoShape: 2, intersect: 2 },
  ...{ intersectLasso: 2, gradient: 4 },
};

/** Functions whose result is not plain, but harmless: colors, and shapes that a renderer draws. */
const SAFE_RESULTS = ['rgb', 'hsl', 'lab', 'hcl', 'copy', 'geoShape', 'pathShape'];

/**
 * The functions of Vega that would reach further than an expression may, held back: those that take or give objects of
 * its runtime, hand out a part of the page, or follow paths, or collect results under names, that stand in data.
 */
export function guardedFunctions(functions: Functions): Functions {
  const vega = functions as Record<string, AnyFunction>;
  const guarded: Record<string, AnyFunction> = {};
  for (const [name, at] of Object.entries(ITEM_ARGUMENTS)) {
    const call = vega[name];
    // A tuple may also be a row.
    const toItem = (value: unknown): unknown =>
      resolveReference(value) ?? (name === 'isTuple' ? value : undefined);
    if (!call) continue;
    guarded[name] = function (this: Functions, ...values) {
      if (values.length > at) values[at] = toItem(values[at]);
      return toPlainList(call.apply(this, values));
    };
  }
  for (const name of SAFE_RESULTS) {
    const call = guarded[name] ?? vega[name];
    if (call)
      guarded[name] = function (this: Functions, ...values) {
        return markSafe(call.apply(this, values));
      };
  }
  const secureFields = (fields: SelectionEntry['fields']): void => {
    if (!fields) return;
    // Else its `forEach`, too, would be what the data says.
    if (!Array.isArray(fields)) throw new TypeError('The fields of a selection are not a list');
    for (const field of fields as SelectionField[]) secureField(field, vega['vlSelectionTuples']!);
  };
  const guardedSelection = (name: string) =>
    function (this: Functions, ...values: unknown[]): unknown {
      let last: unknown;
      for (const { unit, fields } of selectionEntries(this, values[0])) {
        // This is done for each row that is tested.
        if (unit !== last) refuseInherited((last = unit));
        secureFields(fields);
      }
      return vega[name]!.apply(this, values);
    };
  return {
    ...guarded,
    // The rows of a mark are its items.
    data(this: Functions, name: unknown) {
      return toPlainList(vega['data']!.call(this, name));
    },
    screen: () => pickValues(vega['screen']!() as Fields, SCREEN_FIELDS),
    // Not a function comes over with the rest, nor anything else that could not be read.
    merge: (...parts: unknown[]) =>
      Object.fromEntries(
        parts.flatMap((part) => Object.keys(part ?? {}).map((key) => [key, readMember(part, key)])),
      ),
    pluck(target: unknown, path: unknown) {
      const get = pathGetter(path);
      return Array.isArray(target) ? target.map(get) : get(target);
    },
    vlSelectionTest: guardedSelection('vlSelectionTest'),
    vlSelectionResolve: guardedSelection('vlSelectionResolve'),
    vlSelectionTuples(this: Functions, items: unknown, entry: SelectionEntry) {
      if (!Array.isArray(items)) throw new TypeError('The items of a selection are not a list');
      secureFields(entry.fields);
      const rows = items.map((item) => ({ datum: readMember(item, 'datum') }));
      return vega['vlSelectionTuples']!.call(this, rows, entry);
    },
  };
}

/** A list of items as references to them: what the first of a list is, all of it are. */
function toPlainList(value: unknown): unknown {
  return Array.isArray(value) && toPlainData(value[0]) !== value[0] ? value.map(toPlainData) : value;
}

/**
 * The name that an accessor was made for, which no data can say of one. A set of them would have to be asked for each
 * entry and row: slow in Firefox.
 */
const SECURED = Symbol('secured');

/** A row of a selection's store. Any data can be taken for a store, so these are as untrusted as all rows. */
interface SelectionEntry {
  readonly unit?: unknown;
  readonly fields?: readonly SelectionField[];
}

interface SelectionField {
  readonly field: unknown;
  /** The accessor of `field`, which Vega makes when it first needs it. */
  getter?: object & { readonly [SECURED]?: string };
}

function selectionEntries(functions: Functions, store: unknown): readonly SelectionEntry[] {
  const { data } = functions['context'] as {
    readonly data: Readonly<Record<string, { readonly values?: { readonly value?: SelectionEntry[] } }>>;
  };
  return data[String(store)]?.values?.value ?? [];
}

/** Gives a field, before Vega does, an accessor that reads what an expression may read. */
function secureField(field: SelectionField, makeTuples: (...values: unknown[]) => unknown): void {
  // Data can move an accessor to a field of another name.
  if (typeof field.getter === 'function' && field.getter[SECURED] === field.field) return;
  refuseInherited(field.field);
  // Vega takes only accessors with a mark of its own, which it puts on one when it makes one.
  const probe: SelectionField = { field: 'probe' };
  makeTuples([{ datum: {} }], { fields: [probe] });
  field.getter = Object.assign(pathGetter(field.field), probe.getter, { [SECURED]: String(field.field) });
}

/** What is collected under such a name would be written into what all objects of the page inherit. */
function refuseInherited(name: unknown): void {
  if (String(name) in Object.prototype) throw new Error(`Illegal name in a selection: ${String(name)}`);
}
