import '../../../src/components/viz/viz-element-define.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import type { PublicClientOptions } from '../../../src/public-client/types.ts';
import { until } from '../../support/page.ts';
import {
  createFakeApi,
  rows,
  type FakeApi,
  type FakeApiOptions,
  type FakeQuery,
} from '../../support/fake-api.ts';
import { atRest } from '../../support/settle.ts';

export const SALES_SQL = 'SELECT region AS dimension, SUM(amount) AS value FROM sales GROUP BY 1';
export const SALES = rows(['dimension', 'value'], Object.entries({ North: 340, South: 120, East: 210 }));
export const BAR_SPEC = {
  mark: 'bar',
  encoding: {
    x: { field: 'dimension', type: 'nominal' },
    y: { field: 'value', type: 'quantitative' },
  },
};

/** Creates an API with the viz `acme/sales`, which has one chart, and with the vizzes and queries of `options`. */
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

/** Creates an API whose viz `acme/sales` has these rows, and a spec if there is one. */
export const apiOf = (query: FakeQuery, spec: object | null = null): FakeApi =>
  salesApi({
    vizzes: {
      'acme/sales': {
        name: 'Sales by region',
        files: { 'charts/main.sql': SALES_SQL, ...(spec && { 'charts/main.vl.json': JSON.stringify(spec) }) },
      },
    },
    queries: { [SALES_SQL]: query },
  });

export interface MountOptions {
  readonly client?: PublicClientOptions;
  /** HTML of the element's children. */
  readonly content?: string;
  /** Properties that are set before the element is inserted. */
  readonly properties?: object;
  /** Parent of the element. Default: `<body>`. */
  readonly parent?: Element | ShadowRoot;
}

/** Creates an element for `acme/sales` with a client of `api`. Does not insert it into the page. */
export function createViz(
  api: FakeApi,
  attributes: Readonly<Record<string, string>> = {},
  { client = {}, content = '', properties = {} }: MountOptions = {},
): VibedasherViz {
  const element = document.createElement('vibedasher-viz');
  element.client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0, ...client });
  for (const [name, value] of Object.entries({ account: 'acme', slug: 'sales', ...attributes })) {
    element.setAttribute(name, value);
  }
  element.innerHTML = content;
  return Object.assign(element, properties);
}

/** Creates an element like {@link createViz} and inserts it into the page. */
export function mountViz(
  api: FakeApi,
  attributes: Readonly<Record<string, string>> = {},
  options: MountOptions = {},
): VibedasherViz {
  const element = createViz(api, attributes, options);
  (options.parent ?? document.body).append(element);
  return element;
}

/** Mounts an element like {@link mountViz} and waits until its chart is ready. */
export async function readyViz(...mounted: Parameters<typeof mountViz>): Promise<VibedasherViz> {
  const element = mountViz(...mounted);
  await element.ready;
  return element;
}

/** Draws a chart at once, as an SVG, in a box with this style. */
export async function drawViz(
  api: FakeApi,
  attributes: Readonly<Record<string, string>> = {},
  style = 'width: 700px',
): Promise<VibedasherViz> {
  const shared = { loading: 'eager', renderer: 'svg' };
  const element = await readyViz(api, { ...shared, ...attributes }, { parent: place(style) });
  await settle(element);
  return element;
}

/** Draws a chart, with a spec if there is one, above a space that lets the page scroll. */
export async function drawSpec(
  api: FakeApi,
  spec: object | null,
  attributes: Readonly<Record<string, string>> = {},
  width = 600,
): Promise<VibedasherViz> {
  const element = createViz(api, attributes);
  if (spec) element.spec = spec as never;
  place(`width: ${width}px; padding: 20px 20px 3000px`).append(element);
  await element.ready;
  await settle(element);
  return element;
}

/** Resolves when the element has the status `wanted`. */
export async function status(element: VibedasherViz, wanted: VibedasherViz['status']): Promise<void> {
  while (element.status !== wanted) {
    await new Promise((resolve) => element.addEventListener('vibedasher-status', resolve, { once: true }));
  }
  await element.updateComplete;
}

export const shadow = (element: VibedasherViz): ShadowRoot => element.shadowRoot!;

/** Returns the elements in the shadow root that match. */
export const allOf = (element: VibedasherViz, selector: string): readonly HTMLElement[] => [
  ...shadow(element).querySelectorAll<HTMLElement>(selector),
];

/** Returns the box of an element in the shadow root. */
export const rectOf = (element: VibedasherViz, selector: string): DOMRect =>
  shadow(element).querySelector(selector)!.getBoundingClientRect();

/** Returns the box of the picture. */
export const pictureRect = (element: VibedasherViz): DOMRect =>
  rectOf(element, '.picture svg, .picture canvas');

/** Returns the text of an element in the shadow root, with white space collapsed. */
export const textOf = (element: VibedasherViz, selector: string): string =>
  (shadow(element).querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();

const STATES = ['loading', 'ready', 'empty', 'stale', 'error'];

/** Returns the custom states that match in CSS. */
export const statesOf = (element: VibedasherViz): readonly string[] =>
  STATES.filter((state) => element.matches(`:state(${state})`));

const EVENTS = ['load', 'data', 'status', 'error', 'params'].map((name) => `vibedasher-${name}`);

/** Records the element's events from now on, in order. */
export function eventsOf(element: EventTarget): readonly Event[] {
  const events: Event[] = [];
  for (const type of EVENTS) element.addEventListener(type, (event) => events.push(event));
  return events;
}

/** Records the element's statuses from now on, in order. */
export function statusesOf(element: VibedasherViz): readonly string[] {
  const statuses: string[] = [];
  element.addEventListener('vibedasher-status', ({ status }) => statuses.push(status));
  return statuses;
}

/** Returns the texts of the visible buttons. */
export const buttonsOf = (element: VibedasherViz): readonly string[] =>
  allOf(element, 'button')
    .filter(isShown)
    .map((each) => each.textContent.trim());

/** Clicks the button with this text. Throws if there is none. */
export function press(element: VibedasherViz, text: string): void {
  const button = allOf(element, 'button').find((each) => each.textContent.trim() === text);
  if (!button) throw new Error(`No button “${text}” among ${buttonsOf(element).join(', ') || 'none'}`);
  button.click();
}

/** Clicks the table button and waits for the table, whose code loads on demand. */
export async function openTable(element: VibedasherViz, text = 'Show table'): Promise<HTMLTableElement> {
  press(element, text);
  await until(() => shadow(element).querySelector('table') !== null, 'the table');
  return shadow(element).querySelector('table')!;
}

/** Returns the texts of the cells that are in the document, row by row. */
export const rowsOf = (element: VibedasherViz): readonly (readonly string[])[] =>
  [...shadow(element).querySelectorAll('tbody tr')].map((row) =>
    [...(row as HTMLTableRowElement).cells].map((cell) => cell.textContent),
  );

/** Returns whether an element is rendered and visible. */
export const isShown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });

/** Returns the parts of the picture that match. */
export const partsOf = (element: VibedasherViz, selector: string): readonly SVGGraphicsElement[] => [
  ...shadow(element).querySelectorAll<SVGGraphicsElement>(`.picture ${selector}`),
];

/** Returns the texts in these parts of the picture, such as `.role-axis-label`. */
export const labelsOf = (element: VibedasherViz, selector: string): readonly string[] =>
  partsOf(element, `${selector} text`).map(({ textContent }) => textContent);

/** Presses a key. Returns whether the browser's default action remains. */
export const keydown = (target: EventTarget, key: string, more: KeyboardEventInit = {}): boolean =>
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true, ...more }),
  );

/** Presses a key in the picture. */
export const pressKey = (element: VibedasherViz, key: string): boolean =>
  keydown(shadow(element).querySelector('.chart')!, key);

/** Returns the box of the text itself. */
export function textRect(node: Node): DOMRect {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range.getBoundingClientRect();
}

/** Exports the picture as an SVG. */
export const svgOf = async (element: VibedasherViz): Promise<Document> =>
  new DOMParser().parseFromString(await (await element.toBlob('image/svg+xml')).text(), 'image/svg+xml');

/** Returns the number of bars in the picture. */
export const barsOf = (element: VibedasherViz): number =>
  shadow(element).querySelectorAll('.mark-rect path').length;

/** Adds an element to the page that {@link cleanUp} removes. */
export function place(style = '', tag = 'div'): HTMLElement {
  const element = document.createElement(tag);
  element.dataset['test'] = '';
  element.style.cssText = style;
  document.body.append(element);
  return element;
}

let restoreConsole: (() => void) | null = null;

/** Cleans up after each test. Silences console warnings and errors, and returns those of the current test. */
export function recordConsole(): readonly string[] {
  const messages: string[] = [];
  beforeEach(() => {
    messages.length = 0;
    listenToConsole(messages);
  });
  afterEach(cleanUp);
  return messages;
}

/** Adds console warnings and errors to `messages` and silences them, until {@link cleanUp}. */
export function listenToConsole(messages: string[] = []): readonly string[] {
  restoreConsole?.();
  const { warn, error } = console;
  const record = (...parts: unknown[]): void => void messages.push(parts.map(String).join(' '));
  Object.assign(console, { warn: record, error: record });
  restoreConsole = () => Object.assign(console, { warn, error });
  return messages;
}

/** Returns whether viz-pointing.ts has loaded, which happens when the pointer is first over a picture. */
export const followsPointers = (element: VibedasherViz): boolean =>
  shadow(element).adoptedStyleSheets.some((sheet) =>
    [...sheet.cssRules].some((rule) => rule.cssText.startsWith('.marker')),
  );

/** Focuses the picture, which loads what its keys and names need. Works even if another window has the focus. */
export function focusPicture(element: VibedasherViz): void {
  const picture = shadow(element).querySelector<HTMLElement>('.chart')!;
  picture.focus();
  picture.dispatchEvent(new FocusEvent('focus'));
}

/** Waits until observers have reported, and the page and the element do not change any more. */
export async function settle(element?: VibedasherViz): Promise<void> {
  await atRest();
  await element?.updateComplete;
}

/** Calls `work` as if the page were in a frame that does not allow downloads. */
export async function withoutDownloads(work: () => Promise<void>): Promise<void> {
  const frame = place('', 'iframe') as HTMLIFrameElement;
  frame.sandbox.value = 'allow-same-origin allow-scripts';
  const own = Object.getOwnPropertyDescriptor(window, 'frameElement');
  const parent = Object.getOwnPropertyDescriptor(window, 'parent')!;
  const above = { frameElement: null } as unknown as Window;
  Object.assign(above, { parent: above });
  Object.defineProperty(window, 'frameElement', { configurable: true, get: () => frame });
  Object.defineProperty(window, 'parent', { configurable: true, get: () => above });
  try {
    await work();
  } finally {
    if (own) Object.defineProperty(window, 'frameElement', own);
    Object.defineProperty(window, 'parent', parent);
  }
}

/** Removes the elements of a test and restores the console. */
export function cleanUp(): void {
  document.querySelectorAll('vibedasher-viz, vibedasher-table, [data-test]').forEach((each) => each.remove());
  restoreConsole?.();
  restoreConsole = null;
}
