/** Runs statements on PostgreSQL, also those that the check should have refused. */
import assert from 'node:assert/strict';
import { chmod, chown, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { generate } from 'selfsigned';
import { startPostgres } from '../../scripts/local-postgres.ts';
import type { LocalPostgres } from '../../scripts/local-postgres.ts';
import type { Backend, EngineError } from '../src/engine/backend.ts';
import type { BoundValue } from '../src/engine/statement.ts';
import { createPostgres } from '../src/postgres/backend.ts';
import { behave, External, failure, NEVER, text, viz } from './engines/external.ts';
import { ALLOWED_ON_POSTGRES } from './postgres-statements.ts';

const SETUP = `
  CREATE ROLE reader LOGIN;
  CREATE SCHEMA stats;
  GRANT USAGE ON SCHEMA stats TO reader;
  CREATE TABLE stats.sales (region text, amount numeric(12, 2), n int, day date, j jsonb);
  INSERT INTO stats.sales SELECT 'EU', i * 1.5, i, DATE '2024-01-01' + i, '{"a": 1}' FROM generate_series(1, 5) i;
  CREATE TABLE stats.loads (at timestamptz);
  INSERT INTO stats.loads VALUES ('2024-01-01');
  CREATE TABLE stats.wide AS SELECT repeat(md5(i::text), 40000) AS text FROM generate_series(1, 60) i;
  CREATE TABLE stats.lengths AS
    SELECT i, CASE WHEN i % 7 > 0 THEN repeat('é', i * i % 5000) END AS text, CASE WHEN i % 5 > 0 THEN i / 4.0 END AS quarter
    FROM generate_series(1, 5000) i;
  CREATE TABLE stats.huge AS SELECT repeat(md5('x'), 4000000) AS text;
  CREATE VIEW stats.slow AS SELECT pg_sleep(60)::text AS waited;
  CREATE VIEW stats.process AS SELECT pg_backend_pid() AS pid;
  CREATE VIEW stats.locked AS SELECT pg_advisory_lock(7)::text AS locked;
  GRANT SELECT ON ALL TABLES IN SCHEMA stats TO reader;
  CREATE TABLE stats.secrets AS SELECT 'secret' AS secret;
`;
const SALES = { schema: 'stats', name: 'sales' };
const external = new External(
  'sales loads wide lengths huge slow process locked secrets',
  (limits, log, url = postgres.url('reader')) => createPostgres(url, limits, log),
);
const open: External['open'] = (limits, url) => external.open(limits, url);
const rowsOf: External['rows'] = (backend, sql, values) => external.rows(backend, sql, values);

let postgres: LocalPostgres;
before(async () => {
  postgres = await startPostgres();
  await postgres.run(SETUP);
});
after(async () => {
  await external.close();
  await postgres.stop();
});

async function runningCount(condition = 'true'): Promise<number> {
  return Number(
    await postgres.run(
      `SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader' AND state = 'active' AND ${condition}`,
    ),
  );
}

async function hasRunning(count = 1): Promise<void> {
  while ((await runningCount()) < count);
}

/** Waits until the server has ended all statements. */
async function hasNoRunning(): Promise<void> {
  while ((await runningCount()) > 0);
}

behave('PostgreSQL', external, {
  allowed: ALLOWED_ON_POSTGRES,
  failing: ['SELECT 1 / (n - n) FROM sales', /^division by zero$/],
  numbers: (count) => `SELECT generate_series(1, ${count}) AS g`,
  wide: 2,
  sleep: 'SELECT pg_sleep(1)',
  isRunning: () => hasRunning(),
  isOver: hasNoRunning,
  stops: ['abort'],
  load: () => postgres.run(`INSERT INTO stats.loads VALUES ('2024-02-01')`),
});

describe('statements on PostgreSQL alone', () => {
  let backend: Backend;
  before(async () => {
    backend = await open();
  });

  it('binds values of each type, also with quotes, backslashes and placeholders', async () => {
    const placeholder = (position: number, value: BoundValue): string =>
      backend.dialect!.placeholder(position, value);
    for (const value of [
      `x\\`,
      `' UNION ALL SELECT version() --`,
      `'; DROP TABLE sales; --`,
      `$1 {{a}} é😀`,
      '',
    ]) {
      const rows = await rowsOf(backend, `SELECT ${placeholder(1, text(value))}, '\\'`, [text(value)]);
      assert.deepEqual(rows, [[value, '\\']]);
    }
    const values: BoundValue[] = [
      { type: 'number', value: '-9007199254740993' },
      { type: 'number', value: '1e-3' },
      { type: 'boolean', value: 'true' },
      { type: 'date', value: '1880-02-29' },
      { type: 'date', value: null },
      { type: 'string', value: ['a', 'b,"{}\\', `'`, 'NULL'] },
      { type: 'number', value: [] },
    ];
    const { columns, rows } = await external.run(
      backend,
      `SELECT ${values.map((value, index) => placeholder(index + 1, value)).join(', ')}`,
      values,
    );
    assert.deepEqual(rows, [
      ['-9007199254740993', 0.001, true, '1880-02-29', null, ['a', 'b,"{}\\', `'`, 'NULL'], []],
    ]);
    assert.deepEqual(
      columns.map(({ type }) => type),
      ['number', 'number', 'boolean', 'date', 'date', 'json', 'json'],
    );
  });

  it('refuses a value that PostgreSQL cannot hold by name', async () => {
    const { failure: kind, message } = await failure(rowsOf(backend, 'SELECT $1::text', [text('a\0b')]));
    assert.equal(kind, 'failed');
    assert.match(message, /invalid byte sequence/);
  });

  it('does not read a table that the role may not read', async () => {
    const { message } = await failure(rowsOf(backend, 'SELECT * FROM secrets'));
    assert.match(message, /permission denied/);
  });

  it('reads rows of all lengths, with and without values', async () => {
    const rows = await rowsOf(backend, 'SELECT * FROM lengths ORDER BY i');
    const expected = Array.from({ length: 5000 }, (_, index) => index + 1).map((i) => [
      i,
      i % 7 > 0 ? 'é'.repeat((i * i) % 5000) : null,
      i % 5 > 0 ? i / 4 : null,
    ]);
    assert.deepEqual(rows, expected);
  });

  it('refuses columns that a result cannot hold, by name', async () => {
    for (const sql of [
      `SELECT n, '\\x00'::bytea AS "raw" FROM sales`,
      'SELECT sales AS "raw" FROM sales',
      'SELECT ROW(1) AS "raw"',
      `SELECT generate_series(1, 1000000000), '\\x00'::bytea AS "raw"`,
    ]) {
      const { failure: kind, message } = await failure(rowsOf(backend, sql));
      assert.equal(kind, 'failed');
      assert.match(message, /^The column "raw" is of type/);
    }
    assert.deepEqual((await external.run(backend, 'SELECT 1 AS n LIMIT 0')).columns, [
      { name: 'n', type: 'number' },
    ]);
  });
});

/** Each got through a read-only role. */
const HOSTILE = [
  `SELECT lo_create(0)`,
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity`,
  `SELECT set_config('statement_timeout', '0', false)`,
  `SELECT pg_advisory_lock(1)`,
  `SELECT (1).pg_sleep`,
  `SELECT g.pg_sleep FROM generate_series(1, 1) AS g`,
];

describe('hostile statements on PostgreSQL', () => {
  it('are refused before they reach it, also without a check', async () => {
    const backend = await open();
    for (const sql of HOSTILE)
      await assert.rejects(backend.run(external.planOf(sql), NEVER), { code: 'sql_not_allowed' }, sql);
    assert.equal(await postgres.run(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'`), '0');
  });

  it('end at the time limit, and keep no connection', async () => {
    const backend = await open({ concurrency: 1 });
    for (const sql of [
      'SELECT * FROM slow',
      'SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000000000) b',
      'WITH RECURSIVE t(i) AS (SELECT 1::numeric UNION ALL SELECT i + 1 FROM t) SELECT max(i) FROM t',
    ]) {
      const { failure: kind } = await failure(backend.run(external.planOf(sql, [], 200), NEVER));
      assert.equal(kind, 'timeout', sql);
    }
    assert.deepEqual(await rowsOf(backend, 'SELECT 1'), [[1]]);
    await hasNoRunning();
  });

  it('end at the limit of disk space, if the role has one', async () => {
    await postgres.run(
      `CREATE ROLE limited LOGIN; GRANT reader TO limited; ALTER ROLE limited SET temp_file_limit = '10MB'`,
    );
    const backend = await open({}, postgres.url('limited'));
    const sorted = 'SELECT g FROM generate_series(1, 1000000000) AS g ORDER BY g DESC';
    const { failure: kind } = await failure(rowsOf(backend, sorted));
    assert.equal(kind, 'memory');
    assert.deepEqual(await rowsOf(backend, 'SELECT 1'), [[1]]);
  });

  it('cannot multiply a text with a long value', async () => {
    const backend = await open();
    const sql = `SELECT replace('aaa', 'a', $1::text)`;
    const sales = viz({ tables: [SALES], version: { ttl: 60 } });
    for (const value of ['x'.repeat(1000), null]) {
      const values = [text(value)];
      await backend.check({ sql, values }, sales, false);
      assert.deepEqual(await rowsOf(backend, sql, values), [[value && value.repeat(3)]]);
    }
    const values = [text('x'.repeat(1001))];
    const reason = { code: 'sql_not_allowed', message: /at most 1000 characters/ };
    await assert.rejects(backend.check({ sql, values }, sales, false), reason);
    await assert.rejects(rowsOf(backend, sql, values), reason);
  });

  it('leave no settings for the next statement', async () => {
    const backend = await open({ concurrency: 1 });
    const rows = await rowsOf(
      backend,
      `SELECT now()::text ~ '[+]00$', '1 mon'::interval::text, 0.1::float8 + 0.2`,
    );
    assert.deepEqual(rows, [[true, '1 mon', 0.30000000000000004]]);
  });
});

describe('connections to PostgreSQL', () => {
  it('keep no lock of a session, and are used again', async () => {
    const backend = await open();
    const process = async (): Promise<unknown> => await rowsOf(backend, 'SELECT * FROM process');
    const first = await process();
    await rowsOf(backend, 'SELECT * FROM locked');
    assert.equal(await postgres.run(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'`), '0');
    assert.deepEqual(await process(), first);
  });

  it('come back after the server has restarted', async () => {
    const backend = await open();
    await Promise.all([1, 2, 3].map((n) => rowsOf(backend, `SELECT ${n}`)));
    await postgres.restart();
    assert.deepEqual(await rowsOf(backend, 'SELECT 1'), [[1]]);
  });

  it('are unavailable, without credentials in messages, while the server cannot be reached', async () => {
    const backend = await open({}, 'postgres://reader:topsecret@127.0.0.1:1/postgres');
    const error = await failure(rowsOf(backend, 'SELECT 1'));
    assert.equal(error.failure, 'unavailable');
    assert.equal(backend.isReachable, false);
    const problems = await backend.problems([]);
    assert.match(problems.join(), /PostgreSQL cannot be used/);
    assert.doesNotMatch(`${error.message} ${problems.join()} ${external.logged.join()}`, /topsecret/);
  });

  it('are not taken for lost when all are in use', async () => {
    const backend = await open({ concurrency: 1 });
    const abort = new AbortController();
    const run = (sql: string): Promise<EngineError> =>
      failure(backend.run(external.planOf(sql), abort.signal));
    const slow = [1, 2, 3, 4].map((n) => run(`SELECT waited, ${n} FROM slow`));
    await hasRunning(slow.length);
    assert.equal((await run('SELECT 1')).failure, 'unavailable');
    assert.equal(backend.isReachable, true);
    await backend.check({ sql: 'SELECT 1', values: [] }, viz({ tables: [], version: { ttl: 60 } }), false);
    abort.abort();
    await Promise.all(slow);
    assert.deepEqual(await rowsOf(backend, 'SELECT 1'), [[1]]);
  });

  it('are left for statements by slow versions of tables', { timeout: 20_000 }, async () => {
    const backend = await open({ concurrency: 1, adHocMs: 60_000 });
    const sql = (n: number): string => `SELECT waited, ${n} FROM slow`;
    const versions = [1, 2, 3].map((n) =>
      backend.tables(viz({ tables: external.tables, version: { sql: sql(n) } })),
    );
    await hasRunning(2);
    const abort = new AbortController();
    const runs = [11, 12].map((n) => failure(backend.run(external.planOf(sql(n)), abort.signal)));
    while ((await runningCount(`query LIKE '%waited, 1_ FROM%'`)) < 2);
    abort.abort();
    await Promise.all(runs);
    let isOver = false;
    void Promise.all(versions).then(() => (isOver = true));
    // The third version is read when one of the others has ended.
    while (!isOver)
      await postgres.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'`);
  });

  it('refuse a superuser, and report a role that can write', async () => {
    const superuser = await open({}, postgres.url('postgres'));
    assert.match((await failure(rowsOf(superuser, 'SELECT 1'))).message, /superuser/);
    await postgres.run(
      'CREATE ROLE writer LOGIN; GRANT USAGE ON SCHEMA stats TO writer; GRANT INSERT ON stats.sales TO writer',
    );
    const writer = await open({}, postgres.url('writer'));
    assert.match((await writer.problems([])).join(), /can write to stats\.sales/);
    assert.deepEqual(await (await open()).problems([]), []);
  });
});

describe('connections to PostgreSQL with TLS', () => {
  let certificate: string;
  before(async () => {
    const data = join(postgres.folder, 'data');
    certificate = join(postgres.folder, 'certificate.pem');
    const key = join(data, 'server.key');
    const altNames = [{ type: 2, value: 'localhost' } as const];
    const made = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames }],
    });
    await writeFile(certificate, made.cert);
    await writeFile(key, made.private);
    const { uid, gid } = await stat(data);
    await chown(key, uid, gid);
    await chmod(key, 0o600);
    for (const [name, value] of [
      ['ssl_cert_file', certificate],
      ['ssl_key_file', key],
      ['ssl', 'on'],
    ])
      await postgres.run(`ALTER SYSTEM SET ${name} = '${value}'`);
    await writeFile(join(data, 'pg_hba.conf'), 'local all all trust\nhostssl all all all trust\n');
    await postgres.restart();
  });

  const at = (host: string, options: string): string =>
    `postgres://reader@${host}:${postgres.port}/postgres?${options}`;

  it('verify the certificate and the name of the server', async () => {
    const verified = await open({}, at('localhost', `sslmode=verify-full&sslrootcert=${certificate}`));
    assert.deepEqual(await rowsOf(verified, 'SELECT 1'), [[1]]);
    const named = await open({}, at('127.0.0.1', `sslmode=verify-ca&sslrootcert=${certificate}`));
    assert.deepEqual(await rowsOf(named, 'SELECT 1'), [[1]]);
    for (const [host, options, reason] of [
      ['localhost', 'sslmode=verify-full', /self-signed certificate/],
      ['127.0.0.1', `sslmode=verify-full&sslrootcert=${certificate}`, /does not match certificate/],
      ['localhost', 'sslmode=disable', /no encryption/],
    ] as const) {
      const error = await failure(rowsOf(await open({}, at(host, options)), 'SELECT 1'));
      assert.equal(error.failure, 'unavailable');
      assert.match(error.message, reason);
    }
  });

  it('also send requests to cancel', async () => {
    const url = at('localhost', `sslmode=verify-full&sslrootcert=${certificate}`);
    // Without a cancel request, the statement would run until its time limit.
    const backend = await open({ graceMs: 60_000 }, url);
    const abort = new AbortController();
    const aborted = failure(backend.run(external.planOf('SELECT * FROM slow'), abort.signal));
    await hasRunning();
    abort.abort();
    const error = await aborted;
    assert.equal(error.failure, 'interrupted');
    assert.match(error.message, /due to user request/);
  });
});
