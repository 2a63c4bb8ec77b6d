/** The response to a query contains its rows if they are cached and few. Clients that do not read them still work. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { decode } from '@msgpack/msgpack';
import { SALES, serve } from './support.ts';
import type { Body, Rows, TestApi } from './support.ts';

type Submitted = Body & Partial<Rows>;

/** Submits a query until it is cached. */
async function cached(api: TestApi, sql: string): Promise<Submitted> {
  await api.rows(sql);
  return (await api.submit(sql)).body as Submitted;
}

async function stored({ url }: Body): Promise<Rows> {
  const response = await fetch(url, { headers: { accept: 'application/octet-stream' } });
  assert.equal(response.status, 200);
  return decode(await response.arrayBuffer()) as Rows;
}

/** Returns the rows in a response. */
const rowsIn = ({ columns, rows, rowCount, truncated }: Partial<Rows>): unknown => ({
  columns,
  rows,
  rowCount,
  truncated,
});

describe('the response to a cached query', () => {
  let api: TestApi;
  before(async () => {
    api = await serve();
  });

  it('contains the rows, as at its URL', async () => {
    const sql = `SELECT region, day, amount, active, '2026-01-01'::TIMESTAMP AS t, 9007199254740993 AS big,
      1.5::DECIMAL(9, 2) AS d, NULL AS nothing, [1, 2] AS list, {'a': 'x'} AS struct FROM sales`;
    const body = await cached(api, sql);
    assert.equal(body.rows?.length, 4);
    assert.deepEqual(rowsIn(body), await stored(body));
  });

  it('contains no rows before the query is done', async () => {
    const { body } = await api.submit('SELECT 1 AS first');
    assert.deepEqual(Object.keys(body), ['sqlQuery', 'cached']);
  });

  it('contains no values that JSON cannot express', async () => {
    for (const value of ["'NaN'::DOUBLE", "'-inf'::DOUBLE", "[1, 'inf'::DOUBLE]"]) {
      const body = await cached(api, `SELECT ${value} AS value`);
      assert.deepEqual(Object.keys(body), ['sqlQuery', 'cached', 'url'], value);
      assert.equal((await stored(body)).rowCount, 1, value);
    }
  });

  it('does not contain many rows, even if they compress well', async () => {
    for (const sql of [
      'SELECT hash(i) AS h FROM range(20000) t(i)',
      "SELECT 'aaaaaaaaaaaaaaaa' AS same FROM range(20000)",
    ]) {
      const body = await cached(api, sql);
      assert.deepEqual(Object.keys(body), ['sqlQuery', 'cached', 'url'], sql);
      assert.equal((await stored(body)).rowCount, 20_000, sql);
    }
  });

  it('contains rows up to a limit for all queries of a batch', async () => {
    const sql = 'SELECT hash(i)::VARCHAR AS h FROM range(1000) t(i)';
    await api.rows(sql);
    const { body } = await api.post(`${SALES}/batch`, {
      queries: Array.from({ length: 50 }, () => ({ sql })),
    });
    const results = body['results'] as readonly Submitted[];
    const inline = results.filter(({ rows }) => rows);
    assert.ok(inline.length >= 1 && inline.length < 10, String(inline.length));
    assert.ok(JSON.stringify(body).length < 200_000);
    for (const result of results) assert.equal((await stored(result)).rowCount, 1000);
  });
});

/** Clients from before the rows in responses and the addresses of rows. */
describe('an older client', () => {
  let api: TestApi;
  before(async () => {
    api = await serve();
  });

  it('reads the URL and keeps unknown fields apart, like the published SDK', async () => {
    /** As `SQLQuerySubmitResponse.from_dict` of `vibedasher` 4.3.22. */
    const fromDict = (answer: Record<string, unknown>) => {
      const { cached, sqlQuery, url, ...additional } = answer;
      assert.equal(typeof cached, 'boolean');
      for (const field of ['id', 'status', 'sql', 'args', 'createdAt', 'updatedAt'])
        assert.ok(field in (sqlQuery as object), field);
      assert.ok(url === undefined || typeof url === 'string');
      return { cached, url, additional };
    };
    const sql = 'SELECT region, sum(amount) AS value FROM sales GROUP BY region ORDER BY region';
    const first = fromDict((await api.submit(sql)).body);
    assert.deepEqual(first, { cached: false, url: undefined, additional: {} });
    const second = fromDict(await cached(api, sql));
    assert.equal(second.cached, true);
    const response = await fetch(String(second.url), { headers: { accept: 'application/octet-stream' } });
    const { columns, rows } = decode(await response.arrayBuffer()) as Rows;
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['region', 'value'],
    );
    assert.ok(rows.length > 0);
  });

  it('may add the signature of an earlier URL', async () => {
    const { url } = await cached(api, 'SELECT 3 AS three');
    assert.equal((await fetch(`${url}?expires=1&signature=00`)).status, 200);
  });
});
