// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  allOf,
  apiOf,
  mountViz,
  openTable,
  place,
  pressKey,
  readyViz,
  recordConsole,
  rectOf,
  salesApi,
  settle,
  shadow,
} from './harness.ts';

const values = ['North', 'South', 'East', 'West'].flatMap((region) =>
  [1, 2, 3].map((week) => ({ region, week, product: 'ABC'[week - 1], amount: week * region.length })),
);
const x = { field: 'week', type: 'quantitative' };
const y = { field: 'amount', type: 'quantitative' };
const facet = { field: 'region', type: 'nominal' };
const untitled = { ...facet, columns: 2, title: null };
const product = { field: 'product', type: 'nominal' };
const beyond = { ...x, title: null, axis: { format: '.3f', tickCount: 2 } };
const AREA = { mark: 'area', width: 116, height: 76, encoding: { facet: { ...facet, columns: 2 }, x, y } };

const FACETS: Readonly<Record<string, object>> = {
  'of default size': { facet, columns: 2, spec: { mark: 'line', encoding: { x, y } } },
  'of fixed size': AREA,
  'with band scales': { mark: 'bar', encoding: { column: facet, x: product, y } },
  'with labels that reach beyond the plot': {
    ...AREA,
    encoding: { facet: untitled, x: beyond, y: { ...y, title: null } },
  },
  'in rows': { mark: 'line', encoding: { row: facet, x, y } },
};

/** Draws a spec with rows of its own. */
async function draw(
  spec: object,
  style: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<VibedasherViz> {
  const element = await readyViz(
    salesApi(),
    { renderer: 'svg', ...attributes },
    { parent: place(style), properties: { spec: { data: { values }, ...spec } } },
  );
  await settle(element);
  return element;
}
const drawn = (element: VibedasherViz): DOMRect => rectOf(element, '.picture svg');
const chartOf = (element: VibedasherViz): HTMLElement =>
  shadow(element).querySelector<HTMLElement>('.chart')!;
const single = (count: number): object => ({
  values: Array.from({ length: count }, (_, at) => ({ region: `R${at + 10}`, week: 1, amount: at })),
});

describe('<vibedasher-viz>: facets', () => {
  recordConsole();

  for (const [what, spec] of Object.entries(FACETS))
    for (const width of [360, 1000])
      it(`fills a box of ${width} px with cells ${what}`, async () => {
        const element = await draw(spec, `width: ${width}px`);
        expect(drawn(element).width).to.be.within(width * 0.92, width);
        expect(chartOf(element).scrollWidth).to.equal(chartOf(element).clientWidth);
      });

  /** A spec whose cells share the height of the box. */
  const FILLING = {
    autosize: 'fit',
    facet,
    columns: 2,
    spec: { width: 100, height: 60, mark: 'line', encoding: { x, y } },
  };

  it('fills the height of its box with autosize "fit"', async () => {
    for (const height of [300, 500]) {
      const element = await draw(FILLING, `width: 600px; height: ${height}px; display: grid`);
      const { clientHeight, scrollHeight } = chartOf(element);
      expect(scrollHeight).to.equal(clientHeight);
      expect(drawn(element).height).to.be.within(clientHeight - 8, clientHeight);
      expect(drawn(element).width).to.be.within(600 * 0.92, 600);
    }
  });

  it('grows its box to the height of a spec with autosize "fit" and no further', async () => {
    const element = await draw({ ...FILLING, height: 480 }, 'width: 360px');
    expect(chartOf(element).getBoundingClientRect().height).to.equal(480);
    expect(drawn(element).height).to.be.within(470, 480);
    await settle(element);
    expect(element.getBoundingClientRect().height).to.be.within(480, 600);
  });

  describe('with more lines than colors', () => {
    const NAMES =
      'Agriculture,Business services,Construction,Education and health,Finance,Government,Information,'
        .concat(
          'Leisure and hospitality,Manufacturing,Mining,Other,Self-employed,Transportation and utilities,Trade',
        )
        .split(',');
    const months = Array.from(
      { length: 36 },
      (_, at) => `${2022 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`,
    );
    const cells = NAMES.flatMap((name, index) => months.map((month, at) => [month, name, index + (at % 7)]));
    const many = (): FakeApi => apiOf(rows(['month', 'industry', 'rate'], cells));

    for (const width of [360, 1200]) {
      it(`draws one cell per line, each at least 60 px high, in a box of ${width} px`, async () => {
        const parent = place(`width: ${width}px; margin-top: 100vh`);
        const element = mountViz(many(), { renderer: 'svg', loading: 'eager' }, { parent });
        const { height } = element.getBoundingClientRect();
        await element.ready;
        await settle(element);
        const root = shadow(element);
        const cells = [...root.querySelectorAll('.cell > g > .background')].map((each) =>
          each.getBoundingClientRect(),
        );
        expect(cells).to.have.length(14);
        expect(Math.min(...cells.map((cell) => cell.height))).to.be.at.least(60);
        const box = element.getBoundingClientRect();
        // A box below the viewport grows if it is too low.
        if (width < 400) expect(box.height).to.be.above(height);
        else expect(box.height).to.equal(height);
        for (const cell of cells) expect(cell.bottom).to.be.below(box.bottom);
        // Each column ends with a cell, which has the axis.
        const labels = [...root.querySelectorAll('.role-axis-label text')]
          .filter((label) => /^\d{4}$/.test(label.textContent))
          .map((label) => label.getBoundingClientRect());
        expect(labels).not.to.be.empty;
        for (const label of labels) {
          const above = cells.filter(
            (cell) => cell.left - 20 < label.left && label.right < cell.right + 20 && cell.bottom < label.top,
          );
          expect(label.top - Math.max(...above.map((cell) => cell.bottom))).to.be.below(20);
        }
        expect(drawn(element).width).to.be.within(width * 0.92, width);
        const { clientWidth, scrollWidth, clientHeight, scrollHeight } = chartOf(element);
        expect(scrollWidth).to.equal(clientWidth);
        expect(scrollHeight).to.equal(clientHeight);
        expect(drawn(element).height).to.be.within(scrollHeight - 12, scrollHeight);
        const texts = [...root.querySelectorAll('svg text')].map(({ textContent }) => textContent ?? '');
        expect(texts.join()).not.to.include('…');
        expect(texts.filter((text) => text === 'Rate')).to.have.length(1);
        const description = root.querySelector('#description')!.textContent;
        expect(description).to.include('Line chart of Rate by Month, Industry.');
        expect(description).to.include('Industry: 14 categories');
        const table = await openTable(element);
        expect([...table.querySelectorAll('thead th')].map((head) => head.textContent.trim())).to.deep.equal([
          ...['Month', 'Industry', 'Rate'],
        ]);
      });
    }

    for (const attributes of [{}, { limit: 'all' }] as const) {
      const grows = 'limit' in attributes;
      it(`${grows ? 'grows' : 'keeps the height of'} a low box in the viewport with ${JSON.stringify(attributes)}`, async () => {
        const parent = place('width: 360px');
        const element = mountViz(many(), { renderer: 'svg', loading: 'eager', ...attributes }, { parent });
        parent.insertAdjacentHTML('beforeend', '<p>What follows the chart.</p>');
        const { height } = element.getBoundingClientRect();
        expect(element.getBoundingClientRect().bottom).to.be.below(innerHeight);
        await settle();
        const start = performance.now();
        const shifts: number[] = [];
        // The entries of earlier tests may arrive late. Those of this test refer to nodes, which make messages long.
        const note = (entries: PerformanceEntryList): void =>
          entries
            .filter(({ startTime }) => startTime > start)
            .forEach(({ startTime }) => shifts.push(startTime));
        const observer = new PerformanceObserver((list) => note(list.getEntries()));
        if (PerformanceObserver.supportedEntryTypes.includes('layout-shift'))
          observer.observe({ type: 'layout-shift' });
        await element.ready;
        await settle(element);
        const cells = allOf(element, '.cell > g > .background');
        expect(cells).to.have.length(14);
        for (const cell of cells) expect(cell.getBoundingClientRect().height).to.be.at.least(60);
        // A vertical scroll bar narrows the box in Firefox. The chart then draws its picture again.
        await until(
          () => chartOf(element).scrollWidth === chartOf(element).clientWidth,
          'picture of the right width',
        );
        const { clientHeight, scrollHeight } = chartOf(element);
        if (grows) {
          expect(element.getBoundingClientRect().height).to.be.above(height);
          expect(scrollHeight).to.equal(clientHeight);
          return;
        }
        expect(element.getBoundingClientRect().height).to.equal(height);
        expect(scrollHeight).to.be.above(clientHeight);
        expect(getComputedStyle(chartOf(element)).overflowY).to.equal('auto');
        expect(getComputedStyle(chartOf(element)).maskImage).to.include('gradient');
        note(observer.takeRecords());
        observer.disconnect();
        expect(shifts).to.be.empty;
      });
    }
  });

  it('scrolls to the keyboard cursor', async () => {
    const spec = { ...FILLING, data: single(30), spec: { ...FILLING.spec, mark: 'point' } };
    const element = await draw(spec, 'width: 300px');
    const chart = chartOf(element);
    chart.focus();
    for (const key of ['End', 'Home']) {
      pressKey(element, key);
      await element.updateComplete;
      const ring = rectOf(element, '.ring');
      const box = chart.getBoundingClientRect();
      expect(ring.top, key).to.be.at.least(box.top - 1);
      expect(ring.bottom, key).to.be.at.most(box.bottom + 2);
      if (key === 'End') expect(chart.scrollTop).to.be.above(0);
    }
  });

  it('stays within its box with long cell headers', async () => {
    const bare = (channel: object): object => ({ ...channel, title: null, axis: { tickCount: 3 } });
    const names = [
      'Construction',
      'Leisure and hospitality',
      'Manufacturing',
      'Finance',
      'Education',
      'State',
    ];
    const named = names.flatMap((region) => [1, 2].map((week) => ({ region, week, amount: week })));
    const spec = {
      ...FILLING,
      data: { values: named },
      facet: { ...facet, title: null },
      columns: 3,
      spacing: 16,
      spec: { width: 116, height: 76, mark: 'line', encoding: { x: bare(x), y: bare(y) } },
    };
    for (let width = 300; width <= 420; width += 10) {
      const style = `width: ${width}px; font: 16px "DejaVu Sans", Verdana, sans-serif`;
      const element = await draw(spec, style, { loading: 'eager' });
      expect(drawn(element).width, `${width}`).to.be.within(width * 0.9, width);
    }
  });

  it('resizes with its box', async () => {
    const element = await draw(FACETS['of default size']!, 'width: 800px');
    for (const width of [400, 1000, 500]) {
      element.parentElement!.style.width = `${width}px`;
      const isFull = (): boolean => drawn(element).width > width * 0.92 && drawn(element).width <= width;
      await until(isFull, `a picture of ${width} px`);
    }
  });

  it('scrolls if the cells do not fit, and keeps the sizes of the spec with fit="none"', async () => {
    const columns = { data: single(12), mark: 'point', encoding: { column: facet, x, y } };
    expect(drawn(await draw(columns, 'width: 300px')).width).to.be.within(12 * 64, 12 * 110);
    expect(drawn(await draw(AREA, 'width: 1000px', { fit: 'none' })).width).to.be.below(400);
  });
});
