import { isObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import { isAlias } from '../internal/values.ts';
import { unescapeText } from '../spec/inherited-names.ts';
import { FOLDED } from '../spec/names.ts';
import type { Bounds, SceneItem, SceneMark } from '../spec/scene.ts';
import type { ChartPoint, TooltipContent, TooltipSink } from './types.ts';

const MAX_ROWS = 50;
const MAX_TEXT = 2000;
const MAX_DEPTH = 2;
/** Names that derived charts give to what is no column. */
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

/** Vega's tooltip handler: hands text to a sink, at the pointer's place within `container`. */
export function createTooltipHandler(container: HTMLElement, sink: TooltipSink): TooltipHandler {
  return (_handler, event, item, value) => {
    // A finger leaves nothing that would take the tooltip away again.
    if ((event as PointerEvent | null)?.pointerType === 'touch') return;
    const content = event && toTooltip(value, isObject(item) ? item['datum'] : null);
    if (!event || !content) return sink(null);
    sink({ content, ...toElementPoint(container, { x: event.clientX, y: event.clientY }) });
  };
}

/**
 * What a spec's tooltip says, as plain text: an object becomes rows of name and value, with `title` as their heading;
 * its `image`, which would be fetched, is left out. If it is the whole row (`datum`), its names are those of columns
 * without a title, and are made readable. Of the platform's own columns, `dimension` is the heading and `value` has no
 * name; what a derived chart has folded has the name of its column. `null` where there is nothing to say.
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

/** A copy without what lies deeper, so that a circular or endless object has an end. */
function shallow(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_ROWS).map((element) => shallow(element, depth + 1));
  const entries = Object.entries(value).slice(0, MAX_ROWS);
  return Object.fromEntries(entries.map(([key, field]) => [key, shallow(field, depth + 1)]));
}

type ItemWithRow = SceneItem & { readonly datum: Readonly<Record<string, unknown>> };

const POINT_MARKS = new Set(['symbol', 'rect', 'arc', 'shape', 'line', 'area', 'trail']);
const PATH_MARKS = new Set(['line', 'area', 'trail']);
/** Half the side in px of the box around a point of a line. */
const POINT_RADIUS = 6;
/** Names that say nothing to a reader, in what Vega-Lite writes of a mark: "Dimension: North; Value: 340". */
const ALIASES = /(^|; )(?:dimension|value): /gi;

/** Marks whose tooltips are compared, and letters of these for each hundred: a key among a million is as fast. */
const MAX_COMPARED = 100_000;
const LETTERS_PER_MARK = 100;

/**
 * The points of a picture in reading order: group by group; lines along their path, other marks from left to
 * right, and from top to bottom where they begin at the same place. At most `limit`.
 */
export function collectPoints(
  root: SceneMark,
  origin: Point,
  limit: number,
  write: (content: TooltipContent) => string = JSON.stringify,
): ChartPoint[] {
  const points: ChartPoint[] = [];
  /** Where the last point is that says a text in a column of pixels. */
  const seen = new Map<string, number>();
  let compared = 0;

  const isNew = ({ x, width }: { readonly x: number; readonly width: number }, text: string): boolean => {
    const center = x + width / 2;
    const column = Math.floor(center);
    for (let near = column - 1; near <= column + 1; near += 1) {
      if (Math.abs(seen.get(`${near} ${text}`)! - center) < 1) return false;
    }
    seen.set(`${column} ${text}`, center);
    return true;
  };

  const visit = (mark: SceneMark, origin: Point): void => {
    if (mark.marktype === 'group') {
      for (const group of mark.items) {
        const place = { x: origin.x + (group.x ?? 0), y: origin.y + (group.y ?? 0) };
        for (const child of group.items ?? []) visit(child, place);
      }
    } else if (isDataMark(mark)) {
      const found = mark.items.filter(hasRow).flatMap((item) => {
        const box = pointBox(item, mark, origin);
        return box ? [{ ...box, item }] : [];
      });
      if (!PATH_MARKS.has(mark.marktype)) found.sort((a, b) => a.x - b.x || a.y - b.y);
      for (const { item, ...box } of found) {
        if (points.length >= limit || compared >= MAX_COMPARED) return;
        // Only now: what a mark says of itself may have to be computed.
        const content = describe(item);
        const text = write(content);
        compared += 1 + text.length / LETTERS_PER_MARK;
        // A line and the dots on it, a bar and what it is compared with: said once.
        if (isNew(box, text)) points.push({ ...box, content, datum: { ...item.datum } });
      }
    }
  };

  visit(root, origin);
  return points;
}

function isDataMark({ marktype, role, name }: SceneMark): boolean {
  return POINT_MARKS.has(marktype) && role === 'mark' && !/_brush(_bg)?$/.test(name ?? '');
}

function hasRow(item: SceneItem): item is ItemWithRow {
  return isObject(item.datum) && item.opacity !== 0;
}

function pointBox(
  item: SceneItem,
  mark: SceneMark,
  origin: Point,
): Omit<ChartPoint, 'content' | 'datum'> | null {
  const { x1, y1, x2, y2 } = PATH_MARKS.has(mark.marktype) ? pointBounds(item) : item.bounds;
  if (!(x2 > x1 || y2 > y1)) return null;
  return { x: origin.x + x1, y: origin.y + y1, width: x2 - x1, height: y2 - y1 };
}

function pointBounds({ x = NaN, y = NaN }: SceneItem): Bounds {
  return { x1: x - POINT_RADIUS, y1: y - POINT_RADIUS, x2: x + POINT_RADIUS, y2: y + POINT_RADIUS };
}

/** What a tooltip would say; else the description that Vega-Lite wrote for screen readers; else the fields. */
function describe(item: ItemWithRow): TooltipContent {
  const { datum, description } = item;
  const tooltip = toTooltip(item.tooltip, datum);
  if (tooltip) return tooltip;
  if (typeof description === 'string' && description !== '')
    return { kind: 'text', text: description.replace(ALIASES, '$1') };
  const row = Object.fromEntries(Object.entries(datum).filter(([name]) => !name.startsWith('__')));
  return toTooltip(row, row)!;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A place of the viewport in px from the top left of an element: in the element's own px, of which a page that
 * scales or zooms it shows more or less than one each.
 */
export function toElementPoint(element: HTMLElement, { x, y }: Point): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return {
    x: (x - left) * ratio(element.offsetWidth, width),
    y: (y - top) * ratio(element.offsetHeight, height),
  };
}

/** 1 for a box without area. */
const ratio = (own: number, shown: number): number => (own > 0 && shown > 0 ? own / shown : 1);
