/**
 * Bundles the tests and their imports once, then serves them from memory. Without bundling, each page of the runner
 * would request about 300 files before its first test.
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
  /** Globs of the modules that pages import by URL (`/test/vega/mount.test.ts`). */
  readonly entries: readonly string[];
}

/** Creates a plugin for the runner that serves entries, chunks and source maps. */
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

/** Returns the text of each file by its path on the server. Entries keep their paths, so their relative URLs work. */
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
    // Some packages declare that their modules have no side effects, although some patch or register something.
    ignoreAnnotations: true,
    define: { 'process.env.NODE_ENV': '"development"' },
    // The runner serves the first; the second is a binary for Node.
    external: ['/__web*', '@resvg/resvg-js'],
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.slice(join(root).length), text]));
}
