import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DuckDbBackend } from '../../src/engine/duckdb.ts';
import type { Dialect } from '../../src/engine/statement.ts';
import { resolveLimits } from '../../src/limits.ts';
import { PublicApi } from '../../src/public-api.ts';
import { createWorkFolder } from '../../src/vizzes/work-folder.ts';

const VIZ = {
  name: 'Sales',
  publishStatus: 'PUBLISHED',
  viewMode: 'public',
  tables: ['main.sales'],
  ttl: 60,
};

class Binding extends DuckDbBackend {
  override readonly dialect: Dialect = {
    name: 'OtherSQL',
    folder: 'other',
    syntax: 'standard',
    placeholder: (at) => `$${at}`,
  };
}

describe('the identity of a statement with bound values', async () => {
  const { path: workFolder, remove } = await createWorkFolder();
  const root = join(workFolder, 'root');
  await mkdir(join(root, 'vizzes/acme/sales'), { recursive: true });
  await writeFile(join(root, 'vizzes/acme/sales/viz.json'), JSON.stringify(VIZ));
  await mkdir(join(root, 'datasets'));
  await writeFile(join(root, 'datasets/sales.csv'), 'amount\n1\n');
  const log = { error: console.error, warn: console.error };
  const limits = resolveLimits({});
  const backend = new Binding({ folder: join(root, 'datasets'), workFolder, limits, log });
  const api = new PublicApi({ root, backend, limits, log });
  after(async () => {
    await api.close();
    remove();
  });
  const sql = `SELECT CAST('{{day}}' AS DATE)`;
  const about = async (day: string): Promise<{ identity: string }> =>
    api.rows(await api.viz('acme', 'sales'), { sql, args: { day } }, 'visitor');

  it('differs for each value', async () => {
    const first = await about('2026-01-31');
    assert.equal(first.identity, (await about('2026-01-31')).identity);
    assert.notEqual(first.identity, (await about('2026-02-01')).identity);
  });
});
