import type { Fields } from './members.ts';
import { isConstant, scopeOf, type Evaluate } from './scope.ts';

/** An item of the scenegraph. Its channels of position and size are numbers. */
export type Item = Record<string, number> & { readonly datum?: unknown };

/** Channels by name. */
export type Channels = Readonly<Record<string, Evaluate>>;

const AXES = [
  { start: 'x', end: 'x2', center: 'xc', size: 'width' },
  { start: 'y', end: 'y2', center: 'yc', size: 'height' },
] as const;

/** Marks whose start may lie behind their end. */
const TURNED = new Set(['group', 'image', 'rect']);

/** What sets the channels of an item and says whether anything changed. */
export function encoder(marktype: string, channels: Channels): (item: Item, params: Fields) => boolean {
  const names = Object.keys(channels);
  const values = Object.values(channels).map(valueOrSelf);
  const placers = marktype === 'rule' ? [] : placersOf(channels, TURNED.has(marktype));
  return (item, params) => {
    const scope = scopeOf(params, item.datum, undefined, item);
    let changed = false;
    for (let index = 0; index < names.length; index++) {
      const name = names[index]!;
      const channel = values[index];
      const value = (typeof channel === 'function' ? (channel as Evaluate)(scope) : channel) as number;
      if (item[name] !== value) {
        item[name] = value;
        changed = true;
      }
    }
    for (const place of placers) place(item);
    return changed;
  };
}

/** Most channels are the same for every item: what stands for such a value need not live as long as the chart. */
function valueOrSelf(evaluate: Evaluate): unknown {
  return isConstant(evaluate) ? evaluate.value : evaluate;
}

function placersOf(channels: Channels, turned: boolean): readonly ((item: Item) => void)[] {
  const placed = AXES.filter(({ end, center }) => channels[end] || channels[center]);
  return placed.map((axis) => placer(axis, channels, turned));
}

/** Vega draws by start and size; a spec may say end or center instead. */
function placer(
  { start, end, center, size }: (typeof AXES)[number],
  channels: Channels,
  turned: boolean,
): (item: Item) => void {
  const [hasStart, hasEnd, hasCenter] = [start, end, center].map((name) => name in channels);
  return (item) => {
    if (hasEnd && hasStart) {
      if (turned && item[start]! > item[end]!) [item[start], item[end]] = [item[end]!, item[start]!];
      item[size] = item[end]! - item[start]!;
    } else if (hasEnd) {
      item[start] = item[end]! - (item[size] || 0);
    }
    if (hasCenter) item[start] = item[center]! - (item[size] || 0) / 2;
  };
}
