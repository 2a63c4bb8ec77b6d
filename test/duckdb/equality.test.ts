// @engines all
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
