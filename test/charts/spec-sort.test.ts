import { expect } from 'chai';
import { rowsInOrderOf } from '../../src/charts/category-axis.ts';
import { sortSpec } from '../../src/charts/spec-sort.ts';
import type { Sort } from '../../src/charts/types.ts';
import { withZeroAtBottom } from '../../src/charts/zero-baseline.ts';
import type { Cell } from '../../src/public-client/types.ts';
import { MAIN } from '../../src/spec/names.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { table } from './column-sets.ts';

const FRUIT = table(
  ['fruit', 'tons:number'],
  [
    ['pear', 5],
    ['Other', 7],
    ['Apple', 9],
    ['äpple', 2],
  ],
);
const TONS = { field: 'tons', type: 'quantitative' };
const bars = (y: object = {}, x: object = {}): VegaLiteSpec => ({
  mark: 'bar',
  encoding: { y: { field: 'fruit', type: 'nominal', ...y }, x: { ...TONS, ...x } },
});

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

describe('rowsInOrderOf', () => {
  const order = (y: object, x: object = {}, rows = FRUIT): readonly Cell[] | null => {
    const chart = { kind: 'spec', spec: bars(y, x), data: new Map(), derived: false, more: 0 } as const;
    return rowsInOrderOf(chart, rows)?.map((row) => rows.rows[row]![0]!) ?? null;
  };

  it('follows each kind of Vega-Lite’s `sort`', () => {
    const byName = ['Apple', 'Other', 'pear', 'äpple'];
    const byTons = ['äpple', 'pear', 'Other', 'Apple'];
    expect(order({})).to.deep.equal(byName);
    expect(order({ sort: 'descending' })).to.deep.equal([...byName].reverse());
    expect(order({ sort: null })).to.deep.equal(['pear', 'Other', 'Apple', 'äpple']);
    expect(order({ sort: 'x' })).to.deep.equal(byTons);
    expect(order({ sort: '-x' })).to.deep.equal([...byTons].reverse());
    expect(order({ sort: { encoding: 'x', order: 'descending' } })).to.deep.equal([...byTons].reverse());
    expect(order({ sort: { field: 'tons', op: 'max' } })).to.deep.equal(byTons);
    expect(order({ sort: ['pear', 'Apple'] })).to.deep.equal(['pear', 'Apple', 'Other', 'äpple']);
  });

  it('combines the rows of a category', () => {
    const rows = table(
      ['fruit', 'tons:number'],
      [
        ['a', 1],
        ['b', 3],
        ['a', 3],
      ],
    );
    expect(order({ sort: '-x' }, {}, rows)).to.deep.equal(['a', 'a', 'b']);
    expect(order({ sort: '-x' }, { aggregate: 'mean' }, rows)).to.deep.equal(['b', 'a', 'a']);
    expect(order({ sort: { op: 'count' } }, {}, rows)).to.deep.equal(['b', 'a', 'a']);
  });

  it('has no order for lines, computed fields and other channels', () => {
    expect(order({ field: 'computed' })).to.equal(null);
    expect(order({ sort: { field: 'computed' } })).to.equal(null);
    expect(order({ sort: { field: 'tons', op: 'constructor' } })).to.equal(null);
    expect(order({ sort: 'color' })).to.equal(null);
    expect(order({}, { type: 'nominal' })).to.equal(null);
    const chart = { kind: 'spec', data: new Map(), derived: false, more: 0 } as const;
    expect(rowsInOrderOf({ ...chart, spec: { ...bars(), mark: 'line' } }, FRUIT)).to.equal(null);
  });
});

describe('withZeroAtBottom', () => {
  const zeros = table(
    ['fruit', 'tons:number', 'price:number'],
    [
      ['pear', 0, 3],
      ['fig', null, 4],
    ],
  );
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
});
