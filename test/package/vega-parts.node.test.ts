import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { splitModule, type Parts } from '../../scripts/split-module.ts';
import { root } from './project.ts';

const { parts } = JSON.parse(readFileSync(join(root, 'scripts/vega-parts.json'), 'utf8')) as {
  readonly parts: Readonly<Record<string, Parts>>;
};
const { resolve } = createRequire(import.meta.url);

/** Returns the module that a bundler uses for a browser. */
const moduleOf = (name: string): string => resolve(name).replace('.node.js', '.browser.js');

describe('declarations of the installed packages that load on demand', () => {
  for (const [name, declared] of Object.entries(parts)) {
    it(`are found in ${name}`, () => {
      const id = moduleOf(name);
      const code = readFileSync(id, 'utf8');
      const { core, parts: texts } = splitModule(code, id, declared, {
        dropped: [],
        runtime: 'runtime',
      });
      assert.deepEqual([...texts.keys()], Object.keys(declared));
      assert.ok(core.length < code.length);
    });
  }
});
