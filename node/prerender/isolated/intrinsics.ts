/** Seals the built-in objects of this process and detects changes to them. */

// Keep the original functions: a chart must not be able to replace them.
const { getOwnPropertyDescriptor, getPrototypeOf, is, seal } = Object;
const { ownKeys } = Reflect;

/** The original state of an object. */
interface Known {
  readonly object: object;
  readonly prototype: object | null;
  readonly keys: readonly PropertyKey[];
  readonly properties: readonly PropertyDescriptor[];
}

/**
 * Seals all built-in objects against new properties, and removes `__proto__`. Existing properties stay writable: with
 * frozen prototypes, libraries could not assign a `toString` or `constructor` to their own objects.
 * @returns a function that checks whether all properties are unchanged
 */
export function sealIntrinsics(): () => boolean {
  delete (Object.prototype as { __proto__?: unknown }).__proto__;
  const known = intrinsics();
  for (const { object } of known) seal(object);
  return () => {
    try {
      for (let at = 0; at < known.length; at++) if (!isAsBefore(known[at]!)) return false;
      return true;
    } catch {
      return false;
    }
  };
}

/**
 * Records the state of the constructors and namespaces of ECMAScript, and of all objects reachable through their
 * properties and prototypes.
 */
function intrinsics(): readonly Known[] {
  const known = new Map<object, Known>();
  const visit = (value: unknown): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || known.has(value))
      return;
    const keys = ownKeys(value);
    const properties = keys.map((key) => getOwnPropertyDescriptor(value, key)!);
    const prototype = getPrototypeOf(value) as object | null;
    known.set(value, { object: value, prototype, keys, properties });
    visit(prototype);
    for (const { value: held, get, set } of properties) [held, get, set].forEach(visit);
  };
  for (const name of NAMES) visit((globalThis as Readonly<Record<string, unknown>>)[name]);
  HIDDEN.forEach(visit);
  return [...known.values()];
}

const NAMES =
  'Object Function Array String Number Boolean Symbol BigInt Date RegExp Promise Proxy Reflect Math JSON Intl Atomics Map Set WeakMap WeakSet WeakRef FinalizationRegistry Iterator ArrayBuffer SharedArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError parseInt parseFloat isFinite isNaN encodeURI encodeURIComponent decodeURI decodeURIComponent'.split(
    ' ',
  );

/** Objects whose prototypes are not reachable from a global. */
const HIDDEN: readonly unknown[] = [
  [][Symbol.iterator](),
  ''[Symbol.iterator](),
  new Map()[Symbol.iterator](),
  new Set()[Symbol.iterator](),
  ''.matchAll(/x/g),
  function* () {},
  async function* () {},
  async () => {},
];

function isAsBefore({ object, prototype, keys, properties }: Known): boolean {
  const now = ownKeys(object);
  if (now.length !== keys.length || getPrototypeOf(object) !== prototype) return false;
  for (let at = 0; at < keys.length; at++) {
    const before = properties[at]!;
    const after = getOwnPropertyDescriptor(object, keys[at]!);
    if (!after || !is(after.value, before.value) || after.get !== before.get || after.set !== before.set)
      return false;
  }
  return true;
}
