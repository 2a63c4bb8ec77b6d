import { splitAccessPath } from 'vega-util';

type ReadonlyFields = Readonly<Record<string, unknown>>;

/** Kinds of objects, beside lists and plain ones, that are data all through. */
const DATA_TAGS = /^\[object (?:Date|RegExp|Set)\]$/;

/** What functions of Vega give that is not plain and can do nothing either: colors, and shapes for a renderer. */
const safeValues = new WeakSet<object>();

/** What stands for an item or a mark in expressions, and the other way round. */
const references = new WeakMap<object, object>();
const scenes = new WeakMap<object, ReadonlyFields>();

/**
 * A value as expressions may hold it. Numbers, texts, dates, lists and plain objects stay what they are. In place of an
 * item of the scenegraph stands a reference: an empty object, which only says something when it is read. What is
 * neither is `undefined`: an operator, a pulse, a view, a scale, a node of the DOM.
 *
 * That is told by what an object inherits, which data cannot choose; not by its class, since a page may hold several
 * copies of Vega, and frames have a DOM of their own.
 */
export function toPlainData(value: unknown): unknown {
  if (typeof value === 'function') return safeValues.has(value) ? value : toBins(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (isSceneNode(value)) return createReference(value);
  if (isPlain(value)) return value;
  return DATA_TAGS.test(Object.prototype.toString.call(value)) || safeValues.has(value) ? value : undefined;
}

/** Says that a value is harmless, though it is not plain. Gives it back. */
export function markSafe<T>(value: T): T {
  if (Object(value) === value) safeValues.add(value as object);
  return value;
}

/** The item, mark or list of them behind a reference; `undefined` for everything else, whatever it looks like. */
export function resolveReference(value: unknown): ReadonlyFields | undefined {
  return scenes.get(value as object);
}

/**
 * Most items and marks inherit what rows inherit, but Vega gives them bounds of a class of its own. Data has no bounds
 * that inherit a method of this name, be they a date or a set, and no expression can set those of an item (encode.ts).
 */
export function isSceneNode(value: unknown): value is ReadonlyFields {
  const bounds = (value as ReadonlyFields | null | undefined)?.['bounds'] as
    ReadonlyFields | null | undefined;
  return typeof bounds?.['encloses'] === 'function' && !Object.hasOwn(bounds, 'encloses');
}

/** What may be read of an item, a mark or a list of them: where it stands in the picture, its row, and plain values. */
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

/** In frames, too, and there may be no prototype at all. */
function isPlain(value: object): boolean {
  if (ArrayBuffer.isView(value) || Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The signal of a bin transform is a function that tells its bins. */
function toBins(value: object): object | undefined {
  const { start, stop, step } = value as ReadonlyFields;
  return typeof step === 'number' ? { start, stop, step } : undefined;
}

/** What Vega hangs on an event: the item under the pointer and the functions `xy()`, `item()` and so on. */
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

/** By what Vega hung on the event: several views may hear the same event, each with an item of its own. */
const copies = new WeakMap<object, Fields>();

/**
 * An event as expressions see it: its plain values, a reference to the item, and no way to the DOM. The same copy each
 * time.
 */
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

/** The named properties, as far as they are neither objects nor functions. */
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
 * What an expression, and a field path, may read of a value: its own properties, so that neither the prototype chain
 * nor `constructor` can be reached, and of those only plain data. No function comes out, no part of the dataflow, and
 * nothing of the DOM: items of the scenegraph hold their SVG elements, from which the whole page could be walked.
 *
 * Reading a property of `null` or `undefined` throws, as it does in JavaScript.
 */
export function readMember(target: unknown, key: string | number): unknown {
  const value = (target as Fields)[key];
  // Most values by far; what is read of an item that way is no more than a number or a text.
  if (Object(value) !== value && value !== undefined) return isOwn(target, key) ? value : undefined;
  const scene = resolveReference(target) ?? (isSceneNode(target) ? target : undefined);
  if (scene) return readScene(scene, key);
  return isOwn(target, key) && typeof value !== 'function' ? toPlainData(value) : undefined;
}

function isOwn(target: unknown, key: string | number): boolean {
  return Object.hasOwn(target as object, key) || (key === 'length' && ArrayBuffer.isView(target));
}

/** An accessor of a field path that reads through {@link readMember}. */
export function memberGetter(path: readonly string[]): (target: unknown) => unknown {
  const [first] = path;
  if (path.length === 1) return (target) => readMember(target, first!);
  return (target) => path.reduce(readMember, target);
}

/** The same for a field path as text: `a.b[0]`. */
export function pathGetter(path: unknown): (target: unknown) => unknown {
  return memberGetter(splitAccessPath(String(path)));
}

/** How many things of a kind are shared. They stay for the page's life. */
const MAX_SHARED = 1000;

/** Things that are made once for all who ask with the same key: the charts of a page are much alike. */
export class InternCache<T> {
  readonly #made = new Map<unknown, T>();
  readonly #longest: number;

  /** @param longest Length of the longest text that is a key, in characters */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /**
   * What `make` makes of `parts`, or has made for this key before.
   *
   * @param key A text or another value; by an object, or a text that is too long, nothing is shared
   */
  get<P extends readonly unknown[]>(key: unknown, make: (...parts: P) => T, ...parts: P): T {
    const found = this.#made.get(key);
    if (found) return found;
    const made = make(...parts);
    if (this.#isShort(key) && this.#made.size < MAX_SHARED) this.#made.set(key, made);
    return made;
  }

  #isShort(key: unknown): boolean {
    return typeof key === 'string' ? key.length <= this.#longest : Object(key) !== key;
  }
}
