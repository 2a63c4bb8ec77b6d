/**
 * The script-tag bundle: `cdn/vibedasher.js` plus the chunks it loads when needed. (The library in dist/ keeps
 * its modules and dependencies apart, so the TypeScript compiler alone makes it: see scripts/build.ts.)
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import {
  compileHints,
  fixedFiles,
  inlineRuntime,
  minifyStyles,
  noCodeFromText,
  shareEntry,
  terser,
  thirdPartyLicences,
} from './scripts/bundle-plugins.ts';
import { chunkNamer } from './scripts/chunks.ts';
import { checkedParts } from './scripts/chunk-hashes.ts';
import { vegaParts } from './scripts/vega-parts.ts';

const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const entry = join(root, 'src/cdn.ts');
const chunkName = chunkNamer(entry);

export default defineConfig({
  root,
  publicDir: false,
  json: { namedExports: false },
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [
    vegaParts(root),
    minifyStyles(),
    noCodeFromText(),
    terser(),
    inlineRuntime(),
    shareEntry(version),
    compileHints(),
    checkedParts(root, version),
    fixedFiles(root),
    thirdPartyLicences(root),
  ],
  build: {
    outDir: 'cdn',
    target: 'es2022',
    manifest: 'manifest.json',
    reportCompressedSize: false,
    // Library mode leaves import() alone; a site's build would wrap it in a helper that ties chunks to the loader.
    lib: { entry, formats: ['es'], fileName: () => 'vibedasher.js' },
    rolldownOptions: {
      checks: { bundlerTimings: false },
      preserveEntrySignatures: 'allow-extension',
      output: {
        minify: false,
        chunkFileNames: 'chunks/[name]-[hash].js',
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: chunkName, debugName: 'layers' }],
        },
      },
    },
  },
});
