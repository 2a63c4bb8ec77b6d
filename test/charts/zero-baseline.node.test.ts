import { describe, it } from 'node:test';
import { expect } from 'chai';
import { withZeroAtBottom } from '../../src/charts/zero-baseline.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { table } from './column-sets.ts';
import { bars, TONS } from './own-specs.ts';

describe('withZeroAtBottom', () => {
  const zeros = table('fruit, tons:number, price:number', 'pear, 0, 3; fig, , 4');
  const isChanged = (spec: VegaLiteSpec): boolean => withZeroAtBottom(spec, zeros) !== spec;

  it('ends a domain without an extent at 1', () => {
    const spec = withZeroAtBottom(bars({}, { axis: { grid: false } }), zeros);
    expect((spec['encoding'] as Record<string, unknown>)['x']).to.deep.equal({
      ...TONS,
      scale: { domain: { unionWith: [0, 1] } },
      axis: { values: [0], grid: false },
    });
    expect(isChanged(bars({}, { aggregate: 'mean', axis: null }))).to.equal(true);
  });

  it('does not change other specs', () => {
    expect(isChanged(bars({}, { field: 'price' }))).to.equal(false);
    expect(isChanged(bars({}, { aggregate: 'count' }))).to.equal(false);
    expect(isChanged(bars({}, { bin: true }))).to.equal(false);
    for (const scale of [{ domain: [-5, 5] }, { domainMax: 3 }, { zero: false }, { type: 'log' }, null])
      expect(isChanged(bars({}, { scale })), JSON.stringify(scale)).to.equal(false);
    const price = { mark: 'rule', encoding: { x: { field: 'price', type: 'quantitative' } } };
    expect(isChanged({ layer: [bars(), price] })).to.equal(false);
  });

  it('does not change a spec for values that are all missing, or for no rows', () => {
    for (const rows of [[], [['pear', null, 3]]])
      expect(withZeroAtBottom(bars(), { ...zeros, rows })['encoding']).to.deep.equal(bars()['encoding']);
  });

  it('does not change an axis of ranges', () => {
    const ranged = { ...TONS, aggregate: 'min' };
    const spec = {
      mark: 'bar',
      encoding: { y: { field: 'fruit' }, x: ranged, x2: { ...TONS, aggregate: 'max' } },
    };
    expect(isChanged(spec)).to.equal(false);
  });
});
