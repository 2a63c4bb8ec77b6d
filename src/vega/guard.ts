import { Dataflow, Operator } from 'vega-dataflow';
import { splitAccessPath } from 'vega-util';

/**
 * What an expression, and a field path, may read of a value. Own properties only, so that neither the
 * prototype chain nor `constructor` can be reached; and no function, no part of the dataflow and nothing of the
 * DOM comes out: scenegraph items hold their SVG elements, from which the whole page could be walked.
 *
 * Reading a property of `null` or `undefined` throws, as it does in JavaScript.
 */
export function readMember(target: unknown, key: unknown): unknown {
  const value = (target as Record<string, unknown>)[key as string];
  if (value === undefined || !Object.hasOwn(Object(target), key as string)) return undefined;
  return isForeign(value) ? undefined : value;
}

function isForeign(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof EventTarget || value instanceof Operator || value instanceof Dataflow) return true;
  // The context that operators live in, which groups of marks hold on to.
  return 'dataflow' in value && value.dataflow instanceof Dataflow;
}

type Getter = (target: unknown) => unknown;

/** An accessor of a field path, as Vega's `field` wants it, that reads through {@link readMember}. */
export function guardedGetter(path: readonly string[]): Getter {
  const [first] = path;
  if (path.length === 1) return (target) => readMember(target, first);
  return (target) => path.reduce(readMember, target);
}

/** Vega's `pluck(array, path)` and `pluck(object, path)`, reading through {@link readMember}. */
export function pluck(target: unknown, path: unknown): unknown {
  const get = guardedGetter(splitAccessPath(String(path)));
  return Array.isArray(target) ? target.map(get) : get(target);
}

const EVENT_FIELDS = [
  ...['type', 'vegaType', 'timeStamp', 'timestamp', 'elapsed', 'detail'],
  ...['altKey', 'ctrlKey', 'metaKey', 'shiftKey', 'key', 'code', 'location', 'repeat', 'keyCode', 'which'],
  ...['button', 'buttons', 'movementX', 'movementY', 'deltaX', 'deltaY', 'deltaZ', 'deltaMode', 'wheelDelta'],
  ...['pointerId', 'pointerType', 'isPrimary', 'pressure', 'tiltX', 'tiltY', 'twist', 'width', 'height'],
];
const POINT_FIELDS = [
  ...['clientX', 'clientY', 'pageX', 'pageY', 'screenX', 'screenY', 'offsetX', 'offsetY', 'layerX', 'layerY'],
  ...['x', 'y', 'identifier', 'radiusX', 'radiusY', 'rotationAngle', 'force'],
];
const TOUCH_LISTS = ['touches', 'changedTouches', 'targetTouches'];

type Fields = Record<string, unknown>;

/** What Vega hangs on an event: the item under the pointer and the functions `xy()`, `item()` and so on. */
export interface VegaEvent {
  readonly item?: unknown;
  readonly vega?: Fields;
}

const copies = new WeakMap<VegaEvent, VegaEvent>();

/** An event as expressions see it: its plain values, Vega's own additions, and no way to the DOM. */
export function plainEvent(event: VegaEvent): VegaEvent {
  let copy = copies.get(event);
  if (!copy) {
    copy = copyEvent(event);
    copies.set(event, copy);
  }
  return copy;
}

function copyEvent(event: VegaEvent): VegaEvent {
  const source = event as Fields;
  const copy: Fields = pick(source, [...EVENT_FIELDS, ...POINT_FIELDS]);
  for (const name of TOUCH_LISTS) {
    const list = source[name] as ArrayLike<Fields> | undefined;
    if (list) copy[name] = Array.from(list, (touch) => pick(touch, POINT_FIELDS));
  }
  copy['item'] = event.item;
  copy['vega'] = { ...event.vega, view: () => ({}) };
  return copy;
}

function pick(source: Fields, names: readonly string[]): Fields {
  const picked: Fields = {};
  for (const name of names) if (source[name] !== undefined) picked[name] = source[name];
  return picked;
}
