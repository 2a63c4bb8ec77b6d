import type { DuckDBRuntime } from '@duckdb/duckdb-wasm/blocking';

/** The package declares only its build for Node. scripts/duckdb-worker.ts takes the one for browsers, which also exports this. */
declare module '@duckdb/duckdb-wasm/blocking' {
  export const BROWSER_RUNTIME: DuckDBRuntime;
}
