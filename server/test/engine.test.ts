import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { decode } from '@msgpack/msgpack';
import { Engine } from '../src/engine/engine.ts';
import { EngineError } from '../src/engine/backend.ts';
import type { EngineFailure } from '../src/engine/backend.ts';
import { resolveLimits } from '../src/limits.ts';
import type { Limits } from '../src/limits.ts';

const MiB = 1024 * 1024;
const opened: Engine[] = [];
after(() => Promise.all(opened.map((engine) => engine.close())));

function open(limits: Partial<Limits> = {}): { engine: Engine; crashes: string[] } {
  const crashes: string[] = [];
  const engine = new Engine(resolveLimits(limits, limits), (message) => crashes.push(message));
  opened.push(engine);
  return { engine, crashes };
}

async function run(engine: Engine, sql: string, signal = new AbortController().signal): Promise<unknown> {
  const { bytes } = await engine.run({ database: 'test', tables: [], sql }, signal);
  return (decode(gunzipSync(bytes)) as { rows: unknown }).rows;
}

const failsBy = (failure: EngineFailure) => (error: unknown) =>
  error instanceof EngineError && error.failure === failure;

describe('the engine', () => {
  it('kills a process that exceeds its memory limit, and starts another', async () => {
    const { engine, crashes } = open({ engineBytes: 400 * MiB });
    // A single function call that would take 1.6 GB, which DuckDB does not count.
    const grown = `SELECT len(replace(a, 'x', a)) FROM (SELECT string_agg('x', '') AS a FROM range(40000))`;
    await assert.rejects(run(engine, grown), failsBy('memory'));
    assert.deepEqual(crashes, ['A query engine ended with SIGKILL.']);
    assert.deepEqual(await run(engine, 'SELECT 1'), [[1]]);
  });

  it('fails only the query that crashes its process', async () => {
    const { engine } = open({ engineBytes: 400 * MiB });
    const others = [1, 2].map((n) => run(engine, `SELECT ${n}, count(*)::INT FROM range(30000000)`));
    const grown = `SELECT len(replace(a, 'x', a)) FROM (SELECT string_agg('x', '') AS a FROM range(40000))`;
    await assert.rejects(run(engine, grown), failsBy('memory'));
    assert.deepEqual(await Promise.all(others), [[[1, 30_000_000]], [[2, 30_000_000]]]);
  });

  it('checks statements while others run, and survives one that cannot be parsed', async () => {
    const { engine, crashes } = open();
    const other = run(engine, 'SELECT count(*)::INT FROM range(30000000)');
    await engine.check('SELECT a FROM t', ['t']);
    await assert.rejects(engine.check('SELECT a FROM u', ['t']), { status: 403, hint: 'Its tables: t.' });
    await assert.rejects(engine.check(`SELECT ${'('.repeat(30_000)}`, ['t']), { status: 400 });
    assert.deepEqual(await other, [[30_000_000]]);
    assert.deepEqual(crashes, []);
  });

  it('is unavailable while no process can be started', { timeout: 10_000 }, async (t) => {
    const { engine, crashes } = open();
    const { execPath } = process;
    t.after(() => (process.execPath = execPath));
    process.execPath = join(import.meta.dirname, 'missing');
    await assert.rejects(engine.check('SELECT 1', []), failsBy('unavailable'));
    await assert.rejects(run(engine, 'SELECT 1'), failsBy('unavailable'));
    assert.equal(crashes.length, 2);
    assert.match(crashes[0] ?? '', /^A query engine could not be started: spawn .* ENOENT\.$/);
    process.execPath = execPath;
    assert.deepEqual(await run(engine, 'SELECT 1'), [[1]]);
  });

  it('kills the process of a statement that ignores interrupts', async () => {
    const { engine, crashes } = open({ statementMs: 300, graceMs: 100 });
    const text = `(SELECT string_agg(i::VARCHAR, '') FROM range(60000) t(i))`;
    await assert.rejects(run(engine, `SELECT levenshtein(${text}, ${text} || 'x')`), failsBy('timeout'));
    assert.equal(crashes.length, 1);
  });

  it('interrupts one statement, and no others', async () => {
    const { engine, crashes } = open();
    const abort = new AbortController();
    const endless = 'WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) SELECT max(i) FROM t';
    const interrupted = assert.rejects(run(engine, endless, abort.signal), failsBy('interrupted'));
    const other = run(engine, 'SELECT count(*)::INT FROM range(30000000)');
    assert.deepEqual(await run(engine, 'SELECT 1'), [[1]]);
    abort.abort();
    await interrupted;
    assert.deepEqual(await other, [[30_000_000]]);
    assert.deepEqual(crashes, []);
  });

  it('returns all rows of a statement or none, whenever it is interrupted', async () => {
    const { engine } = open();
    const counts = new Set<number | EngineFailure>();
    for (let n = 0; n < 200; n += 1) {
      // Half of them wait for a new database.
      const database = n % 2 ? 'known' : `new ${n}`;
      const task = { database, tables: [], sql: 'SELECT i FROM range(3000) t(i)', ms: n % 20 };
      const outcome = await engine.run(task, new AbortController().signal).then(
        ({ rowCount }) => rowCount,
        (error: unknown) => (error as EngineError).failure,
      );
      counts.add(outcome);
    }
    for (const outcome of counts) assert.ok(outcome === 3000 || outcome === 'timeout', String(outcome));
  });

  it('fails if a row after the first ones fails', async () => {
    const { engine } = open();
    const late = `SELECT CASE WHEN i = 50000 THEN error('late') ELSE i END FROM range(100000) t(i)`;
    await assert.rejects(run(engine, late), failsBy('failed'));
  });

  it('does not start a statement whose signal is aborted', async () => {
    const { engine } = open();
    await assert.rejects(run(engine, 'SELECT 1', AbortSignal.abort()), failsBy('interrupted'));
  });

  it('fails running statements when it closes, and accepts no more', async () => {
    const { engine, crashes } = open();
    await run(engine, 'SELECT 1');
    const running = assert.rejects(
      run(engine, 'SELECT count(*) FROM range(1000000000000)'),
      failsBy('interrupted'),
    );
    await engine.close();
    await running;
    await assert.rejects(run(engine, 'SELECT 1'), failsBy('interrupted'));
    assert.deepEqual(crashes, []);
  });
});
