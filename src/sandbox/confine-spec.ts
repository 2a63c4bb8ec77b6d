import type { RuntimeSpec, StreamEntry, StreamId } from 'vega-parser';
import { isObject } from '../internal/json.ts';
import { quote, specError } from '../spec/errors.ts';
import { atLeast, atMost, MAX_INPUTS, MAX_OPTIONS, MIN_INTERVAL } from './limits.ts';

/**
 * Events that continue or end a drag. They are the only events of the page that a chart may receive, and only during
 * a drag that started in the chart.
 */
const DRAG_EVENT = /^(pointer|mouse|touch)(move|up|end|cancel)$/;

/** Wheel events. A chart receives them only while Ctrl or ⌘ is held, and may then prevent their default action. */
export const WHEEL = /^(?:mouse)?wheel\b/;

const INPUTS = new Set([
  ...['checkbox', 'radio', 'range', 'select', 'text', 'number', 'search', 'color'],
  ...['date', 'time', 'datetime-local', 'month', 'week', 'email', 'tel', 'url'],
]);
const BINDING_KEYS = [
  ...['signal', 'input', 'name', 'debounce', 'options', 'labels'],
  ...['min', 'max', 'step', 'placeholder', 'size', 'maxlength'],
];

/**
 * Confines a parsed dataflow to its chart. Throws an error of kind `spec` for event streams of the page, for inputs
 * outside the chart, and for a signal named "cursor". Removes `consume` from event streams, and the settings with which a
 * spec could change the page.
 */
export function confineDataflow(runtime: RuntimeSpec): void {
  const wheels = new Set<StreamId | undefined>();
  forEachDataflow(runtime, (flow) => {
    checkStreams(flow);
    for (const stream of flow.streams ?? []) confineEffect(stream, wheels);
    if (flow.operators.some(({ signal }) => signal === 'cursor')) {
      throw specError('A parameter may not be named "cursor": it would change the pointer of the page.');
    }
  });
  const { bindings = [] } = runtime;
  checkInputs(bindings);
  runtime.bindings = bindings.map(confineBinding);
  // `globalCursor` would style the page's body, `bind` could select any element, and `defaults` would prevent scrolling
  // and context menus.
  runtime.eventConfig = { bind: 'container' };
  // A hostile locale can make d3 format a number or a date forever.
  delete runtime.locale;
}

function forEachDataflow(flow: RuntimeSpec, visit: (flow: RuntimeSpec) => void): void {
  visit(flow);
  for (const { params } of flow.operators) {
    for (const value of Object.values(params ?? {}).flat()) {
      if (isObject(value) && isObject(value['$subflow'])) {
        forEachDataflow(value['$subflow'] as unknown as RuntimeSpec, visit);
      }
    }
  }
}

function checkStreams({ streams = [], updates = [] }: RuntimeSpec): void {
  const drags = new Map<StreamId, StreamEntry>();
  for (const stream of streams) {
    if (stream.source === 'timer') atLeast(MIN_INTERVAL, Number(stream.type), 'a timer with milliseconds');
    if (stream.source !== undefined && !isOwnSource(stream)) {
      if (!isDragEvent(stream)) throw refusal(stream);
      drags.set(stream.id, stream);
    }
  }
  const bare = [
    ...streams.flatMap(({ merge = [], stream, between }) => (between ? [] : [...merge, stream])),
    ...updates.map(({ source }) => (typeof source === 'object' ? source.$ref : source)),
  ];
  for (const id of bare) {
    const drag = id === undefined ? undefined : drags.get(id);
    if (drag) throw refusal(drag, ' outside a drag ("between")');
  }
}

/**
 * Keeps a chart from preventing default actions, such as scrolling and context menus, except those of wheel events.
 *
 * @param wheels Ids of the streams of only wheel events. The function adds this stream if it is one of them
 */
function confineEffect(entry: StreamEntry, wheels: Set<StreamId | undefined>): void {
  const { id, source, type, stream, merge = [stream] } = entry;
  const isWheel = source
    ? source === 'view' && WHEEL.test(String(type))
    : merge.every((each) => wheels.has(each));
  if (isWheel) wheels.add(id);
  else delete entry.consume;
}

function isOwnSource({ source, type }: StreamEntry): boolean {
  if (source === 'view' || source === 'timer') return true;
  return type === 'resize' && (source === 'window' || source === 'container');
}

function isDragEvent({ source, type = '' }: StreamEntry): boolean {
  return source === 'window' && DRAG_EVENT.test(type);
}

function refusal({ source, type }: StreamEntry, where = ''): Error {
  return specError(
    `The spec may not listen to ${quote(`${source}:${type}`)}${where}: it is outside the chart.`,
  );
}

/** Throws an error of kind `spec` for too many inputs, or too many options in total. */
function checkInputs(bindings: readonly Record<string, unknown>[]): void {
  atMost(MAX_INPUTS, bindings.length, 'inputs');
  atMost(MAX_OPTIONS, bindings.flatMap(({ options }) => options ?? []).length, 'options of inputs');
}

/** Copies the allowed attributes of an input. Throws an error of kind `spec` for other types and other places. */
function confineBinding(binding: Record<string, unknown>): Record<string, unknown> {
  const { element, input, signal } = binding;
  if (element !== undefined) {
    throw specError(
      `The input of ${quote(signal)} may not be bound to ${quote(element)}: it is outside the chart.`,
    );
  }
  if (!INPUTS.has(String(input ?? 'text'))) {
    throw specError(`The input of ${quote(signal)} may not be of type ${quote(input)}.`);
  }
  return Object.fromEntries(BINDING_KEYS.filter((key) => key in binding).map((key) => [key, binding[key]]));
}
