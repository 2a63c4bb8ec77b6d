import { describe, it } from 'node:test';
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

const NO_AXIS = 'it has no effect: no axis has categories for numbers of the other axis';
const SINGLE = table('fruit, tons:number', 'pear, 1');

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

  it('leaves the sums to Vega-Lite if the spec computes the numbers', () => {
    const cannot = '“Other” may not come last, because the spec computes the numbers';
    const calculated = {
      transform: [{ calculate: 'datum.tons * 2', as: 'total' }],
      ...bars({}, { field: 'total' }),
    };
    const total = sort(calculated, '-value');
    expect(sortOf(total)).to.deep.equal({ field: 'total', op: 'sum', order: 'descending' });
    expect(total.warnings).to.deep.equal([cannot]);
    const filtered = sort({ transform: [{ filter: 'datum.tons < 9' }], ...bars() }, 'value');
    expect(sortOf(filtered)).to.deep.equal({ field: 'tons', op: 'sum', order: 'ascending' });
    expect(sort(bars({}, { aggregate: 'mean' }), 'value').warnings).to.deep.equal([cannot]);
    expect(sort(calculated, 'value', SINGLE).warnings).to.deep.equal([]);
  });

  it('sorts by name with a transform, unless that computes the names', () => {
    const named = sort({ transform: [{ filter: 'datum.tons < 9' }], ...bars() }, 'name');
    expect(sortOf(named)).to.deep.equal(['Apple', 'äpple', 'pear', 'Other']);
    const computed = { transform: [{ calculate: 'upper(datum.fruit)', as: 'fruit' }], ...bars() };
    expect(sortOf(sort(computed, 'name'))).to.equal('ascending');
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
    expect(first.warnings).to.deep.equal(['it has no effect: the spec sets the order of the categories']);
    const points = { mark: 'point', encoding: { x: TONS, y: TONS } };
    const second = sort(points, 'name');
    expect(second.spec).to.equal(points);
    expect(second.warnings).to.deep.equal([NO_AXIS]);
    const heatmap = { mark: 'rect', encoding: { x: { field: 'tons' }, y: { field: 'fruit' } } };
    expect(sort(heatmap, 'name').warnings).to.deep.equal([NO_AXIS]);
  });

  it('warns once about a concatenation, and only if it sorts no view', () => {
    const points = { mark: 'point', encoding: { x: TONS, y: TONS } };
    expect(sort({ hconcat: [bars(), points] }, '-value', SINGLE).warnings).to.deep.equal([]);
    const unsorted = { vconcat: [points, { hconcat: [bars({ sort: '-x' }), points] }] };
    const { spec, warnings } = sort(unsorted, 'name');
    expect(spec).to.equal(unsorted);
    expect(warnings).to.deep.equal(['it has no effect: the spec sets the order of the categories']);
  });
});
