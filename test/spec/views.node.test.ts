import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { JsonObject } from '../../src/internal/json.ts';
import { mapViews, MAX_DEPTH, visitViews } from '../../src/spec/views.ts';

const [a, b, c, d] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }] as const;

/** Returns the names of visited views, each after the names of the views around it. */
function pathsIn(spec: unknown): readonly string[] {
  const paths: string[] = [];
  const visitor = ({ name }: JsonObject, outer: string): string => {
    paths.push(outer + String(name ?? '-'));
    return `${outer}${String(name ?? '-')}/`;
  };
  visitViews(spec, visitor, '');
  return paths;
}

const rename = (view: JsonObject, outer: string): readonly [JsonObject, string] =>
  view['name'] === 'c' ? [{ ...view, name: `${outer}C` }, outer] : [view, `${outer}${String(view['name'])}`];

describe('the views of a spec', () => {
  for (const [name, spec, paths] of [
    ['a number', 5, []],
    ['a single view', a, ['a']],
    ['layers', { ...a, layer: [b, c] }, ['a', 'a/b', 'a/c']],
    ['concatenated views', { concat: [a], hconcat: [b], vconcat: [c] }, ['-', '-/a', '-/b', '-/c']],
    ['a facet', { facet: { field: 'x' }, spec: a }, ['-', '-/a']],
    ['a repeat of layers', { repeat: ['x'], spec: { ...a, layer: [b] } }, ['-', '-/a', '-/a/b']],
    ['concatenated facets', { hconcat: [{ spec: a }, d] }, ['-', '-/-', '-/-/a', '-/d']],
    ['invalid children', { layer: [1, null, [a], b], concat: 'a', spec: 7 }, ['-', '-/b']],
  ] as const)
    it(`are visited from the outside in: ${name}`, () => {
      expect(pathsIn(spec)).to.deep.equal(paths);
    });

  for (const [name, spec, mapped] of [
    ['a single view', c, { name: 'C' }],
    ['layers', { ...a, layer: [b, c] }, { ...a, layer: [b, { name: 'aC' }] }],
    ['a facet', { ...a, spec: { ...b, spec: c } }, { ...a, spec: { ...b, spec: { name: 'abC' } } }],
    ['invalid children', { ...a, layer: [1, c], spec: 7 }, { ...a, layer: [1, { name: 'aC' }], spec: 7 }],
  ] as const)
    it(`are replaced at every depth: ${name}`, () => {
      const before = structuredClone(spec);
      expect(mapViews(spec, rename, '')).to.deep.equal(mapped);
      expect(spec).to.deep.equal(before);
    });

  it('stay the same object without a change', () => {
    const spec = { ...a, layer: [b, { hconcat: [d] }] };
    expect(mapViews(spec, rename, '')).to.equal(spec);
  });

  it('are ignored below the maximum depth', () => {
    let spec: JsonObject = c;
    for (let depth = 0; depth < 2 * MAX_DEPTH; depth += 1) spec = { spec };
    expect(pathsIn(spec)).to.have.length(MAX_DEPTH + 1);
    expect(mapViews(spec, rename, '')).to.equal(spec);
  });
});
