/**
 * `npm run build`: writes the library to dist/ (one module per source file, without dependencies), the worker for queries
 * in the browser, the custom-elements manifest, the script-tag bundle with its hashes to cdn/, and a copy of the bundle to the WordPress plugin.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { writeDuckDBWorker } from './duckdb-worker.ts';
import { writeIntegrity } from './integrity.ts';
import { writeManifest } from './manifest.ts';
import { writeWordPressPlugin } from './wordpress.ts';

const root = join(import.meta.dirname, '..');

for (const folder of ['dist', 'cdn']) rmSync(join(root, folder), { recursive: true, force: true });

const tsc = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);
// In the package, the modules of node/ are next to those of src/.
for (const path of globSync(join(root, 'dist/node/**/*.{js,ts}')))
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('../src/', ''));
for (const folder of ['src', 'node']) {
  cpSync(join(root, 'dist', folder), join(root, 'dist'), { recursive: true });
  rmSync(join(root, 'dist', folder), { recursive: true });
}
// Some supported browsers cannot import JSON. Only maps need to, and bundlers do it for them.
for (const path of globSync(join(root, 'dist/locale/messages/*.json'))) {
  writeFileSync(path.replace(/json$/, 'js'), `export default ${readFileSync(path, 'utf8')}`);
  // The types of translations follow from the German texts.
  if (!path.endsWith('de.json')) rmSync(path);
}
const loader = join(root, 'dist/locale/load-locale.js');
const code = readFileSync(loader, 'utf8').replaceAll(`.json', { with: { type: 'json' } }`, `.js'`);
writeFileSync(loader, code);
// npm does this when it installs the package; `npx` in a clone needs it, too.
chmodSync(join(root, 'dist/prerender/command/main.js'), 0o755);

if (!(await writeManifest(root))) process.exit(1);

await writeDuckDBWorker(root, join(root, 'dist/duckdb/worker.js'));

await build({ root, configFile: join(root, 'vite.config.ts'), configLoader: 'native', logLevel: 'warn' });
writeIntegrity(root);
writeWordPressPlugin(root);
