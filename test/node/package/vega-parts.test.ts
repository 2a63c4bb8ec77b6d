import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { scheme } from 'vega-scale';
import { splitModule, type Parts } from '../../../scripts/split-module.ts';
import { registerSchemes } from '../../../src/vega/runtime.ts';
import { root } from './project.ts';

const { parts } = JSON.parse(readFileSync(join(root, 'scripts/vega-parts.json'), 'utf8')) as {
  readonly parts: Readonly<Record<string, Parts>>;
};
const { resolve } = createRequire(import.meta.url);

/** The module that a bundler takes for a browser. */
const moduleOf = (name: string): string => resolve(name).replace('.node.js', '.browser.js');

describe('what comes by need of the packages of the lockfile', () => {
  for (const [name, declared] of Object.entries(parts)) {
    it(`is found in ${name}`, () => {
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

describe('color schemes of our own', () => {
  it('are those of Vega', () => {
    const look = (): unknown[] =>
      ['tableau10', 'blues', 'blueorange', 'yellowgreenblue'].map((name) => {
        const colors = scheme(name);
        return typeof colors === 'function'
          ? [0, 0.3, 0.5, 0.71, 1].map((at) => colors(at) as string)
          : colors;
      });
    const own = look();
    registerSchemes();
    assert.deepEqual(look(), own);
    assert.match(JSON.stringify(own), /^\[\["#4c78a8".*rgb/);
  });
});
