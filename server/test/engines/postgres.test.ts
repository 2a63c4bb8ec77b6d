import { after } from 'node:test';
import { startPostgres } from '../../../scripts/local-postgres.ts';
import type { LocalPostgres } from '../../../scripts/local-postgres.ts';
import { resolveLimits } from '../../src/limits.ts';
import { createPostgres } from '../../src/postgres/backend.ts';
import { conform, MAX_ROWS } from './conformance.ts';

let postgres: LocalPostgres | undefined;
after(() => postgres?.stop());

conform('postgres', async () => {
  postgres = await startPostgres();
  await postgres.run('CREATE ROLE reader LOGIN');
  const log = { error: console.error, warn: console.error };
  const backend = await createPostgres(postgres.url('reader'), resolveLimits({ maxRows: MAX_ROWS }), log);
  const external = { tables: [], version: { ttl: 60 } };
  return { backend, viz: { account: 'acme', slug: 'sales', datasets: [], external } };
});
