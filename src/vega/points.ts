import type { Place } from './place.ts';
import type { Bounds, SceneItem, SceneMark } from './scene.ts';
import { isObject } from './spec-facts.ts';
import { toTooltip } from './tooltip.ts';
import type { ChartPoint, TooltipContent } from './types.ts';

type ItemWithRow = SceneItem & { readonly datum: Readonly<Record<string, unknown>> };

const POINT_MARKS = new Set(['symbol', 'rect', 'arc', 'shape', 'line', 'area', 'trail']);
const PATH_MARKS = new Set(['line', 'area', 'trail']);
/** Half the side in px of the box around a point of a line. */
const REACH = 6;
/** Names that say nothing to a reader, in what Vega-Lite writes of a mark: "Dimension: North; Value: 340". */
const ALIASES = /(^|; )(?:dimension|value): /gi;

/**
 * The points of a picture in reading order: group by group; lines along their path, other marks from left to
 * right, and from top to bottom where they begin at the same place. At most `limit`.
 */
export function collectPoints(root: SceneMark, origin: Place, limit: number): ChartPoint[] {
  const points: ChartPoint[] = [];
  visit(root, origin, points, limit);
  return points;
}

function visit(mark: SceneMark, origin: Place, points: ChartPoint[], limit: number): void {
  if (mark.marktype === 'group') {
    for (const group of mark.items) {
      const place = { x: origin.x + (group.x ?? 0), y: origin.y + (group.y ?? 0) };
      for (const child of group.items ?? []) visit(child, place, points, limit);
    }
  } else if (isDataMark(mark)) {
    const found = mark.items.filter(hasRow).flatMap((item) => {
      const box = boxOf(item, mark, origin);
      return box ? [{ ...box, item }] : [];
    });
    if (!PATH_MARKS.has(mark.marktype)) found.sort((a, b) => a.x - b.x || a.y - b.y);
    for (const { item, ...box } of found) {
      if (points.length >= limit) return;
      // Only now: what a mark says of itself may have to be computed.
      const point = { ...box, content: describe(item), datum: { ...item.datum } };
      // A line and the dots on it, a bar and what it is compared with: said once.
      if (!points.some((known) => isSame(known, point))) points.push(point);
    }
  }
}

function isSame(a: ChartPoint, b: ChartPoint): boolean {
  const near = Math.abs(a.x + a.width / 2 - b.x - b.width / 2) < 1;
  return near && JSON.stringify(a.content) === JSON.stringify(b.content);
}

function isDataMark({ marktype, role, name }: SceneMark): boolean {
  return POINT_MARKS.has(marktype) && role === 'mark' && !/_brush(_bg)?$/.test(name ?? '');
}

function hasRow(item: SceneItem): item is ItemWithRow {
  return isObject(item.datum) && item.opacity !== 0;
}

function boxOf(
  item: SceneItem,
  mark: SceneMark,
  origin: Place,
): Omit<ChartPoint, 'content' | 'datum'> | null {
  const { x1, y1, x2, y2 } = PATH_MARKS.has(mark.marktype) ? around(item) : item.bounds;
  if (!(x2 > x1 || y2 > y1)) return null;
  return { x: origin.x + x1, y: origin.y + y1, width: x2 - x1, height: y2 - y1 };
}

function around({ x = NaN, y = NaN }: SceneItem): Bounds {
  return { x1: x - REACH, y1: y - REACH, x2: x + REACH, y2: y + REACH };
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
