/** Work that depends only on the files of a viz is done once for many requests. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CatalogViz } from '../src/vizzes/catalog.ts';
import { describeOnce } from '../src/vizzes/description.ts';
import { oncePerViz } from '../src/vizzes/once-per-viz.ts';

const createViz = (): CatalogViz => ({ files: {} }) as CatalogViz;

describe('what depends only on a viz', () => {
  it('is computed once for each state of its files', () => {
    let computed = 0;
    const hash = oncePerViz(() => (computed += 1));
    const viz = createViz();
    assert.deepEqual([hash(viz), hash(viz), hash(createViz())], [1, 1, 2]);
  });

  it('is written and compressed once until the answer changes, or the age of the data', async () => {
    let written = 0;
    const viz = createViz();
    const describe = (version: string, age: number) =>
      describeOnce(viz, version, age, () => ({ written: (written += 1) }));
    const first = describe('v', 1);
    assert.equal(first.compressed, describe('v', 1).compressed);
    await first.compressed;
    assert.deepEqual([first.json, describe('v', 1).json], ['{"written":1}', '{"written":1}']);
    assert.equal(describe('v', 2).json, '{"written":2}');
    assert.equal(describe('w', 2).json, '{"written":3}');
    assert.equal(first.json, '{"written":1}');
  });
});
