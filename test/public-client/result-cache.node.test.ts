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
const pageOf = (environment = createFakeEnvironment()) =>
  sharedStateFor(() => Promise.reject(new Error('no network')), environment);
const never = (): Promise<Dataset> => new Promise(() => {});
/** Returns which of some queries have rows in the cache. */
const held = (kept: ResultCache, ...names: string[]): string =>
  names.filter((name) => kept.serve(name, never, () => {}) !== null).join(' ');

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
    // The same rows arrive.
    expect(first(await query())).to.equal(2);
    expect(api.to('query')).to.have.length(2);
    await settle();
    expect(newer).to.have.length(1);
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
        const kept = new ResultCache(pageOf());
        kept.put('a', base);
        let newer = 0;
        const onNewer = (): void => void (newer += 1);
        kept.serve('a', () => Promise.resolve(now), onNewer);
        await settle();
        expect(newer).to.equal(Number(isNewer));
      });
  });

  it('are kept when another viz has changed', () => {
    const kept = new ResultCache(pageOf());
    const [sales, other] = ['sales', 'other'].map((slug) =>
      JSON.stringify(['https://api', 'acme', slug, 'SELECT 1']),
    );
    const freshness = { asOf: null, lastLoadedAt: null };
    const drop = (updatedAt: string): void =>
      kept.dropOutdated('https://api', { account: 'acme', slug: 'sales', updatedAt, freshness } as never);
    const dataset: Dataset = { columns: [], rows: [], truncated: false };
    for (const name of [sales!, other!]) kept.put(name, dataset);
    for (const [version, left] of [
      // The first version that is known, the same, and another.
      ['1', `${sales} ${other}`],
      ['1', `${sales} ${other}`],
      ['2', other],
    ] as const) {
      drop(version);
      expect(held(kept, sales!, other!), version).to.equal(left);
    }
  });

  it('are dropped at the limit in bytes, the least recently used first', () => {
    const text = (length: number): Dataset => ({
      ...{ columns: [{ name: 'x', type: 'string' }], rows: [['x'.repeat(length)]], truncated: false },
    });
    const fill = (names: string, environment = createFakeEnvironment()): ResultCache => {
      const kept = new ResultCache(pageOf(environment), 3500);
      for (const name of names) kept.put(name, text(1000));
      return kept;
    };
    const full = fill('abc');
    expect(held(full, 'a')).to.equal('a');
    full.put('d', text(1000));
    expect(held(full, 'a', 'b', 'c', 'd')).to.equal('a c d');

    // Rows that alone exceed the limit are not cached, and remove the old rows of the query.
    const large = fill('ab');
    large.put('a', text(4000));
    expect(held(large, 'a', 'b')).to.equal('b');

    // Rows that are replaced, and rows that expire, free their bytes.
    expect(held(fill(`a${'b'.repeat(20)}`), 'a')).to.equal('a');
    const environment = createFakeEnvironment();
    const expired = fill('a', environment);
    environment.expire(900_001);
    expect(held(expired, 'a')).to.equal('');
    for (const name of 'bcd') expired.put(name, text(1000));
    expect(held(expired, 'b', 'c', 'd')).to.equal('b c d');
  });
});
