/** Work that depends only on the files of a viz is done once for many requests. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { paramFault } from '../src/queries/template-params.ts';
import type { ParamDeclaration } from '../src/queries/template-params.ts';
import { chartParams, readDashboard, readView } from '../src/viewer/view.ts';
import { oncePerViz } from '../src/vizzes/catalog.ts';
import type { CatalogViz } from '../src/vizzes/catalog.ts';
import { describeOnce } from '../src/vizzes/description.ts';

const createViz = (): CatalogViz => ({ files: {} }) as CatalogViz;

const PARAM: ParamDeclaration = { type: 'string', multiple: true };

/** Returns a viz, and the number of times that each of its files was read. */
function createCounted(files: Readonly<Record<string, string>>): [CatalogViz, Map<string, number>] {
  const reads = new Map<string, number>();
  const counted = new Proxy(files, {
    get: (target, path: string) => {
      reads.set(path, (reads.get(path) ?? 0) + 1);
      return target[path];
    },
  });
  return [{ files: counted, params: new Map([['p', PARAM]]) } as unknown as CatalogViz, reads];
}

describe('what depends only on a viz', () => {
  it('is computed once for each state of its files', () => {
    let computed = 0;
    const hash = oncePerViz(() => (computed += 1));
    const viz = createViz();
    assert.deepEqual([hash(viz), hash(viz), hash(createViz())], [1, 1, 2]);
  });

  it('is read once from its files for many pages', () => {
    const [viz, reads] = createCounted({
      'charts/main.sql': 'SELECT {{p}}',
      'charts/main.other.sql': 'SELECT {{q}}',
      'charts/b.vl.json': '{}',
      'dashboard.json': '{"charts":["b"]}',
    });
    for (let n = 0; n < 3; n += 1) {
      const { chart, params } = readView(viz, { chart: 'main', 'v.p': 'x', 'v.q': 'y' });
      assert.deepEqual([chart, { ...params }], ['main', { p: 'x', q: 'y' }]);
      assert.deepEqual(chartParams(viz, null), ['p']);
      assert.deepEqual(chartParams(viz, 'b'), []);
      assert.deepEqual(readDashboard(viz)?.charts, ['b']);
    }
    // For the charts, for the parameters, and for the dashboard.
    assert.ok(Math.max(...reads.values()) <= 3, JSON.stringify([...reads]));
    assert.equal(reads.get('charts/main.sql'), 2);
  });

  it('has options that are found without a search', () => {
    const options = new Set(['a', 'b']);
    options[Symbol.iterator] = () => assert.fail('It searches all options.');
    assert.equal(paramFault({ ...PARAM, options }, ['b', 'a', '']), undefined);
  });

  it('is named in part in errors, if there is very much of it', () => {
    const names = Array.from({ length: 50 }, (_, n) => `c${n + 10}`);
    const [viz] = createCounted(Object.fromEntries(names.map((name) => [`charts/${name}.sql`, ''])));
    assert.throws(() => readView(viz, { chart: 'd' }), /has: c10, c11, [^…]*, c29, …\.$/);
    const options = new Set(names);
    assert.match(
      paramFault({ ...PARAM, options }, ['d']) ?? '',
      /^must be one of c10, c11, [^…]*, c29, …, not "d"$/,
    );
  });

  it('is written and compressed once until the answer changes, or the age of the data', async () => {
    let written = 0;
    const viz = createViz();
    const describe = (version: string, age: number) =>
      describeOnce(viz, version, age, () => ({ written: (written += 1) }));
    const first = describe('v', 1);
    for (const coding of ['br', 'gzip'] as const)
      assert.equal(await first.encoded(coding), await describe('v', 1).encoded(coding));
    assert.equal(first.bytes, describe('v', 1).bytes);
    assert.deepEqual([first.json, describe('v', 1).json], ['{"written":1}', '{"written":1}']);
    assert.equal(describe('v', 2).json, '{"written":2}');
    assert.equal(describe('w', 2).json, '{"written":3}');
    assert.equal(first.json, '{"written":1}');
  });
});
