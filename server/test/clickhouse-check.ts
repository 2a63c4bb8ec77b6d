/**
 * `ENGINE=clickhouses://USER:PASSWORD@HOST/DATABASE node server/test/clickhouse-check.ts`: checks on a real ClickHouse what chDB does not
 * have: the user and its profile, and how statements end. `ADMIN=…`, an address that can read `system.processes`, also checks
 * that nothing keeps running. Changes nothing. Ends with 1 if a check fails.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { decode } from '@msgpack/msgpack';
import { readAddress } from '../src/clickhouse/address.ts';
import { createClickHouse } from '../src/clickhouse/backend.ts';
import type { Backend, EngineError } from '../src/engine/backend.ts';
import { resolveLimits } from '../src/limits.ts';

const { ENGINE = '', ADMIN } = process.env;
const log = { error: console.error, warn: console.warn };
const limits = resolveLimits({});
const address = readAddress(ENGINE);
const client = clientOf(ENGINE);
const backend = createClickHouse(ENGINE, limits, log);
/** A join of many rows, which takes minutes. */
const SLOW =
  'SELECT sum(sipHash64(a.number, b.number)) FROM numbers(1000000) AS a CROSS JOIN numbers(1000000) AS b';
let failed = 0;

function clientOf(text: string): ReturnType<typeof createClient> {
  const { url, user, password, database } = readAddress(text);
  const log = { level: ClickHouseLogLevel.OFF };
  return createClient({ url, username: user, password, database, log });
}

async function check(name: string, work: () => Promise<string | undefined>): Promise<void> {
  const fault = await work().catch((error: unknown) => String(error));
  if (fault !== undefined) failed += 1;
  console.log(
    `${fault === undefined ? 'ok    ' : 'FAILED'} ${name}${fault === undefined ? '' : `: ${fault}`}`,
  );
}

function run(
  sql: string,
  ms = 20_000,
  signal = new AbortController().signal,
  on: Backend = backend,
): ReturnType<Backend['run']> {
  return on.run({ statement: { sql, values: [] }, viz: 'check/check', tables: [], ms }, signal);
}

async function failureOf(running: Promise<unknown>): Promise<string> {
  return running.then(
    () => 'no error',
    (error: EngineError) => error.failure ?? String(error),
  );
}

const expectFailure = async (
  running: Promise<unknown>,
  ...expected: string[]
): Promise<string | undefined> => {
  const failure = await failureOf(running);
  return expected.includes(failure) ? undefined : `${failure} instead of ${expected.join(' or ')}`;
};

/** Resolves with a fault if a statement works that the user must not run. */
const expectRefused = (query: string): Promise<string | undefined> =>
  client.command({ query }).then(
    () => 'it works',
    () => undefined,
  );

async function expectNothingRunning(): Promise<string | undefined> {
  if (ADMIN === undefined) return undefined;
  const admin = clientOf(ADMIN);
  try {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const result = await admin.query({
        query: 'SELECT count() AS n FROM system.processes WHERE user = {user:String}',
        query_params: { user: address.user },
        format: 'JSON',
      });
      const { data } = await result.json<{ n: string }>();
      if (Number(data[0]?.n) === 0) return undefined;
      await sleep(100);
    }
    return 'a statement runs on for 5 seconds';
  } finally {
    await admin.close();
  }
}

await check('the user can be used', async () => (await backend.problems([]))[0]);
await check('a statement runs, with a value', async () => {
  const statement = {
    sql: 'SELECT {p1:String}, toInt64(9007199254740993)',
    values: [{ type: 'string', value: "x\\' --" }] as const,
  };
  const { bytes } = await backend.run(
    { statement, viz: 'check/check', tables: [], ms: 5000 },
    new AbortController().signal,
  );
  const { rows } = decode(gunzipSync(bytes)) as { rows: unknown[][] };
  const text = JSON.stringify(rows);
  return text === JSON.stringify([["x\\' --", '9007199254740993']]) ? undefined : text;
});
for (const query of [
  'SET max_memory_usage = 0',
  'SELECT 1 SETTINGS max_threads = 64',
  'SELECT 1 SETTINGS max_execution_time = 100000',
  "INSERT INTO FUNCTION null('n Int8') SELECT 1",
  'CREATE TEMPORARY TABLE vibedasher_check (n Int8)',
  'SELECT count() FROM system.users',
  'SELECT count() FROM system.query_log',
  "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
  "SELECT * FROM file('x', 'LineAsString')",
  "SELECT * FROM remote('127.0.0.1', system.one)",
  "SELECT * FROM s3('http://127.0.0.1:1/x', 'LineAsString')",
])
  await check(`the user cannot: ${query}`, () => expectRefused(query));
await check('a statement ends at its time limit', () => expectFailure(run(SLOW, 1000), 'timeout'));
await check('then nothing runs', expectNothingRunning);
await check('a statement ends when it is aborted', async () => {
  const aborter = new AbortController();
  const running = run(SLOW, 20_000, aborter.signal);
  await sleep(1000);
  aborter.abort();
  return expectFailure(running, 'interrupted');
});
await check('then nothing runs', expectNothingRunning);
await check('a statement ends at the limit of memory', () =>
  expectFailure(
    run(
      'SELECT groupArray((a.number, b.number)) FROM numbers(1000000) AS a CROSS JOIN numbers(1000000) AS b',
    ),
    'memory',
    'timeout',
  ),
);
await check('an error after the first rows is seen', () =>
  expectFailure(run('SELECT intDiv(1, toInt64(number) - 90000) FROM numbers(95000)'), 'failed'),
);
await check('a result is cut off', async () => {
  const { rowCount, truncated } = await run('SELECT number FROM numbers(1000000)');
  return rowCount === limits.maxRows && truncated ? undefined : `${rowCount} rows, ${truncated}`;
});
await check('then nothing runs', expectNothingRunning);
await check('too many statements are refused, and others run', async () => {
  const crowd = createClickHouse(ENGINE, resolveLimits({ concurrency: 64 }), {
    ...log,
    warn: () => undefined,
  });
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      failureOf(run(`${SLOW} WHERE a.number != ${n}`, 2000, undefined, crowd)),
    ),
  );
  await crowd.close();
  const others = all.filter((failure) => failure !== 'timeout' && failure !== 'unavailable');
  return others.length > 0
    ? others.join()
    : failureOf(run('SELECT 1')).then((failure) => (failure === 'no error' ? undefined : failure));
});
await backend.close();
await client.close();
process.exitCode = failed > 0 ? 1 : 0;
