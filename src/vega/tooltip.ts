import { isObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import { isAlias } from '../internal/values.ts';
import { unescapeText } from '../spec/inherited-names.ts';
import { FOLDED } from '../spec/names.ts';
import type { Point } from '../spec/scene.ts';
import type { TooltipContent, TooltipSink } from './types.ts';

const MAX_ROWS = 50;
const MAX_TEXT = 2000;
const MAX_DEPTH = 2;
/** Fields that derived charts add to the columns. */
const DERIVED_FIELDS = /^_(value|verdict|group)$/;

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

/**
 * Creates a tooltip handler for Vega. The handler passes text to `sink`, with the pointer's position within
 * `container`.
 */
export function createTooltipHandler(container: HTMLElement, sink: TooltipSink): TooltipHandler {
  return (_handler, event, item, value) => {
    // After a touch, no pointer event would hide the tooltip again.
    if ((event as PointerEvent | null)?.pointerType === 'touch') return;
    const content = event && toTooltip(value, isObject(item) ? item['datum'] : null);
    if (!event || !content) return sink(null);
    sink({ content, ...toElementPoint(container, { x: event.clientX, y: event.clientY }) });
  };
}

/**
 * Converts the tooltip value of an item to plain text. An object becomes rows of name and value, with `title` as heading
 * and without `image`, which would be fetched. If the value is the whole row (`datum`), its names are made readable. Of
 * the generic columns, `dimension` becomes the heading, and `value` has no name. Folded values of derived charts get the
 * name of their column. Returns `null` for an empty tooltip.
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
      const title = isAlias(name) || DERIVED_FIELDS.test(name) ? '' : value === datum ? titleOf(name) : name;
      rows.push({ name: series && name === FOLDED[1] ? toText(series) : title, value: toText(field) });
    }
  }
  return { kind: 'rows', title: heading === null ? null : toText(heading), rows };
}

function toText(value: unknown): string {
  const written = typeof value === 'object' && value !== null ? objectText(value) : String(value);
  const text = unescapeText(written);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function objectText(value: object): string {
  if (value instanceof Date) return value.toLocaleString();
  if (Array.isArray(value)) return value.map((element) => toText(shallow(element, 1))).join(', ');
  return JSON.stringify(shallow(value, 0));
}

/** Copies a value down to a limited depth, because it may be circular. */
function shallow(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_ROWS).map((element) => shallow(element, depth + 1));
  const entries = Object.entries(value).slice(0, MAX_ROWS);
  return Object.fromEntries(entries.map(([key, field]) => [key, shallow(field, depth + 1)]));
}

/**
 * Converts a position in the viewport to px from the top left corner of an element. Takes CSS transforms and zoom into
 * account.
 */
export function toElementPoint(element: HTMLElement, { x, y }: Point): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return {
    x: (x - left) * ratio(element.offsetWidth, width),
    y: (y - top) * ratio(element.offsetHeight, height),
  };
}

/** Returns 1 for an empty box. */
const ratio = (own: number, shown: number): number => (own > 0 && shown > 0 ? own / shown : 1);
