// @lane long
import { expect } from 'chai';
import type { Dataset, Params } from '../../src/public-client/types.ts';
import { bothClients, LATE_FLIGHTS, queriesOf } from './support.ts';

/** Rows that no ORDER BY sorts may come in another order. */
const sorted = ({ columns, rows, truncated }: Dataset): unknown => ({
  columns,
  rows: rows.map((row) => JSON.stringify(row)).sort(),
  truncated,
});

describe('a query in the browser', () => {
  const cases: readonly (readonly [string, { account: string; slug: string }, Params])[] = [
    ['weekly-sales', { account: 'acme', slug: 'weekly-sales' }, {}],
    ['strike-reports', { account: 'civic-data', slug: 'strike-reports' }, {}],
    ['late-flights', LATE_FLIGHTS, {}],
    [
      'late-flights, for a range of dates and the origin that a reader selects',
      LATE_FLIGHTS,
      { origin: 'ATL', since: '2001-02-03', until: '2001-03-04' },
    ],
  ];
  for (const [name, ref, given] of cases)
    it(`has the rows of the API: ${name}`, async function () {
      this.timeout(120_000);
      const { server, browser, sent } = await bothClients();
      const queries = await queriesOf(server, ref, given);
      expect(queries.length).to.be.above(2);
      for (const query of queries) {
        const expected = await server.queryViz(ref, query);
        const actual = await browser.queryViz(ref, query);
        expect(sorted(actual), query.sql).to.deep.equal(sorted(expected));
      }
      expect(sent.filter((url) => /\/(query|batch)$/.test(url))).to.deep.equal([]);
    });
});

describe('values from the browser', () => {
  const SALES = { account: 'acme', slug: 'weekly-sales' };
  const VALUES: readonly string[] = [
    '1::TINYINT, 200::UTINYINT, 9007199254740993, 18446744073709551615::UBIGINT, -170141183460469231731687303715884105727::HUGEINT',
    "1.50::DECIMAL(4,2), -0.05::DECIMAL(18,3), 12345678901234567.891::DECIMAL(38,3), 1e300, 0.1::FLOAT, 'nan'::DOUBLE",
    "DATE '0044-03-15', DATE '2024-02-29', 'infinity'::DATE, '-infinity'::TIMESTAMP, NULL::DATE",
    "TIMESTAMP '2024-01-01 10:00:00', TIMESTAMP '1969-12-31 23:59:59.999999', TIMESTAMP_NS '2024-01-01 00:00:00.123456789', '2024-01-01 00:00:01'::TIMESTAMP_S, '2024-01-01 00:00:00.5'::TIMESTAMP_MS",
    "TIMESTAMPTZ '2024-01-01 10:00:00+02'",
    "true, NULL, 'a'::ENUM('a', 'b'), 'ë😀', '', 'e0f6c7d2-3a59-4c1c-9a39-0d6a7c6b1f51'::UUID",
    "[1, NULL, 3], [DATE '2024-01-01'], {'a': 1.5::DECIMAL(3,1), 'c': [{'b': 'x'}]}, MAP {'x': 1}, MAP {1: 'x'}, [1, 2]::INTEGER[2], [[9007199254740993]]",
  ];
  for (const values of VALUES)
    it(`equal those of the API: ${values}`, async () => {
      const { server, browser, sent } = await bothClients();
      const sql = `SELECT ${values}`;
      const expected = await server.queryViz(SALES, { sql });
      const actual = await browser.queryViz(SALES, { sql });
      // Other versions of DuckDB name expressions in other ways.
      expect(actual.columns.map(({ type }) => type)).to.deep.equal(expected.columns.map(({ type }) => type));
      expect(JSON.stringify(actual.rows)).to.equal(JSON.stringify(expected.rows));
      expect(sent.some((url) => url.endsWith('/query'))).to.equal(false);
    });

  /** [what, the values, whether the browser reads them itself] */
  const LISTS: readonly (readonly [string, readonly string[], boolean])[] = [
    ['no value', [], true],
    ['quotes, commas and brackets', ['a"b', "it's", 'x, y', '[z]', '{"k": 1}', ' space '], true],
    ['backslashes', ['c:\\dir', '\\', '\\\\', 'a\\"b'], true],
    ['other letters', ['é', '😀', 'null', 'NULL', ''], true],
    ['a new line, which only JSON has an escape for', ['a\nb'], false],
  ];
  for (const [what, list, isOwn] of LISTS)
    it(`of a list parameter equal those of the API: ${what}`, async () => {
      const { server, browser, sent } = await bothClients();
      const query = { sql: `SELECT unnest(from_json('{{list}}', '["VARCHAR"]')) AS item`, params: { list } };
      if (list.length === 0) query.sql = query.sql.replace('{{list}}', '[]');
      const expected = await server.queryViz(SALES, list.length === 0 ? { sql: query.sql } : query);
      const actual = await browser.queryViz(SALES, list.length === 0 ? { sql: query.sql } : query);
      expect(actual.rows).to.deep.equal(expected.rows);
      expect(sent.some((url) => url.endsWith('/query'))).to.equal(!isOwn);
    });
});
