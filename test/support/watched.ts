/** A page under the policy of docs/security.md that is watched from its first script on, for charts that mean harm. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { addChart, BAR, drawn, SQL, strayRequests, type Tag } from './charts.ts';
import { openPage, type Page } from './page.ts';

/** What test/pages/watch.js has noted. */
export interface Watch {
  /** Attempts to make code from text. */
  readonly code: readonly string[];
  /** Uses of cookies and of the browser's stores. */
  readonly storage: readonly string[];
  /** Ways to the network other than `fetch`. */
  readonly network: readonly string[];
  readonly fetches: readonly WatchedFetch[];
}

export interface WatchedFetch {
  readonly url: string;
  readonly method: string;
  readonly credentials: RequestCredentials;
  readonly referrerPolicy: ReferrerPolicy;
  readonly cache: RequestCache;
  /** Names. */
  readonly headers: readonly string[];
}

export const EVIL = 'https://evil.example/x';

export const watchOf = (page: Page): Watch => (page.window as unknown as { __watch: Watch }).__watch;

/** A page with nothing on it yet. */
export const openWatched = (): Promise<Page> => openPage('empty.html');

/** A chart over three rows, `region` and `amount`. */
export const addSpec = (
  page: Page,
  spec: unknown,
  attributes: Tag['attributes'] = {},
  properties: Tag['properties'] = {},
): VibedasherViz => addChart(page, { attributes: { sql: SQL, ...attributes }, spec, properties });

/** Throws what the page has to complain of, or has asked of others, since it was opened. */
export async function expectUntouched(page: Page): Promise<void> {
  const { code, storage, network } = watchOf(page);
  expect({
    violations: page.record.violations,
    errors: page.record.errors,
    stray: await strayRequests(page),
    ...{ code, storage, network },
  }).to.deep.equal({ violations: [], errors: [], stray: [], code: [], storage: [], network: [] });
}

/** Starts anew with what is noted of a page, so that one chart's trespass is not laid at the next one's door. */
export function forget(page: Page): void {
  const { violations, errors } = page.record;
  const { code, storage, network, fetches } = watchOf(page);
  for (const list of [violations, errors, code, storage, network, fetches]) (list as unknown[]).length = 0;
  page.window.performance.clearResourceTimings();
}

/** The same page still draws an honest chart. */
export async function expectAlive(page: Page): Promise<void> {
  const honest = await drawn(addSpec(page, BAR));
  expect(honest.status).to.equal('ready');
  honest.remove();
}
