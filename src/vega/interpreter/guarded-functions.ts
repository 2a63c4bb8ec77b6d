import { pickValues } from './events.ts';
import type { Functions } from './language.ts';
import { pathGetter, readMember, type Fields } from './members.ts';

const SCREEN_FIELDS = ['width', 'height', 'availWidth', 'availHeight', 'colorDepth', 'pixelDepth'];

/**
 * The functions of Vega that would reach further than an expression may, held back: those that hand out a part of the
 * page, and those that follow paths, or collect results under names, that stand in data.
 */
export function guardedFunctions(functions: Functions): Functions {
  const vega = functions as Record<string, (...values: unknown[]) => unknown>;
  const secureAll = (fields: SelectionEntry['fields']): void => {
    if (!fields) return;
    // Else its `forEach`, too, would be what the data says.
    if (!Array.isArray(fields)) throw new TypeError('The fields of a selection are not a list');
    for (const field of fields as SelectionField[]) secureField(field, vega['vlSelectionTuples']!);
  };
  const guardedSelection = (name: string) =>
    function (this: Functions, ...values: unknown[]): unknown {
      let last: unknown;
      for (const { unit, fields } of entriesOf(this, values[0])) {
        // This is done for each row that is tested.
        if (unit !== last) refuseInherited((last = unit));
        secureAll(fields);
      }
      return vega[name]!.apply(this, values);
    };
  return {
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
      secureAll(entry.fields);
      return vega['vlSelectionTuples']!.call(this, items, entry);
    },
  };
}

/**
 * The name that an accessor was made for, which no data can say of one. A set of them would have to be asked for each entry
 * and row: slow in Firefox.
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

function entriesOf(functions: Functions, store: unknown): readonly SelectionEntry[] {
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
