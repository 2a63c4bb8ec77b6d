/** Types for the plain tags in React 19: `import '@vibedasher/embed/types/react'`. */
import type { ClassAttributes, HTMLAttributes } from 'react';
import type { Elements } from '../elements.ts';
import type { AnyElement, Tag } from './shared.ts';

/** React sets `class` on custom elements and does not rename `className`. */
type Base<E extends AnyElement> = ClassAttributes<E['element']> &
  HTMLAttributes<E['element']> & { class?: string | undefined };

type Tags = { [Name in keyof Elements]: Tag<Elements[Name], Base<Elements[Name]>> };

declare module 'react' {
  // eslint-disable-next-line no-restricted-syntax, @typescript-eslint/no-namespace -- React's own
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
