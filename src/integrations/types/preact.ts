/** Types for the plain tags in Preact: `import '@vibedasher/embed/types/preact'`. */
import type { HTMLAttributes } from 'preact';
import type { Elements } from '../elements.ts';
import type { Tag } from './shared.ts';

type Tags = { [Name in keyof Elements]: Tag<Elements[Name], HTMLAttributes<Elements[Name]['element']>> };

declare module 'preact' {
  // eslint-disable-next-line no-restricted-syntax, @typescript-eslint/no-namespace -- Preact's own
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
