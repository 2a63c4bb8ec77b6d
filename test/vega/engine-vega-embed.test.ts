import { expect } from 'chai';
import embed from 'vega-embed';
import { localeFor } from '../../src/locale/load-locale.ts';
import { createVegaEmbedEngine } from '../../src/vega/engine-vega-embed.ts';
import { BAR, dataset, marks, mount, rejection, unmountAll } from './support.ts';

const engine = createVegaEmbedEngine(embed as never);

describe('an engine over the page’s own vega-embed', () => {
  afterEach(unmountAll);

  it('draws, updates and resizes', async () => {
    const { chart, container } = await mount(BAR, {}, engine);
    expect(marks(container, 'rect')).to.have.length(3);
    await chart.update(new Map([['main', dataset(['region', 'amount'], [['East', 5]])]]));
    expect(marks(container, 'rect')).to.have.length(1);
    chart.resize({ width: 250, height: 200 });
    await chart.view.runAsync();
    expect(container.querySelector('svg')!.getAttribute('width')).to.equal('250');
    expect(chart.points(9)).to.have.length(1);
    chart.finalize();
    expect(container.childElementCount).to.equal(0);
  });

  it('ignores the locale of a spec', async () => {
    const number = { decimal: '#', thousands: '#', grouping: [1], currency: ['', ''] };
    const spec = { ...BAR, config: { locale: { number } } };
    const { container } = await mount(spec, { config: null }, engine);
    expect(container.textContent).to.contain('50').and.not.contain('#');
  });

  it('labels lines at their ends', async () => {
    const [x, y] = ['week', 'amount'].map((field) => ({ field, type: 'quantitative' }));
    const spec = { mark: 'line', encoding: { x, y, color: { field: 'region', type: 'nominal' } } };
    const rows = [0, 1].flatMap((week) => [
      [week, 'North', 10],
      [week, 'South', 90],
    ]);
    const data = new Map([['main', dataset(['week', 'region', 'amount'], rows)]]);
    const { container } = await mount(spec, { data, locale: localeFor('en').vega }, engine);
    const names = [...container.querySelectorAll('.mark-text.role-mark text')];
    expect(names.map(({ textContent }) => textContent)).to.have.members(['North', 'South']);
    expect(container.querySelectorAll('.role-legend-label text')).to.have.length(0);
  });

  const param = (more: object) => ({ ...BAR, params: [{ name: 'p', value: 1, ...more }] });
  const STREAMS = ['window:keydown', 'BODY:keydown', 'form input:input', '[name=p]:input'];
  const refused: readonly Record<string, unknown>[] = [
    { ...BAR, data: { url: 'https://evil.example/x.json' } },
    { ...BAR, params: [{ name: 'p', select: { type: 'point', on: 'window:keydown' } }] },
    param({ bind: { input: 'image', src: 'https://evil.example/x.png' } }),
    param({ bind: { input: 'range', element: '#login' } }),
    param({ name: 'cursor', value: 'url(https://evil.example/x.png), auto' }),
    { ...BAR, transform: [{ filter: 'test(/N(?=o)/, datum.region)' }] },
    { marks: [], signals: [] },
    ...STREAMS.map((events) => param({ on: [{ events, update: 'event.key' }] })),
  ];
  for (const spec of refused) {
    it(`refuses ${JSON.stringify({ ...spec, encoding: undefined }).slice(0, 120)}`, async () => {
      const error = await rejection(mount(spec, {}, engine));
      expect(error.kind).to.equal('spec');
    });
  }

  for (const fill of [
    'url(https://evil.example/x#a)',
    { expr: `['\\\\75\\r\\nrl(https://evil.example/x)']` },
  ]) {
    it(`draws without ${JSON.stringify(fill)}`, async () => {
      const { container } = await mount({ ...BAR, mark: { type: 'bar', fill } }, {}, engine);
      expect(marks(container, 'rect')).to.have.length(3);
      expect(container.innerHTML).not.to.contain('evil.example');
    });
  }

  it('receives events of its own marks', async () => {
    const on = [{ events: 'rect:click, @nobody:click, view:dblclick, keydown', update: 'datum.region' }];
    const { chart, container } = await mount({ ...BAR, params: [{ name: 'p', value: '', on }] }, {}, engine);
    marks(container, 'rect')[0]!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await chart.view.runAsync();
    expect(chart.view.signal('p')).to.equal('North');
  });

  for (const events of ['*:keydown', ':root:keydown']) {
    it(`does not pass keys outside the chart to ${events}`, async () => {
      const { chart } = await mount(param({ on: [{ events, update: 'event.key' }] }), {}, engine);
      for (const target of [window, document.documentElement, document.body])
        target.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
      await chart.view.runAsync();
      expect(chart.view.signal('p')).to.equal(1);
    });
  }

  it('limits the number of rows', async () => {
    const data = { sequence: { start: 0, stop: 60_000 } };
    const transform = [{ calculate: 'sequence(20)', as: 'n' }, { flatten: ['n'] }];
    const error = await rejection(mount({ ...BAR, data, transform }, {}, engine));
    expect(error.kind).to.equal('spec');
    expect(error.message).to.match(/rows and marks at once: at most 1000000 /);
  });

  it('gives expressions no access to the page, and supports brushes', async () => {
    const text = { value: { expr: "'«' + item._svg + '»'" } };
    const params = [{ name: 'b', select: 'interval' }];
    const spec = { ...BAR, mark: 'text', encoding: { ...BAR.encoding, text }, params };
    const { container } = await mount(spec, {}, engine);
    expect(container.textContent).to.contain('«undefined»');
  });
});
