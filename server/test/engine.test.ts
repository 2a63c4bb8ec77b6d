import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { decode } from '@msgpack/msgpack';
import { Engine } from '../src/engine/engine.ts';
import { EngineError } from '../src/engine/worker.ts';
import type { EngineFailure } from '../src/engine/messages.ts';
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
  it('ends its process before that takes the machine’s memory, and starts another', async () => {
    const { engine, crashes } = open({ engineBytes: 400 * MiB });
    // One call of one function, whose memory DuckDB does not count: 1.6 GB, unless it is stopped.
    const grown = `SELECT len(replace(a, 'x', a)) FROM (SELECT string_agg('x', '') AS a FROM range(40000))`;
    await assert.rejects(run(engine, grown), failsBy('memory'));
    assert.deepEqual(crashes, ['A query engine ended with SIGKILL.']);
    assert.deepEqual(await run(engine, 'SELECT 1'), [[1]]);
  });

  it('loses no query but the one that brings its process down', async () => {
    const { engine } = open({ engineBytes: 400 * MiB });
    const others = [1, 2].map((n) => run(engine, `SELECT ${n}, count(*)::INT FROM range(30000000)`));
    const grown = `SELECT len(replace(a, 'x', a)) FROM (SELECT string_agg('x', '') AS a FROM range(40000))`;
    await assert.rejects(run(engine, grown), failsBy('memory'));
    assert.deepEqual(await Promise.all(others), [[[1, 30_000_000]], [[2, 30_000_000]]]);
  });

  it('reads statements while others run, and outlives one that cannot be read', async () => {
    const { engine, crashes } = open();
    const other = run(engine, 'SELECT count(*)::INT FROM range(30000000)');
    await engine.check('SELECT a FROM t', ['t']);
    await assert.rejects(engine.check('SELECT a FROM u', ['t']), { status: 403, hint: 'Its tables: t.' });
    await assert.rejects(engine.check(`SELECT ${'('.repeat(30_000)}`, ['t']), { status: 400 });
    assert.deepEqual(await other, [[30_000_000]]);
    assert.deepEqual(crashes, []);
  });

  it('ends its process where a statement hears no interrupt', async () => {
    const { engine, crashes } = open({ statementMs: 300, graceMs: 100 });
    const text = `(SELECT string_agg(i::VARCHAR, '') FROM range(60000) t(i))`;
    await assert.rejects(run(engine, `SELECT levenshtein(${text}, ${text} || 'x')`), failsBy('timeout'));
    assert.equal(crashes.length, 1);
  });

  it('interrupts a statement on demand, and leaves the others alone', async () => {
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

  it('does not start what is interrupted already', async () => {
    const { engine } = open();
    await assert.rejects(run(engine, 'SELECT 1', AbortSignal.abort()), failsBy('interrupted'));
  });

  it('fails what runs when it is closed, and takes nothing more', async () => {
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
