import { FOLDED } from '../charts/types.ts';
import { isAlias } from '../internal/column-names.ts';
import { titleOf } from '../internal/title-of.ts';
import { placeIn } from './place.ts';
import { isObject } from './spec-facts.ts';
import type { TooltipContent, TooltipSink } from './types.ts';

const MAX_ROWS = 50;
const MAX_TEXT = 2000;
const MAX_DEPTH = 2;
/** Names that derived charts give to what is no column. */
const MADE_UP = /^_(value|verdict|group)$/;

/** The part of a Vega event handler that a tooltip needs. */
interface SceneHandler {
  element(): HTMLElement | null;
}

type TooltipHandler = (
  handler: SceneHandler,
  event: MouseEvent | null,
  item: unknown,
  value: unknown,
) => void;

/** Vega's tooltip handler: hands text to a sink, at the pointer's place within `container`. */
export function createTooltipHandler(container: HTMLElement, sink: TooltipSink): TooltipHandler {
  return (_handler, event, item, value) => {
    // A finger leaves nothing that would take the tooltip away again.
    if ((event as PointerEvent | null)?.pointerType === 'touch') return;
    const content = event && toTooltip(value, isObject(item) ? item['datum'] : null);
    if (!event || !content) return sink(null);
    sink({ content, ...placeIn(container, { x: event.clientX, y: event.clientY }) });
  };
}

/**
 * What a spec's tooltip says, as plain text: an object becomes rows of name and value, with `title` as their
 * heading; its `image`, which would be fetched, is left out. Where it is all of the row, `datum`, its names are those of
 * columns, which nobody has given a title. What readers have no name for is written without: of the platform's columns
 * `dimension` is a heading, and what a derived chart has folded is called as its column was. `null` where there is nothing
 * to say.
 */
export function toTooltip(value: unknown, datum: unknown = null): TooltipContent | null {
  if (value === null || value === undefined || value === '') return null;
  if (!isObject(value) || value instanceof Date) return { kind: 'text', text: toText(value) };
  const { title, image: _image, [FOLDED[0]]: series, ...fields } = value;
  let heading: unknown = title || null;
  const rows: { readonly name: string; readonly value: string }[] = [];
  for (const [name, field] of Object.entries(fields).slice(0, MAX_ROWS)) {
    if (heading === null && /^dimension$/i.test(name)) heading = field;
    else if (field !== undefined) {
      const title = isAlias(name) || MADE_UP.test(name) ? '' : value === datum ? titleOf(name) : name;
      rows.push({ name: series && name === FOLDED[1] ? toText(series) : title, value: toText(field) });
    }
  }
  return { kind: 'rows', title: heading === null ? null : toText(heading), rows };
}

function toText(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? objectText(value) : String(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function objectText(value: object): string {
  if (value instanceof Date) return value.toLocaleString();
  if (Array.isArray(value)) return value.map((element) => toText(shallow(element, 1))).join(', ');
  return JSON.stringify(shallow(value, 0));
}

/** A copy without what lies deeper, so that a circular or endless object has an end. */
function shallow(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_ROWS).map((element) => shallow(element, depth + 1));
  const entries = Object.entries(value).slice(0, MAX_ROWS);
  return Object.fromEntries(entries.map(([key, field]) => [key, shallow(field, depth + 1)]));
}
