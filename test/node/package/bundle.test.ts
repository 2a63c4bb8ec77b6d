import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import { parseAst } from 'vite';
import { makesCode } from '../../../scripts/bundle-plugins.ts';
import { root } from './project.ts';

const read = (path: string): string => readFileSync(join(root, 'cdn', path), 'utf8');
const scripts = globSync('**/*.js', { cwd: join(root, 'cdn') });

/** What a module imports, statically or by import(). */
function specifiersOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, source } = node as {
    type?: string;
    source?: { value?: string; quasis?: { value: { raw: string } }[] };
  };
  const inner = Object.values(node).flatMap(specifiersOf);
  if (!source || !/^(Import|Export)/.test(type ?? '')) return inner;
  return [source.value ?? source.quasis?.map(({ value }) => value.raw).join('${}') ?? '(computed)', ...inner];
}

describe('code from text', () => {
  for (const code of [
    'eval(a)',
    '(0, eval)(a)',
    'new Function("a")',
    'f(Function("a", b))',
    'Function.apply(null, a)',
  ]) {
    it(`is seen in ${code}`, () => assert.ok(makesCode(parseAst(code))));
  }
  for (const code of ['a.eval(b)', 'isFunction(a)', 'a instanceof Function', 'class A { eval(b) {} }']) {
    it(`is not seen in ${code}`, () => assert.ok(!makesCode(parseAst(code))));
  }
});

describe('the script-tag bundle', () => {
  it('builds no code from text', () => {
    assert.ok(scripts.length > 3);
    assert.deepEqual(
      scripts.filter((path) => makesCode(parseAst(read(path)))),
      [],
    );
  });

  it('loads nothing but its own hashed chunks', () => {
    for (const path of scripts.filter((path) => path.startsWith('chunks/'))) {
      assert.match(path, /^chunks\/[\w-]+-[\w-]{8}\.js$/);
    }
    for (const path of scripts.filter((path) => !path.endsWith('.classic.js'))) {
      for (const specifier of specifiersOf(parseAst(read(path)))) {
        assert.match(specifier, /^\.{1,2}\/(chunks\/)?[\w-]+\.js$/, `${path} imports ${specifier}`);
      }
    }
  });

  it('has a classic script that is one', () => {
    const classic = read('vibedasher.classic.js');
    assert.doesNotThrow(() => new Script(classic));
    assert.match(classic, /import\(/);
  });

  it('names the licence of every package in it', () => {
    const licences = read('THIRD-PARTY-LICENSES.txt');
    for (const name of ['lit-html', 'vega-lite', 'vega-view', 'd3-scale', 're2js']) {
      assert.match(licences, new RegExp(`^${name} \\d`, 'm'));
    }
    assert.doesNotMatch(licences, /\((undefined|GPL[^)]*|AGPL[^)]*)\)/);
  });
});
