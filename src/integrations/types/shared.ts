/** Types shared by the types for all frameworks. */
import type { ATTRIBUTES, Elements } from '../elements.ts';

/** The attributes, properties and events of one element. */
export type AnyElement = Elements[keyof Elements];

/** Properties without an attribute, such as `spec`, for values that are not text. */
export type ObjectProperties<E extends AnyElement> = Omit<
  E['properties'],
  keyof E['attributes'] | keyof typeof ATTRIBUTES
>;

/** Listeners by event name with a prefix: `onvibedasher-load`, `on:vibedasher-load`. */
export type Listeners<Events, Prefix extends string> = {
  [Type in keyof Events & string as `${Prefix}${Type}`]?: ((event: Events[Type]) => void) | undefined;
};

/** A plain tag: the framework's attributes for all elements, and those of our element. */
export type Tag<E extends AnyElement, Base, Prefix extends string = 'on'> = Omit<
  Base,
  keyof E['attributes'] | keyof Listeners<E['events'], Prefix>
> &
  E['attributes'] &
  ObjectProperties<E> &
  Listeners<E['events'], Prefix>;
