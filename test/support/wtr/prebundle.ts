/**
 * Serves what tests and sources import from npm as a few ready modules. Module by module, a page of the
 * runner would ask for some 340 files (11 MB) before the first test.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { TestRunnerPlugin } from '@web/test-runner';

/** A value import of a package: `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`. */
const IMPORT = /(?:^(?:import|export)\s(?!type\b)(?:[^;']*\bfrom\s*)?|\bimport\()'([@a-z][^':]*)'/gm;

/** Served by the runner itself. */
const OWN = /^@web\//;

/** `root` is the project's folder; `sources` are globs in it whose bare imports are bundled (files for Node are left out). */
export function prebundle(root: string, sources: readonly string[]): TestRunnerPlugin {
  const files = new Map<string, string>();
  return {
    name: 'prebundle',
    async serverStart() {
      const specifiers = bareImports(root, sources);
      const folder = await bundled(root, specifiers);
      for (const specifier of specifiers) files.set(specifier, `/${folder}/${fileName(specifier)}.js`);
    },
    resolveImport({ source }) {
      return files.get(source);
    },
  };
}

function bareImports(root: string, sources: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of globSync([...sources], { cwd: root })) {
    const text = readFileSync(join(root, path), 'utf8');
    if (text.includes("from 'node:")) continue;
    for (const [, specifier] of text.matchAll(IMPORT)) {
      if (specifier && !OWN.test(specifier)) found.add(specifier);
    }
  }
  return [...found].sort();
}

/** Bundles all at once, so that shared modules stay shared. The folder's name says what is in it. */
async function bundled(root: string, specifiers: readonly string[]): Promise<string> {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).update(specifiers.join()).digest('hex').slice(0, 12);
  const folder = `.cache/prebundle/${hash}`;
  if (existsSync(join(root, folder))) return folder;
  const draft = join(root, `${folder}.${process.pid}`);
  mkdirSync(draft, { recursive: true });
  await build({
    entryPoints: Object.fromEntries(specifiers.map((specifier) => [fileName(specifier), specifier])),
    absWorkingDir: root,
    outdir: draft,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'error',
  });
  // Two runs at once may both have built it: the first one in place serves both.
  if (existsSync(join(root, folder))) rmSync(draft, { recursive: true });
  else renameSync(draft, join(root, folder));
  return folder;
}

function fileName(specifier: string): string {
  return specifier.replace(/[@/]/g, '_');
}
