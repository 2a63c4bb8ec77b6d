import { expect } from 'chai';
import { transforms } from 'vega-dataflow';
import { findPacks } from '../../src/vega/packs.ts';
import { dataset, marks, mount, unmountAll } from './support.ts';

const ROWS = dataset(
  ['a', 'b', 'lon', 'lat'],
  Array.from({ length: 12 }, (_, index) => [index, (index * 7) % 5, index * 10, index * 5]),
);
const data = new Map([['main', ROWS]]);
/** Types that no core transform is among; a bundler may have registered them with something else in the page. */
const PARTS = ['geopoint', 'geoshape', 'geojson', 'projection', 'loess', 'regression'];
const xy = (x: string, y: string) => ({
  x: { field: x, type: 'quantitative' },
  y: { field: y, type: 'quantitative' },
});

describe('parts loaded by need', () => {
  afterEach(unmountAll);

  const cases = [
    [
      'geo',
      'symbol',
      { mark: 'point', encoding: { longitude: { field: 'lon' }, latitude: { field: 'lat' } } },
    ],
    ['regression', 'line', { mark: 'line', transform: [{ loess: 'b', on: 'a' }], encoding: xy('a', 'b') }],
    [
      'geo',
      'shape',
      {
        mark: 'geoshape',
        data: { values: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] } }] },
      },
    ],
  ] as const;
  for (const [pack, mark, spec] of cases) {
    it(`brings ${pack} for ${mark} marks`, async () => {
      for (const type of PARTS) delete transforms[type];
      const { container } = await mount(spec, { data });
      expect(marks(container, mark)).not.to.have.length(0);
    });
  }

  it('are found wherever a compiled spec needs them', () => {
    const found = (spec: object) => [...findPacks(spec as never)];
    expect(found({ marks: [{ marks: [{ transform: [{ type: 'force' }] }] }] })).to.deep.equal(['force']);
    expect(found({ data: [{ format: { type: 'topojson' } }] })).to.deep.equal(['geo']);
    expect(found({ signals: [{ update: 'geoArea(null, x)' }] })).to.deep.equal(['geo']);
    expect(found({ data: [{ transform: [{ type: 'KDE' }, { type: 'aggregate' }] }] })).to.deep.equal([
      'statistics',
    ]);
    expect(found({ data: [{ values: [{ type: 'force' }] }], title: 'geography (in short)' })).to.deep.equal(
      [],
    );
  });
});
