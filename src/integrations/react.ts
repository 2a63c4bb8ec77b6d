'use client';

/**
 * The elements as components for React 19. Props are the properties of the element and those of all HTML elements. A
 * component registers its element in the browser; on a server it renders the tag.
 */
import {
  createElement,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  type FunctionComponent,
  type HTMLAttributes,
  type PropsWithChildren,
  type Ref,
  type RefAttributes,
} from 'react';
import { ATTRIBUTES, type Elements } from './elements.ts';
import type { AnyElement } from './types/shared.ts';

/** `vibedasher-load` → `onVibedasherLoad` */
type EventProps<Events> = {
  [
    Type in keyof Events as Type extends `vibedasher-${infer Name}`
      ? `onVibedasher${Capitalize<Name>}`
      : never
  ]?: ((event: Events[Type]) => void) | undefined;
};

type Props<E extends AnyElement> = Omit<HTMLAttributes<E['element']>, keyof E['properties']> &
  Omit<E['attributes'], keyof E['properties'] | (typeof ATTRIBUTES)[keyof typeof ATTRIBUTES]> &
  E['properties'] &
  EventProps<E['events']> & { ref?: Ref<E['element']> | undefined };

export type VibedasherVizProps = Props<Elements['vibedasher-viz']>;
export type VibedasherDashboardProps = Props<Elements['vibedasher-dashboard']>;
export type VibedasherControlProps = Props<Elements['vibedasher-control']>;
export type VibedasherTableProps = Props<Elements['vibedasher-table']>;
export type VibedasherGalleryProps = Props<Elements['vibedasher-gallery']>;

/** A published viz as a live chart. */
export const VibedasherViz = /* @__PURE__ */ component<VibedasherVizProps>(
  'vibedasher-viz',
  () => import('../components/viz/viz-element-define.ts'),
);

/** Charts that share connection, look and parameters. */
export const VibedasherDashboard = /* @__PURE__ */ component<VibedasherDashboardProps>(
  'vibedasher-dashboard',
  () => import('../components/dashboard/dashboard-element-define.ts'),
);

/** The control for a parameter of a dashboard. */
export const VibedasherControl = /* @__PURE__ */ component<VibedasherControlProps>(
  'vibedasher-control',
  () => import('../components/control/control-element-define.ts'),
);

/** The rows of a published viz as a table. */
export const VibedasherTable = /* @__PURE__ */ component<VibedasherTableProps>(
  'vibedasher-table',
  () => import('../components/table/table-element-define.ts'),
);

/** Public templates as cards to choose from. */
export const VibedasherGallery = /* @__PURE__ */ component<VibedasherGalleryProps>(
  'vibedasher-gallery',
  () => import('../components/gallery/gallery-element-define.ts'),
);

type Values = Readonly<Record<string, unknown>>;

function component<P extends object>(
  tag: keyof Elements,
  define: () => Promise<unknown>,
): FunctionComponent<P> {
  const Component: FunctionComponent<P> = (all) => {
    const { ref, children, ...props } = all as Values & PropsWithChildren<RefAttributes<HTMLElement>>;
    const element = useRef<HTMLElement>(null);
    const set = useRef<Values>({});
    const { attributes, properties } = divide(props);
    useImperativeHandle(ref, () => element.current!, []);
    // Before the element is defined, React would write objects into attributes.
    useLayoutEffect(() => {
      for (const name of Object.keys(set.current)) if (props[name] == null) assign(element, name, null);
      for (const [name, value] of Object.entries(properties))
        if (value !== set.current[name]) assign(element, name, value);
      set.current = properties;
    });
    useEffect(() => {
      if (!customElements.get(tag)) void define();
    }, []);
    // With `dangerouslySetInnerHTML`, React does not change the content that `vibedasher-embed prerender` has written.
    const content = children == null ? { dangerouslySetInnerHTML: NO_HTML } : { children };
    return createElement(tag, { suppressHydrationWarning: true, ...content, ...attributes, ref: element });
  };
  Component.displayName = tag.replace(/(?:^|-)./g, (letters) => letters.replace('-', '').toUpperCase());
  return Component;
}

/** Always the same object: React 19.0 to 19.2 clear the element for each new object. */
const NO_HTML = { __html: '' };

function assign({ current }: { readonly current: HTMLElement | null }, name: string, value: unknown): void {
  if (current) Object.assign(current, { [name]: value });
}

/** Splits props into those that React sets as attributes, and properties that are set when the element exists. */
function divide(props: Values): { readonly attributes: Values; readonly properties: Values } {
  const attributes: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(props)) {
    const event = /^onVibedasher(\w+)$/.exec(name)?.[1];
    if (event) attributes[`onvibedasher-${event.toLowerCase()}`] = value;
    else if (isProperty(name, value)) properties[name] = value;
    else attributes[(ATTRIBUTES as Readonly<Record<string, string>>)[name] ?? name] = value;
  }
  if (typeof window !== 'undefined') return { attributes, properties };
  // Server-rendered HTML has only attributes.
  const { params, defaultValue } = properties;
  if (params) attributes['params'] = JSON.stringify(params);
  if (defaultValue != null) attributes['value'] = defaultValue;
  return { attributes, properties };
}

/**
 * Returns whether a prop becomes a property. `defaultValue` replaces the attribute `value`, which React would set as
 * a property.
 */
const isProperty = (name: string, value: unknown): boolean =>
  name === 'defaultValue' ||
  (typeof value === 'object' && value !== null && name !== 'style' && name !== 'dangerouslySetInnerHTML');
