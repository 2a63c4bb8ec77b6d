import type { VegaSpec } from './compile.ts';
import { confineBinding, DRAG_EVENT } from './confine-dataflow.ts';
import { quote, specError } from './spec-error.ts';
import { isObject } from './spec-facts.ts';

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
  const signals = vega.signals?.map((signal) =>
    isObject(signal['bind']) ? { ...signal, bind: confineBinding({ ...signal['bind'] }) } : signal,
  );
  const config = isObject(vega['config']) ? { ...vega['config'], events: undefined } : vega['config'];
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
  if (!allowed && type !== 'resize') throw refusal(`${String(source)}:${String(type)}`);
  for (const key of ['merge', 'between', 'stream']) checkEvents(events[key]);
}

function checkSelector(selector: string): void {
  for (const [, source = '', type] of selector.matchAll(SELECTED)) {
    if (type && !OWN_SELECTOR.test(source.trim()) && type !== 'resize')
      throw refusal(`${source.trim()}:${type}`);
  }
}

function refusal(stream: string): Error {
  return specError(`The spec may not listen to ${quote(stream)}: that is outside of the chart.`);
}
