import { describe, it } from 'node:test';
import { expect } from 'chai';
import { rowsInOrderOf } from '../../src/charts/category-axis.ts';
import type { Cell } from '../../src/public-client/types.ts';
import { table } from './column-sets.ts';
import { bars, FRUIT } from './own-specs.ts';

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

  it('adds up the rows of a category', () => {
    const rows = table('fruit, tons:number', 'a, 1; b, 3; a, 3');
    expect(order({ sort: '-x' }, { aggregate: 'sum' }, rows)).to.deep.equal(['a', 'a', 'b']);
    expect(order({ sort: { field: 'tons', op: 'sum' } }, {}, rows)).to.deep.equal(['b', 'a', 'a']);
    for (const sort of ['x', { field: 'tons' }, { field: 'tons', op: 'mean' }, { op: 'count' }])
      expect(order({ sort }, {}, rows), JSON.stringify(sort)).to.equal(null);
  });

  it('places categories without a number first, as Vega', () => {
    const rows = table('fruit, tons:number', Object.entries({ a: -7, b: null, c: 5 }));
    for (const op of ['min', 'mean', 'sum'])
      expect(order({ sort: { field: 'tons', op } }, {}, rows), op).to.deep.equal(['b', 'a', 'c']);
  });

  it('has no order for numbers that a transform may change', () => {
    const ordered = (sort: unknown): unknown => {
      const spec = { transform: [{ filter: 'datum.tons < 9' }], ...bars({ sort }) };
      const chart = { kind: 'spec', spec, data: new Map(), derived: false, more: 0 } as const;
      return rowsInOrderOf(chart, FRUIT);
    };
    expect(ordered('-x')).to.equal(null);
    expect(ordered(null)).to.equal(null);
    expect(ordered('ascending')).to.deep.equal([2, 1, 0, 3]);
  });

  it('has no order for lines, computed fields and other channels', () => {
    for (const y of [
      { field: 'computed' },
      ...[{ field: 'computed' }, { field: 'tons', op: 'constructor' }, 'color'].map((sort) => ({ sort })),
    ])
      expect(order(y), JSON.stringify(y)).to.equal(null);
    expect(order({}, { type: 'nominal' })).to.equal(null);
    const chart = { kind: 'spec', data: new Map(), derived: false, more: 0 } as const;
    expect(rowsInOrderOf({ ...chart, spec: { ...bars(), mark: 'line' } }, FRUIT)).to.equal(null);
  });
});
