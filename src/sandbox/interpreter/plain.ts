import { splitAccessPath } from 'vega-util';

type ReadonlyFields = Readonly<Record<string, unknown>>;

/** Tags of objects that contain only data, in addition to arrays and plain objects. */
const DATA_TAGS = /^\[object (?:Date|RegExp|Set)\]$/;

/** Values that {@link markSafe} has marked: colors, and shapes for a renderer. */
const safeValues = new WeakSet<object>();

/** Maps items and marks to references, and back. */
const references = new WeakMap<object, object>();
const scenes = new WeakMap<object, ReadonlyFields>();

/**
 * Converts a value for expressions. Returns numbers, texts, dates, arrays and plain objects as they are. Replaces an
 * item of the scenegraph with a reference: an empty object, whose properties {@link readMember} looks up. Everything
 * else becomes `undefined`: operators, pulses, views, scales and DOM nodes.
 *
 * Checks the prototype, which data cannot choose. Does not check for classes, because a page may have several copies of
 * Vega, and each frame has its own DOM classes.
 */
export function toPlainData(value: unknown): unknown {
  if (typeof value === 'function') return safeValues.has(value) ? value : toBins(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (isSceneNode(value)) return createReference(value);
  if (isPlain(value)) return value;
  return DATA_TAGS.test(Object.prototype.toString.call(value)) || safeValues.has(value) ? value : undefined;
}

/** Marks a value as safe for expressions, although it is not plain data, and returns it. */
export function markSafe<T>(value: T): T {
  if (Object(value) === value) safeValues.add(value as object);
  return value;
}

/**
 * Returns the item, mark or array of a reference, or `undefined` for any other value, including data of the same
 * shape.
 */
export function resolveReference(value: unknown): ReadonlyFields | undefined {
  return scenes.get(value as object);
}

/**
 * Returns whether a value is an item or a mark. Most of these have the same prototype as rows, but their `bounds`
 * have a class of their own. Data cannot have `bounds` that inherit `encloses()`, and encode.ts keeps expressions
 * from setting those of an item.
 */
export function isSceneNode(value: unknown): value is ReadonlyFields {
  const bounds = (value as ReadonlyFields | null | undefined)?.['bounds'] as
    ReadonlyFields | null | undefined;
  return typeof bounds?.['encloses'] === 'function' && !Object.hasOwn(bounds, 'encloses');
}

/** Reads a property of an item, a mark or an array of them, as plain data or a reference. */
function readScene(scene: ReadonlyFields, key: string | number): unknown {
  const value = Object.hasOwn(scene, key) ? scene[key] : undefined;
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (key === 'mark' || key === 'group' || key === 'items' || Array.isArray(scene))
    return createReference(value);
  if (key === 'bounds') {
    const { x1, y1, x2, y2 } = value as ReadonlyFields;
    return { x1, y1, x2, y2 };
  }
  return toPlainData(value);
}

function createReference(scene: object): object {
  let reference = references.get(scene);
  if (!reference) {
    reference = Object.freeze({});
    references.set(scene, reference);
    scenes.set(reference, scene as ReadonlyFields);
  }
  return reference;
}

/** Returns whether an object is plain data. Accepts objects of other realms and objects without a prototype. */
function isPlain(value: object): boolean {
  if (ArrayBuffer.isView(value) || Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Copies the bins of a bin transform's signal, which is a function with these properties. */
function toBins(value: object): object | undefined {
  const { start, stop, step } = value as ReadonlyFields;
  return typeof step === 'number' ? { start, stop, step } : undefined;
}

/** An event with Vega's additions: the item under the pointer, and functions such as `xy()` and `item()`. */
export interface VegaEvent {
  readonly item?: { readonly datum?: unknown };
  readonly vega?: Readonly<Record<string, (...values: unknown[]) => unknown>>;
}

const EVENT_FIELDS = [
  ...['type', 'vegaType', 'timeStamp', 'timestamp', 'elapsed', 'detail'],
  ...['altKey', 'ctrlKey', 'metaKey', 'shiftKey', 'key', 'code', 'location', 'repeat', 'keyCode', 'which'],
  ...['button', 'buttons', 'movementX', 'movementY', 'deltaX', 'deltaY', 'deltaZ', 'deltaMode', 'wheelDelta'],
  ...['pointerId', 'pointerType', 'isPrimary', 'pressure', 'tiltX', 'tiltY', 'twist', 'width', 'height'],
  ...['scale', 'rotation'],
];
const POINT_FIELDS = [
  ...['clientX', 'clientY', 'pageX', 'pageY', 'screenX', 'screenY', 'offsetX', 'offsetY', 'layerX', 'layerY'],
  ...['x', 'y', 'identifier', 'radiusX', 'radiusY', 'rotationAngle', 'force'],
];
const TOUCH_LISTS = ['touches', 'changedTouches', 'targetTouches'];

/** Keyed by `event.vega`: several views may receive the same event, each with its own item. */
const copies = new WeakMap<object, Fields>();

/** Copies an event for expressions: plain values and a reference to the item, but no DOM objects. Caches the copy. */
export function plainEvent(event: VegaEvent): Fields {
  const key = event.vega ?? event;
  let copy = copies.get(key);
  if (!copy) {
    copy = copyEvent(event);
    copies.set(key, copy);
  }
  return copy;
}

function copyEvent(event: VegaEvent): Fields {
  const source = event as Fields;
  const copy = pickValues(source, [...EVENT_FIELDS, ...POINT_FIELDS]);
  for (const name of TOUCH_LISTS) {
    const list = source[name] as ArrayLike<Fields> | undefined;
    if (list) copy[name] = Array.from(list, (touch) => pickValues(touch, POINT_FIELDS));
  }
  copy['item'] = toPlainData(event.item);
  return copy;
}

/** Copies the named properties, except objects and functions. */
export function pickValues(source: Fields, names: readonly string[]): Fields {
  const picked: Fields = {};
  for (const name of names) {
    const value = source[name];
    if (value !== undefined && Object(value) !== value) picked[name] = value;
  }
  return picked;
}

export type Fields = Record<string, unknown>;

/**
 * Reads a property for an expression or a field path. Reads own properties only, so neither the prototype chain nor
 * `constructor` can be reached, and returns plain data only: no functions, no parts of the dataflow, and no DOM nodes.
 * (Scenegraph items refer to their SVG elements, which lead to the whole page.)
 *
 * Reading a property of `null` or `undefined` throws, as it does in JavaScript.
 */
export function readMember(target: unknown, key: string | number): unknown {
  const value = (target as Fields)[key];
  // Fast path for primitive values, also of items.
  if (Object(value) !== value && value !== undefined) return isOwn(target, key) ? value : undefined;
  const scene = resolveReference(target) ?? (isSceneNode(target) ? target : undefined);
  if (scene) return readScene(scene, key);
  return isOwn(target, key) && typeof value !== 'function' ? toPlainData(value) : undefined;
}

function isOwn(target: unknown, key: string | number): boolean {
  return Object.hasOwn(target as object, key) || (key === 'length' && ArrayBuffer.isView(target));
}

/** Creates an accessor of a field path that reads with {@link readMember}. */
export function memberGetter(path: readonly string[]): (target: unknown) => unknown {
  const [first] = path;
  if (path.length === 1) return (target) => readMember(target, first!);
  return (target) => path.reduce(readMember, target);
}

/** Creates the same accessor for a field path as text, such as `a.b[0]`. */
export function pathGetter(path: unknown): (target: unknown) => unknown {
  return memberGetter(splitAccessPath(String(path)));
}

/** Maximum number of entries of a cache. Entries are never removed. */
const MAX_SHARED = 1000;

/** Shares values between the charts of a page, which have much in common. */
export class InternCache<T> {
  readonly #made = new Map<string, T>();

  /**
   * Returns the value for a key, or creates it with `make(...parts)`. Does not cache the value if the key is `null`.
   */
  get<P extends readonly unknown[]>(key: string | null, make: (...parts: P) => T, ...parts: P): T {
    const found = key === null ? undefined : this.#made.get(key);
    if (found) return found;
    const made = make(...parts);
    if (key !== null && this.#made.size < MAX_SHARED) this.#made.set(key, made);
    return made;
  }
}
