/** What the types of all frameworks have in common. */
import type { ATTRIBUTES, Elements } from '../elements.ts';

/** What is known of one element. */
export type AnyElement = Elements[keyof Elements];

/** Properties that no attribute stands for, such as `spec`: a framework has them for values that are no text. */
export type ObjectProperties<E extends AnyElement> = Omit<
  E['properties'],
  keyof E['attributes'] | keyof typeof ATTRIBUTES
>;

/** Listeners by the names of events after a prefix: `onvibedasher-load`, `on:vibedasher-load`. */
export type Listeners<Events, Prefix extends string> = {
  [Type in keyof Events & string as `${Prefix}${Type}`]?: ((event: Events[Type]) => void) | undefined;
};

/** A plain tag: a framework's own attributes of every element, and ours. */
export type Tag<E extends AnyElement, Base, Prefix extends string = 'on'> = Omit<
  Base,
  keyof E['attributes'] | keyof Listeners<E['events'], Prefix>
> &
  E['attributes'] &
  ObjectProperties<E> &
  Listeners<E['events'], Prefix>;
