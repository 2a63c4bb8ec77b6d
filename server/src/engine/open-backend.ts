import { join } from 'node:path';
import type { Limits } from '../limits.ts';
import type { Backend, EngineLog } from './backend.ts';
import { importPackage } from '../errors.ts';
import { DuckDbBackend } from './duckdb.ts';

export interface BackendOptions {
  /** Folder with `datasets/`. */
  readonly root: string;
  readonly workFolder: string;
  readonly limits: Limits;
  readonly log: EngineLog;
}

/**
 * Creates the backend that the option `engine` names.
 *
 * @param engine `duckdb`, or the address of PostgreSQL or ClickHouse
 * @throws RangeError for another name or an invalid address
 * @throws Error if a package is missing
 */
export async function openBackend(engine: string, options: BackendOptions): Promise<Backend> {
  const { root, limits, log } = options;
  if (engine === 'duckdb') return new DuckDbBackend({ ...options, folder: join(root, 'datasets') });
  if (/^postgres(ql)?:/i.test(engine)) {
    const { createPostgres } = await importPackage(
      'pg libpg-query',
      '--engine',
      () => import('../postgres/backend.ts'),
    );
    return createPostgres(engine, limits, log);
  }
  if (/^clickhouses?:/i.test(engine)) {
    const { createClickHouse } = await importPackage(
      '@clickhouse/client',
      '--engine',
      () => import('../clickhouse/backend.ts'),
    );
    return createClickHouse(engine, limits, log);
  }
  // An address can contain a password.
  const named = engine.replace(/:.*/s, '://…');
  throw new RangeError(
    `"engine" (--engine) is duckdb, postgres://… or clickhouse://…, not ${JSON.stringify(named)}`,
  );
}
