import { isObject } from '../internal/json.ts';
import { boxAround, PATHS, type Point, type SceneItem, type SceneMark } from '../spec/scene.ts';
import { toTooltip } from './tooltip.ts';
import type { ChartPoint, TooltipContent } from './types.ts';

type ItemWithRow = SceneItem & { readonly datum: Readonly<Record<string, unknown>> };

const POINT_MARKS = new Set(['symbol', 'rect', 'arc', 'shape', ...PATHS]);
/** Half the size of the box around a point of a line, in px. */
const POINT_RADIUS = 6;
/** Generic names in the descriptions that Vega-Lite generates for marks: "Dimension: North; Value: 340". */
const ALIASES = /(^|; )(?:dimension|value): /gi;

/** Maximum cost of comparing tooltips. A mark costs 1, and so do 100 characters of its tooltip. */
const MAX_COMPARED = 100_000;
const LETTERS_PER_MARK = 100;

/**
 * Collects the points of a chart for keyboard users, in reading order: group by group; lines along their path, other
 * marks from left to right, then from top to bottom. Omits a mark with the same place and tooltip as an earlier one.
 *
 * @param origin Position of the chart in px
 * @param limit The maximum number of points
 * @param write Serializes a tooltip to compare it
 */
export function collectPoints(
  root: SceneMark,
  origin: Point,
  limit: number,
  write: (content: TooltipContent) => string = JSON.stringify,
): ChartPoint[] {
  const points: ChartPoint[] = [];
  /** Center of the last point with this text in a column of pixels. */
  const seen = new Map<string, number>();
  let compared = 0;
  let lines = 0;

  const isNew = ({ x, width }: { readonly x: number; readonly width: number }, text: string): boolean => {
    const center = x + width / 2;
    const column = Math.floor(center);
    // A sum may not differ: marks can be 10¹⁷ px away.
    for (const aside of [-1, 0, 1]) {
      if (Math.abs(seen.get(`${column + aside} ${text}`)! - center) < 1) return false;
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
      const line = PATHS.has(mark.marktype) ? lines++ : undefined;
      if (line === undefined) found.sort((a, b) => a.x - b.x || a.y - b.y);
      for (const { item, ...box } of found) {
        if (points.length >= limit || compared >= MAX_COMPARED) return;
        // Describe the item only now, because reading `tooltip` or `description` may evaluate an expression.
        const content = describe(item);
        const text = write(content);
        compared += 1 + text.length / LETTERS_PER_MARK;
        // A line and the dots on it, or a bar and its comparison, have the same tooltip.
        if (isNew(box, text)) points.push({ ...box, content, line, datum: { ...item.datum } });
      }
    }
  };

  visit(root, origin);
  return points;
}

/** Returns whether a mark is for readers: neither hidden from assistive technology nor the frame of a selection. */
function isDataMark({ marktype, role, name, aria }: SceneMark): boolean {
  return POINT_MARKS.has(marktype) && role === 'mark' && aria !== false && !/_brush(_bg)?$/.test(name ?? '');
}

function hasRow(item: SceneItem): item is ItemWithRow {
  return isObject(item.datum) && item.opacity !== 0;
}

function pointBox(
  item: SceneItem,
  mark: SceneMark,
  origin: Point,
): Pick<ChartPoint, 'x' | 'y' | 'width' | 'height'> | null {
  const { x1, y1, x2, y2 } = PATHS.has(mark.marktype) ? boxAround(item, POINT_RADIUS) : item.bounds;
  if (!(x2 > x1 || y2 > y1)) return null;
  return { x: origin.x + x1, y: origin.y + y1, width: x2 - x1, height: y2 - y1 };
}

/**
 * Returns the item's tooltip, or else the description that Vega-Lite generated for screen readers, or else its
 * fields.
 */
function describe(item: ItemWithRow): TooltipContent {
  const { datum, description } = item;
  const tooltip = toTooltip(item.tooltip, datum);
  if (tooltip) return tooltip;
  if (typeof description === 'string' && description !== '')
    return { kind: 'text', text: description.replace(ALIASES, '$1') };
  const row = Object.fromEntries(Object.entries(datum).filter(([name]) => !name.startsWith('__')));
  return toTooltip(row, row)!;
}
