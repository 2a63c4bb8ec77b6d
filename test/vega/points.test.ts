// @engines all
import { expect } from 'chai';
import type { SceneMark } from '../../src/spec/scene.ts';
import { collectPoints } from '../../src/vega/points.ts';
import { BAR, dataset, marks, mount, point, unmountAll } from './support.ts';

const boxOf = (element: Element, container: HTMLElement) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  const origin = container.getBoundingClientRect();
  return { x: left - origin.left, y: top - origin.top, width, height };
};

describe('the points of a chart', () => {
  afterEach(unmountAll);

  it('are at the marks, in reading order', async () => {
    const { chart, container } = await mount(BAR);
    container.style.padding = '20px';
    const points = chart.points(10);
    expect(points.map(({ datum }) => datum['region'])).to.deep.equal(['North', 'South', 'West']);
    const box = boxOf(marks(container, 'rect')[0]!, container);
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      expect(points[0]![side]).to.be.closeTo(box[side], 1);
    }
  });

  it('are found even very far away (promise 7)', () => {
    const items = [0, 1e17, 1e17, Number.MAX_VALUE, Infinity].map((x, index) => ({
      datum: { index },
      bounds: { x1: x, y1: 0, x2: x, y2: 10 },
    }));
    const root = { marktype: 'symbol', role: 'mark', items } as unknown as SceneMark;
    expect(collectPoints(root, { x: 0, y: 0 }, 10).map(({ x }) => x)).to.deep.equal(
      items.map(({ bounds }) => bounds.x1),
    );
  });

  it('follow horizontal bars from top to bottom, lines, and every facet', async () => {
    const { x, y } = BAR.encoding;
    const horizontal = await mount({ mark: 'bar', encoding: { x: y, y: { ...x, sort: '-x' } } });
    const regions = horizontal.chart.points(10).map(({ datum }) => datum['region']);
    expect(regions).to.deep.equal(['South', 'West', 'North']);

    const rows = dataset(
      ['t', 'v', 's'],
      [
        [1, 5, 'a'],
        [2, 3, 'a'],
        [1, 1, 'b'],
        [2, 9, 'b'],
      ],
    );
    const line = {
      mark: 'line',
      encoding: {
        x: { field: 't', type: 'quantitative' },
        y: { field: 'v', type: 'quantitative' },
        color: { field: 's' },
      },
    };
    const data = new Map([['main', rows]]);
    const order = (points: readonly { datum: Readonly<Record<string, unknown>> }[]) =>
      points.map(({ datum }) => `${String(datum['s'])}${String(datum['t'])}`);
    expect(order((await mount(line, { data })).chart.points(10))).to.deep.equal(['a1', 'a2', 'b1', 'b2']);
    const facets = { ...line, encoding: { ...line.encoding, row: { field: 's' } } };
    expect(order((await mount(facets, { data })).chart.points(3))).to.deep.equal(['a1', 'a2', 'b1']);
  });

  it('leave out marks that are hidden from assistive technology', async () => {
    const hidden = await mount({ layer: [{ mark: { type: 'bar', aria: false } }], encoding: BAR.encoding });
    expect(hidden.chart.points(10)).to.deep.equal([]);
  });

  it('have the text of the tooltip, else the description of the mark', async () => {
    const tooltip = await mount({
      ...BAR,
      mark: { type: 'bar', tooltip: { expr: "'Sold ' + datum.amount" } },
    });
    expect(tooltip.chart.points(1)[0]!.content).to.deep.equal({ kind: 'text', text: 'Sold 28' });
    const plain = await mount(BAR);
    expect(plain.chart.points(1)[0]!.content).to.deep.equal({
      kind: 'text',
      text: 'region: North; amount: 28',
    });
  });

  it('have readable column names if the tooltip is the whole row', async () => {
    const data = new Map([['main', dataset(['region', 'avg_amount'], [['North', 28]])]]);
    const spec = {
      mark: { type: 'square', size: 900, tooltip: { content: 'data' } },
      encoding: { x: { field: 'region' }, y: { field: 'avg_amount', type: 'quantitative' } },
    };
    const { chart, container, tooltips } = await mount(spec, { data });
    const rows = [
      { name: 'Region', value: 'North' },
      { name: 'Avg amount', value: '28' },
    ];
    expect(chart.points(1)[0]!.content).to.deep.include({ rows });
    const [square] = marks(container, 'symbol');
    const { left, top, width, height } = square!.getBoundingClientRect();
    point('move', square!, left + width / 2, top + height / 2);
    expect(tooltips.at(-1)?.content).to.deep.include({ rows });
    // Names that the author sets stay unchanged.
    const own = { ...spec, mark: { type: 'square', tooltip: { expr: "{'avg_amount': datum.avg_amount}" } } };
    expect((await mount(own, { data })).chart.points(1)[0]!.content).to.deep.include({
      rows: [{ name: 'avg_amount', value: '28' }],
    });
  });

  it('exclude brushes, axes and legends', async () => {
    const spec = {
      ...BAR,
      params: [{ name: 'brush', select: { type: 'interval', encodings: ['y'] } }],
      encoding: { ...BAR.encoding, color: { field: 'region' } },
    };
    const { chart, container } = await mount(spec);
    const box = container.querySelector('svg')!.getBoundingClientRect();
    point('down', marks(container, 'rect')[1]!, box.left + 120, box.top + 200);
    point('move', window, box.left + 120, box.top + 80);
    point('up', window, box.left + 120, box.top + 80);
    await chart.view.runAsync();
    expect(chart.view.data('brush_store')).to.have.length(1);
    expect(chart.points(100)).to.have.length(3);
  });

  describe('with thousands of marks in one place', () => {
    const bounds = { x1: 0, y1: 0, x2: 9, y2: 9 };
    const scene = (count: number, tooltip: (index: number) => unknown): SceneMark =>
      ({
        marktype: 'symbol',
        role: 'mark',
        items: Array.from({ length: count }, (_, index) => ({
          bounds,
          datum: { index },
          tooltip: tooltip(index),
        })),
      }) as unknown as SceneMark;
    const collect = (root: SceneMark, limit: number) => {
      let written = 0;
      const points = collectPoints(root, { x: 0, y: 0 }, limit, (content) => {
        written += 1;
        return JSON.stringify(content);
      });
      return { texts: points.map(({ content }) => (content as { text: string }).text), written };
    };

    it('are compared by text that is created once for each', () => {
      const { texts, written } = collect(scene(5000, String), 2000);
      expect(texts).to.have.length(2000).and.include.members(['0', '1999']);
      expect(written).to.equal(2000);
    });

    it('are merged if their text is equal', () => {
      expect(
        collect(
          scene(5000, () => 'a'),
          2000,
        ),
      ).to.deep.equal({ texts: ['a'], written: 5000 });
    });

    it('are not all compared', () => {
      expect(
        collect(
          scene(300_000, () => 'a'),
          2000,
        ).written,
      ).to.be.at.most(100_000);
      const long = scene(2000, (index) => `${index} ${'x'.repeat(90_000)}`);
      expect(collect(long, 2000).written).to.equal(2000);
      const rows = scene(2000, (index) =>
        Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}`, `${index} ${'x'.repeat(2000)}`])),
      );
      expect(collect(rows, 2000).written).to.be.at.most(200);
    });

    it('are distinct at a distance of one pixel, and merged below', () => {
      const at = (x: number) => ({ bounds: { x1: x, y1: 0, x2: x + 8, y2: 9 }, datum: {}, tooltip: 'a' });
      const items = [0, 0.9, 1, 1.8, 2.1].map(at);
      const root = { marktype: 'symbol', role: 'mark', items } as unknown as SceneMark;
      expect(collectPoints(root, { x: 0.3, y: 0 }, 9).map(({ x }) => x)).to.deep.equal([0.3, 1.3, 2.4]);
    });
  });
});
