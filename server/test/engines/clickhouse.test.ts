// @lane long
import { after } from 'node:test';
import { missingChdb, startClickHouse } from '../../../test/support/local-clickhouse.ts';
import type { LocalClickHouse } from '../../../test/support/local-clickhouse.ts';
import { createClickHouse } from '../../src/clickhouse/backend.ts';
import { resolveLimits } from '../../src/limits.ts';
import { conform, MAX_ROWS } from './conformance.ts';
import type { OpenEngine } from './conformance.ts';

let clickhouse: LocalClickHouse | undefined;
after(() => clickhouse?.stop());

const open = async (): Promise<OpenEngine> => {
  clickhouse = await startClickHouse([]);
  const log = { error: console.error, warn: console.error };
  const backend = createClickHouse(clickhouse.url(), resolveLimits({ maxRows: MAX_ROWS }), log);
  const external = { tables: [], version: { ttl: 60 } };
  return { backend, viz: { account: 'acme', slug: 'sales', datasets: [], external } };
};

conform('clickhouse', open, await missingChdb());
