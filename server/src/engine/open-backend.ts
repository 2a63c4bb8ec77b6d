import { join } from 'node:path';
import type { Limits } from '../limits.ts';
import type { Backend, EngineLog } from './backend.ts';
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
 * @param engine `duckdb`
 * @throws RangeError for another name
 */
export async function openBackend(engine: string, options: BackendOptions): Promise<Backend> {
  const { root, ...others } = options;
  if (engine === 'duckdb') return new DuckDbBackend({ ...others, folder: join(root, 'datasets') });
  // An address can contain a password.
  const named = engine.replace(/:.*$/s, '://…');
  throw new RangeError(`"engine" (--engine) is duckdb, not ${JSON.stringify(named)}`);
}
