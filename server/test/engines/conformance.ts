import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { decode } from '@msgpack/msgpack';
import { EngineError } from '../../src/engine/backend.ts';
import type { Backend, VizTables } from '../../src/engine/backend.ts';
import { ApiError } from '../../src/errors.ts';
import { fillTemplate } from '../../src/queries/template-params.ts';
import type { Rows } from '../support.ts';
import { DECLARED, PARAMS, VALUES } from './cases.ts';
import type { EngineName, ParamCase, ValueCase } from './cases.ts';

// Results must not depend on the server's time zone. This one differs from UTC by five and a half hours.
process.env['TZ'] = 'Asia/Kolkata';

/** A started backend, with at most {@link MAX_ROWS} rows in a result, and a viz of it. */
export interface OpenEngine {
  readonly backend: Backend;
  readonly viz: VizTables;
}

export const MAX_ROWS = 1000;

/**
 * Runs the table of cases on an engine, which is closed at the end.
 *
 * @param skip Why the engine cannot be started
 */
export function conform(
  engine: EngineName,
  open: () => Promise<OpenEngine>,
  skip: string | false = false,
): void {
  let opened: OpenEngine;

  /** Fills, checks and runs a statement, as the server does for a file of a viz. */
  async function run(template: string, args: Readonly<Record<string, string>> = {}): Promise<Rows> {
    const { backend, viz } = opened;
    const statement = fillTemplate(template, args, DECLARED, 100_000, backend.dialect);
    await backend.check(statement, viz, false);
    const { present: tables } = await backend.tables(viz);
    const plan = { statement, viz: `${viz.account}/${viz.slug}`, tables, ms: 10_000 };
    const { bytes } = await backend.run(plan, new AbortController().signal);
    return decode(gunzipSync(bytes)) as Rows;
  }

  /** Adds a test if the engine has a statement for the case. */
  function verify(
    name: string,
    { sql, refused }: ValueCase | ParamCase,
    expect: (sql: string) => Promise<void>,
  ): void {
    const own = typeof sql === 'string' ? sql : sql[engine];
    const message = refused?.[engine];
    if (own !== undefined)
      it(name, async () => {
        if (message === undefined) return expect(own);
        await assert.rejects(expect(own), (error: Error) => {
          assert.match(error.message, message);
          return error instanceof ApiError
            ? error.status < 500
            : error instanceof EngineError && error.failure === 'failed';
        });
      });
  }

  describe(`values of ${engine}`, { skip }, () => {
    before(async () => {
      opened = await open();
    });

    for (const each of VALUES)
      verify(`are those of all engines: ${JSON.stringify(each.sql)}`, each, async (sql) => {
        const { columns, rows } = await run(`SELECT ${sql} AS c`);
        assert.deepEqual([columns, rows], [[{ name: 'c', type: each.type }], [[each.value]]]);
      });

    it('have columns also without rows, and twice with the same name', async () => {
      const { columns, rows } = await run('SELECT 1 AS a, true AS a WHERE 1 = 0');
      const types = columns.map(({ name, type }) => `${name} ${type}`);
      assert.deepEqual([types, rows], [['a number', 'a boolean'], []]);
    });

    it('are cut off at the limit of rows', async () => {
      const count = async (rows: number): Promise<unknown[]> => {
        const result = await run(
          engine === 'clickhouse'
            ? `SELECT number FROM numbers(${rows})`
            : `SELECT i FROM generate_series(1, ${rows}) AS t(i)`,
        );
        return [result.rows.length, result.rowCount, result.truncated];
      };
      assert.deepEqual(await count(MAX_ROWS), [MAX_ROWS, MAX_ROWS, false]);
      assert.deepEqual(await count(MAX_ROWS + 1), [MAX_ROWS, MAX_ROWS, true]);
    });
  });

  describe(`parameters of ${engine}`, { skip }, () => {
    after(() => opened.backend.close());

    for (const each of PARAMS) {
      const name = JSON.stringify([each.sql, each.args]).slice(0, 200);
      verify(`are those of all engines: ${name}`, each, async (sql) => {
        assert.deepEqual((await run(sql, each.args)).rows, each.rows);
      });
    }
  });
}
