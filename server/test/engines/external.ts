/** What the engines with tables outside of the server have to do alike: PostgreSQL and ClickHouse. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { decode } from '@msgpack/msgpack';
import type { Backend, EngineLog, Plan, VizTables } from '../../src/engine/backend.ts';
import { EngineError } from '../../src/engine/backend.ts';
import type { BoundValue } from '../../src/engine/statement.ts';
import { resolveLimits } from '../../src/limits.ts';
import type { InternalLimits, LimitOptions, Limits } from '../../src/limits.ts';
import type { Rows } from '../support.ts';

export const NEVER = new AbortController().signal;
export const text = (value: string | null): BoundValue => ({ type: 'string', value });

/** Resolves with the failure of a statement. */
export async function failure(run: Promise<unknown>): Promise<EngineError> {
  const error = await run.catch((cause: unknown) => cause);
  assert.ok(error instanceof EngineError, String(error));
  return error;
}

export const viz = (external: VizTables['external']): VizTables => ({
  ...{ account: 'acme', slug: 'sales', datasets: [] },
  external,
});

type Create = (limits: Limits, log: EngineLog, url?: string) => Backend | Promise<Backend>;

/** Opens backends for a viz that has tables of the schema `stats`. */
export class External {
  readonly tables: readonly { readonly schema: string; readonly name: string }[];
  readonly logged: string[] = [];
  readonly #backends: Backend[] = [];
  readonly #create: Create;

  constructor(names: string, create: Create) {
    this.tables = names.split(' ').map((name) => ({ schema: 'stats', name }));
    this.#create = create;
  }

  async open(limits: Partial<LimitOptions & InternalLimits> = {}, url?: string): Promise<Backend> {
    const log = {
      error: (_: object, message: string): void => void this.logged.push(message),
      warn: (message: string): void => void this.logged.push(message),
    };
    const backend = await this.#create(resolveLimits(limits, limits), log, url);
    this.#backends.push(backend);
    return backend;
  }

  async close(): Promise<void> {
    await Promise.all(this.#backends.map((backend) => backend.close()));
  }

  /** All tables, with a version from the clock. */
  get viz(): VizTables {
    return viz({ tables: this.tables, version: { ttl: 60 } });
  }

  planOf(sql: string, values: readonly BoundValue[] = [], ms = 20_000): Plan {
    const tables = this.tables.map(({ schema, name }) => ({
      ...{ alias: name, source: `${schema}.${name}`, version: '1', writtenAt: undefined },
    }));
    return { statement: { sql, values }, viz: 'acme/sales', tables, ms };
  }

  async run(backend: Backend, sql: string, values: readonly BoundValue[] = []): Promise<Rows> {
    const { bytes } = await backend.run(this.planOf(sql, values), NEVER);
    return decode(gunzipSync(bytes)) as Rows;
  }

  async rows(backend: Backend, sql: string, values?: readonly BoundValue[]): Promise<Rows['rows']> {
    return (await this.run(backend, sql, values)).rows;
  }
}

/** The parts that differ. */
export interface Expected {
  readonly allowed: readonly string[];
  /** A statement that fails, and what its message contains. */
  readonly failing: readonly [sql: string, message: RegExp];
  /** A statement with the numbers from 1 or 0. */
  readonly numbers: (count: number) => string;
  /** The rows of `wide` that fit into 3 MB. */
  readonly wide: number;
  readonly sleep: string;
  /** Resolves when a statement runs, or has ended. */
  readonly isRunning: (sql: string) => Promise<void>;
  readonly isOver: (sql: string) => Promise<void>;
  readonly stops: readonly ('abort' | 'close')[];
  /** Adds a row to `loads`. */
  readonly load: () => Promise<unknown>;
}

export function behave(name: string, external: External, expected: Expected): void {
  const works = async (backend: Backend): Promise<void> =>
    assert.deepEqual(await external.rows(backend, 'SELECT 1'), [[1]]);

  describe(`statements on ${name}`, () => {
    let opened: Backend;
    before(async () => {
      opened = await external.open();
    });

    for (const sql of expected.allowed)
      it(`run: ${sql.slice(0, 100)}`, async () => {
        await opened.check({ sql, values: [] }, external.viz, false);
        await external.rows(opened, sql);
      });

    it('fail with the message of the engine, which continues', async () => {
      const backend = await external.open();
      const [sql, message] = expected.failing;
      const error = await failure(external.rows(backend, sql));
      assert.equal(error.failure, 'failed');
      assert.match(error.message, message);
      assert.deepEqual(await external.rows(backend, 'SELECT count(*) FROM sales'), [[5]]);
    });

    it('have results that are cut off at the limit of rows and at the limit of bytes', async () => {
      const few = await external.open({ maxRows: 1500 });
      const { rowCount, truncated } = await external.run(few, expected.numbers(1_000_000_000));
      assert.deepEqual([rowCount, truncated], [1500, true]);
      const exact = await external.run(few, expected.numbers(1500));
      assert.deepEqual([exact.rowCount, exact.truncated], [1500, false]);
      const small = await external.open({ maxResultBytes: 3_000_000 });
      const wide = await external.run(small, 'SELECT * FROM wide');
      assert.deepEqual([wide.rowCount, wide.truncated], [expected.wide, true]);
      await works(small);
    });

    it('end at a row that is larger than a result', async () => {
      const small = await external.open({ maxResultBytes: 5_000_000 });
      assert.equal((await failure(external.rows(small, 'SELECT * FROM huge'))).failure, 'memory');
      await works(small);
    });

    it('end at the time limit, and delay no others', async () => {
      const backend = await external.open({ graceMs: 10_000 });
      const slow = failure(backend.run(external.planOf('SELECT * FROM slow', [], 1000), NEVER));
      for (let index = 0; index < 5; index += 1)
        assert.deepEqual(await external.rows(backend, `SELECT ${index}`), [[index]]);
      assert.equal((await slow).failure, 'timeout');
      await works(backend);
    });

    it(`end on ${expected.stops.join(' and on ')}`, async () => {
      for (const stop of expected.stops) {
        const backend = await external.open();
        await works(backend);
        const aborter = new AbortController();
        const sql = `SELECT *, '${stop}' AS stop FROM slow`;
        const slow = failure(backend.run(external.planOf(sql), aborter.signal));
        await expected.isRunning(sql);
        if (stop === 'abort') aborter.abort();
        else await backend.close();
        assert.equal((await slow).failure, 'interrupted');
        await expected.isOver(sql);
      }
      const backend = await external.open();
      const aborted = failure(backend.run(external.planOf('SELECT 1'), AbortSignal.abort()));
      assert.equal((await aborted).failure, 'interrupted');
    });
  });

  describe(`versions of tables on ${name}`, () => {
    it('come from a statement, and change with its first row', async () => {
      const { tables } = external;
      const versionOf = async (): Promise<string> => {
        const backend = await external.open();
        const version = { sql: 'SELECT max(at) FROM loads;' };
        return (await backend.tables(viz({ tables, version }))).present[0]!.version;
      };
      const first = await versionOf();
      assert.equal(await versionOf(), first);
      await expected.load();
      assert.notEqual(await versionOf(), first);
    });

    it('block the tables if they cannot be read, and are logged once', async () => {
      const backend = await external.open();
      external.logged.length = 0;
      for (const sql of ['SELECT * FROM secrets', 'SELECT * FROM secrets', expected.sleep]) {
        const { tables } = external;
        const { present, blocked } = await backend.tables(viz({ tables, version: { sql } }));
        assert.equal(present.length, 0);
        assert.equal(blocked[0]?.reason, 'The version of its data cannot be read.');
      }
      assert.equal(external.logged.length, 1);
    });

    it('have an age', async () => {
      const backend = await external.open();
      const { present, blocked } = await backend.tables(external.viz);
      assert.deepEqual([present[0]?.alias, present[0]?.source, blocked], ['sales', 'stats.sales', []]);
      assert.equal(await backend.newest(present[0]!, 'day'), '2024-01-06T00:00:00Z');
    });
  });
}
