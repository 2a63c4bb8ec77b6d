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
  const calculated = {
    transform: [{ calculate: 'datum.tons * 2', as: 'total' }],
    ...bars({}, { field: 'total' }),
  };
  const filtered = { transform: [{ filter: 'datum.tons < 9' }], ...bars() };
  const renamed = { transform: [{ calculate: 'upper(datum.fruit)', as: 'fruit' }], ...bars() };
  const counted = { mark: 'bar', encoding: { y: { field: 'fruit' }, x: { aggregate: 'count' } } };
  const plain = { ...FRUIT, rows: FRUIT.rows.slice(2) };
  const by = (field: string, order: string, op = 'sum') => ({ field, op, order });
  const byName = ['Apple', 'äpple', 'pear', 'Other'];
  for (const [what, spec, order, expected, rows] of [
    ['the rows', bars(), 'rows', null],
    ['the name', bars(), 'name', byName],
    ['the value, with “Other” last', bars(), 'value', ['äpple', 'pear', 'Apple', 'Other']],
    ['the value, in Vega-Lite without “Other”', bars(), 'value', by('tons', 'ascending'), plain],
    ['the value, descending', bars(), '-value', by('tons', 'descending'), plain],
    [
      'the aggregate of the spec',
      bars({}, { aggregate: 'mean' }),
      '-value',
      by('tons', 'descending', 'mean'),
    ],
    ['the count', counted, 'value', { op: 'count', order: 'ascending' }],
    ['numbers that the spec computes', calculated, '-value', by('total', 'descending')],
    ['the numbers of filtered rows', filtered, 'value', by('tons', 'ascending')],
    ['the names of filtered rows', filtered, 'name', byName],
    ['names that the spec computes', renamed, 'name', 'ascending'],
  ] as [string, VegaLiteSpec, Sort, unknown, typeof FRUIT?][])
    it(`sorts categories by ${what}`, () => {
      expect(sortOf(sort(spec, order, rows))).to.deep.equal(expected);
    });

  it('warns that “Other” may not come last if the spec computes the numbers', () => {
    const cannot = '“Other” may not come last, because the spec computes the numbers';
    for (const spec of [calculated, bars({}, { aggregate: 'mean' })])
      expect(sort(spec, 'value').warnings).to.deep.equal([cannot]);
    expect(sort(calculated, 'value', SINGLE).warnings).to.deep.equal([]);
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
    const points = { mark: 'point', encoding: { x: TONS, y: TONS } };
    const heatmap = { mark: 'rect', encoding: { x: { field: 'tons' }, y: { field: 'fruit' } } };
    for (const [spec, warning] of [
      [bars({ sort: '-x' }), 'it has no effect: the spec sets the order of the categories'],
      [points, NO_AXIS],
      [heatmap, NO_AXIS],
    ] as const)
      expect(sort(spec, 'name')).to.deep.equal({ spec, warnings: [warning] });
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
