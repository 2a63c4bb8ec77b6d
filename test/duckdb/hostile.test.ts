// @lane long
/** SQL of anyone: it must cause no request, no file access, no changed setting and no hanging page. */
import { expect } from 'chai';
import { createPublicClient } from '../../src/public-client/index.ts';
import type { VibedasherError } from '../../src/public-client/errors.ts';
import type { PublicClient } from '../../src/public-client/types.ts';
import { countedApi, newId, recordOf } from '../support/counted.ts';
import { bothClients, ENGINE } from './support.ts';

/** A client without an API, which would answer what the browser refuses. */
const offline = (timeout = 30): PublicClient =>
  createPublicClient({ snapshot: '/__snapshot__/tables/', live: 'never', queries: 'browser', timeout });

const SALES = { account: 'acme', slug: 'weekly-sales' };

const outcome = async (client: PublicClient, sql: string): Promise<string> => {
  try {
    const { rows, truncated } = await client.queryViz(SALES, { sql });
    return truncated ? `cut off after ${rows.length} rows` : JSON.stringify(rows);
  } catch (error) {
    return (error as VibedasherError).kind;
  }
};

describe('hostile SQL in the browser', function () {
  this.timeout(120_000);

  it('runs only if it is one SELECT over the tables', async () => {
    const browser = offline();
    const count = await outcome(browser, 'SELECT count(*) FROM sales');
    const id = newId();
    const url = `${await countedApi(id)}/rows.csv`;
    const refused = [
      `SELECT * FROM read_csv('${url}')`,
      `SELECT * FROM '${url}'`,
      `SELECT * FROM read_text('${url}')`,
      `SELECT * FROM read_parquet('${url.replace('csv', 'parquet')}')`,
      `SELECT * FROM sniff_csv('${url}')`,
      "SELECT * FROM read_text('/etc/passwd')",
      "SELECT * FROM glob('*')",
      "SELECT getenv('HOME')",
      "COPY sales TO 'sales.csv'",
      `COPY sales TO '${url}'`,
      `ATTACH '${url}' AS other`,
      "ATTACH ':memory:' AS other",
      'DETACH viz',
      'INSTALL json',
      'LOAD json',
      `INSTALL json FROM '${url}'`,
      'SET enable_external_access = true',
      "SET memory_limit = '4GB'",
      'RESET lock_configuration',
      'PRAGMA database_list',
      'CALL pragma_version()',
      'USE memory',
      'SELECT 1; SELECT 2',
      'SELECT 1; DROP TABLE sales',
      'DROP TABLE sales',
      'DELETE FROM sales',
      'INSERT INTO sales SELECT * FROM sales',
      'CREATE TABLE other AS SELECT 1',
      'CREATE TEMP VIEW sales AS SELECT 1',
      "CREATE MACRO sum(x) AS 'no'",
      'EXPLAIN ANALYZE SELECT 1',
      'SHOW TABLES',
      'BEGIN',
      'CHECKPOINT',
      'sales',
      "SELECT * FROM query('DROP TABLE sales')",
      'PREPARE p AS SELECT 1',
    ];
    for (const sql of refused) expect(await outcome(browser, sql), sql).to.match(/^(query|unavailable)$/);
    expect(await recordOf(id)).to.deep.equal([]);
    expect(await outcome(browser, 'SELECT count(*) FROM sales')).to.equal(count);
    const settings =
      "SELECT current_setting('enable_external_access'), current_setting('lock_configuration')";
    expect(await outcome(browser, settings)).to.equal('[[false,true]]');
  });

  it('takes limited memory', async () => {
    const browser = offline();
    expect(await outcome(browser, 'SELECT * FROM range(1000000000)')).to.equal('cut off after 100000 rows');
    expect(await outcome(browser, "SELECT repeat('x', 1000000) FROM range(100)")).to.equal(
      'cut off after 50 rows',
    );
    for (const sql of [
      "SELECT repeat('x', 1000000000)",
      'SELECT list(range) FROM range(100000000)',
      'SELECT a.range FROM range(100000) a, range(100000) b ORDER BY hash(a.range + b.range)',
    ])
      expect(await outcome(browser, sql), sql).to.equal('unavailable');
    expect(await outcome(browser, 'SELECT 1')).to.equal('[[1]]');
  });

  it('ends at the time limit, with its worker; the next query starts another', async () => {
    const browser = offline(1);
    const endless = 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t';
    const [first, second] = await Promise.all([outcome(browser, endless), outcome(browser, 'SELECT 1')]);
    expect(first).to.equal('timeout');
    expect(second).to.equal('[[1]]');
  });

  it('does not take the time or the worker of the queries that are posted after it', async () => {
    const browser = offline(1.5);
    const endless = 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t';
    const queries = ['SELECT 2', endless, 'SELECT 3', 'no', endless, 'SELECT 4', 'SELECT 5'];
    const outcomes = await Promise.all(queries.map((sql) => outcome(browser, sql)));
    expect(outcomes).to.deep.equal(['[[2]]', 'timeout', '[[3]]', 'query', 'timeout', '[[4]]', '[[5]]']);
  });

  it('cannot run in a worker whose response forbids WebAssembly: the API answers, after a warning', async () => {
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void warnings.push(text);
    try {
      const engine = { ...ENGINE, worker: '/__engine__/strict/worker.js' };
      const { browser, sent } = await bothClients({ engine, timeout: 29 });
      // Another viz: workers are shared by tables.
      const flights = { account: 'civic-data', slug: 'strike-reports' };
      const { rows } = await browser.queryViz(flights, { sql: 'SELECT 1' });
      expect(rows).to.deep.equal([[1]]);
      expect(sent.some((url) => url.endsWith('/query'))).to.equal(true);
      expect(warnings.join()).to.include("script-src 'wasm-unsafe-eval'");
    } finally {
      console.warn = warn;
    }
  });

  it('fills parameters as the viz declares them, also if another viz has the same tables', async () => {
    const types = async (slug: string): Promise<unknown> => {
      const query = { sql: 'SELECT typeof({{year}}) AS type', params: { year: 2024 } };
      return (await offline().queryViz({ account: 'acme', slug }, query)).rows;
    };
    expect(await types('weekly-sales')).to.deep.equal([['INTEGER']]);
    expect(await types('copy')).to.deep.equal([['VARCHAR']]);
  });

  it('is answered by the API if only the API can', async () => {
    const { browser, server } = await bothClients();
    for (const sql of [
      "SELECT strftime(TIMESTAMPTZ '2024-01-01 10:00:00+00', '%Y') AS year",
      "SELECT json_extract('[1]', '$[0]') AS first",
      "SELECT '{\"a\": 1}'::JSON ->> 'a' AS a",
    ])
      expect(await outcome(browser, sql), sql).to.equal(await outcome(server, sql));
  });

  it('needs a word that exists', async () => {
    const client = createPublicClient({ apiBase: 'https://api.example.org', queries: 'page' as never });
    expect(await outcome(client, 'SELECT 1')).to.equal('config');
  });
});
