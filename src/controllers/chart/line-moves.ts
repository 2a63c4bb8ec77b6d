import type { ChartPoint } from '../../vega/types.ts';

/**
 * Returns the index that an arrow key moves to from a point on one of several lines: Left and Right move along the line,
 * Up and Down to the next line at the same place, or else to the closest point of another line. Returns `null` for other
 * keys and points.
 */
export function moveOnLines(key: string, index: number, points: readonly ChartPoint[]): number | null {
  const step = /^Arrow(Right|Down)$/.test(key) ? 1 : /^Arrow(Left|Up)$/.test(key) ? -1 : 0;
  const from = points[index];
  if (!step || from?.line === undefined) return null;
  const { line } = from;
  const others = points.filter((point) => point.line !== undefined && point.line !== line);
  if (others.length === 0) return null;
  if (key === 'ArrowRight' || key === 'ArrowLeft') {
    const next = points[index + step];
    // Other marks follow the lines.
    return next && next.line === undefined ? null : next?.line === line ? index + step : index;
  }
  const distance = (point: ChartPoint): number => Math.abs(center(point) - center(from));
  const here = points
    .filter((point) => point.line !== undefined && distance(point) < 1)
    .sort((a, b) => a.y - b.y);
  if (here.length > 1) return points.indexOf(here[here.indexOf(from) + step] ?? from);
  const closest = others
    .filter((point) => (point.line! - line) * step > 0)
    .sort((a, b) => (a.line! - b.line!) * step || distance(a) - distance(b));
  return points.indexOf(closest[0] ?? from);
}

const center = ({ x, width }: ChartPoint): number => x + width / 2;
