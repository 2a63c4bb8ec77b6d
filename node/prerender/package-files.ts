/** URLs and hashes of the files of this version of the package. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { VibedasherError } from '../../src/public-client/errors.ts';
import { cdnBase, type PinnedFiles } from '../../src/snippet/snippet.ts';

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

export const packageInfo = (): { readonly name: string; readonly version: string } =>
  read('package.json') as { readonly name: string; readonly version: string };

/** Reads the version of an optional package that this package works with. */
const peerVersion = (name: string): string =>
  (read('package.json') as { readonly peerDependencies: Readonly<Record<string, string>> }).peerDependencies[
    name
  ]!;

/** @throws VibedasherError of kind `config` if the bundle has not been built */
export function pinnedFiles(): PinnedFiles {
  const { name, version } = packageInfo();
  try {
    const { files } = read('cdn/integrity.json') as { readonly files: PinnedFiles['hashes'] };
    return { base: cdnBase(name, version), hashes: files };
  } catch (cause) {
    throw new VibedasherError('config', 'The bundle is not there: run "npm run build" first', { cause });
  }
}

/**
 * Reads the engine for queries in the browser: the worker of this package, and the module of the optional package
 * `@duckdb/duckdb-wasm`.
 * @throws VibedasherError of kind `config` if one is missing
 */
export async function engineFiles(): Promise<{ readonly worker: Uint8Array; readonly module: Uint8Array }> {
  const load = (url: () => string | URL, problem: string): Promise<Uint8Array> =>
    (async () => readFile(new URL(url())))().catch((cause: unknown) => {
      throw new VibedasherError('config', problem, { cause });
    });
  return {
    worker: await load(
      () => new URL('../../dist/duckdb/worker.js', import.meta.url),
      'The worker is not there: run "npm run build" first',
    ),
    module: await load(
      () => import.meta.resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm'),
      `Tables need a package that is not installed: npm install --save-dev @duckdb/duckdb-wasm@${peerVersion('@duckdb/duckdb-wasm')}`,
    ),
  };
}

/** Returns the attributes of a link to the style sheet, without a hash if the bundle has not been built. */
export function stylesheetLink(): Readonly<Record<string, string>> {
  try {
    const { base, hashes } = pinnedFiles();
    return { href: `${base}vibedasher.css`, integrity: hashes['vibedasher.css'] ?? '', crossorigin: '' };
  } catch {
    const { name, version } = packageInfo();
    return { href: `${cdnBase(name, version)}vibedasher.css` };
  }
}
