import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { EngineError } from '../src/engine/backend.ts';
import type { EngineFailure } from '../src/engine/backend.ts';
import { DuckDbBackend } from '../src/engine/duckdb.ts';
import type { Dialect } from '../src/engine/statement.ts';
import { resolveLimits } from '../src/limits.ts';
import { PublicApi } from '../src/public-api.ts';
import { createWorkFolder } from '../src/vizzes/work-folder.ts';
import { WorkBudget } from '../src/work-budget.ts';

const VIZ = {
  name: 'Sales',
  publishStatus: 'PUBLISHED',
  viewMode: 'public',
  datasets: ['sales'],
  timeColumn: 'sales.day',
  tables: ['main.sales'],
  ttl: 60,
};

class Binding extends DuckDbBackend {
  override readonly dialect: Dialect = {
    ...{ name: 'OtherSQL', folder: 'other', syntax: 'standard' },
    placeholder: (at) => `$${at}`,
  };
}

describe('what is read once for all visitors', async () => {
  const { path: workFolder, remove } = await createWorkFolder();
  const root = join(workFolder, 'root');
  await mkdir(join(root, 'vizzes/acme/sales/charts'), { recursive: true });
  await writeFile(join(root, 'vizzes/acme/sales/viz.json'), JSON.stringify(VIZ));
  await writeFile(join(root, 'vizzes/acme/sales/charts/main.sql'), 'SELECT amount FROM sales');
  await mkdir(join(root, 'datasets'));
  await writeFile(join(root, 'datasets/sales.csv'), 'day,amount\n2026-01-31,1\n');
  const log = { error: () => undefined, warn: () => undefined };
  const limits = resolveLimits({});
  const closing: PublicApi[] = [];
  after(async () => {
    for (const api of closing) await api.close();
    remove();
  });
  const open = (
    Engine = DuckDbBackend,
    work = new WorkBudget(limits),
  ): { api: PublicApi; backend: DuckDbBackend } => {
    const backend = new Engine({ folder: join(root, 'datasets'), workFolder, limits, log });
    const api = new PublicApi({ root, backend, limits, work, log });
    closing.push(api);
    return { api, backend };
  };
  const ageIn = async (api: PublicApi): Promise<unknown> => {
    const { json } = await api.describe(await api.viz('acme', 'sales'));
    return (JSON.parse(json) as { viz: { dataFreshness: { asOf: unknown } } }).viz.dataFreshness.asOf;
  };
  const fileIn = async (api: PublicApi, columns: 'all' | 'used'): Promise<string | undefined> => {
    const viz = await api.viz('acme', 'sales');
    return (await api.extracts.database(viz, { columns, rows: 'all' })).database?.id;
  };
  const fails = (failure: EngineFailure) => () => Promise.reject(new EngineError(failure, 'It fails.'));

  it('is checked in the time of the visitor who asks for it first', async (t) => {
    let now = 0;
    const { api, backend } = open(DuckDbBackend, new WorkBudget(limits, () => now));
    t.mock.method(backend, 'check', async () => void (now += 10_000));
    t.mock.method(backend, 'run', fails('failed'));
    const viz = await api.viz('acme', 'sales');
    const submit = (visitor: string): Promise<unknown> =>
      api.submit(viz, { sql: 'SELECT amount FROM sales' }, visitor);
    await submit('a');
    await assert.rejects(submit('a'), { status: 429 });
    await submit('b');
  });

  it('is read again a minute after it took too long: the age of the data', async (t) => {
    const { api, backend } = open();
    const { mock } = t.mock.method(backend, 'newest', fails('timeout'));
    t.mock.timers.enable({ apis: ['setTimeout'] });
    for (let n = 0; n < 2; n += 1) assert.equal(await ageIn(api), null);
    assert.equal(mock.callCount(), 1);
    mock.restore();
    t.mock.timers.tick(60_000);
    assert.equal(await ageIn(api), '2026-01-31T00:00:00Z');
  });

  it('is read again a minute after it took too long: the columns that queries name', async (t) => {
    const { api, backend } = open();
    const { mock } = t.mock.method(backend.extracts!, 'usedNames', fails('timeout'));
    const all = await fileIn(api, 'all');
    t.mock.timers.enable({ apis: ['setTimeout'] });
    for (let n = 0; n < 2; n += 1) assert.equal(await fileIn(api, 'used'), all);
    assert.equal(mock.callCount(), 1);
    mock.restore();
    t.mock.timers.tick(60_000);
    assert.notEqual(await fileIn(api, 'used'), all);
  });

  it('is not read again after an error in its statement', async (t) => {
    const { api, backend } = open();
    const { mock } = t.mock.method(backend, 'newest', fails('failed'));
    t.mock.timers.enable({ apis: ['setTimeout'] });
    assert.equal(await ageIn(api), null);
    t.mock.timers.tick(60_000);
    assert.equal(await ageIn(api), null);
    assert.equal(mock.callCount(), 1);
  });

  it('is the result of a statement, once for each of its bound values', async () => {
    const { api } = open(Binding);
    const identityOf = async (day: string): Promise<string> => {
      const sql = `SELECT CAST('{{day}}' AS DATE)`;
      return (await api.rows(await api.viz('acme', 'sales'), { sql, args: { day } }, 'visitor')).identity;
    };
    const first = await identityOf('2026-01-31');
    assert.equal(await identityOf('2026-01-31'), first);
    assert.notEqual(await identityOf('2026-02-01'), first);
  });
});
