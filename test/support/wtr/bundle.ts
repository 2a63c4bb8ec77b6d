/**
 * Bundles the tests and their imports once, and serves them from memory. Without bundling, each page of the runner would
 * request about 300 files before its first test.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRunnerPlugin } from '@web/test-runner';
import { build } from 'esbuild';

/** The path of shared chunks, whose names contain a hash of their content. */
const CHUNKS = '/__chunks__/';

export interface BundleOptions {
  /** The project's folder. */
  readonly root: string;
  /** Globs of the modules that pages import by URL (`/test/charts/json.test.ts`). */
  readonly entries: readonly string[];
}

/** The runner's plugin: serves entries, chunks and source maps. */
export function bundle({ root, entries }: BundleOptions): TestRunnerPlugin {
  let files: ReadonlyMap<string, string>;
  return {
    name: 'bundle',
    async serverStart() {
      files = await bundled(root, globSync([...entries], { cwd: root }));
    },
    serve({ path }) {
      const body = files.get(path.replace(/\.ts$/, '.js'));
      if (body === undefined) return undefined;
      if (path.endsWith('.map')) return { body, type: 'json' };
      const headers = path.startsWith(CHUNKS) ? { 'cache-control': 'max-age=31536000, immutable' } : {};
      return { body, type: 'js', headers };
    },
  };
}

/** Path on the server → text. Entries keep their paths, so that their relative URLs work. */
async function bundled(root: string, entries: readonly string[]): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [...entries],
    absWorkingDir: root,
    outbase: root,
    outdir: root,
    chunkNames: `${CHUNKS.slice(1)}[name]-[hash]`,
    write: false,
    bundle: true,
    splitting: true,
    sourcemap: 'linked',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // Some packages declare modules without side effects although they patch or register something.
    ignoreAnnotations: true,
    define: { 'process.env.NODE_ENV': '"development"' },
    // The runner serves the first; the second is a binary for Node.
    external: ['/__web*', '@resvg/resvg-js'],
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.slice(join(root).length), text]));
}
