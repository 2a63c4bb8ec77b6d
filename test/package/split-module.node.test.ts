import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CannotSplitError } from '../../scripts/module-analysis.ts';
import { splitModule, usedWhileEvaluated, type Parts } from '../../scripts/split-module.ts';
import { root } from './project.ts';

const PACKAGE = `
import { base } from 'elsewhere';
export { Rare, Common, captured };
const helper = (value) => 'helped ' + value;
const shared = (value) => 'shared ' + value;
function Common(value) { return value === 'rare' ? new Rare(value).text : shared(value); }
class Rare { constructor(value) { this.text = helper(shared(base(value))); } static of = (value) => new Rare(value); }
Common.Definition = { rare: (value) => value instanceof Rare };
const captured = { type: Rare };
`;

type Make = (new (value: string) => { readonly text: string }) & ((value: string) => unknown);
interface Linked {
  readonly Common: ((value: string) => string) & { readonly Definition: { rare(value: object): boolean } };
  readonly Rare: { of(value: string): { readonly text: string } };
  readonly captured: { readonly type: Make };
  readonly [name: string]: unknown;
}

let count = 0;
/** Returns the URL of a new module, even if the code is the same as before. */
const url = (code: string): string =>
  `data:text/javascript;base64,${Buffer.from(`${code}\n// ${(count += 1)}`).toString('base64')}`;

const runtime = url(
  stripTypeScriptTypes(readFileSync(join(root, 'src/vega/stand-ins.ts'), 'utf8'))
    .replace(/^import .*lazily.*$/m, '')
    .replace(
      /^import .*MissingPartError.*$/m,
      'class MissingPartError extends Error { constructor(load = null) { super(); this.load = load; } }',
    )
    .replace(/^import .*splitParts.*$/m, 'const splitParts = { rare: async () => {} };'),
);

const split = (source: string, parts: Parts) =>
  splitModule(source, 'core', parts, {
    dropped: ['never'],
    runtime,
  });

/** Runs the halves of a module as a bundler would link them. */
async function link(source: string, parts: Parts) {
  const elsewhere = url('export const base = (value) => value + "!"; export const far = () => "far"');
  const { core, parts: texts } = split(source, parts);
  const coreUrl = url(core.replace('"elsewhere"', `'${elsewhere}'`));
  const loadPart = (part = 'rare'): Promise<unknown> =>
    import(url(texts.get(part)!.replace('"elsewhere"', `'${elsewhere}'`).replace('"core"', `'${coreUrl}'`)));
  return { core, part: texts.get('rare')!, module: (await import(coreUrl)) as Linked, loadPart };
}

const isMissing = (error: Error & { readonly load?: unknown }): boolean => typeof error.load === 'function';

describe('a module in parts', () => {
  const parts = { rare: ['Rare'] };

  it('throws errors that can load the part, and then uses the part, even where it has stored stand-ins', async () => {
    const { core, part, module, loadPart } = await link(PACKAGE, parts);
    assert.doesNotMatch(core, /helper =|class Rare|elsewhere'/);
    assert.match(part, /helper =[^]*class Rare/);
    assert.equal(module.Common('common'), 'shared common');
    assert.equal(module.Common.Definition.rare({}), false);
    const { type } = module.captured;
    for (const use of [
      () => module.Common('rare'),
      () => module.Rare.of('x'),
      () => type('x'),
      () => new type('x'),
    ])
      assert.throws(use, isMissing);
    assert.throws(() => class extends type {}, isMissing);
    await loadPart();
    assert.equal(module.Common('rare'), 'helped shared rare!');
    const rare = new type('x');
    assert.ok(rare instanceof (module.Rare as never));
    assert.ok(rare instanceof type);
    assert.equal(module.Common.Definition.rare(rare), true);
    assert.equal(module.Common.Definition.rare({}), false);
    assert.equal(module.Rare.of('y').text, 'helped shared y!');
    class Own extends type {}
    assert.ok(new Own('z') instanceof Own);
  });

  it('moves a declaration that only shares its name with a local variable, and statements that fill a prototype', async () => {
    const { core, part } = await link(
      `${PACKAGE}
      function also() { const helper = 1; return helper; }
      function Store() {}
      const filled = Store.prototype;
      filled.get = () => helper('store');
      class Keeper extends Rare { static store = new Store(); }
      export { also, Keeper };`,
      { rare: ['Rare', 'Keeper'] },
    );
    assert.doesNotMatch(core, /'helped '|function Store/);
    assert.match(part, /'helped '[^]*function Store[^]*filled\.get/);
  });

  it('moves statements that complete a declaration, in the order of the module', async () => {
    const { core, module, loadPart } = await link(
      `const found = []; const note = (list, name) => list.map((each) => found.push(name + each));
      const rare = ['a', 'b'];
      const text = 'in between';
      note(rare, text);
      function Late() {}
      Late.Definition = { text };
      export { found, Late };`,
      { rare: ['rare', 'Late'] },
    );
    assert.doesNotMatch(core, /in between/);
    assert.deepEqual(module['found'], []);
    await loadPart();
    assert.deepEqual(module['found'], ['in betweena', 'in betweenb']);
    assert.deepEqual((module['Late'] as { Definition?: unknown }).Definition, { text: 'in between' });
  });

  it('contains stand-ins that cannot load a dropped part', async () => {
    const { module } = await link(PACKAGE, { never: ['Rare'] });
    assert.throws(
      () => module.Rare.of('x'),
      (error: Error) => 'load' in error && error.load === null,
    );
  });

  const misfits: readonly (readonly [code: string, message: RegExp])[] = [
    ['', /there is no rare/],
    ['const rare = () => 1; export const now = rare();', /rare is used at once/],
    ['const rare = () => 1; (() => rare())();', /rare is used at once/],
    ['class rare {} export class Other extends rare {}', /rare is used at once/],
    ['function rare() {} inherits(Other, rare);', /rare is used at once/],
    ['const rare = {}; export const all = { ...rare };', /rare is used at once/],
    ['let rare = 1; export const next = () => (rare = 2);', /rare is assigned to/],
    ['let all = 0; export { all }; const rare = () => (all += 1);', /assigns to all/],
  ];
  it('cannot be split if a part is missing, used at once, assigned to, or assigns', () => {
    for (const [code, message] of misfits)
      assert.throws(
        () => split(code, { rare: ['rare'] }),
        (error: Error) => error instanceof CannotSplitError && message.test(error.message),
      );
  });
});

describe('a stand-in of another module', () => {
  const made = `import { rare } from 'far'; const made = rare(); export const unused = made + 1, common = 1;`;
  const cases: readonly (readonly [code: string, found: string | undefined, needed?: readonly string[]])[] = [
    [`import { rare } from 'far'; export const table = { rare }; add('rare', rare);`, undefined],
    [`import * as far from 'far'; export const list = [far.rare]; far.common();`, undefined],
    [`import { rare } from 'far'; export { rare }; export const later = () => rare();`, undefined],
    [`import { rare } from 'near'; rare();`, undefined],
    [`import { rare } from 'far'; rare();`, 'rare'],
    [`import { rare as other } from 'far'; export const day = other.every(2);`, 'rare'],
    [`import * as far from 'far'; export class Own extends far.rare {}`, 'rare'],
    [`import { rare } from 'far'; const now = () => 1; inherits(now, rare);`, 'rare'],
    [made, undefined, ['common']],
    [made, 'rare', ['unused']],
    [`${made} rare();`, 'rare', ['common']],
  ];

  it('may be stored, but not used while a module is evaluated, except in declarations that no module imports', () => {
    const isRare = (source: string, name: string): boolean => source === 'far' && name === 'rare';
    for (const [code, found, needed] of cases)
      assert.equal(usedWhileEvaluated(code, isRare, needed ? new Set(needed) : null), found, code);
  });
});
