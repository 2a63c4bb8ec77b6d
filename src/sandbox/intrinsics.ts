import { specError } from '../spec/errors.ts';

/*
 * A second line of defense after spec/inherited-names.ts: detects and reverts changes to built-in objects. From plain data,
 * paths of keys lead to these constructors, to their prototypes, and to the functions of both.
 */

const ROOTS: readonly object[] = [Object, Function, Array, String, Number, Boolean, Date, RegExp].flatMap(
  (constructor): object[] => [constructor, constructor.prototype as object],
);

/** The properties of an object before untrusted data is processed. */
interface Snapshot {
  readonly owner: object;
  readonly prototype: object | null;
  readonly properties: Readonly<Record<PropertyKey, PropertyDescriptor>>;
  readonly keys: readonly PropertyKey[];
}

/** The snapshots of the roots come first, then those of their functions. */
let snapshots: readonly Snapshot[] = [];

const takeSnapshot = (owner: object): Snapshot => ({
  owner,
  prototype: Object.getPrototypeOf(owner) as object | null,
  properties: Object.getOwnPropertyDescriptors(owner),
  keys: Reflect.ownKeys(owner),
});

const ownFunctions = ({ properties, keys }: Snapshot): object[] =>
  keys
    .flatMap((key) => [properties[key]!.value, properties[key]!.get, properties[key]!.set] as object[])
    .filter((each) => typeof each === 'function');

/** Compares only the number of properties of functions: assignments can add some, but the existing ones are read-only. */
function isSame({ owner, prototype, properties, keys }: Snapshot, index: number): boolean {
  if (Reflect.ownKeys(owner).length !== keys.length) return false;
  if (index >= ROOTS.length) return true;
  if (Object.getPrototypeOf(owner) !== prototype) return false;
  for (const key of keys) {
    const now = Reflect.getOwnPropertyDescriptor(owner, key);
    const { value, get } = properties[key]!;
    if (!now || !Object.is(now.value, value) || now.get !== get) return false;
  }
  return true;
}

/** Takes new snapshots if the page itself has changed built-in objects. */
function update(): void {
  if (snapshots.length > 0 && snapshots.every(isSame)) return;
  const roots = ROOTS.map(takeSnapshot);
  snapshots = [...roots, ...[...new Set(roots.flatMap(ownFunctions))].map(takeSnapshot)];
}

function restore({ owner, prototype, properties, keys }: Snapshot): void {
  for (const key of Reflect.ownKeys(owner)) {
    if (!keys.includes(key)) Reflect.deleteProperty(owner, key);
  }
  Object.defineProperties(owner, properties);
  Reflect.setPrototypeOf(owner, prototype);
}

/** Reverts all changes since the last update. Throws an error of kind `spec` if there were any. */
function check(): void {
  if (snapshots.every(isSame)) return;
  snapshots.filter((each, index) => !isSame(each, index)).forEach(restore);
  throw specError('The chart may not change the built-in objects of the page.');
}

/** Runs code that processes a spec or rows. Throws an error of kind `spec` if it changes built-in objects. */
export function guardIntrinsics<P extends readonly unknown[], T>(run: (...values: P) => T, ...values: P): T {
  update();
  try {
    return run(...values);
  } finally {
    check();
  }
}

/**
 * Does the same for code that runs until the next microtask. Then calls `onEnd`, and `onError` if built-in objects
 * changed.
 */
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
