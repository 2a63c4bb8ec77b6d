import type { EngineFiles } from '../public-client/types.ts';

/**
 * The engine for queries in the browser: `configure({ engine })`. A bundler copies the two files to the site. It needs the
 * package `@duckdb/duckdb-wasm`.
 */
export const engine: EngineFiles = {
  worker: new URL('./worker.js', import.meta.url).href,
  module: new URL('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm', import.meta.url).href,
};
