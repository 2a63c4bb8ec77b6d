import { expect } from 'chai';
import { transforms } from 'vega-dataflow';
import { findLazyModules, predictLazyModules } from '../../src/vega/lazy-modules.ts';
import { dataset, marks, mount, unmountAll } from './support.ts';

const ROWS = dataset(
  ['a', 'b', 'lon', 'lat'],
  Array.from({ length: 12 }, (_, index) => [index, (index * 7) % 5, index * 10, index * 5]),
);
const data = new Map([['main', ROWS]]);
/** Types of transforms outside the core. Other code of the page may have registered them already. */
const PARTS = ['geopoint', 'geoshape', 'geojson', 'projection', 'loess', 'regression'];
const xy = (x: string, y: string) => ({
  x: { field: x, type: 'quantitative' },
  y: { field: y, type: 'quantitative' },
});

describe('lazy modules', () => {
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
  for (const [part, mark, spec] of cases) {
    it(`load ${part} for ${mark} marks`, async () => {
      for (const type of PARTS) delete transforms[type];
      const { container } = await mount(spec, { data });
      expect(marks(container, mark)).not.to.have.length(0);
    });
  }

  it('are found for colors and curves, even from a signal', () => {
    const scheme = (scheme: unknown) => [...findLazyModules({ scales: [{ range: { scheme } }] } as never)];
    for (const each of ['tableau10', 'viridis', { signal: 's' }, ['red', 'blue']]) {
      expect(scheme(each)).to.deep.equal(['schemes']);
    }
    const range = (range: unknown, config?: object) => [
      ...findLazyModules({ scales: [{ range }], ...(config && { config }) } as never),
    ];
    expect(range('category')).to.deep.equal(['schemes']);
    expect(range('ramp', { range: { category: ['red'] } })).to.deep.equal(['schemes']);
    expect(range('category', { range: { category: ['red'] } })).to.deep.equal([]);
    expect(range('width')).to.deep.equal([]);
    const between = (interpolate: unknown) => [...findLazyModules({ scales: [{ interpolate }] } as never)];
    expect(between(null)).to.deep.equal([]);
    for (const common of ['rgb', 'hcl']) expect(between(common)).to.deep.equal(['colors']);
    for (const other of ['lab', 'cubehelix-long', { type: 'hsl' }])
      expect(between(other)).to.deep.equal(['colors', 'scales']);
    const typed = (type: string, range: unknown) => [
      ...findLazyModules({
        scales: [{ type, range }],
        config: { range: { ramp: ['red', 'blue'] } },
      } as never),
    ];
    for (const colors of [['red', 'blue'], 'ramp']) {
      expect(typed('linear', colors)).to.deep.equal(['colors']);
      expect(typed('ordinal', colors)).to.deep.equal([]);
    }
    expect(typed('linear', [0, { signal: 'width' }])).to.deep.equal([]);
    const curve = (interpolate: unknown) => [
      ...findLazyModules({ marks: [{ encode: { enter: { interpolate } } }] } as never),
    ];
    for (const known of ['linear', 'monotone', 'step-after'])
      expect(curve({ value: known })).to.deep.equal([]);
    for (const other of ['basis', 'cardinal-open', 'linear-closed']) {
      expect(curve({ value: other })).to.deep.equal(['curves']);
      expect(curve([{ test: 'a', value: other }, { value: 'linear' }])).to.deep.equal(['curves']);
    }
    for (const other of [{ signal: 's' }, { field: 'f' }]) expect(curve(other)).to.include('curves');
    expect([...findLazyModules({ config: { line: { interpolate: 'basis' } } } as never)]).to.deep.equal([
      'curves',
    ]);
  });

  it('are found for transforms', () => {
    const found = (type: string) => [...findLazyModules({ data: [{ transform: [{ type }] }] } as never)];
    for (const rounding of ['bin', 'timeunit']) expect(found(rounding)).to.deep.equal(['bins']);
    expect(found('aggregate')).to.deep.equal([]);
  });

  it('are predicted from a Vega-Lite spec', () => {
    const predicted = (spec: object) => [...predictLazyModules(spec)];
    expect(
      predicted({ mark: 'bar', encoding: xy('windows', 'facets'), data: { values: [{ select: 1 }] } }),
    ).to.deep.equal([]);
    expect(predicted({ mark: 'boxplot' })).to.deep.equal(['composite-marks']);
    expect(predicted({ mark: { type: 'errorbar' } })).to.deep.equal(['composite-marks']);
    expect(predicted({ encoding: { row: { field: 'a' } } })).to.deep.equal(['facets']);
    expect(predicted({ mark: { type: 'bar', color: 'red' } })).to.deep.equal([]);
    expect(predicted({ encoding: { x: { field: 'a', bin: true } } })).to.deep.equal(['bins']);
    expect(predicted({ encoding: { x: { field: 'a', timeUnit: 'year' } } })).to.deep.equal(['bins']);
    expect(predicted({ title: { text: 'A' } })).to.deep.equal([]);
    expect(predicted({ transform: [{ calculate: '1', as: 'a' }] })).to.deep.equal(['transforms']);
    expect(predicted({ encoding: { color: { field: 'a', scale: { range: ['red'] } } } })).to.deep.equal([]);
    expect(predicted({ mark: 'arc' })).to.deep.equal(['arcs']);
    const color = { field: 'a' };
    expect(predicted({ mark: 'line', encoding: { color } })).to.deep.equal(['line-names']);
    expect(predicted({ mark: 'line', encoding: { color: { ...color, legend: null } } })).to.deep.equal([]);
    expect(predicted({ mark: { type: 'line', color: 'red' } })).to.deep.equal([]);
    expect(predicted({ mark: 'line', encoding: { color: { value: 'red' } } })).to.deep.equal([]);
    expect(predicted({ mark: 'bar', config: { line: { color: 'red' }, arc: {} } })).to.deep.equal([]);
    expect(predicted({ mark: 'line', encoding: { color }, config: { legend: {} } })).to.deep.equal([
      'line-names',
    ]);
    expect(predicted({ params: [{ name: 'a', select: 'point' }] })).to.have.members([
      'selections',
      'selection-functions',
      'selection-limits',
    ]);
    expect(predicted({ transform: [{ window: [], frame: [0, 1] }] })).to.have.members([
      'transforms',
      'shaping',
      'rare-limits',
    ]);
    expect(predicted({ encoding: { color: { scale: { scheme: 'viridis' } } } })).to.deep.equal(['schemes']);
    expect(predicted({ hconcat: [{ mark: 'geoshape' }] })).to.have.members([
      'facets',
      'maps',
      'geo',
      'rare-limits',
    ]);
  });

  it('are found in all parts of a compiled spec', () => {
    const found = (spec: object) => [...findLazyModules(spec as never)];
    expect(found({ marks: [{ marks: [{ transform: [{ type: 'force' }] }] }] })).to.deep.equal(['force']);
    expect(found({ data: [{ format: { type: 'topojson' } }] })).to.deep.equal(['geo']);
    expect(found({ signals: [{ update: 'geoArea(null, x)' }] })).to.deep.equal(['geo']);
    expect(found({ data: [{ transform: [{ type: 'KDE' }, { type: 'aggregate' }] }] })).to.have.members([
      'rare-limits',
      'statistics',
    ]);
    expect(found({ data: [{ format: { type: 'csv' } }] })).to.deep.equal(['delimited']);
    expect(found({ scales: [{ type: 'log', range: ['red', 'blue'] }] })).to.deep.equal(['scales', 'colors']);
    expect(found({ scales: [{ type: 'threshold' }] })).to.deep.equal(['colors', 'scales']);
    expect(found({ signals: [{ update: "gradient('a', [0, 0], [1, 0])" }] })).to.deep.equal(['colors']);
    expect(found({ config: { mark: { fill: { gradient: 'linear' } } } })).to.deep.equal(['colors']);
    expect(found({ data: [{ transform: [{ type: 'timeunit' }] }] })).to.deep.equal(['bins']);
    expect(found({ title: { text: 'A' }, axes: [{ title: 'B' }] })).to.deep.equal(['titles']);
    expect(found({ config: { title: { color: 'red' } } })).to.deep.equal([]);
    expect(found({ scales: [{ type: 'sequential-log' }, { type: 'sequential-linear' }] })).to.deep.equal([
      'scales',
    ]);
    expect(found({ signals: [{ name: 'a', bind: { input: 'range' } }] })).to.deep.equal(['inputs']);
    expect(
      found({ marks: [{ encode: { update: { fill: { test: 'vlSelectionTest("a", datum)' } } } }] }),
    ).to.deep.equal(['selection-functions', 'selection-limits']);
    expect(found({ marks: [{ type: 'path' }] })).to.deep.equal(['paths']);
    expect(found({ scales: [{ range: ['circle', 'M0,0L1,1'] }] })).to.deep.equal(['paths']);
    for (const rule of [{ field: 'f' }, { signal: 's' }]) {
      expect(found({ encode: { enter: { shape: [{ test: 'a', value: 'circle' }, rule] } } })).to.deep.equal([
        'paths',
      ]);
    }
    expect(found({ encode: { enter: { shape: { field: 'f', scale: 'shape' } } } })).to.deep.equal([]);
    expect(found({ title: 'update: 1', data: [{ format: { parse: { day: 'date' } } }] })).to.deep.equal([]);
    expect(found({ signals: [{ update: 'easeCubicIn(t)' }] })).to.deep.equal(['easing']);
    expect(found({ signals: [{ update: 'datum.größe + 1' }] })).to.deep.equal(['identifiers']);
    expect(found({ signals: [{ update: `"Größe: " + 'ä\\'ö' + a` }], title: 'Größe' })).to.deep.equal([]);
    expect(found({ config: { legend: { layout: { frame: 'bounds' } } } })).to.deep.equal([]);
    expect(found({ marks: [{ type: 'arc' }] })).to.deep.equal(['arcs']);
    expect(found({ signals: [{ update: 'month(datum.time) + year(d)' }] })).to.deep.equal([]);
    expect(found({ signals: [{ update: 'sampleNormal(0, 1)' }] })).to.deep.equal(['statistics']);
    expect(found({ data: [{ transform: [{ type: 'aggregate', ops: ['ci0'] }] }] })).to.deep.equal([
      'statistics',
    ]);
    for (const type of ['window', 'impute']) {
      expect(found({ data: [{ transform: [{ type }] }] })).to.deep.equal(['rare-limits', 'shaping']);
    }
    expect(found({ data: [{ transform: [{ type: 'label' }] }] })).to.have.members(['canvas', 'label']);
    expect(found({ data: [{ values: [{ type: 'force' }] }], title: 'geography (in short)' })).to.deep.equal(
      [],
    );
  });
});
