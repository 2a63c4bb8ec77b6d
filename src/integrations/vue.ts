/** A plugin for Vue 3: `createApp(App).use(vibedasher)`. */
import { camelize, h, isRuntimeOnly, type FunctionalComponent, type Plugin } from 'vue';
import { ATTRIBUTES, TAGS, type Elements } from './elements.ts';
import './types/vue.ts';

/** Returns whether a tag is an element of this package, for the `compilerOptions` of a build. */
export const isCustomElement = (tag: string): boolean => tag.startsWith('vibedasher-');

/**
 * Registers the elements in the browser, and the tags for templates: those compiled in the browser, and those that a
 * build has compiled as if the tags were components. On a server it renders the tags.
 */
export const vibedasher: Plugin = {
  install(app) {
    if (!isRuntimeOnly()) {
      const { compilerOptions } = app.config;
      const { isCustomElement: isOther } = compilerOptions;
      compilerOptions.isCustomElement = (tag) => isCustomElement(tag) || Boolean(isOther?.(tag));
    }
    for (const tag of TAGS) app.component(tag, component(tag));
    if (typeof window !== 'undefined') void import('../define.ts');
  },
};

export default vibedasher;

function component(tag: keyof Elements): FunctionalComponent<Record<string, unknown>> {
  const Component: FunctionalComponent<Record<string, unknown>> = (props, { slots }) =>
    h(tag, Object.fromEntries(Object.entries(props).map(toVNodeProp)), slots['default']?.());
  Component.inheritAttrs = false;
  return Component;
}

/** Objects become properties, which the element reads when it is defined; other values become attributes. */
function toVNodeProp([name, value]: [string, unknown]): [string, unknown] {
  if (/^(on[A-Z]|class$|style$)/.test(name)) return [name, value];
  if (typeof value === 'object' && value !== null) {
    if (name === 'params' && typeof window === 'undefined') return [name, JSON.stringify(value)];
    return [`.${camelize(name)}`, value];
  }
  const isSwitch = typeof value === 'boolean' && !name.startsWith('aria-') && !name.startsWith('param-');
  const attribute = (ATTRIBUTES as Readonly<Record<string, string>>)[name] ?? name;
  return [`^${attribute}`, isSwitch ? (value ? '' : null) : value];
}
