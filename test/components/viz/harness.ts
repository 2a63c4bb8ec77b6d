import '../../../src/components/viz/viz-element-define.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import type { PublicClientOptions } from '../../../src/public-client/types.ts';
import { createFakeApi, rows, type FakeApi, type FakeApiOptions } from '../../support/fake-api.ts';

export const SALES_SQL = 'SELECT region AS dimension, SUM(amount) AS value FROM sales GROUP BY 1';
export const SALES = rows(
  ['dimension', 'value'],
  [
    ['North', 340],
    ['South', 120],
    ['East', 210],
  ],
);
export const BAR_SPEC = {
  mark: 'bar',
  encoding: {
    x: { field: 'dimension', type: 'nominal' },
    y: { field: 'value', type: 'quantitative' },
  },
};

/** A viz `acme/sales` with one chart file, over whatever a test adds. */
export function salesApi(options: FakeApiOptions = {}): FakeApi {
  return createFakeApi({
    ...options,
    vizzes: {
      'acme/sales': {
        name: 'Sales by region',
        description: 'All shops, 2024',
        files: { 'charts/main.sql': SALES_SQL, 'charts/main.vl.json': JSON.stringify(BAR_SPEC) },
      },
      ...options.vizzes,
    },
    queries: { [SALES_SQL]: SALES, ...options.queries },
  });
}

/** Puts an element into the page, asking `api`. Its attributes are those of `acme/sales` and what is given. */
export function mountViz(
  api: FakeApi,
  attributes: Readonly<Record<string, string>> = {},
  { client = {}, content = '' }: { readonly client?: PublicClientOptions; readonly content?: string } = {},
): VibedasherViz {
  const element = document.createElement('vibedasher-viz');
  element.client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0, ...client });
  for (const [name, value] of Object.entries({ account: 'acme', slug: 'sales', ...attributes })) {
    element.setAttribute(name, value);
  }
  element.innerHTML = content;
  document.body.append(element);
  return element;
}

/** Settles when the element has that status. */
export async function status(element: VibedasherViz, wanted: VibedasherViz['status']): Promise<void> {
  while (element.status !== wanted) {
    await new Promise((resolve) => element.addEventListener('vibedasher-status', resolve, { once: true }));
  }
  await element.updateComplete;
}

export const shadow = (element: VibedasherViz): ShadowRoot => element.shadowRoot!;

/** Text that a reader sees in the element, white space folded. */
export const textOf = (element: VibedasherViz, selector: string): string =>
  (shadow(element).querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();

/** Takes all elements out of the page again. */
export const cleanUp = (): void =>
  document.querySelectorAll('vibedasher-viz, [data-test]').forEach((each) => each.remove());
