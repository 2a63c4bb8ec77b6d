import { describe, it } from 'node:test';
import { expect } from 'chai';
import { VibedasherError } from '../../src/public-client/errors.ts';
import { ResultCache } from '../../src/public-client/result-cache.ts';
import { sharedStateFor } from '../../src/public-client/shared-state.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import { problem, rows, type FakeQuery } from '../support/fake-api.ts';
import { createFakeEnvironment, harness, SALES, settle, type Harness } from './support.ts';

const QUERY = { sql: 'a' };
const ONE = rows(['n', 'at'], [[1, '2026-01-31']]);
const TWO = rows(['n', 'at'], [[2, '2026-01-31']]);

/** Creates a page that has run the query so long ago that its rows are only in the result cache. */
async function later(
  query: FakeQuery = ONE,
): Promise<Harness & { readonly newer: unknown[]; query(): Promise<Dataset> }> {
  const here = harness({ queries: { a: query } });
  await here.client.getViz(SALES);
  await here.client.queryViz(SALES, QUERY);
  here.environment.forget();
  // Wait until the result cache has loaded.
  while (!here.page.resultCache) await settle();
  await settle();
  const newer: unknown[] = [];
  const onNewer = (failure: VibedasherError | null): void => void newer.push(failure);
  return { ...here, newer, query: () => here.client.queryViz(SALES, QUERY, { onNewer }) };
}

const first = ({ rows }: Dataset): unknown => rows[0]![0];

describe('cached rows', () => {
  it('are returned immediately, and onNewer is called for newer rows', async () => {
    const { api, newer, query } = await later();
    api.setQuery('a', TWO);
    const release = api.hold('query');
    expect(first(await query())).to.equal(1);
    expect(newer).to.deep.equal([]);
    release();
    await settle();
    expect(newer).to.deep.equal([null]);
    expect(first(await query())).to.equal(2);
    expect(api.to('query')).to.have.length(2);
    await settle();
    expect(newer).to.have.length(1);
  });

  it('do not call onNewer if the same rows arrive', async () => {
    const { api, newer, query } = await later();
    await query();
    await settle();
    expect(api.to('query')).to.have.length(2);
    expect(newer).to.deep.equal([]);
  });

  it('are not returned without onNewer or with fresh: true', async () => {
    for (const options of [{}, { fresh: true, onNewer: () => {} }]) {
      const { api, client } = await later();
      api.setQuery('a', TWO);
      expect(first(await client.queryViz(SALES, QUERY, options))).to.equal(2);
    }
  });

  it('stay if the API fails, and onNewer gets the error', async () => {
    const { api, newer, query } = await later();
    api.script('query', problem(500, { message: 'down' }));
    expect(first(await query())).to.equal(1);
    await settle();
    expect(newer[0]).to.be.instanceOf(VibedasherError).and.include({ kind: 'unavailable', message: 'down' });
    expect(first(await query())).to.equal(1);
  });

  it('do not call onNewer after an abort', async () => {
    const { api, client } = await later();
    api.hold('query');
    const leaving = new AbortController();
    const newer: unknown[] = [];
    const onNewer = (failure: VibedasherError | null): void => void newer.push(failure);
    await client.queryViz(SALES, QUERY, { signal: leaving.signal, onNewer });
    await api.seen('query', 2);
    leaving.abort();
    await settle();
    expect(newer).to.deep.equal([]);
    expect(api.to('query')[1]!.init.signal!.aborted).to.equal(true);
  });

  it('expire after a quarter of an hour', async () => {
    const { api, environment, newer, query } = await later();
    api.setQuery('a', TWO);
    environment.pass(900_001);
    expect(first(await query())).to.equal(2);
    expect(newer).to.deep.equal([]);
  });

  for (const [what, now] of [
    ['a later lastLoadedAt', { dataFreshness: { lastLoadedAt: '2026-02-01T00:00:00Z' } }],
    ['a later asOf', { dataFreshness: { asOf: '2026-02-01' } }],
    ['a later updatedAt', { updatedAt: 1_770_000_000 }],
  ] as const)
    it(`are dropped when the viz has ${what}`, async () => {
      const { api, client, query } = await later();
      const viz = { slug: 'sales', accountSlug: 'acme' };
      const changed = { ...viz, ...now };
      api.script('viz', ...[viz, viz, changed].map((viz) => Response.json({ viz })));
      api.setQuery('a', TWO);
      await client.getViz(SALES, { fresh: true });
      await client.getViz(SALES, { fresh: true });
      const release = api.hold('query');
      expect(first(await query())).to.equal(1);
      await client.getViz(SALES, { fresh: true });
      const waits = query();
      release();
      expect(first(await waits)).to.equal(2);
    });

  describe('compared with fresh rows', () => {
    const base: Dataset = {
      columns: [
        { name: 'n', type: 'number' },
        { name: 'at', type: 'date' },
      ],
      rows: [[1, new Date(2026, 0, 31)]],
      truncated: false,
      asOf: new Date(Date.UTC(2026, 1, 1)),
    };
    const cells = (...row: Dataset['rows'][number]): Dataset => ({ ...base, rows: [row] });
    for (const [name, now, isNewer] of [
      ['the same', cells(1, new Date(2026, 0, 31)), false],
      ['another number', cells(2, new Date(2026, 0, 31)), true],
      ['another date', cells(1, new Date(2026, 0, 30)), true],
      ['no date', cells(1, null), true],
      ['more rows', { ...base, rows: [...base.rows, ...base.rows] }, true],
      [
        'another column name',
        { ...base, columns: base.columns.map((each) => ({ ...each, name: 'x' })) },
        true,
      ],
      ['truncated rows', { ...base, truncated: true }, true],
      ['another asOf', { ...base, asOf: new Date(Date.UTC(2026, 1, 2)) }, true],
    ] as const)
      it(`count as ${isNewer ? 'different' : 'equal'}: ${name}`, async () => {
        const page = sharedStateFor(() => Promise.reject(new Error('no network')), createFakeEnvironment());
        const kept = new ResultCache(page);
        kept.put('a', base);
        let newer = 0;
        kept.serve(
          'a',
          () => Promise.resolve(now),
          () => (newer += 1),
        );
        await settle();
        expect(newer).to.equal(Number(isNewer));
      });
  });

  it('are kept when another viz has changed', () => {
    const kept = new ResultCache(
      sharedStateFor(() => Promise.reject(new Error('no network')), createFakeEnvironment()),
    );
    const name = (slug: string): string => JSON.stringify(['https://api', 'acme', slug, 'SELECT 1']);
    const viz = (updatedAt: string) =>
      ({ account: 'acme', slug: 'sales', updatedAt, freshness: { asOf: null, lastLoadedAt: null } }) as never;
    const dataset: Dataset = { columns: [], rows: [], truncated: false };
    const there = (): readonly boolean[] =>
      ['sales', 'other'].map(
        (slug) =>
          kept.serve(
            name(slug),
            () => new Promise(() => {}),
            () => {},
          ) !== null,
      );
    for (const slug of ['sales', 'other']) kept.put(name(slug), dataset);
    kept.dropOutdated('https://api', viz('1'));
    expect(there(), 'the first that is known').to.deep.equal([true, true]);
    kept.dropOutdated('https://api', viz('1'));
    expect(there(), 'the same').to.deep.equal([true, true]);
    kept.dropOutdated('https://api', viz('2'));
    expect(there(), 'another').to.deep.equal([false, true]);
  });

  describe('at the limit in bytes', () => {
    const page = (): ReturnType<typeof sharedStateFor> =>
      sharedStateFor(() => Promise.reject(new Error('no network')), createFakeEnvironment());
    const text = (length: number): Dataset => ({
      columns: [{ name: 'x', type: 'string' }],
      rows: [['x'.repeat(length)]],
      truncated: false,
    });
    const never = (): Promise<Dataset> => new Promise(() => {});
    const has = (kept: ResultCache, name: string): boolean => kept.serve(name, never, () => {}) !== null;

    it('are dropped, the least recently used first', () => {
      const kept = new ResultCache(page(), 3500);
      for (const name of ['a', 'b', 'c']) kept.put(name, text(1000));
      expect(has(kept, 'a')).to.equal(true);
      kept.put('d', text(1000));
      expect(['a', 'b', 'c', 'd'].map((name) => has(kept, name))).to.deep.equal([true, false, true, true]);
    });

    it('are not cached if they alone exceed it, and remove the old rows of the query', () => {
      const kept = new ResultCache(page(), 3500);
      kept.put('a', text(1000));
      kept.put('b', text(1000));
      kept.put('a', text(4000));
      expect(['a', 'b'].map((name) => has(kept, name))).to.deep.equal([false, true]);
    });

    it('free their bytes when they expire', () => {
      const environment = createFakeEnvironment();
      const kept = new ResultCache(
        sharedStateFor(() => Promise.reject(new Error('no network')), environment),
        3500,
      );
      kept.put('a', text(1000));
      environment.expire(900_001);
      expect(has(kept, 'a')).to.equal(false);
      for (const name of ['b', 'c', 'd']) kept.put(name, text(1000));
      expect(['b', 'c', 'd'].map((name) => has(kept, name))).to.deep.equal([true, true, true]);
    });

    it('free their bytes when they are replaced', () => {
      const kept = new ResultCache(page(), 3500);
      kept.put('a', text(1000));
      for (let round = 0; round < 20; round++) kept.put('b', text(1000));
      expect(has(kept, 'a')).to.equal(true);
    });
  });
});
