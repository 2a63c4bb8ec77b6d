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

const sorted = (modules: string): string => modules.split(' ').sort().join(' ');

describe('lazy modules', () => {
  afterEach(unmountAll);

  const point = { values: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] } }] };
  for (const [part, mark, spec] of [
    [
      'geo',
      'symbol',
      { mark: 'point', encoding: { longitude: { field: 'lon' }, latitude: { field: 'lat' } } },
    ],
    ['regression', 'line', { mark: 'line', transform: [{ loess: 'b', on: 'a' }], encoding: xy('a', 'b') }],
    ['geo', 'shape', { mark: 'geoshape', data: point }],
  ] as const) {
    it(`load ${part} for ${mark} marks`, async () => {
      for (const type of PARTS) delete transforms[type];
      const { container } = await mount(spec, { data });
      expect(marks(container, mark)).not.to.have.length(0);
    });
  }

  const color = { field: 'a' };
  const selected = 'selections selection-functions selection-limits';
  /** The modules for Vega-Lite specs. */
  const PREDICTED: readonly (readonly [modules: string, ...specs: object[]])[] = [
    [
      '',
      { mark: 'bar', encoding: xy('windows', 'facets'), data: { values: [{ select: 1 }] } },
      { mark: { type: 'bar', color: 'red' } },
      { title: { text: 'A' } },
      { encoding: { color: { field: 'a', scale: { range: ['red'] } } } },
      { mark: 'line', encoding: { color: { ...color, legend: null } } },
      { mark: { type: 'line', color: 'red' } },
      { mark: 'line', encoding: { color: { value: 'red' } } },
      { mark: 'bar', config: { line: { color: 'red' }, arc: {} } },
    ],
    ['composite-marks', { mark: 'boxplot' }, { mark: { type: 'errorbar' } }],
    ['facets', { encoding: { row: { field: 'a' } } }],
    [
      'bins',
      ...[{ bin: true }, { timeUnit: 'year' }].map((more) => ({ encoding: { x: { field: 'a', ...more } } })),
    ],
    ['transforms', { transform: [{ calculate: '1', as: 'a' }] }],
    ['arcs', { mark: 'arc' }],
    [
      'line-names',
      ...[{}, { config: { legend: {} } }].map((more) => ({ mark: 'line', encoding: { color }, ...more })),
    ],
    [selected, { params: [{ name: 'a', select: 'point' }] }],
    ['transforms shaping rare-limits', { transform: [{ window: [], frame: [0, 1] }] }],
    ['schemes', { encoding: { color: { scale: { scheme: 'viridis' } } } }],
    ['facets maps geo rare-limits', { hconcat: [{ mark: 'geoshape' }] }],
  ];
  for (const [modules, ...specs] of PREDICTED) {
    it(`are predicted from a Vega-Lite spec: ${modules || 'none'}`, () => {
      for (const spec of specs)
        expect([...predictLazyModules(spec)].sort().join(' '), JSON.stringify(spec)).to.equal(
          sorted(modules),
        );
    });
  }

  const transform = (...types: string[]) => ({ data: [{ transform: types.map((type) => ({ type })) }] });
  const update = (...expressions: string[]) => expressions.map((each) => ({ signals: [{ update: each }] }));
  const scale = (...scales: object[]) => scales.map((each) => ({ scales: [each] }));
  const ranges = { config: { range: { category: ['red'], ramp: ['red', 'blue'] } } };
  const curve = (...rules: unknown[]) =>
    rules.map((interpolate) => ({ marks: [{ encode: { enter: { interpolate } } }] }));
  const shape = (rule: unknown) => ({ encode: { enter: { shape: rule } } });
  /** The modules for compiled specs. */
  const FOUND: readonly (readonly [modules: string, ...specs: object[]])[] = [
    [
      '',
      ...scale(
        { range: 'width' },
        { interpolate: null },
        { type: 'linear', range: [0, { signal: 'width' }] },
      ),
      ...['category', ['red', 'blue']].map((range) => ({ scales: [{ type: 'ordinal', range }], ...ranges })),
      ...curve(...['linear', 'monotone', 'step-after'].map((value) => ({ value }))),
      ...update('month(datum.time) + year(d)', `"Größe: " + 'ä\\'ö' + a`),
      transform('aggregate'),
      { config: { title: { color: 'red' }, legend: { layout: { frame: 'bounds' } } } },
      { title: 'update: 1', data: [{ format: { parse: { day: 'date' } } }] },
      { data: [{ values: [{ type: 'force' }] }], title: 'geography (in short)' },
      shape({ field: 'f', scale: 'shape' }),
    ],
    [
      'schemes',
      ...['tableau10', 'viridis', { signal: 's' }, ['red', 'blue']].flatMap((scheme) =>
        scale({ range: { scheme } }),
      ),
      ...scale({ range: 'category' }),
      { scales: [{ range: 'ramp' }], config: { range: { category: ['red'] } } },
    ],
    [
      'colors',
      ...scale({ interpolate: 'rgb' }, { interpolate: 'hcl' }),
      ...[['red', 'blue'], 'ramp'].map((range) => ({ scales: [{ type: 'linear', range }], ...ranges })),
      ...update("gradient('a', [0, 0], [1, 0])"),
      { config: { mark: { fill: { gradient: 'linear' } } } },
    ],
    [
      'colors scales',
      ...['lab', 'cubehelix-long', { type: 'hsl' }].flatMap((interpolate) => scale({ interpolate })),
      ...scale({ type: 'log', range: ['red', 'blue'] }, { type: 'threshold' }),
    ],
    ['scales', { scales: [{ type: 'sequential-log' }, { type: 'sequential-linear' }] }],
    [
      'curves',
      ...['basis', 'cardinal-open', 'linear-closed'].flatMap((value) =>
        curve({ value }, [{ test: 'a', value }, { value: 'linear' }]),
      ),
      { config: { line: { interpolate: 'basis' } } },
    ],
    ['bins', transform('bin'), transform('timeunit')],
    ['force', { marks: [{ marks: [transform('force').data[0]!] }] }],
    ['geo', { data: [{ format: { type: 'topojson' } }] }, ...update('geoArea(null, x)')],
    ['rare-limits statistics', transform('KDE', 'aggregate')],
    ['delimited', { data: [{ format: { type: 'csv' } }] }],
    ['titles', { title: { text: 'A' }, axes: [{ title: 'B' }] }],
    ['inputs', { signals: [{ name: 'a', bind: { input: 'range' } }] }],
    [
      'selection-functions selection-limits',
      { marks: [{ encode: { update: { fill: { test: 'vlSelectionTest("a", datum)' } } } }] },
    ],
    [
      'paths',
      ...[{ marks: [{ type: 'path' }] }, { scales: [{ range: ['circle', 'M0,0L1,1'] }] }],
      ...[{ field: 'f' }, { signal: 's' }].map((rule) => shape([{ test: 'a', value: 'circle' }, rule])),
    ],
    ['easing', ...update('easeCubicIn(t)')],
    ['identifiers', ...update('datum.größe + 1')],
    ['arcs', { marks: [{ type: 'arc' }] }],
    [
      'statistics',
      ...update('sampleNormal(0, 1)'),
      { data: [{ transform: [{ type: 'aggregate', ops: ['ci0'] }] }] },
    ],
    ['rare-limits shaping', transform('window'), transform('impute')],
    ['canvas label', transform('label')],
  ];
  for (const [modules, ...specs] of FOUND) {
    it(`are found in a compiled spec: ${modules || 'none'}`, () => {
      for (const spec of specs)
        expect([...findLazyModules(spec as never)].sort().join(' '), JSON.stringify(spec)).to.equal(
          sorted(modules),
        );
    });
  }

  it('include curves for those of a signal or a field', () => {
    for (const spec of curve({ signal: 's' }, { field: 'f' }))
      expect([...findLazyModules(spec as never)]).to.include('curves');
  });
});
