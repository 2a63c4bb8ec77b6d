/** Charts in pages of test/pages, as the script-tag bundle draws them. */
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import type { VibedasherError } from '../../src/public-client/errors.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { environment, type Page } from './page.ts';

/** A chart to be put into a page. */
export interface Tag {
  readonly attributes?: Readonly<Record<string, string>>;
  /** The page's own Vega-Lite spec. A script could not write it into a child script: the policy refuses that. */
  readonly spec?: unknown;
  /** Properties of the element. */
  readonly properties?: Partial<VibedasherViz>;
}

/** A query of three rows, and bars over it. */
export const SQL = `SELECT * FROM (VALUES ('North', 28), ('South', 55), ('West', 43)) AS sales(region, amount)`;
export const BAR = {
  mark: 'bar',
  encoding: {
    x: { field: 'region', type: 'nominal' },
    y: { field: 'amount', type: 'quantitative' },
  },
} as const;

/** The page's charts, in document order. */
export const charts = (page: Page): VibedasherViz[] => [...page.document.querySelectorAll('vibedasher-viz')];

export function chart(page: Page, selector = 'vibedasher-viz'): VibedasherViz {
  const found = page.document.querySelector<VibedasherViz>(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}

/** Puts a chart of `civic-data/bird-strikes` into the page, unless its attributes name another viz. */
export function addChart(page: Page, { attributes = {}, spec, properties = {} }: Tag): VibedasherViz {
  const element = page.document.createElement('vibedasher-viz');
  const all = { account: 'civic-data', slug: 'bird-strikes', loading: 'eager', ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  // As text, so that its objects are the page's own.
  if (spec !== undefined) element.spec = page.window.JSON.parse(JSON.stringify(spec)) as VegaLiteSpec;
  Object.assign(element, properties);
  page.document.body.append(element);
  return element;
}

/** The chart, once its first picture is there and shown. */
export async function drawn(element: VibedasherViz): Promise<VibedasherViz> {
  await settled(element);
  await element.updateComplete;
  return element;
}

/** The error that a chart comes to. */
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
  // Without its class an element has no promise, and would count as drawn.
  if (!ready) throw new Error('The library is not there');
  return ready;
}

export const inside = (element: VibedasherViz): ShadowRoot => element.shadowRoot!;

/** What stands in the shadow root, white space folded. */
export const textOf = (element: VibedasherViz, selector = 'figure'): string =>
  (inside(element).querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();

/** The SVG elements of a chart's marks, e.g. its bars (`'rect'`). */
export const marks = (element: VibedasherViz, type: 'rect' | 'symbol' | 'line' | 'text'): SVGElement[] => [
  ...inside(element).querySelectorAll<SVGElement>(`.mark-${type}.role-mark > *`),
];

/** Where each request of a page went: scheme, host and path, in order. */
export const paths = (page: Page): string[] =>
  page.requests().map((request) => {
    const { origin, pathname } = new URL(request);
    return `${origin}${pathname}`;
  });

/**
 * Requests that are none of the page's own files, of the library's, of the API's and of its storage's. What the
 * policy stopped is no request but a violation.
 */
export async function strayRequests(page: Page): Promise<string[]> {
  const { api, storage } = await environment();
  const own = ['/__page__/', '/cdn/', '/__late__/'].map((room) => `${location.origin}${room}`);
  const allowed = ['data:', ...own, `${api}/v1/public/`, `${new URL(storage!).origin}/`];
  return page.requests().filter((request) => !allowed.some((prefix) => request.startsWith(prefix)));
}
