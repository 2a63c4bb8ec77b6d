import { expect } from 'chai';
import { sortSpec } from '../../src/charts/spec-sort.ts';
import type { Sort } from '../../src/charts/types.ts';
import { MAIN } from '../../src/spec/names.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { table } from './column-sets.ts';
import { bars, FRUIT, TONS } from './own-specs.ts';

interface Sorted {
  readonly spec: VegaLiteSpec;
  readonly warnings: readonly string[];
}

function sort(spec: VegaLiteSpec, order: Sort, rows = FRUIT): Sorted {
  const warnings: string[] = [];
  const data = new Map([[MAIN, rows]]);
  const words = { other: 'Other' };
  const warn = (why: string): void => void warnings.push(why);
  return { spec: sortSpec(spec, { sort: order, language: 'en', words, data, warn }), warnings };
}

/** Returns the `sort` of y. */
const sortOf = ({ spec }: Sorted): unknown =>
  (spec['encoding'] as Record<string, Record<string, unknown>>)['y']!['sort'];

describe('sortSpec', () => {
  it('sorts the categories of a spec that leaves their order open', () => {
    expect(sortOf(sort(bars(), 'rows'))).to.equal(null);
    expect(sortOf(sort(bars(), 'name'))).to.deep.equal(['Apple', 'äpple', 'pear', 'Other']);
    expect(sortOf(sort(bars(), 'value'))).to.deep.equal(['äpple', 'pear', 'Apple', 'Other']);
    const plain = table(
      FRUIT.columns.map(({ name, type }) => `${name}:${type}`),
      FRUIT.rows.slice(2),
    );
    const byTons = { field: 'tons', op: 'sum' };
    expect(sortOf(sort(bars(), 'value', plain))).to.deep.equal({ ...byTons, order: 'ascending' });
    expect(sortOf(sort(bars(), '-value', plain))).to.deep.equal({ ...byTons, order: 'descending' });
  });

  it('sorts by the aggregate of the spec', () => {
    expect(sortOf(sort(bars({}, { aggregate: 'mean' }), '-value'))).to.deep.equal({
      field: 'tons',
      op: 'mean',
      order: 'descending',
    });
    const counted = { mark: 'bar', encoding: { y: { field: 'fruit' }, x: { aggregate: 'count' } } };
    expect(sortOf(sort(counted, 'value'))).to.deep.equal({ op: 'count', order: 'ascending' });
  });

  it('sorts all layers by the number of one of them, and each view of a concatenation', () => {
    const layered = {
      encoding: { y: { field: 'fruit', type: 'nominal' } },
      layer: [
        { mark: 'rule', encoding: {} },
        { mark: 'bar', encoding: { x: TONS } },
      ],
    };
    expect(sortOf(sort(layered, 'rows'))).to.equal(null);
    const { spec } = sort({ hconcat: [bars(), { mark: 'bar', encoding: {} }] }, 'rows');
    expect(JSON.stringify(spec)).to.contain('"sort":null');
  });

  it('does not change a spec with an order, or without categories, and warns', () => {
    const ordered = bars({ sort: '-x' });
    const first = sort(ordered, 'name');
    expect(first.spec).to.equal(ordered);
    expect(first.warnings).to.deep.equal(['the spec sets the order of the categories']);
    const points = { mark: 'point', encoding: { x: TONS, y: TONS } };
    const second = sort(points, 'name');
    expect(second.spec).to.equal(points);
    expect(second.warnings).to.deep.equal(['no axis of the chart has categories']);
  });
});
