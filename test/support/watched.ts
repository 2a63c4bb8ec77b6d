/** A page with the policy of docs/security.md that records forbidden actions of hostile charts from its first script on. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { addChart, BAR, drawn, SQL, strayRequests, type Tag } from './charts.ts';
import { closePages, openPage, type Page } from './page.ts';

/** The record of test/pages/watch.js. */
export interface Watch {
  /** Attempts to create code from text. */
  readonly code: readonly string[];
  /** Uses of cookies and browser storage. */
  readonly storage: readonly string[];
  /** Uses of the network other than `fetch`. */
  readonly network: readonly string[];
  readonly fetches: readonly WatchedFetch[];
}

export interface WatchedFetch {
  readonly url: string;
  readonly method: string;
  readonly credentials: RequestCredentials;
  readonly referrerPolicy: ReferrerPolicy;
  readonly cache: RequestCache;
  /** Names of the headers. */
  readonly headers: readonly string[];
}

export const EVIL = 'https://evil.example/x';

export const watchOf = (page: Page): Watch => (page.window as unknown as { __watch: Watch }).__watch;

/** Opens an empty page that records forbidden actions. */
export const openWatched = (): Promise<Page> => openPage('empty.html');

/** Adds a chart with three rows and the columns `region` and `amount`. */
export const addSpec = (
  page: Page,
  spec: unknown,
  attributes: Tag['attributes'] = {},
  properties: Tag['properties'] = {},
): VibedasherViz => addChart(page, { attributes: { sql: SQL, ...attributes }, spec, properties });

/** Throws if the page has recorded errors, violations or requests to other hosts. */
export async function expectUntouched(page: Page): Promise<void> {
  const { code, storage, network } = watchOf(page);
  expect({
    violations: page.record.violations,
    errors: page.record.errors,
    stray: await strayRequests(page),
    ...{ code, storage, network },
  }).to.deep.equal({ violations: [], errors: [], stray: [], code: [], storage: [], network: [] });
}

/** Opens a page that records forbidden actions before each test. After the test, expects none and closes the page. */
export function useWatchedPage(set: (page: Page) => void): void {
  let page: Page;
  beforeEach(async () => set((page = await openWatched())));
  afterEach(async () => {
    await expectUntouched(page);
    closePages();
  });
}

/** Clears the record of a page, so the actions of one chart do not count for the next. */
export function forget(page: Page): void {
  const { violations, errors } = page.record;
  const { code, storage, network, fetches } = watchOf(page);
  for (const list of [violations, errors, code, storage, network, fetches]) (list as unknown[]).length = 0;
  page.window.performance.clearResourceTimings();
}

/** Checks that the page still draws a harmless chart. */
export async function expectAlive(page: Page): Promise<void> {
  const honest = await drawn(addSpec(page, BAR));
  expect(honest.status).to.equal('ready');
  honest.remove();
}
