type Fields = Readonly<Record<string, unknown>>;

/** Kinds of objects, beside lists and plain ones, that are data all through. */
const DATA = /^\[object (?:Date|RegExp|Set)\]$/;

/** What functions of Vega give that is not plain and can do nothing either: colours, and shapes for a renderer. */
const given = new WeakSet<object>();

/** What stands for an item or a mark in expressions, and the other way round. */
const references = new WeakMap<object, object>();
const scenes = new WeakMap<object, Fields>();

/**
 * A value as expressions may hold it. Numbers, texts, dates, lists and plain objects stay what they are. In place of an
 * item of the scenegraph stands a reference: an empty object, which only says something when it is read. What is neither
 * is `undefined`: an operator, a pulse, a view, a scale, a node of the DOM.
 *
 * That is told by what an object inherits, which data cannot choose; not by its class, since a page may hold several
 * copies of Vega, and frames have a DOM of their own.
 */
export function plain(value: unknown): unknown {
  if (typeof value === 'function') return given.has(value) ? value : binsOf(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (isScene(value)) return referenceTo(value);
  if (isPlain(value)) return value;
  return DATA.test(Object.prototype.toString.call(value)) || given.has(value) ? value : undefined;
}

/** Says that a value is harmless, though it is not plain. Gives it back. */
export function harmless<T>(value: T): T {
  if (Object(value) === value) given.add(value as object);
  return value;
}

/** The item, mark or list of them behind a reference; `undefined` for everything else, whatever it looks like. */
export function behind(value: unknown): Fields | undefined {
  return scenes.get(value as object);
}

/**
 * Most items and marks inherit what rows inherit, but Vega gives them bounds of a class of its own. Data has no bounds that
 * inherit a method of this name, be they a date or a set, and no expression can set those of an item (encode.ts).
 */
export function isScene(value: unknown): value is Fields {
  const bounds = (value as Fields | null | undefined)?.['bounds'] as Fields | null | undefined;
  return typeof bounds?.['encloses'] === 'function' && !Object.hasOwn(bounds, 'encloses');
}

/** What may be read of an item, a mark or a list of them: where it stands in the picture, its row, and plain values. */
export function readScene(scene: Fields, key: string | number): unknown {
  const value = Object.hasOwn(scene, key) ? scene[key] : undefined;
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (key === 'mark' || key === 'group' || key === 'items' || Array.isArray(scene)) return referenceTo(value);
  if (key === 'bounds') {
    const { x1, y1, x2, y2 } = value as Fields;
    return { x1, y1, x2, y2 };
  }
  return plain(value);
}

function referenceTo(scene: object): object {
  let reference = references.get(scene);
  if (!reference) {
    reference = Object.freeze({});
    references.set(scene, reference);
    scenes.set(reference, scene as Fields);
  }
  return reference;
}

/** In frames, too, and there may be no prototype at all. */
function isPlain(value: object): boolean {
  if (ArrayBuffer.isView(value) || Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The signal of a bin transform is a function that tells its bins. */
function binsOf(value: object): object | undefined {
  const { start, stop, step } = value as Fields;
  return typeof step === 'number' ? { start, stop, step } : undefined;
}
