import type { RuntimeSpec, StreamEntry, StreamId } from 'vega-parser';
import { isObject } from '../internal/json.ts';
import { quote, specError } from '../spec/errors.ts';
import type { VegaSpec } from '../vega/compile.ts';
import { atLeast, atMost, MAX_OPTIONS, MIN_INTERVAL } from './limits.ts';

/** Moves and ends of a drag: the only events of the page that a chart hears, and only while it is dragged in. */
const DRAG_EVENT = /^(pointer|mouse|touch)(move|up|end|cancel)$/;

/** What a chart hears only while Ctrl or ⌘ is held, and may keep from the page then. */
export const WHEEL = /^(?:mouse)?wheel\b/;

const INPUTS = new Set(
  ['checkbox', 'radio', 'range', 'select', 'text', 'number', 'search', 'color'].concat([
    'date',
    'time',
    'datetime-local',
    'month',
    'week',
    'email',
    'tel',
    'url',
  ]),
);
const BINDING_KEYS = [
  ...['signal', 'input', 'name', 'debounce', 'options', 'labels'],
  ...['min', 'max', 'step', 'placeholder', 'size', 'maxlength'],
];

/**
 * Holds a parsed dataflow to what stays inside its chart: refuses, by name, event streams of the page, inputs elsewhere
 * and a pointer of the spec's own; lets all events have their usual effect; and strips what is left of the spec's hold
 * on the page. Throws an error of kind `spec`.
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
  checkOptions(bindings);
  runtime.bindings = bindings.map(confineBinding);
  // `globalCursor` would reach for the page's body, `bind` for elements anywhere, `defaults` for its scrolling and
  // menus.
  runtime.eventConfig = { bind: 'container' };
  // A locale of a spec can make d3 write a number, or nest a date, without end.
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

/** The page scrolls, and opens its menus, whatever a chart listens to. `wheels` are the streams of the wheel alone. */
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
  return refusedStream(`${source}:${type}`, where);
}

/** Throws an error of kind `spec` if the inputs have too many options in all. */
function checkOptions(bindings: readonly Record<string, unknown>[]): void {
  atMost(MAX_OPTIONS, bindings.flatMap(({ options }) => options ?? []).length, 'options of inputs');
}

/** An input with only the attributes of an input. Throws an error of kind `spec` for one that reaches out. */
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

const OWN_SOURCES = new Set<unknown>(['view', 'scope', 'timer', undefined]);
/** A source and a type of events in a selector. What has no type matches, too, so that no letter is read twice. */
const SELECTED = /([^,[\]>{}:]*)(?::\s*([\w-]+))?/g;
/** A name of a mark, or a kind of marks. Everything else is a CSS selector. */
const OWN_SELECTOR =
  /^(?:@.*|view|scope|timer|symbol|rect|arc|line|area|text|rule|shape|path|group|image|trail)$/;

/**
 * Holds a compiled spec to what stays inside its chart, where the dataflow cannot be looked at: the same
 * refusals as `confineDataflow` makes, but that moves on `window` are Vega's own to serve.
 * Throws an error of kind `spec`.
 */
export function confineSpec(vega: VegaSpec): VegaSpec {
  visit(vega);
  checkOptions(vega.signals?.flatMap(({ bind }) => (isObject(bind) ? [bind] : [])) ?? []);
  const signals = vega.signals?.map((signal) =>
    isObject(signal['bind']) ? { ...signal, bind: confineBinding({ ...signal['bind'] }) } : signal,
  );
  const config = isObject(vega['config'])
    ? { ...vega['config'], events: undefined, locale: undefined }
    : vega['config'];
  return { ...vega, config, ...(signals && { signals }) };
}

function visit(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(visit);
  if (!isObject(value)) return;
  if (value['name'] === 'cursor' && ('update' in value || 'value' in value) && !('mark' in value)) {
    throw specError('A parameter may not be named "cursor": it would change the pointer of the page.');
  }
  for (const [key, child] of Object.entries(value)) {
    if (key === 'events') checkEvents(child);
    if (key !== 'values') visit(child);
  }
}

function checkEvents(events: unknown): void {
  if (Array.isArray(events)) return events.forEach(checkEvents);
  if (typeof events === 'string') return checkSelector(events);
  if (!isObject(events)) return;
  const { source, type } = events;
  const allowed = OWN_SOURCES.has(source) || (source === 'window' && DRAG_EVENT.test(String(type)));
  if (!allowed && type !== 'resize') throw refusedStream(`${String(source)}:${String(type)}`);
  for (const key of ['merge', 'between', 'stream']) checkEvents(events[key]);
}

function checkSelector(selector: string): void {
  for (const [, source = '', type] of selector.matchAll(SELECTED)) {
    if (type && !OWN_SELECTOR.test(source.trim()) && type !== 'resize')
      throw refusedStream(`${source.trim()}:${type}`);
  }
}

function refusedStream(stream: string, where = ''): Error {
  return specError(`The spec may not listen to ${quote(stream)}${where}: it is outside the chart.`);
}
