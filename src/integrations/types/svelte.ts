/** Types for the plain tags in Svelte 5: `import '@vibedasher/embed/types/svelte'`. */
import type { HTMLAttributes } from 'svelte/elements';
import type { Elements } from '../elements.ts';
import type { Tag } from './shared.ts';

type Tags = { [Name in keyof Elements]: Tag<Elements[Name], HTMLAttributes<Elements[Name]['element']>> };

declare module 'svelte/elements' {
  interface SvelteHTMLElements extends Tags {}
}
