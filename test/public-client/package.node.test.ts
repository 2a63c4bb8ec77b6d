/** Tests the exports and the imports of the client's entry. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '../../src/public-client/index.ts');

test('the entry exports only the client and its error', async () => {
  const client = await import('../../src/public-client/index.ts');
  assert.deepEqual(Object.keys(client).sort(), ['VibedasherError', 'createPublicClient']);
});

test('the client loads rarely used modules on demand', async () => {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const loaded = staticInputs(metafile.outputs, 'out/index.js');
  for (const late of ['on-demand', 'bundle', 'refusals', 'catalog', 'result-cache'])
    assert.ok(!loaded.has(late), `${late}.ts is loaded with the client`);

  assert.ok(loaded.has('request') && loaded.has('query-run'));
});

type Outputs = Awaited<ReturnType<typeof build<{ metafile: true; write: false }>>>['metafile']['outputs'];

/** Returns the names of the modules in an output and in its static imports. */
function staticInputs(outputs: Outputs, path: string): Set<string> {
  const output = outputs[path]!;
  const own = Object.keys(output.inputs).map((input) => /([^/]+)\.\w+$/.exec(input)![1]!);
  const imported = output.imports.filter(({ kind }) => kind === 'import-statement');
  return new Set([...own, ...imported.flatMap((one) => [...staticInputs(outputs, one.path)])]);
}
