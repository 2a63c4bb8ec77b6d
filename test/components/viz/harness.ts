import '../../../src/components/viz/viz-element-define.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import type { PublicClientOptions } from '../../../src/public-client/types.ts';
import { until } from '../../support/page.ts';
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

export interface MountOptions {
  readonly client?: PublicClientOptions;
  /** HTML of the element's children. */
  readonly content?: string;
  /** Where the element goes; the page's body by default. */
  readonly parent?: Element | ShadowRoot;
}

/** An element that asks `api`, not yet in the page. Its attributes are those of `acme/sales` and what is given. */
export function createViz(
  api: FakeApi,
  attributes: Readonly<Record<string, string>> = {},
  { client = {}, content = '' }: MountOptions = {},
): VibedasherViz {
  const element = document.createElement('vibedasher-viz');
  element.client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0, ...client });
  for (const [name, value] of Object.entries({ account: 'acme', slug: 'sales', ...attributes })) {
    element.setAttribute(name, value);
  }
  element.innerHTML = content;
  return element;
}

/** Puts such an element into the page. */
export function mountViz(
  api: FakeApi,
  attributes: Readonly<Record<string, string>> = {},
  options: MountOptions = {},
): VibedasherViz {
  const element = createViz(api, attributes, options);
  (options.parent ?? document.body).append(element);
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

const STATES = ['loading', 'ready', 'empty', 'stale', 'error'];

/** The states of {@link STATES} that CSS sees. */
export const statesOf = (element: VibedasherViz): readonly string[] =>
  STATES.filter((state) => element.matches(`:state(${state})`));

const EVENTS = ['load', 'data', 'status', 'error', 'params'].map((name) => `vibedasher-${name}`);

/** The element's events from now on, in order. */
export function eventsOf(element: EventTarget): readonly Event[] {
  const events: Event[] = [];
  for (const type of EVENTS) element.addEventListener(type, (event) => events.push(event));
  return events;
}

/** The statuses that the element goes through from now on. */
export function statusesOf(element: VibedasherViz): readonly string[] {
  const statuses: string[] = [];
  element.addEventListener('vibedasher-status', ({ status }) => statuses.push(status));
  return statuses;
}

/** The buttons that a reader can see, by their text. */
export const buttonsOf = (element: VibedasherViz): readonly string[] =>
  [...shadow(element).querySelectorAll('button')].filter(isShown).map((each) => each.textContent.trim());

/** Presses the button of that text. */
export function press(element: VibedasherViz, text: string): void {
  const button = [...shadow(element).querySelectorAll('button')].find(
    (each) => each.textContent.trim() === text,
  );
  if (!button) throw new Error(`No button “${text}” among ${buttonsOf(element).join(', ') || 'none'}`);
  button.click();
}

/** Presses the button that shows the table, and waits for it: its code comes by need. */
export async function openTable(element: VibedasherViz, text = 'Show table'): Promise<HTMLTableElement> {
  press(element, text);
  await until(() => shadow(element).querySelector('table') !== null, 'the table');
  return shadow(element).querySelector('table')!;
}

/** What the cells of the table say that are in the document, row by row. */
export const rowsOf = (element: VibedasherViz): readonly (readonly string[])[] =>
  [...shadow(element).querySelectorAll('tbody tr')].map((row) =>
    [...(row as HTMLTableRowElement).cells].map((cell) => cell.textContent),
  );

/** Whether an element takes part in layout and can be seen. */
export const isShown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });

/** The bars of the picture on show. */
export const barsOf = (element: VibedasherViz): number =>
  shadow(element).querySelectorAll('.mark-rect path').length;

/** A place in the page of a test's own, taken out by {@link cleanUp}. */
export function place(style = '', tag = 'div'): HTMLElement {
  const element = document.createElement(tag);
  element.dataset['test'] = '';
  element.style.cssText = style;
  document.body.append(element);
  return element;
}

let restoreConsole: (() => void) | null = null;

/** What is said to developers from now on, until {@link cleanUp}; kept out of the run's own output. */
export function listenToConsole(): readonly string[] {
  restoreConsole?.();
  const said: string[] = [];
  const { warn, error } = console;
  const take = (...parts: unknown[]): void => void said.push(parts.map(String).join(' '));
  Object.assign(console, { warn: take, error: take });
  restoreConsole = () => Object.assign(console, { warn, error });
  return said;
}

/** Whether what follows pointers is there: it is loaded with the first one over a picture. */
export const followsPointers = (element: VibedasherViz): boolean =>
  shadow(element).adoptedStyleSheets.some((sheet) =>
    [...sheet.cssRules].some((rule) => rule.cssText.startsWith('.marker')),
  );

/** Lets everything that is due by now happen: frames, observers, updates. */
export async function settle(element?: VibedasherViz): Promise<void> {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  await element?.updateComplete;
}

/** Takes all elements out of the page again, and gives the console back. */
export function cleanUp(): void {
  document.querySelectorAll('vibedasher-viz, vibedasher-table, [data-test]').forEach((each) => each.remove());
  restoreConsole?.();
  restoreConsole = null;
}
