import { specError } from '../vega/errors.ts';

/*
 * The last line of defense behind inherited-names.ts: what Vega and Vega-Lite write must not reach what all objects of
 * the page inherit. From plain data, paths of keys lead to these constructors, their prototypes, and the functions of
 * both.
 */

const ROOTS: readonly object[] = [Object, Function, Array, String, Number, Boolean, Date, RegExp].flatMap(
  (constructor): object[] => [constructor, constructor.prototype as object],
);

/** The own properties of an object, and what it inherits from. */
interface Known {
  readonly owner: object;
  readonly prototype: object | null;
  readonly properties: Readonly<Record<PropertyKey, PropertyDescriptor>>;
  readonly keys: readonly PropertyKey[];
}

const describe = (owner: object): Known => ({
  owner,
  prototype: Object.getPrototypeOf(owner) as object | null,
  properties: Object.getOwnPropertyDescriptors(owner),
  keys: Reflect.ownKeys(owner),
});

let roots: Known[] | undefined;
let functions: Known[] | undefined;

function functionsOf({ properties, keys }: Known): object[] {
  return keys.flatMap((key) => {
    const { value, get, set } = properties[key]!;
    return [value, get, set].filter((each) => typeof each === 'function') as object[];
  });
}

/** Functions have no properties that an assignment could change; it can only add some. */
const hasSameKeys = ({ owner, keys }: Known): boolean => Reflect.ownKeys(owner).length === keys.length;

function isSame(known: Known): boolean {
  const { owner, prototype, properties, keys } = known;
  return (
    hasSameKeys(known) &&
    Object.getPrototypeOf(owner) === prototype &&
    keys.every((key) => {
      const { value, get } = properties[key]!;
      const now = Reflect.getOwnPropertyDescriptor(owner, key);
      return now !== undefined && Object.is(now.value, value) && now.get === get;
    })
  );
}

/** Takes over what the page itself has changed. */
function update(): void {
  if (roots?.every(isSame) && functions?.every(hasSameKeys)) return;
  roots = ROOTS.map(describe);
  functions = [...new Set(roots.flatMap(functionsOf))].map(describe);
}

function restore({ owner, prototype, properties, keys }: Known): void {
  for (const key of Reflect.ownKeys(owner)) {
    if (!keys.includes(key)) Reflect.deleteProperty(owner, key);
  }
  for (const key of keys) Reflect.defineProperty(owner, key, properties[key]!);
  Reflect.setPrototypeOf(owner, prototype);
}

/** Undoes what has changed since the update. Throws an error of kind `spec` where something has. */
function check(): void {
  const changed = [
    ...roots!.filter((known) => !isSame(known)),
    ...functions!.filter((known) => !hasSameKeys(known)),
  ];
  if (changed.length === 0) return;
  changed.forEach(restore);
  throw specError('The chart may not change the built-in objects of the page.');
}

/** Runs code that is handed a spec or rows. Throws an error of kind `spec` where that changes built-in objects. */
export function guardIntrinsics<T>(run: () => T): T {
  update();
  try {
    return run();
  } finally {
    check();
  }
}

/** The same for what runs until the next microtask. Then calls `onEnd`, and with the error, if there is one, `onError`. */
export function watchIntrinsics(onEnd: () => void, onError: (error: unknown) => void): void {
  update();
  queueMicrotask(() => {
    onEnd();
    try {
      check();
    } catch (error) {
      onError(error);
    }
  });
}
