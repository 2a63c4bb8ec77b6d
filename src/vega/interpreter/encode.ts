import type { Fields } from './members.ts';
import { scopeOf, type Evaluate } from './scope.ts';

/** An item of the scenegraph. Its channels of position and size are numbers. */
export type Item = Record<string, number> & { readonly datum?: unknown };

/** Channels by name. */
export type Channels = Readonly<Record<string, Evaluate>>;

const AXES = [
  { start: 'x', end: 'x2', center: 'xc', size: 'width' },
  { start: 'y', end: 'y2', center: 'yc', size: 'height' },
] as const;

type Axis = (typeof AXES)[number];

/** Marks whose start may lie behind their end. */
const TURNED = new Set(['group', 'image', 'rect']);

/** What sets the channels of an item and says whether anything changed. */
export function encoder(marktype: string, channels: Channels): (item: Item, params: Fields) => boolean {
  const entries = Object.entries(channels);
  const axes = marktype === 'rule' ? [] : AXES.filter(({ end, center }) => channels[end] || channels[center]);
  const turned = TURNED.has(marktype);
  return (item, params) => {
    const scope = scopeOf(params, item.datum, undefined, item);
    let changed = false;
    for (const [name, evaluate] of entries) {
      const value = evaluate(scope) as number;
      if (item[name] !== value) {
        item[name] = value;
        changed = true;
      }
    }
    for (const axis of axes) place(item, axis, channels, turned);
    return changed;
  };
}

/** Vega draws by start and size; a spec may say end or center instead. */
function place(item: Item, { start, end, center, size }: Axis, channels: Channels, turned: boolean): void {
  if (channels[end] && channels[start]) {
    if (turned && item[start]! > item[end]!) [item[start], item[end]] = [item[end]!, item[start]!];
    item[size] = item[end]! - item[start]!;
  } else if (channels[end]) {
    item[start] = item[end]! - (item[size] || 0);
  }
  if (channels[center]) item[start] = item[center]! - (item[size] || 0) / 2;
}
