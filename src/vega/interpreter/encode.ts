import type { Compiled } from './compiled.ts';
import type { Language } from './language.ts';
import type { Fields } from './members.ts';
import { isConstant, scopeOf, type Evaluate, type Scope } from './scope.ts';
import type { Watch } from './watch.ts';

/** An item of the scenegraph. Its channels of position and size are numbers. */
export type Item = Record<string, number> & { readonly datum?: unknown };

/** Channels by name. */
export type Channels = Readonly<Record<string, Compiled>>;

const AXES = [
  { start: 'x', end: 'x2', center: 'xc', size: 'width' },
  { start: 'y', end: 'y2', center: 'yc', size: 'height' },
] as const;

/** Marks whose start may lie behind their end. */
const TURNED = new Set(['group', 'image', 'rect']);

/** What sets the channels of a mark's items, for all views of a page. */
export class Encoder<W extends Watch = Watch> {
  readonly #names: readonly string[];
  readonly #values: readonly unknown[];
  readonly #placers: readonly ((item: Item) => void)[];
  readonly #nodes: number;
  readonly #inspect: ((item: Item, watch: W) => void) | undefined;

  /** @param inspect Looks at each item afterwards */
  constructor(marktype: string, channels: Channels, inspect?: (item: Item, watch: W) => void) {
    const compiled = Object.values(channels);
    this.#names = Object.keys(channels);
    this.#values = compiled.map(valueOrSelf);
    this.#placers = marktype === 'rule' ? [] : placersOf(channels, TURNED.has(marktype));
    this.#nodes = compiled.reduce((sum, { nodes }) => sum + nodes, 0);
    this.#inspect = inspect;
  }

  /** For one view: what sets the channels of an item, and says whether anything changed. */
  within(language: Language<W>): (item: Item, params: Fields) => boolean {
    return (item, params) => {
      const { watch } = language;
      watch?.row(this.#nodes);
      const changed = this.#set(item, scopeOf(language, params, item.datum, undefined, item));
      if (watch) this.#inspect?.(item, watch);
      return changed;
    };
  }

  #set(item: Item, scope: Scope): boolean {
    const names = this.#names;
    const values = this.#values;
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
    for (const place of this.#placers) place(item);
    return changed;
  }
}

/** Most channels are the same for every item. */
function valueOrSelf({ evaluate }: Compiled): unknown {
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
