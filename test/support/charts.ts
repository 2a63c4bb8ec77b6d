/** Adds charts to the pages in test/pages. The script-tag bundle draws the charts. */
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import type { VibedasherError } from '../../src/public-client/errors.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { environment, type Page } from './page.ts';

/** A chart to add to a page. */
export interface Tag {
  readonly attributes?: Readonly<Record<string, string>>;
  /** The page's own Vega-Lite spec. It is a property because the policy forbids scripts to write child scripts. */
  readonly spec?: unknown;
  /** Properties of the element. */
  readonly properties?: Partial<VibedasherViz>;
}

/** A query with three rows. {@link BAR} draws them as bars. */
export const SQL = `SELECT * FROM (VALUES ('North', 28), ('South', 55), ('West', 43)) AS sales(region, amount)`;
export const BAR = {
  mark: 'bar',
  encoding: {
    x: { field: 'region', type: 'nominal' },
    y: { field: 'amount', type: 'quantitative' },
  },
} as const;

/** Returns the page's charts in document order. */
export const charts = (page: Page): VibedasherViz[] => [...page.document.querySelectorAll('vibedasher-viz')];

export function chart(page: Page, selector = 'vibedasher-viz'): VibedasherViz {
  const found = page.document.querySelector<VibedasherViz>(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}

/** Adds a chart to the page: of `civic-data/bird-strikes`, unless the attributes name another viz. */
export function addChart(page: Page, { attributes = {}, spec, properties = {} }: Tag): VibedasherViz {
  const element = page.document.createElement('vibedasher-viz');
  const all = { account: 'civic-data', slug: 'bird-strikes', loading: 'eager', ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  // Parse the spec in the page, so its objects belong to the page's realm.
  if (spec !== undefined) element.spec = page.window.JSON.parse(JSON.stringify(spec)) as VegaLiteSpec;
  Object.assign(element, properties);
  page.document.body.append(element);
  return element;
}

/** Waits until the first picture of a chart is visible, then returns the chart. */
export async function drawn(element: VibedasherViz): Promise<VibedasherViz> {
  await settled(element);
  await element.updateComplete;
  return element;
}

/** Waits until a chart fails, then returns its error. */
export async function failed(element: VibedasherViz): Promise<VibedasherError> {
  const outcome = await settled(element).then(
    () => null,
    (error: unknown) => error as VibedasherError,
  );
  await element.updateComplete;
  if (!outcome) throw new Error(`A chart was drawn: ${textOf(element)}`);
  return outcome;
}

function settled({ ready }: VibedasherViz): Promise<void> {
  // Before its class is defined, an element has no promise, so it would count as drawn.
  if (!ready) throw new Error('The library has not loaded');
  return ready;
}

export const inside = (element: VibedasherViz): ShadowRoot => element.shadowRoot!;

/** Returns the text of an element in the shadow root, with collapsed white space. */
export const textOf = (element: VibedasherViz, selector = 'figure'): string =>
  (inside(element).querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();

/** Returns the SVG elements of a chart's marks, such as its bars (`'rect'`). */
export const marks = (element: VibedasherViz, type: 'rect' | 'symbol' | 'line' | 'text'): SVGElement[] => [
  ...inside(element).querySelectorAll<SVGElement>(`.mark-${type}.role-mark > *`),
];

/** Returns the scheme, host and path of each request of a page, in order. */
export const paths = (page: Page): string[] =>
  page.requests().map((request) => {
    const { origin, pathname } = new URL(request);
    return `${origin}${pathname}`;
  });

/**
 * Returns the requests for files that are not part of the page, the library, the API or its results. Blocked requests
 * are recorded as violations of the policy.
 */
export async function strayRequests(page: Page): Promise<string[]> {
  const { api, storage } = await environment();
  const own = ['/__page__/', '/cdn/', '/__late__/'].map((room) => `${location.origin}${room}`);
  const allowed = ['data:', ...own, `${api}/v1/public/`, `${new URL(storage!).origin}/`];
  return page.requests().filter((request) => !allowed.some((prefix) => request.startsWith(prefix)));
}
