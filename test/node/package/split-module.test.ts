import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAst } from 'vite';
import { edit, RUNTIME, RUNTIME_ID, splitModule, type LatePart } from '../../../scripts/split-module.ts';

const PACKAGE = `
import { base } from 'elsewhere';
export { Rare, Common, captured, count };
let count = 0;
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
  readonly made: readonly string[];
}

let count = 0;
/** A module of its own, also where there was one of the same code before. */
const url = (code: string): string =>
  `data:text/javascript;base64,${Buffer.from(`${code}\n// ${(count += 1)}`).toString('base64')}`;

/** Runs the halves of a module as a bundler would link them. */
async function link(source: string, parts: Record<string, LatePart>) {
  const elsewhere = url('export const base = (value) => value + "!"');
  const runtime = url(RUNTIME);
  const { core, parts: texts } = splitModule(source, 'core', parts, {
    parse: (code) => parseAst(code) as never,
    partId: (part) => `part:${part}`,
  });
  const coreUrl = url(
    core
      .replace("'elsewhere'", `'${elsewhere}'`)
      .replace(JSON.stringify(RUNTIME_ID), `'${runtime}'`)
      .replace('import("part:rare")', 'Promise.resolve()'),
  );
  const loadPart = (): Promise<unknown> =>
    import(
      url(texts.get('rare')!.replace("'elsewhere'", `'${elsewhere}'`).replace('"core"', `'${coreUrl}'`))
    );
  return { core, part: texts.get('rare')!, module: (await import(coreUrl)) as Linked, loadPart };
}

describe('a package in parts', () => {
  const parts = { rare: { roots: ['Rare'] } };

  it('keeps what others use, and lets go of what only the part uses', async () => {
    const { core, part } = await link(PACKAGE, parts);
    assert.match(core, /shared =/);
    assert.doesNotMatch(core, /helper =|class Rare/);
    assert.match(part, /helper =[^]*class Rare/);
  });

  it('says how to load what is missing, and has it from then on', async () => {
    const { module, loadPart } = await link(PACKAGE, parts);
    assert.equal(module.Common('common'), 'shared common');
    assert.equal(module.Common.Definition.rare({}), false);
    for (const use of [
      () => module.Common('rare'),
      () => module.Rare.of('x'),
      () => module.captured.type('x'),
    ]) {
      assert.throws(use, (error: Error & { load?: unknown }) => typeof error.load === 'function');
    }
    await loadPart();
    assert.equal(module.Common('rare'), 'helped shared rare!');
    const rare = new module.captured.type('x');
    assert.ok(rare instanceof (module.Rare as never));
    assert.equal(module.Common.Definition.rare(rare), true);
    assert.equal(module.Common.Definition.rare({}), false);
    assert.equal(module.Rare.of('y').text, 'helped shared y!');
  });

  it('does what is to be done at its arrival', async () => {
    const { module, loadPart } = await link(`${PACKAGE};const made = []; export { made };`, {
      rare: { roots: ['Rare'], setup: 'made.push(new Rare("z").text);' },
    });
    await loadPart();
    assert.deepEqual(module.made, ['helped shared z!']);
  });

  it('lets go of what only a local variable of the core is named like, and of what fills a prototype', async () => {
    const { core, part } = await link(
      `${PACKAGE}
      function also() { const helper = 1; return helper; }
      function Store() {}
      const filled = Store.prototype;
      filled.get = () => helper('store');
      class Keeper extends Rare { static store = new Store(); }
      export { also, Keeper };`,
      { rare: { roots: ['Rare', 'Keeper'] } },
    );
    assert.doesNotMatch(core, /'helped '|function Store/);
    assert.match(part, /'helped '[^]*function Store[^]*filled\.get/);
  });

  it('keeps statements in their order, and exports what is its own', async () => {
    const { module, loadPart } = await link(
      `${PACKAGE}
      function Late() {}
      const text = 'in between';
      Late.Definition = { text };
      export { Late as late };`,
      { rare: { roots: ['Rare', 'Late'] } },
    );
    const part = (await loadPart()) as {
      readonly late: { readonly Definition: object };
      readonly Rare: unknown;
    };
    assert.deepEqual(part.late.Definition, { text: 'in between' });
    assert.equal(typeof part.Rare, 'function');
    assert.equal(module.Common('rare'), 'helped shared rare!');
  });

  it('fails where the package has changed', async () => {
    await assert.rejects(link(PACKAGE, { rare: { roots: ['Gone'] } }), /there is no Gone any more/);
    await assert.rejects(
      link(PACKAGE, { rare: { roots: [], setup: 'gone();' } }),
      /there is no gone any more/,
    );
    assert.throws(() => edit('a b a', [['a', 'c']], 'core'), /is there 2 times, not 1/);
    assert.throws(() => edit('b', [[/a/g, 'c']], 'core'), /is there 0 times, not 1/);
    assert.equal(edit('a b a', [[/a/g, 'c', 2]], 'core'), 'c b c');
  });
});
