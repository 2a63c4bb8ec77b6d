import { join } from 'node:path';
import { after } from 'node:test';
import { DuckDbBackend } from '../../src/engine/duckdb.ts';
import { resolveLimits } from '../../src/limits.ts';
import { createWorkFolder } from '../../src/vizzes/work-folder.ts';
import { conform, MAX_ROWS } from './conformance.ts';

let remove = (): void => undefined;
after(() => remove());

conform('duckdb', async () => {
  const work = await createWorkFolder();
  remove = work.remove;
  const backend = new DuckDbBackend({
    folder: join(import.meta.dirname, '../fixture/datasets'),
    workFolder: work.path,
    limits: resolveLimits({ maxRows: MAX_ROWS }),
    log: { error: console.error, warn: console.error },
  });
  backend.start();
  return { backend, viz: { account: 'acme', slug: 'sales', datasets: ['sales'] } };
});
