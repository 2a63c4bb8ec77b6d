import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licence, packageFolder } from './bundle-plugins.ts';

const DUCKDB = '@duckdb/duckdb-wasm';

/**
 * Writes the worker for queries in the browser to `file`: one classic script without imports, with the licences of what it
 * contains at its end.
 */
export async function writeDuckDBWorker(root: string, file: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: [join(root, 'src/duckdb/worker/worker.ts')],
    outfile: file,
    absWorkingDir: root,
    bundle: true,
    minify: true,
    metafile: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // The package does not export its build for browsers.
    alias: { [`${DUCKDB}/blocking`]: join(root, `node_modules/${DUCKDB}/dist/duckdb-browser-blocking.mjs`) },
    logLevel: 'warning',
  });
  const modules = Object.keys(metafile.inputs).filter((path) => path.startsWith('node_modules/'));
  const folders = new Set(modules.map((path) => packageFolder(join(root, path))!));
  // This package has no file with its licence, which is MIT as ours.
  const ours = readFileSync(join(root, 'LICENSE'), 'utf8').replace(
    /^Copyright.*$/m,
    'Copyright DuckDB contributors',
  );
  const licences = [...folders].map((folder) => licence(folder, folder.endsWith(DUCKDB) ? ours : undefined));
  const text = licences
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`)
    .replaceAll('*/', '* /');
  writeFileSync(file, `${readFileSync(file, 'utf8')}/*!\n${text}*/\n`);
}
