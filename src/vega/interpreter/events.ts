import type { Fields } from './members.ts';
import { plain } from './plain.ts';

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

/** An event as expressions see it: its plain values, a reference to the item, and no way to the DOM. The same copy each time. */
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
  copy['item'] = plain(event.item);
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
