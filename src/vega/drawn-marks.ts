import type { MountedChart } from './types.ts';
import type { SceneItem, SceneMark } from './scene.ts';

/** A box in px within the picture. */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** A mark with a row behind it; of a line, each of its points. */
export interface DrawnMark {
  readonly box: Box;
  /** The plot that it lies in: one for each cell of a facet. */
  readonly plot: Box;
  readonly datum: Readonly<Record<string, unknown>>;
}

/** What Vega tells of what is under the pointer. */
export interface Hit extends SceneItem {
  readonly mark?: SceneMark;
}

const PATHS = new Set(['line', 'area', 'trail']);
/** About half the width in px of what stands for a point. */
const REACH = 5;

/** All marks with a row behind them, in the order in which they are drawn. */
export function drawnMarks(view: MountedChart['view']): readonly DrawnMark[] {
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark };
  const { left, top } = view.padding() as { readonly left: number; readonly top: number };
  const [x, y] = view.origin();
  const found: DrawnMark[] = [];
  visit(root, left + x, top + y, found);
  return found;
}

function visit(mark: SceneMark, x: number, y: number, found: DrawnMark[]): void {
  for (const group of mark.items as readonly (SceneItem & { width?: number; height?: number })[]) {
    const [left, top] = [x + (group.x ?? 0), y + (group.y ?? 0)];
    const plot = { x1: left, y1: top, x2: left + (group.width ?? 0), y2: top + (group.height ?? 0) };
    for (const child of group.items ?? []) {
      if (child.marktype === 'group') visit(child, left, top, found);
      else if (child.role === 'mark') addMarks(child, plot, found);
    }
  }
}

function addMarks(mark: SceneMark, plot: Box, found: DrawnMark[]): void {
  for (const item of mark.items) {
    const { datum } = item;
    if (typeof datum !== 'object' || datum === null || item.opacity === 0) {
      // Unseen points are there for the pointer.
      if (mark.marktype !== 'symbol' || typeof datum !== 'object' || datum === null) continue;
    }
    const { x1, y1, x2, y2 } = isPoint(mark) ? around(item) : item.bounds;
    const box = { x1: plot.x1 + x1, y1: plot.y1 + y1, x2: plot.x1 + x2, y2: plot.y1 + y2 };
    if (Number.isFinite(box.x1 + box.y1)) found.push({ box, plot, datum: datum as DrawnMark['datum'] });
  }
}

const isPoint = ({ marktype }: SceneMark): boolean => marktype === 'symbol' || PATHS.has(marktype);

const around = ({ x = NaN, y = NaN }: SceneItem): Box => ({
  x1: x - REACH,
  y1: y - REACH,
  x2: x + REACH,
  y2: y + REACH,
});

/**
 * The row behind what is under the pointer: of a line, its nearest point. `null` for an empty place in the picture,
 * `undefined` for an axis or a legend.
 */
export function rowAt(
  view: MountedChart['view'],
  item: Hit | null | undefined,
  x: number,
): Readonly<Record<string, unknown>> | null | undefined {
  if (!item?.mark || item.mark.marktype === 'group') return null;
  const { mark } = item;
  if (mark.role !== 'mark') return undefined;
  if (!PATHS.has(mark.marktype)) return (item.datum ?? null) as Readonly<Record<string, unknown>> | null;
  const rows = new Set(mark.items.map(({ datum }) => datum));
  const near = drawnMarks(view)
    .filter(({ datum }) => rows.has(datum))
    .map(({ box, datum }) => ({ away: Math.abs((box.x1 + box.x2) / 2 - x), datum }));
  return near.sort((a, b) => a.away - b.away)[0]?.datum ?? null;
}
