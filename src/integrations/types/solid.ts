/** Types for the plain tags in Solid: `import '@vibedasher/embed/types/solid'`. */
import type { JSX } from 'solid-js';
import type { Elements } from '../elements.ts';
import type { AnyElement, Tag } from './shared.ts';

/** Solid sets properties by default, attributes with the prefix `attr:`, and listeners with `on:`. */
type Prefixed<Names, Prefix extends string> = {
  [Name in keyof Names & string as `${Prefix}${Name}`]?: Names[Name];
};

type SolidTag<E extends AnyElement> = Tag<E, JSX.HTMLAttributes<E['element']>, 'on:'> &
  Prefixed<E['attributes'], 'attr:'> &
  Prefixed<E['properties'], 'prop:'>;

type Tags = { [Name in keyof Elements]: SolidTag<Elements[Name]> };

declare module 'solid-js' {
  // eslint-disable-next-line no-restricted-syntax, @typescript-eslint/no-namespace -- Solid's own
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
