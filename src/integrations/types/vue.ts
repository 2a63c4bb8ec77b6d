/** Types for the plain tags in Vue: `import '@vibedasher/embed/types/vue'`. */
import type { HTMLAttributes, VNodeProps } from 'vue';
import type { Elements } from '../elements.ts';
import type { AnyElement, ObjectProperties } from './shared.ts';

/** `vibedasher-load` → `VibedasherLoad` */
type PascalCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${PascalCase<Rest>}`
  : Capitalize<Name>;

/** `api-base` → `apiBase`, the name by which vue-tsc looks up `api-base` in a template. */
type CamelCase<Attributes> = {
  [Name in keyof Attributes as Name extends string ? Uncapitalize<PascalCase<Name>> : Name]: Attributes[Name];
};

type Props<E extends AnyElement> = Omit<HTMLAttributes, keyof E['attributes'] | 'onInput' | 'onChange'> &
  VNodeProps &
  CamelCase<E['attributes']> &
  ObjectProperties<E> & {
    [Type in keyof E['events'] & string as `on${PascalCase<Type>}`]?:
      ((event: E['events'][Type]) => void) | undefined;
  };

/** Tags as components without code, from which Vue takes the types of tags. */
type Tags = { [Name in keyof Elements]: new () => { $props: Props<Elements[Name]> } };

declare module 'vue' {
  interface GlobalComponents extends Tags {}
}
