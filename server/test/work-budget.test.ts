/** A visitor has a budget of the main thread's time, as requests differ in the time that they take. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { INTERNAL_VISITOR } from '../src/http/visitors.ts';
import { WorkBudget } from '../src/work-budget.ts';
import { fault, SALES, serve } from './support.ts';

const ROWS = `${SALES}/rows/main`;

describe('the budget of a visitor', () => {
  let now = 0;
  /** Returns what works for `ms` as a visitor, and returns the seconds to wait if it is refused. */
  const createWork = (): ((visitor: string, ms: number) => number | undefined) => {
    const budget = new WorkBudget({ workPerSecond: 200 }, () => now);
    return (visitor, ms) => {
      try {
        budget.run(visitor, () => (now += ms));
        return undefined;
      } catch (error) {
        return (error as { retryAfter: number }).retryAfter;
      }
    };
  };

  it('refuses only the visitor that has used it up, and refills', () => {
    const work = createWork();
    assert.deepEqual([work('a', 399), work('a', 1200), work('a', 1)], [undefined, undefined, 5]);
    assert.deepEqual([work('b', 1), work('a', 1)], [undefined, 5]);
    now += 4395;
    assert.equal(work('a', 1), 1);
    now += 1;
    assert.equal(work('a', 1), undefined);
  });

  it('counts work that fails', () => {
    const budget = new WorkBudget({ workPerSecond: 200 }, () => now);
    const fail = (): never => {
      now += 1000;
      throw new Error('It fails.');
    };
    assert.throws(() => budget.run('a', fail), /It fails/);
    assert.throws(() => budget.run('a', fail), /take too much time/);
  });

  it('is used in turns, so that others work in between', async () => {
    const budget = new WorkBudget({ workPerSecond: 200 }, () => now);
    const done: string[] = [];
    const work = (visitor: string, ms = 0) => {
      const name = `${visitor}${done.length}`;
      return budget.proceed(visitor, () => {
        now += ms;
        done.push(visitor);
        return name;
      });
    };
    const many = Array.from({ length: 3 }, () => work('a', 1000));
    const other = Array.from({ length: 2 }, () => work('b'));
    assert.deepEqual(await Promise.all([...many, ...other]), ['a0', 'a0', 'a0', 'b0', 'b0']);
    assert.equal(done.join(''), 'ababa');
    // Work of a request that has begun is done beyond the budget, and counted.
    await assert.rejects(
      budget.begin('a', () => 1),
      { retryAfter: 10 },
    );
    assert.equal(await budget.begin('b', () => 1), 1);
  });

  it('does not limit internal requests', () => {
    const work = createWork();
    for (let n = 0; n < 3; n += 1) assert.equal(work(`${INTERNAL_VISITOR} acme/sales`, 10_000), undefined);
  });
});

describe('requests that take too much time', () => {
  it('get 429 with Retry-After, also a whole batch, and leave other addresses alone', async () => {
    const api = await serve({ publicBase: 'https://bi.example.org', trustProxy: 1, workPerSecond: 1e-6 });
    const from = (visitor: string): Record<string, string> => ({ 'x-forwarded-for': visitor });
    const batch = { queries: [{ sql: 'SELECT 1' }] };
    const [first, second, third] = [from('203.0.113.1'), from('203.0.113.2'), from('203.0.113.3')];
    assert.equal((await api.get(ROWS, first)).status, 200);
    // The second visitor's budget ends after the body has been read.
    for (const refused of [
      await api.get(ROWS, first),
      await api.post(`${SALES}/query`, batch.queries[0], first),
      await api.post(`${SALES}/batch`, batch, second),
    ]) {
      assert.deepEqual(fault(refused), [429, 'rate_limited']);
      assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
      assert.equal(refused.headers.get('cache-control'), 'no-store');
    }
    assert.equal((await api.get(SALES, first)).status, 200);
    assert.equal((await api.get(ROWS, third)).status, 200);
  });

  for (const [name, path] of [
    ['pages', '/v/acme/sales'],
    ['frames', '/embed/acme/sales'],
    ['descriptions of pages', '/oembed?url=https%3A%2F%2Fbi.example.org%2Fv%2Facme%2Fsales'],
    ['pictures', '/render/acme/sales.svg'],
    ['descriptions', `/api${SALES}`],
  ] as const)
    it(`count ${name}`, async () => {
      const api = await serve({ publicBase: 'https://bi.example.org', trustProxy: 1, workPerSecond: 1e-6 });
      const visitor = { 'x-forwarded-for': '203.0.113.1' };
      assert.equal((await fetch(api.origin + path, { headers: visitor })).status, 200);
      assert.equal((await api.get(ROWS, visitor)).status, 429);
      const again = await fetch(api.origin + path, { headers: visitor });
      assert.equal(again.status, name === 'descriptions' ? 200 : 429);
    });
});
