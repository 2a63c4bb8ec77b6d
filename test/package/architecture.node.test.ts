import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { root } from './project.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

it('ARCHITECTURE.md lists steps that rewrite a spec by their functions', () => {
  const steps = [...read('ARCHITECTURE.md').matchAll(/^\| \d+ +\| `(\w+)` +\| `(.*?)` +\|/gm)];
  assert.equal(steps.length, 14);
  for (const [, name, file] of steps) {
    assert.match(read(`src/${file}.ts`), new RegExp(`export (async )?(function|const) ${name}\\b`));
  }
});

it('ARCHITECTURE.md lists the layers of layers.json', () => {
  type Layer = Readonly<Record<string, { readonly contents: string }>>;
  const listed = (JSON.parse(read('layers.json')) as Layer[])
    .flatMap((layer) => Object.entries(layer))
    .map(([paths, { contents }]) => [paths, contents]);
  const rows = read('ARCHITECTURE.md').matchAll(/^\| (`src\/.*?) +\| (.*?) +\|$/gm);
  assert.deepEqual(
    [...rows].map(([, paths, contents]) => [paths?.replaceAll('`', ''), contents]),
    listed,
  );
});
