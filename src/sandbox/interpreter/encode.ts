import type { Compiled } from './compile.ts';
import { type Evaluate, isConstant, type Language, type Scope, createScope, type Watch } from './language.ts';
import type { Fields } from './plain.ts';

/** Channels by name. */
export type Channels = Readonly<Record<string, Compiled>>;

const AXES = [
  { start: 'x', end: 'x2', center: 'xc', size: 'width' },
  { start: 'y', end: 'y2', center: 'yc', size: 'height' },
] as const;

/** Mark types whose start may be after their end. */
const REVERSIBLE = new Set(['group', 'image', 'rect']);

/** Properties that Vega uses itself: the position of an item in the scenegraph, and cached drawing data. */
const INTERNAL = /^(?:mark|datum|items|bounds|context|exit|image|pathCache|_(?!anchor$).*)$/;

/** Throws for a channel that a spec may not set. */
export function checkChannel(name: string): void {
  if (INTERNAL.test(name)) throw new Error(`Illegal channel: ${name}`);
}

type Inspect<W> = (item: Item, watch: W) => void;

/** Sets the channels of a mark's items. All views of a page share encoders. */
export class Encoder<W extends Watch = Watch> {
  readonly #names: readonly string[];
  readonly #values: readonly unknown[];
  readonly #late: readonly DeferrableChannel<W>[];
  readonly #placers: readonly ((item: Item) => void)[];
  readonly #nodes: number;
  readonly #inspect: Inspect<W> | undefined;

  /** @param createInspector Creates a function that inspects each item after channels with these names were set */
  constructor(
    marktype: string,
    channels: Channels,
    createInspector: (marktype: string, names: readonly string[]) => Inspect<W> | undefined,
  ) {
    const late = DEFERRED.filter((name) => channels[name]?.isDeferrable);
    const names = Object.keys(channels).filter((name) => !late.some((deferred) => deferred === name));
    const compiled = names.map((name) => channels[name]!);
    this.#names = names;
    this.#values = compiled.map(valueOrSelf);
    this.#placers = marktype === 'rule' ? [] : createPlacers(channels, REVERSIBLE.has(marktype));
    this.#nodes = compiled.reduce((sum, { nodes }) => sum + nodes, 0);
    this.#inspect = createInspector(marktype, names);
    this.#late = late.map((name) => ({
      name,
      channel: channels[name]!,
      inspect: createInspector(marktype, [name]),
    }));
  }

  /**
   * Creates the function with which one view sets the channels of an item. The function returns whether a channel
   * changed.
   */
  forView(language: Language<W>): (item: Item, params: Fields) => boolean {
    let known: Fields | undefined;
    let deferred: readonly DeferredChannel<W>[] = [];
    return (item, params) => {
      const { watch } = language;
      if (params !== known) {
        known = params;
        deferred = this.#late.map((late) => new DeferredChannel(late, language, params));
      }
      watch?.row(this.#nodes);
      let changed = this.#set(item, createScope(language, params, item.datum, undefined, item));
      if (watch) this.#inspect?.(item, watch);
      for (const channel of deferred) if (channel.encode(item)) changed = true;
      return changed;
    };
  }

  #set(item: Item, scope: Scope): boolean {
    const names = this.#names;
    const values = this.#values;
    let changed = false;
    for (let index = 0; index < names.length; index++) {
      const channel = values[index];
      const value = typeof channel === 'function' ? (channel as Evaluate)(scope) : channel;
      if (assign(item, names[index]!, value)) changed = true;
    }
    for (const place of this.#placers) place(item);
    return changed;
  }
}

/** Returns the value of a constant channel, or the function of any other channel. Most channels are constant. */
function valueOrSelf({ evaluate }: Compiled): unknown {
  return isConstant(evaluate) ? evaluate.value : evaluate;
}

function createPlacers(channels: Channels, turned: boolean): readonly ((item: Item) => void)[] {
  const placed = AXES.filter(({ end, center }) => channels[end] || channels[center]);
  return placed.map((axis) => createPlacer(axis, channels, turned));
}

/**
 * Creates a function that computes the start and size of an item, from which Vega draws. A spec may set the end or
 * center instead.
 */
function createPlacer(
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

/** Channels that are not drawn, so their evaluation can wait until something reads them. */
const DEFERRED = ['description', 'tooltip'] as const;

type Name = (typeof DEFERRED)[number];

/** Keys of the stored values. Expressions cannot access symbols. */
const SLOTS = { description: Symbol(), tooltip: Symbol() } as const;

/** Accessor properties. All items share these properties and so keep the same hidden class. */
const PROPERTIES = {
  description: deferredProperty('description'),
  tooltip: deferredProperty('tooltip'),
} as const;

type SymbolFields = Record<symbol, unknown>;

/** A channel that can be deferred. All views of a page share it. */
interface DeferrableChannel<W extends Watch> {
  readonly name: Name;
  readonly channel: Compiled;
  /** Inspects each item after the channel was set. */
  readonly inspect: ((item: Item, watch: W) => void) | undefined;
}

/** A deferred channel of one view. Takes the place of the value until something reads it. */
class DeferredChannel<W extends Watch = Watch> {
  readonly late: DeferrableChannel<W>;
  readonly language: Language<W>;
  readonly params: Fields;

  constructor(late: DeferrableChannel<W>, language: Language<W>, params: Fields) {
    this.late = late;
    this.language = language;
    this.params = params;
  }

  /**
   * Defers the channel of an item. If the channel was read before, evaluates it now, because its value may be in the
   * picture. Returns whether the value has changed.
   */
  encode(item: Item): boolean {
    const { name } = this.late;
    if (!(name in item)) Object.defineProperty(item, name, PROPERTIES[name]);
    else if (!(symbolFields(item)[SLOTS[name]] instanceof DeferredChannel)) return this.set(item);
    symbolFields(item)[SLOTS[name]] = this;
    return false;
  }

  set(item: Item): boolean {
    const { late, language, params } = this;
    const { watch } = language;
    watch?.row(late.channel.nodes);
    const value = late.channel.evaluate(createScope(language, params, item.datum, undefined, item));
    const changed = assign(item, late.name, value);
    if (watch) late.inspect?.(item, watch);
    return changed;
  }
}

function deferredProperty(name: Name): PropertyDescriptor & ThisType<Item> {
  const slot = SLOTS[name];
  return {
    configurable: true,
    enumerable: true,
    get() {
      const slots = symbolFields(this);
      const value = slots[slot];
      if (!(value instanceof DeferredChannel)) return value;
      slots[slot] = undefined;
      try {
        value.set(this);
      } catch (error) {
        // Readers of a property expect no exception.
        value.language.report(error);
      }
      return slots[slot];
    },
    set(value) {
      symbolFields(this)[slot] = value;
    },
  };
}

function symbolFields(item: Item): SymbolFields {
  return item as unknown as SymbolFields;
}

/** An item of the scenegraph. Channels of position and size are numbers. */
export type Item = Record<string, number> & { readonly datum?: unknown };

/** Sets a channel. Returns whether it changed. */
function assign(item: Item, name: string, value: unknown): boolean {
  if (item[name] === value) return false;
  item[name] = value as number;
  return true;
}
