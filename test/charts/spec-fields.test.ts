import { expect } from 'chai';
import { missingFields } from '../../src/charts/summary.ts';

const COLUMNS = [
  { name: 'region', type: 'string' },
  { name: 'amount', type: 'number' },
  { name: 'a.b', type: 'number' },
  { name: 'place', type: 'json' },
] as const;

const bars = (x: string, more: object = {}): object => ({
  mark: 'bar',
  encoding: { x: { field: x }, y: { aggregate: 'count' } },
  ...more,
});

const CASES: readonly (readonly [name: string, spec: object, missing: readonly string[]])[] = [
  ['a column', bars('region'), []],
  ['no column', bars('nobody'), ['nobody']],
  ['a column with a dot, escaped', bars('a\\.b'), []],
  ['a value within a column', bars('place.name'), []],
  ['a list index within a column', bars('place[0]'), []],
  [
    'a field that a transform makes',
    bars('double', { transform: [{ calculate: '2 * datum.amount', as: 'double' }] }),
    [],
  ],
  [
    'several that one transform makes',
    bars('to', { transform: [{ stack: 'amount', as: ['from', 'to'] }] }),
    [],
  ],
  ['columns that are known only later', bars('x', { transform: [{ pivot: 'region', value: 'amount' }] }), []],
  ['data of its own', bars('nobody', { data: { values: [{ nobody: 1 }] } }), []],
  ['named data', bars('nobody', { data: { name: 'main' } }), ['nobody']],
  ['a layer', { layer: [bars('region'), bars('nobody'), bars('no one')] }, ['nobody', 'no one']],
  ['a repeated field', { repeat: ['region'], spec: bars('region') }, []],
  ['no encoding', { mark: 'bar' }, []],
];

describe('missingFields', () => {
  for (const [name, spec, missing] of CASES) {
    it(`returns ${missing.join(', ') || 'none'} for a spec with ${name}`, () => {
      expect(missingFields(spec as never, COLUMNS)).to.deep.equal(missing);
    });
  }
});
