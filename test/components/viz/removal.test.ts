/** Removed elements can be garbage-collected even while their responses are cached for others. */
import { executeServerCommand } from '@web/test-runner-commands';
import { expect } from 'chai';
import '../../../src/components/dashboard/dashboard-element-define.ts';
import '../../../src/components/table/table-element-define.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import type { PublicClient } from '../../../src/public-client/types.ts';
import { problem, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { place, recordConsole, salesApi, settle } from './harness.ts';

/** Number of elements per case. Other code may hold the first and the last element. */
const COUNT = 4;

interface Kind {
  readonly tag?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** HTML of the element's children. */
  readonly content?: string;
  readonly arrange?: (api: FakeApi) => void;
  /** Resolves when the test may remove the elements. */
  readonly act?: (elements: readonly VibedasherViz[], api: FakeApi) => Promise<unknown>;
}

const drawn = (elements: readonly VibedasherViz[]): Promise<unknown> =>
  Promise.all(elements.map(({ ready }) => ready));

const CHART = '<vibedasher-viz loading="eager" select-to="region" link="highlight"></vibedasher-viz>';

const KINDS: Readonly<Record<string, Kind>> = {
  'a chart': {},
  'a chart on canvas': { attributes: { renderer: 'canvas' } },
  'a derived chart with tools': { attributes: { mark: 'bar', toolbar: 'csv png' } },
  'a chart as a table': { attributes: { mark: 'table' } },
  'a table': { tag: 'vibedasher-table' },
  'a dashboard': {
    tag: 'vibedasher-dashboard',
    content: `${CHART}${CHART}<vibedasher-control param="region"></vibedasher-control>`,
    act: (elements) => drawn(elements.flatMap((element) => [...element.querySelectorAll('vibedasher-viz')])),
  },
  'a dashboard of a viz': {
    tag: 'vibedasher-dashboard',
    act: (elements) =>
      until(
        () => elements.every(({ shadowRoot }) => shadowRoot!.querySelector('vibedasher-viz')),
        'the charts',
      ),
  },
  'a refreshed chart': {
    async act(elements) {
      await drawn(elements);
      await Promise.all(elements.map((element) => element.refresh()));
    },
  },
  'a failed chart': {
    arrange: (api) => void api.answer('query', () => problem(500, { message: 'down' })),
    act: (elements) => Promise.allSettled(elements.map(({ ready }) => ready)),
  },
  'a chart that is loading the viz': {
    arrange: (api) => void api.hold('viz'),
    act: (_, api) => api.seen('viz'),
  },
  'a chart that is loading rows': {
    arrange: (api) => void api.hold('query'),
    act: (_, api) => api.seen('query'),
  },
};

/** Inserts elements with a client that outlives them, then removes the elements. Returns weak references to them. */
async function addAndRemove(
  { tag = 'vibedasher-viz', attributes = {}, content = '', act = drawn }: Kind,
  api: FakeApi,
  client: PublicClient,
): Promise<readonly WeakRef<Element>[]> {
  const parent = place();
  const elements = Array.from({ length: COUNT }, () => {
    const element = document.createElement(tag) as VibedasherViz;
    element.client = client;
    const all = { account: 'acme', slug: 'sales', loading: 'eager', ...attributes };
    for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
    element.innerHTML = content;
    parent.append(element);
    return element;
  });
  await act(elements, api);
  await settle();
  parent.remove();
  return elements.map((element) => new WeakRef(element));
}

/** Returns the number of elements that remain after garbage collection. */
async function held(refs: readonly WeakRef<object>[]): Promise<number> {
  let left = refs.length;
  // Repeat: finalizers and pending tasks may hold objects during the first collection.
  for (let round = 0; left > 0 && round < 30; round++) {
    await settle();
    await executeServerCommand('collect-garbage');
    left = refs.filter((ref) => ref.deref()).length;
  }
  return left;
}

describe('garbage collection of removed elements', () => {
  recordConsole();

  for (const [what, kind] of Object.entries(KINDS)) {
    it(`collects ${what}`, async () => {
      const api = salesApi();
      kind.arrange?.(api);
      const client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 });
      const refs = await addAndRemove(kind, api, client);
      expect(await held(refs)).to.equal(0);
    });
  }

  it('collects a chart while another one waits for the same response', async () => {
    const api = salesApi();
    const release = api.hold('query');
    const client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 });
    const stays = document.createElement('vibedasher-viz');
    Object.assign(stays, { client, account: 'acme', slug: 'sales', loading: 'eager' });
    place().append(stays);
    await api.seen('query');
    const wait = (elements: readonly VibedasherViz[]): Promise<unknown> =>
      until(() => elements.every(({ viz }) => viz), 'the viz of all');
    const refs = await addAndRemove({ act: wait }, api, client);
    expect(await held(refs)).to.equal(0);
    release();
    await stays.ready;
    expect(api.to('query')).to.have.length(1);
  });
});
