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
 * Functions that take an item or a group, with the index of that argument. They only get Vega's own objects, never
 * data of the same shape.
 */
const ITEM_ARGUMENTS: Readonly<Record<string, number>> = {
  ...{ isTuple: 0, inScope: 0, encode: 0 },
  ...{ bandwidth: 1, copy: 1, domain: 1, range: 1, geoScale: 1, geoTranslate: 1 },
  ...{ scale: 2, invert: 2, geoArea: 2, geoBounds: 2, geoCentroid: 2, geoShape: 2, intersect: 2 },
  ...{ intersectLasso: 2, gradient: 4 },
};

/** Functions whose results are safe although they are not plain data: colors, and shapes that a renderer draws. */
const SAFE_RESULTS = ['rgb', 'hsl', 'lab', 'hcl', 'copy', 'geoShape', 'pathShape'];

/**
 * Wraps functions of Vega that could reach beyond plain data: those that take or return objects of the runtime, return
 * objects of the page, follow field paths from data, or use names from data as keys.
 */
export function guardedFunctions(functions: Functions): Functions {
  const vega = functions as Record<string, AnyFunction>;
  const guarded: Record<string, AnyFunction> = {};
  for (const [name, at] of Object.entries(ITEM_ARGUMENTS)) {
    const call = vega[name];
    // `isTuple` also takes a row.
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
    // An object could have a `forEach` property.
    if (!Array.isArray(fields)) throw new TypeError('The fields of a selection are not a list');
    for (const field of fields as SelectionField[]) secureField(field, vega['vlSelectionTuples']!);
  };
  const guardedSelection = (name: string) =>
    function (this: Functions, ...values: unknown[]): unknown {
      let last: unknown;
      for (const { unit, fields } of selectionEntries(this, values[0])) {
        // Skip repeated checks, because this runs for each row.
        if (unit !== last) refuseInherited((last = unit));
        secureFields(fields);
      }
      return vega[name]!.apply(this, values);
    };
  return {
    ...guarded,
    // The data set of a mark contains its items.
    data(this: Functions, name: unknown) {
      return toPlainList(vega['data']!.call(this, name));
    },
    screen: () => pickValues(vega['screen']!() as Fields, SCREEN_FIELDS),
    // Copies only what expressions may read, so no functions.
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

/** Replaces the items in an array with references. All elements are of the same kind as the first. */
function toPlainList(value: unknown): unknown {
  return Array.isArray(value) && toPlainData(value[0]) !== value[0] ? value.map(toPlainData) : value;
}

/**
 * Property of secured accessors that contains the field that they read. Data cannot contain symbols. (A `WeakSet`
 * lookup for each entry and row is slow in Firefox.)
 */
const SECURED = Symbol('secured');

/** A row of a selection's store. Untrusted, because any data set can serve as a store. */
interface SelectionEntry {
  readonly unit?: unknown;
  readonly fields?: readonly SelectionField[];
}

interface SelectionField {
  readonly field: unknown;
  /** The accessor of `field`. Vega creates it on first use, unless it exists. */
  getter?: object & { readonly [SECURED]?: string };
}

function selectionEntries(functions: Functions, store: unknown): readonly SelectionEntry[] {
  const { data } = functions['context'] as {
    readonly data: Readonly<Record<string, { readonly values?: { readonly value?: SelectionEntry[] } }>>;
  };
  return data[String(store)]?.values?.value ?? [];
}

/** Sets a field's accessor, before Vega does, to one that reads only what expressions may read. */
function secureField(field: SelectionField, makeTuples: (...values: unknown[]) => unknown): void {
  // Data can assign a secured accessor to a field with another name.
  if (typeof field.getter === 'function' && field.getter[SECURED] === field.field) return;
  refuseInherited(field.field);
  // Vega marks the accessors that it creates and ignores others. So let Vega create one, and copy its mark.
  const probe: SelectionField = { field: 'probe' };
  makeTuples([{ datum: {} }], { fields: [probe] });
  field.getter = Object.assign(pathGetter(field.field), probe.getter, { [SECURED]: String(field.field) });
}

/** Throws for names of inherited properties. Vega would write into the inherited objects. */
function refuseInherited(name: unknown): void {
  if (String(name) in Object.prototype) throw new Error(`Illegal name in a selection: ${String(name)}`);
}
