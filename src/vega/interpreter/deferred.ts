import type { Compiled } from './compiled.ts';
import { assign, type Item } from './item.ts';
import type { Language } from './language.ts';
import type { Fields } from './members.ts';
import { scopeOf } from './scope.ts';
import type { Watch } from './watch.ts';

/** Channels that no picture is made of: they are asked for later, of one mark under the pointer or of all. */
export const DEFERRED = ['description', 'tooltip'] as const;

type Name = (typeof DEFERRED)[number];

/** Where an item keeps them. No expression can name a symbol. */
const SLOTS = { description: Symbol(), tooltip: Symbol() } as const;

/** What they are on every item, so that all items keep one shape. */
const PROPERTIES = { description: propertyAt('description'), tooltip: propertyAt('tooltip') } as const;

type Keeper = Record<symbol, unknown>;

/** What such a channel is, for all views of a page. */
export interface LateChannel<W extends Watch> {
  readonly name: Name;
  readonly channel: Compiled;
  /** Looks at each item afterwards. */
  readonly inspect: ((item: Item, watch: W) => void) | undefined;
}

/** A channel at one place of a dataflow. Stands in for its value until somebody asks for that. */
export class DeferredChannel<W extends Watch = Watch> {
  readonly late: LateChannel<W>;
  readonly language: Language<W>;
  readonly params: Fields;

  constructor(late: LateChannel<W>, language: Language<W>, params: Fields) {
    this.late = late;
    this.language = language;
    this.params = params;
  }

  /**
   * Leaves the channel of an item for later; unless it has been asked for before: what it said may stand in a picture,
   * which has to know whether it says something else now. Says whether it does.
   */
  encode(item: Item): boolean {
    const { name } = this.late;
    if (!(name in item)) Object.defineProperty(item, name, PROPERTIES[name]);
    else if (!(slotsOf(item)[SLOTS[name]] instanceof DeferredChannel)) return this.set(item);
    slotsOf(item)[SLOTS[name]] = this;
    return false;
  }

  set(item: Item): boolean {
    const { late, language, params } = this;
    const { watch } = language;
    watch?.row(late.channel.nodes);
    const value = late.channel.evaluate(scopeOf(language, params, item.datum, undefined, item));
    const changed = assign(item, late.name, value);
    if (watch) late.inspect?.(item, watch);
    return changed;
  }
}

function propertyAt(name: Name): PropertyDescriptor & ThisType<Item> {
  const slot = SLOTS[name];
  return {
    configurable: true,
    enumerable: true,
    get() {
      const slots = slotsOf(this);
      const value = slots[slot];
      if (!(value instanceof DeferredChannel)) return value;
      slots[slot] = undefined;
      try {
        value.set(this);
      } catch (error) {
        // Who asks cannot know that something is computed.
        value.language.report(error);
      }
      return slots[slot];
    },
    set(value) {
      slotsOf(this)[slot] = value;
    },
  };
}

function slotsOf(item: Item): Keeper {
  return item as unknown as Keeper;
}
