import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
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

it('ARCHITECTURE.md names only files that exist where a bug would be', () => {
  const [, table] = read('ARCHITECTURE.md').split('## Where would a bug be?');
  const rows = [...table!.split('\n## ')[0]!.matchAll(/^\| .*? \| (.*) \|$/gm)].slice(1);
  assert.ok(rows.length > 50);
  for (const [, files] of rows) {
    let folder = '';
    for (const [, name] of files!.matchAll(/`([^`]+)`/g)) {
      if (name!.includes('/')) folder = name!.slice(0, name!.lastIndexOf('/') + 1);
      const path = name!.includes('/') ? name! : folder + name!;
      const found = ['', 'src/'].flatMap((start) =>
        globSync([start + path, `${start}${path}.ts`, `${start}${path}/`], { cwd: root }),
      );
      assert.notEqual(found.length, 0, path);
    }
  }
});
