// @lane long
import { expect } from 'chai';
import type { MountRequest } from '../../src/vega/types.ts';
import { BAR, dataset, mount } from '../vega/support.ts';
import { bar, type Bombs, calculated, coloured, dates, describeBombs, grouped, limit } from './bombs.ts';
import { many, map, points, POINTS, q, rows, STEPS, TEXT, TICKS, useStage, x } from './bombs.ts';

const OPERATORS = /operators.* at most 100000 /;
const SHAPES = /holds .* characters in shapes: at most 250000 /;

const fields = (count: number) => many(count, (index) => `f${index}`);

describeBombs('small specs that cause much work', {
  ...limit(STEPS, {
    'a pattern that reads a long text in vain for each of its letters': calculated(
      "replace(pad('', 90000, 'a'), /a*b|a/g, 'c')",
    ),
    'a loess over many rows': grouped(100_000, { loess: 'a', on: 'b' }),
    'a polynomial of order 1000 over many rows': grouped(100_000, {
      regression: 'a',
      on: 'b',
      method: 'poly',
      order: 1000,
    }),
    'a column for each of many rows': grouped(100_000, { pivot: 'a', value: 'b', groupby: ['b'] }),
    'a sliding median': grouped(100_000, {
      window: [{ op: 'median', field: 'b', as: 'm' }],
      frame: [-10_000, 0],
    }),
    'a median of all previous rows': grouped(100_000, {
      window: [{ op: 'median', field: 'b', as: 'm' }],
      frame: [null, 0],
    }),
    'a confidence interval of 900,000 rows': {
      data: { sequence: { start: 0, stop: 900_000, as: 'a' } },
      mark: { type: 'errorbar', extent: 'ci' },
      encoding: { y: q('a') },
    },
    '500 transforms over many rows': grouped(
      100_000,
      ...many(500, (i) => ({ calculate: 'datum.a', as: `c${i}` })),
    ),
    'a search through a list for each row': grouped(100_000, {
      calculate: `indexof(sequence(1000), datum.a)`,
      as: 'c',
    }),
    'many sums over many rows': grouped(300_000, {
      aggregate: fields(4000).map((field) => ({ op: 'sum', field, as: field })),
    }),
    'many sums joined to many rows': grouped(100_000, {
      joinaggregate: fields(4000).map((field) => ({ op: 'stdev', field, as: field })),
    }),
    'many lags': grouped(100_000, { window: fields(4000).map((field) => ({ op: 'lag', field, as: field })) }),
    'groups by many fields': grouped(300_000, { density: 'b', groupby: fields(5000) }),
    'a sort by many fields': grouped(300_000, {
      window: [{ op: 'rank', as: 'r' }],
      sort: fields(5000).map((field) => ({ field })),
    }),
    'stacks by many fields': grouped(300_000, { stack: 'a', as: ['u', 'v'], groupby: fields(5000) }),
    'many fields looked up': grouped(300_000, {
      lookup: 'b',
      from: { data: { values: [{ b: 1 }] }, key: 'b', fields: fields(5000) },
    }),
    'many lists flattened': grouped(300_000, { flatten: fields(2000) }),
    'a long text for each of many marks': {
      ...grouped(100_000),
      mark: { type: 'text', text: { expr: `pad('W', 90000, 'W')` } },
    },
    'a long path for each of many marks': {
      ...grouped(100_000),
      mark: { type: 'point', shape: `M0,0${'L1,1L0,1'.repeat(10_000)}` },
    },
    'a long description for each of many marks': points(grouped(100_000), {
      description: { value: { expr: `pad('W', 90000, 'W')` } },
    }),
    'a trail of 100,000 points': { ...grouped(100_000), mark: 'trail' },
    'a world map at the scale of a street': {
      data: { graticule: { step: [1, 1] } },
      mark: 'geoshape',
      projection: { type: 'naturalEarth1', scale: 1e8, precision: 0.1 },
    },
    'many lines around the world': () =>
      map(
        rows(3000, (index) => ({
          type: 'Feature',
          geometry: {
            type: 'LineString',
            coordinates: [
              [-170, index % 80],
              [170, -(index % 70)],
            ],
          },
        })),
        { scale: 1e8, precision: 0.1 },
      ),
  }),
  ...limit(OPERATORS, {
    'a facet for each of 100,000 values': points(grouped(100_000), { row: { field: 'a' } }),
    'a line for each of 100,000 values': points(
      { ...grouped(100_000), mark: 'line' },
      { detail: { field: 'a' } },
    ),
    'facets of facets': points(grouped(100_000), {
      facet: { field: 'a', columns: 300 },
      detail: { field: 'b' },
    }),
  }),
  ...limit(/at least 0.1 /, { 'a map of tiny precision': map({ graticule: true }, { precision: 1e-9 }) }),
  ...limit(/at most 100000000 /, { 'a map at a huge scale': map({ graticule: true }, { scale: 1e12 }) }),
  ...limit(/at least 16 /, {
    'a timer without pause': bar({
      params: [{ name: 'time', value: 0, on: [{ events: { type: 'timer', throttle: 0 }, update: 'now()' }] }],
    }),
  }),
  ...limit(TEXT, {
    'pad() to a billion characters': calculated(`pad('x', 1e9)`),
    'join() to a billion characters': calculated(`join(sequence(1e5), pad('', 1e4))`),
  }),
  ...limit(/at most 10000000 /, {
    'replace() of replace()': calculated(
      `replace(replace(pad('', 9e4, 'a'), regexp('a', 'g'), pad('', 9e4)), 'a', '')`,
    ),
  }),
  ...limit(/at most 100 /, {
    'a number padded to a billion characters': calculated(`format(1, '01000000000d')`),
    'axis labels padded to a billion characters': x({ axis: { format: '999999999d' } }),
  }),
  ...limit(TICKS, {
    'a gradient of a billion colors': bar({
      mark: { type: 'bar', fill: { expr: `gradient('y', [0, 0], [1, 1], 1e9)` } },
    }),
  }),
});

const text = (count: number, mark: object) => ({
  ...grouped(count),
  autosize: 'none',
  mark: { type: 'text', ...mark },
});
const rules = (count: number, mark: object) => ({
  ...grouped(count),
  width: 1000,
  height: 1000,
  mark: { type: 'rule', ...mark },
  encoding: { ...POINTS.encoding, x2: { value: 0 }, y2: { value: 0 } },
});
const star = (points: number) =>
  `M0,0${many(points, (i) => `L${Math.cos(i * 2.3).toFixed(2)},${Math.sin(i * 2.3).toFixed(2)}`).join('')}`;
const arcs = (count: number) => `M0,0${many(count, (i) => `a1,1,0,0,1,${i % 3},1`).join('')}`;
const stripes = (count: number) => ({
  gradient: 'linear',
  stops: many(count, (index) => ({ offset: index / count, color: index % 2 ? 'red' : 'blue' })),
});
const jagged = (count: number) => ({
  ...grouped(count, { calculate: 'sin(datum.a * datum.a)', as: 'b' }),
  width: 600,
  height: 400,
});

describeBombs('slow marks', {
  ...limit(STEPS, {
    'lines of text': text(100, { text: { expr: `pad('', 99000, 'x')` }, lineBreak: 'x' }),
    'lines of text in a list': text(100, { text: { expr: `split(pad('', 99000, 'x'), 'x')` } }),
    'texts of 90,000 letters': text(55, { text: { expr: `pad('', 90000, 'x')` } }),
    'texts cut to a width': text(200, { text: { expr: `pad('', 20000, 'x')` }, limit: 90_000 }),
    'lists in a text': text(55, { text: { expr: '[sequence(0, 9000)]' } }),
    '9000 fonts': text(9000, { text: 'a', font: { expr: `'f' + datum.a` } }),
    '9000 sizes of a font': text(9000, { text: 'a', fontSize: { expr: '10 + datum.a / 1000' } }),
    'dashes of 0.01 px': rules(3000, { strokeDash: [0.01, 0.01] }),
    'dashes of 0.001 px': rules(300, { strokeDash: [0.001, 0.001] }),
    'dashes by expression': rules(3000, { strokeDash: { expr: '[0.01]' } }),
    'dashes of a grid': bar({ config: { axis: { gridDash: [0.0001, 0.0001] } } }),
    'dashes around symbols': {
      ...grouped(20_000),
      mark: { type: 'point', size: 10_000, strokeDash: [0.1, 0.1] },
    },
    'dashes along a line': { ...grouped(20_000), mark: { type: 'line', strokeDash: [0.001, 0.001] } },
    'large symbols of 500 points': { ...grouped(5000), mark: { type: 'point', shape: star(500), size: 1e5 } },
    'gradients of 10,000 colors': { ...grouped(1000), mark: { type: 'square', color: stripes(10_000) } },
    'many squares that each cover the picture': {
      ...grouped(50_000),
      autosize: 'none',
      mark: { type: 'square', size: 1e6, filled: true, clip: true },
    },
  }),
  ...limit(SHAPES, {
    '3000 shapes': { ...grouped(3000), mark: { type: 'point', shape: { expr: `'M0,0L1,' + datum.a` } } },
    '200 shapes of arcs': {
      ...grouped(200),
      mark: { type: 'point', shape: { expr: `'${arcs(20)}L1,' + datum.a` } },
    },
  }),
});

/** Returns a chart whose marks each cover a large picture. */
const cover = (count: number, mark: object, rest: object = {}) => ({
  ...grouped(count),
  ...{ width: 3000, height: 3000, autosize: 'none', mark, encoding: {} },
  ...rest,
});
const MIDDLE = { x: 1500, y: 1500, strokeWidth: 3000, stroke: 'red' };
const coverLines = (mark: object) =>
  cover(200, mark, {
    transform: [
      { calculate: 'datum.a % 2', as: 'b' },
      { calculate: 'floor(datum.a / 2)', as: 'c' },
    ],
    encoding: { x: q('b'), y: q('b', { stack: null }), detail: { field: 'c' } },
  });
const SQUARE = `{type: 'Polygon', coordinates: [[[0, 0], [0, 3000], [3000, 3000], [3000, 0], [0, 0]]]}`;
const coverShapes = (mark: object) =>
  cover(
    200,
    { type: 'geoshape', ...mark },
    {
      projection: { type: 'identity' },
      transform: [
        { calculate: SQUARE, as: 'geometry' },
        { calculate: `'Feature'`, as: 'type' },
      ],
    },
  );

describeBombs('marks as large as the picture', {
  ...limit(STEPS, {
    'filled shapes': coverShapes({ fill: 'red' }),
    'filled shapes in a clip': coverShapes({ fill: 'red', clip: true }),
    'strokes of shapes': coverShapes({ filled: false, strokeWidth: 3000 }),
    'strokes of symbols': cover(200, { type: 'point', size: 1, ...MIDDLE }),
    'strokes of rects': cover(200, { type: 'rect', width: 1, height: 1, ...MIDDLE }),
    'strokes of arcs': cover(200, { type: 'arc', theta: 1, theta2: 3, outerRadius: 9, ...MIDDLE }),
    rules: cover(
      200,
      { type: 'rule', strokeWidth: 3000 },
      { encoding: { x: { value: 0 }, x2: { value: 3000 }, y: { value: 1500 } } },
    ),
    'large texts': cover(200, { type: 'text', text: 'MMMM', fontSize: 3000, x: 0, y: 1500 }),
    'strokes of texts': cover(200, { type: 'text', text: 'MMMM', fontSize: 9, ...MIDDLE }),
    lines: coverLines({ type: 'line', strokeWidth: 3000 }),
    'filled lines': coverLines({ type: 'line', fill: 'red' }),
    areas: coverLines({ type: 'area' }),
    trails: coverLines({ type: 'trail', size: 3000 }),
  }),
});

/** Returns a chart with a shape whose edges each cross the picture of 3000 × 3000 px. */
const zigzag = (type: 'Polygon' | 'MultiLineString', points: number) => {
  const edges = many(points, (index): readonly number[] => [(3000 * index) / points, index % 2 ? 3000 : 0]);
  return bar({
    width: 3000,
    height: 3000,
    data: rows(1, () => ({ type: 'Feature', geometry: { type, coordinates: [[...edges, edges[0]]] } })),
    mark: { type: 'geoshape', filled: type === 'Polygon' },
    projection: { type: 'identity' },
    encoding: {},
  });
};

/** Maps with few shapes, which are expensive to draw. */
const MAP_BOMBS: Bombs = {
  ...limit(STEPS, {
    'a polygon that goes up and down 9000 times': zigzag('Polygon', 9000),
    'a line of a map that goes up and down 20,000 times': zigzag('MultiLineString', 20_000),
  }),
};

describeBombs('slow maps', MAP_BOMBS);
describeBombs(
  'slow marks on a canvas',
  {
    ...limit(STEPS, {
      'a line that goes up and down 100,000 times': { ...jagged(100_000), mark: 'line' },
      'an area that goes up and down 50,000 times': { ...jagged(50_000), mark: 'area' },
    }),
    ...MAP_BOMBS,
  },
  'canvas',
);

/** Large specs within the limits. */
const HONEST: Readonly<Record<string, object>> = {
  '100,000 points': grouped(100_000),
  '100,000 points in two layers': {
    data: grouped(100_000).data,
    layer: many(2, () => points({ transform: [{ calculate: 'datum.a % 7', as: 'b' }] })),
  },
  '100,000 points after a dozen calculations': grouped(
    100_000,
    ...many(12, (i) => ({ calculate: `datum.a * ${i} + datum.b`, as: `c${i}` })),
  ),
  'a density of 100,000 rows': {
    ...grouped(100_000, { density: 'a', groupby: ['b'] }),
    encoding: { x: q('value'), y: q('density') },
  },
  '366 facets': {
    ...grouped(366 * 3, { calculate: 'floor(datum.a / 3)', as: 'c' }),
    width: 20,
    height: 20,
    encoding: { ...POINTS.encoding, facet: { field: 'c', columns: 31 } },
  },
  '1000 lines': {
    ...grouped(20_000, { calculate: 'floor(datum.a / 20)', as: 'c' }),
    mark: 'line',
    encoding: { ...POINTS.encoding, detail: { field: 'c' } },
  },
  '5000 names on an axis': {
    ...grouped(5000),
    mark: 'bar',
    width: 4000,
    encoding: { ...POINTS.encoding, x: { field: 'a', type: 'nominal' } },
  },
  'a tick for each day of ten years': dates({ axis: { tickCount: { interval: 'day', step: 1 } } }, 3653),
  '1000 bins': {
    ...grouped(10_000),
    mark: 'bar',
    encoding: { x: { field: 'a', bin: { maxbins: 1000 } }, y: { aggregate: 'count' } },
  },
  '100,000 points, some of which a selection dims': {
    ...grouped(100_000),
    params: [{ name: 'picked', select: { type: 'point', fields: ['b'] }, value: many(6, (b) => ({ b })) }],
    encoding: {
      ...POINTS.encoding,
      opacity: { condition: { param: 'picked', value: 1 }, value: 0.2 },
      size: { condition: { param: 'picked', value: 20 }, value: 5 },
    },
  },
  'a line of 100,000 points': { ...jagged(100_000), mark: 'line' },
  '300 dashed rules': rules(300, { strokeDash: [4, 2] }),
  '1000 labels of three lines': text(1000, {
    text: { expr: `'one ' + datum.a + '\\ntwo\\nthree'` },
    lineBreak: '\n',
  }),
  '1000 sizes of labels': text(1000, { text: 'label', fontSize: { expr: '8 + datum.a / 100' } }),
  '20,000 symbols of 20 points': { ...grouped(20_000), mark: { type: 'point', shape: star(20), size: 200 } },
  '10,000 bubbles': { ...grouped(10_000), mark: { type: 'circle', size: 5000, opacity: 0.1 } },
  'a matrix of 10 × 10 views with a brush and a zoom': {
    repeat: { row: many(10, String), column: many(10, String) },
    spec: {
      width: 30,
      height: 30,
      mark: 'point',
      params: [
        { name: 'brush', select: 'interval' },
        { name: 'zoom', select: 'interval', bind: 'scales' },
      ],
      encoding: {
        x: { field: { repeat: 'column' }, type: 'quantitative' },
        y: { field: { repeat: 'row' }, type: 'quantitative' },
      },
    },
  },
  'a legend whose number of columns is an expression': coloured({ legend: { columns: { expr: '1 + 1' } } }),
  '30 charts side by side': { concat: many(30, () => BAR), columns: 6 },
};

describe('promise 7: large specs within the limits', () => {
  const stage = useStage();

  for (const [name, spec] of Object.entries(HONEST)) {
    it(`are drawn: ${name}`, () => expectDrawn(spec, {})).timeout(60_000);
  }

  it('are drawn: 900,000 points of a harmless query', async () => {
    const data = new Map([
      [
        'main',
        dataset(
          ['a', 'b'],
          many(900_000, (a) => [a, a % 7]),
        ),
      ],
    ]);
    await expectDrawn(POINTS, { data }, 'canvas');
  }).timeout(180_000);

  async function expectDrawn(
    spec: object,
    more: Partial<MountRequest>,
    picture = 'svg, canvas',
  ): Promise<void> {
    const { page, engine, box } = stage;
    const { chart, errors } = await mount(
      spec as MountRequest['spec'],
      { container: box, fit: 'none', renderer: 'auto', ...more },
      engine,
    );
    expect(errors).to.deep.equal([]);
    expect(box.querySelector(picture)).not.to.equal(null);
    chart.finalize();
    expect(page.record).to.deep.include({ violations: [], errors: [] });
  }
});
