// @lane long
// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../src/index.ts';
import { addChart, BAR, drawn, inside, marks, SQL, textOf } from '../support/charts.ts';
import { closePages, openPage, until } from '../support/page.ts';

const VALUES = { values: [1, 10, 100].map((size) => ({ size, day: `2024-01-0${String(size).length}` })) };
const LINE = {
  data: VALUES,
  mark: 'line',
  encoding: { x: { field: 'day', type: 'temporal' }, y: { field: 'size', type: 'quantitative' } },
};
const SPOTS = {
  data: VALUES,
  mark: 'rect',
  encoding: { x: { field: 'day' }, color: { field: 'size', type: 'quantitative' } },
};
const color = (scale: object) => ({
  ...SPOTS,
  encoding: { ...SPOTS.encoding, color: { ...SPOTS.encoding.color, scale } },
});
const bar = (more: object, channels: object = {}) => ({
  ...BAR,
  ...more,
  encoding: { ...BAR.encoding, ...channels },
});
const line = (more: object, channels: object = {}) => ({
  ...LINE,
  ...more,
  encoding: { ...LINE.encoding, ...channels },
});
const calculated = (calculate: string) => line({ transform: [{ calculate, as: 'size' }] });
const [BARS, LINES] = ['.mark-rect path', '.mark-line path'];
const PIE = { data: VALUES, mark: 'arc', encoding: { theta: { field: 'size', type: 'quantitative' } } };
const PICK = { params: [{ name: 'pick', select: 'point' }] };

const PICKED = { condition: { param: 'pick', value: 1 }, value: 0.5 };
const GRADIENT = { gradient: 'linear', stops: [{ offset: 0, color: 'red' }] };
const SIZES = { y: LINE.encoding.y, color: { field: 'day' } };
const ROUNDED = { data: VALUES, mark: { type: 'bar', cornerRadiusEnd: 4 }, encoding: SIZES };
const NAMED = bar({
  params: [{ name: 'größe', value: 0.5 }],
  mark: { type: 'bar', opacity: { expr: 'größe' } },
});
const CALCULATED = bar({ transform: [{ calculate: 'datum.größe == null ? 1 : 2', as: 'größe' }] });
const MAP = { projection: { type: 'mercator' }, mark: 'geoshape', data: { graticule: true } };

/** A feature that needs a lazy chunk of the engine, the chunk, a spec, and a selector for the drawn feature. */
const CASES: readonly (readonly [feature: string, chunk: string, spec: object, selector: string])[] = [
  ['a pie', 'arcs', PIE, '.mark-arc path[d*=A]'],
  ['a curve', 'curves', line({ mark: { type: 'line', interpolate: 'basis' } }), 'path[d*=C]'],
  ['colors between two', 'colors', color({ range: ['#ff0000', '#0000ff'] }), '[fill="rgb(255, 0, 0)"]'],
  ['a gradient', 'colors', bar({ mark: { type: 'bar', color: GRADIENT } }), 'linearGradient'],
  ['a computed title', 'titles', bar({ title: { text: { expr: "'Regions'" } } }), '.role-title-text text'],
  ['a time unit', 'bins', line({ mark: 'bar' }, { x: { field: 'day', timeUnit: 'yearmonthdate' } }), BARS],
  [
    'bins',
    'bins',
    line({ mark: 'bar' }, { x: { field: 'size', bin: true }, y: { aggregate: 'count' } }),
    BARS,
  ],
  ['a calculation', 'transforms', calculated('datum.size * 2'), LINES],
  ['rounded parts of bars', 'rare', ROUNDED, BARS],
  ['a scheme', 'schemes', color({ scheme: 'viridis' }), '[fill="rgb(68, 1, 84)"], [fill="#440154"]'],
  ['a scale', 'scales', color({ type: 'log' }), BARS],
  [
    'a transform',
    'shaping',
    line({ transform: [{ window: [{ op: 'sum', field: 'size', as: 'size' }] }] }),
    LINES,
  ],
  ['a shape', 'paths', line({ mark: { type: 'point', shape: 'M0,-1L1,1H-1Z' } }), '.mark-symbol path[d*=Z]'],
  ['a distribution', 'statistics', calculated('cumulativeNormal(datum.size)'), LINES],
  ['a name beyond ASCII', 'identifiers', NAMED, '.mark-rect path[opacity="0.5"]'],
  ['a name beyond ASCII in a calculation', 'identifiers', CALCULATED, BARS],
  ['an easing', 'easing', calculated('easeBackInOut(datum.size)'), '.mark-line path[d*=L]'],
  [
    'inputs',
    'inputs',
    bar({ params: [{ name: 'size', value: 1, bind: { input: 'range' } }] }),
    'input[type=range]',
  ],
  ['a selection', 'selection-functions', bar(PICK, { opacity: PICKED }), BARS],
  ['a map', 'maps', MAP, '.mark-shape path'],
  ['facets', 'facets', line({}, { row: { field: 'day', title: 'Days' } }), '.role-row-title text'],
];

describe('a chart that needs a part of the engine', () => {
  afterEach(closePages);

  const chunksOf = (requests: readonly string[]): string[] =>
    requests
      .map((url) => /\/chunks\/([\w-]+)-[\w-]{8}\.js/.exec(url)?.[1])
      .filter((name) => name !== undefined);

  for (const [what, chunk, spec, selector] of CASES) {
    it(`loads ${chunk} for ${what}, but not for a bar chart`, async () => {
      const page = await openPage('altered.html?nothing');
      await drawn(addChart(page, { attributes: { sql: SQL }, spec: BAR }));
      expect(chunksOf(page.requests())).not.to.include(chunk);
      const viz = await drawn(addChart(page, { attributes: { sql: SQL }, spec }));
      expect(chunksOf(page.requests())).to.include(chunk);
      expect(inside(viz).querySelector(`[part=chart] :is(${selector})`)).not.to.equal(null);
    });
  }

  it('applies the attribute `colors`, even if it is set later', async () => {
    const page = await openPage('altered.html?nothing');
    const fill = (viz: VibedasherViz): string => marks(viz, 'rect')[0]!.getAttribute('fill')!;
    const viz = await drawn(addChart(page, { attributes: { sql: SQL, highlight: 'x' }, spec: BAR }));
    viz.setAttribute('colors', 'maroon');
    await until(() => /^(#800000|rgb\(128, 0, 0\))$/.test(fill(viz)), 'the color');
  });

  it('draws lines by color without colors', async () => {
    const page = await openPage('altered.html?nothing');
    const spec = { ...LINE, encoding: { ...LINE.encoding, color: { field: 'day', type: 'nominal' } } };
    const viz = await drawn(addChart(page, { attributes: { sql: SQL }, spec }));
    expect(marks(viz, 'line')).not.to.have.length(0);
    expect(chunksOf(page.requests())).not.to.include('colors');
  });

  it('loads the code for pointing with the first pointer event and marks a point under the policy', async () => {
    const page = await openPage('altered.html?nothing');
    const spec = { ...LINE, mark: { type: 'line', tooltip: true } };
    const viz = await drawn(addChart(page, { attributes: { sql: SQL }, spec }));
    expect(chunksOf(page.requests())).not.to.include('viz-pointing');
    const svg = inside(viz).querySelector('[part=chart] svg')!;
    const { left, top, width, height } = svg.getBoundingClientRect();
    const { PointerEvent } = page.window;
    const place = { clientX: left + width / 2, clientY: top + height / 2 };
    for (const type of ['pointerover', 'pointerdown', 'pointerup']) {
      const touch = { pointerType: 'touch', isPrimary: true, bubbles: true, composed: true };
      svg.dispatchEvent(new PointerEvent(type, { ...place, ...touch }));
    }
    await until(() => textOf(viz, '.tooltip') !== '', 'the tooltip');
    expect(chunksOf(page.requests())).to.include('viz-pointing');
    expect(inside(viz).querySelector('.marker') === null).to.equal(false);
    expect(page.record.violations).to.deep.equal([]);
  });

  it('loads canvas for the canvas renderer', async () => {
    const page = await openPage('altered.html?nothing');
    const viz = await drawn(addChart(page, { attributes: { sql: SQL, renderer: 'canvas' }, spec: BAR }));
    expect(chunksOf(page.requests())).to.include('canvas');
    expect(inside(viz).querySelector('[part=chart] canvas')).not.to.equal(null);
    expect(marks(viz, 'rect')).to.have.length(0);
  });

  it('loads canvas when a script changes the renderer', async () => {
    const page = await openPage('altered.html?nothing');
    const viz = await drawn(addChart(page, { attributes: { sql: SQL }, spec: BAR }));
    viz.view!.renderer('canvas');
    await until(() => inside(viz).querySelector('[part=chart] canvas'), 'the canvas');
    expect(chunksOf(page.requests())).to.include('canvas');
    expect(page.record.errors).to.deep.equal([]);
  });

  it('creates SVG, canvas and PNG with the methods of its view', async () => {
    const page = await openPage('altered.html?nothing');
    const viz = await drawn(addChart(page, { attributes: { sql: SQL }, spec: BAR }));
    const view = viz.view!;
    expect(await view.toSVG()).to.match(/^<svg[^]*aria-roledescription="bar"/);
    expect((await view.toCanvas()).width).to.be.greaterThan(100);
    expect(await view.toImageURL('png')).to.match(/^data:image\/png/);
    view.renderer('canvas');
    await view.runAsync();
    expect(inside(viz).querySelector('[part=chart] canvas')).not.to.equal(null);
    expect(page.record.violations).to.deep.equal([]);
  });
});
