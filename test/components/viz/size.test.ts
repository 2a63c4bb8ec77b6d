// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { loadEngine, setEngine } from '../../../src/vega/engine.ts';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  allOf,
  apiOf,
  BAR_SPEC,
  barsOf,
  drawViz,
  mountViz,
  pictureRect,
  place,
  readyViz,
  recordConsole,
  rectOf,
  SALES,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
} from './harness.ts';

const box = (element: Element): { readonly width: number; readonly height: number } => {
  const { width, height } = element.getBoundingClientRect();
  return { width: Math.round(width), height: Math.round(height) };
};

/** Expects that the picture lies inside the element and uses most of its width. */
function expectFit(element: VibedasherViz): void {
  const outer = element.getBoundingClientRect();
  const inner = pictureRect(element);
  expect(inner.left).to.be.at.least(outer.left - 1);
  expect(inner.right).to.be.at.most(outer.right + 1);
  expect(inner.bottom).to.be.at.most(outer.bottom + 1);
  expect(inner.width).to.be.above(outer.width * 0.8);
}

describe('<vibedasher-viz>: size', () => {
  recordConsole();

  it('fits a box that has changed during drawing', async () => {
    const parent = place('width: 600px');
    const engine = await loadEngine();
    setEngine({
      async mount(request) {
        parent.style.width = '480px';
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        return engine.mount(request);
      },
    });
    try {
      const element = await readyViz(salesApi(), {}, { parent });
      await settle(element);
      expect(box(element).width).to.equal(480);
      expectFit(element);
    } finally {
      setEngine(engine);
    }
  });

  it('gives a map the space that its legend does not need', async () => {
    const square = (west: number, share: number): object => ({
      type: 'Feature',
      properties: { share },
      geometry: {
        type: 'Polygon',
        coordinates: [[west, west, west + 9, west + 9, west].map((x, at) => [x, at % 3 ? 9 : 0])],
      },
    });
    const spec = {
      projection: { type: 'equirectangular' },
      data: { values: [square(0, 1), square(9, 2)], format: { type: 'json' } },
      mark: 'geoshape',
      encoding: { color: { field: 'properties.share', type: 'quantitative', title: null } },
    };
    const element = await readyViz(
      apiOf(SALES, spec),
      { renderer: 'svg', style: 'height: 240px' },
      { parent: place('width: 340px; font: 16px sans-serif') },
    );
    const [legend, map] = [rectOf(element, '.role-legend'), rectOf(element, '.mark-shape')];
    expect(map.top - legend.bottom).to.be.within(0, 10);
    expect(rectOf(element, '.stage').bottom - map.bottom).to.be.within(0, 10);
  });

  it('wraps a description into two lines in a low box before truncating it', async () => {
    const description = 'All shops of the country and those abroad, by week';
    const files = { 'charts/main.sql': SALES_SQL, 'charts/main.vl.json': JSON.stringify(BAR_SPEC) };
    const parent = place('width: 300px; font: 16px/1.4 sans-serif');
    for (const [text, lines] of [
      [description, 2],
      [`${description}, month and year since the first of them was opened`, 2],
    ] as const) {
      const api = salesApi({ vizzes: { 'acme/sales': { name: 'Sales', description: text, files } } });
      const element = await readyViz(api, {}, { parent });
      expect(box(element).height).to.equal(460);
      const shown = shadow(element).querySelector('.description')!;
      expect(Math.round(shown.clientHeight / (14 * 1.35))).to.equal(lines);
      // Only a longer description is truncated.
      expect(shown.scrollHeight > shown.clientHeight + 4).to.equal(text !== description);
    }
  });

  it('fits a size legend and another legend side by side on a phone', async () => {
    const spec = {
      mark: 'circle',
      encoding: {
        x: { field: 'dimension', type: 'nominal' },
        y: { field: 'value', type: 'quantitative' },
        color: { field: 'value', type: 'quantitative', title: 'Late', legend: { gradientLength: 126 } },
        size: {
          field: 'value',
          type: 'quantitative',
          scale: { domain: [10_000, 150_000], range: [8, 900] },
          title: 'Departures',
          legend: { columns: 3, values: [10_000, 50_000, 150_000], format: '~s' },
        },
      },
    };
    const parent = place('width: 335px; font: 16px "DejaVu Sans", Verdana, sans-serif');
    const element = await readyViz(salesApi(), { renderer: 'svg' }, { parent, properties: { spec } });
    const picture = rectOf(element, '.picture svg');
    const labels = allOf(element, '.role-legend-label text');
    expect(labels.map(({ textContent }) => textContent)).to.include('150K');
    for (const label of labels) expect(label.getBoundingClientRect().right).to.be.at.most(picture.right + 1);
  });

  it('is lower without a caption', async () => {
    const heights = ['auto', 'none'].map((caption) => {
      const element = mountViz(salesApi(), { caption }, { parent: place('width: 320px') });
      return box(element).height;
    });
    expect(heights).to.deep.equal([460, 350]);
  });

  for (const [what, width, share] of [
    ['a phone', 358, 0.45],
    ['an article', 680, 0.5],
  ] as const) {
    it(`gives the plot at least ${share} of the box on ${what}, with all texts and a legend`, async () => {
      const cells = ['North', 'South', 'East', 'West'].flatMap((region) =>
        [2021, 2022, 2023, 2024].map((year, at) => [`${year}-01-01`, region, at * region.length]),
      );
      const api = salesApi({
        vizzes: {
          'acme/sales': {
            name: 'Sales of all shops of the country by region and year',
            description: 'In thousands of euros, without value-added tax, as the shops have reported them.',
            files: { 'charts/main.sql': SALES_SQL },
          },
        },
        queries: { [SALES_SQL]: rows(['day', 'region', 'sales'], cells) },
      });
      const element = await readyViz(
        api,
        {
          mark: 'bar',
          renderer: 'svg',
          source: 'Statistics office, table 4711',
          notes: 'The numbers of the last year are preliminary.',
        },
        { parent: place(`width: ${width}px; font: 16px "DejaVu Sans", sans-serif`) },
      );
      await settle(element);
      expect(shadow(element).querySelectorAll('.role-legend-label text')).to.have.length(4);
      const plot = rectOf(element, '.picture .background');
      expect(plot.height / box(element).height).to.be.at.least(share);
      const notes = shadow(element).querySelector('.notes')!;
      expect(notes.scrollWidth).to.be.at.most(notes.clientWidth);
    });
  }

  it('cuts no line of long notes and sources on a phone in half', async () => {
    const element = await readyViz(
      salesApi(),
      {
        source: 'Bureau of statistics, table 4711. '.repeat(8),
        notes: 'The numbers are preliminary. '.repeat(9),
      },
      { parent: place('width: 350px; font: 16px sans-serif') },
    );
    await settle(element);
    for (const name of ['.notes', '.notices']) {
      const shown = shadow(element).querySelector(name)!;
      const { lineHeight, paddingTop } = getComputedStyle(shown);
      expect(shown.scrollHeight, name).to.be.above(shown.clientHeight + 5);
      const lines =
        (shown.getBoundingClientRect().height - 2 * parseFloat(paddingTop)) / parseFloat(lineHeight);
      expect(lines, name).to.be.at.least(1).and.closeTo(Math.round(lines), 0.05);
    }
  });

  it('does not grow over time', async () => {
    const cell = place('display: grid; grid-template-columns: auto; max-width: 900px');
    const element = await readyViz(salesApi(), {}, { parent: cell });
    const before = box(element);
    for (let round = 0; round < 5; round++) await settle(element);
    expect(box(element)).to.deep.equal(before);
    expectFit(element);
  });

  it('keeps its size with every message', async () => {
    const element = await readyViz(salesApi(), {}, { parent: place('width: 500px') });
    const before = box(element);
    for (const slug of ['gone', null, 'sales']) {
      element.slug = slug;
      await element.updateComplete;
      await element.ready.catch(() => {});
      await settle(element);
      expect(box(element), String(slug)).to.deep.equal(before);
    }
  });

  it('resizes with its box', async () => {
    const outer = place('width: 800px');
    const element = await readyViz(salesApi(), {}, { parent: outer });
    for (const width of [400, 1000, 333, 640]) {
      outer.style.width = `${width}px`;
      await until(() => {
        const { width: drawn } = pictureRect(element);
        return drawn <= width + 1 && drawn > width * 0.9;
      }, `a picture of ${width} px`);
      expectFit(element);
    }
  });

  const HIDDEN: Readonly<
    Record<string, readonly [(outer: HTMLElement) => void, (outer: HTMLElement) => void, string]>
  > = {
    'display: none': [({ style }) => (style.display = 'none'), ({ style }) => (style.display = ''), 'div'],
    'a hidden tab': [(outer) => (outer.hidden = true), (outer) => (outer.hidden = false), 'div'],
    'no height': [
      ({ style }) => (style.cssText += '; height: 0; overflow: hidden'),
      ({ style }) => (style.height = 'auto'),
      'div',
    ],
    'a closed <details>': [() => {}, (outer) => outer.setAttribute('open', ''), 'details'],
  };
  for (const [what, [hide, show, tag]] of Object.entries(HIDDEN)) {
    for (const loading of ['lazy', 'eager']) {
      it(`fits its box once it is shown in ${what} (${loading})`, async () => {
        const outer = place('width: 500px', tag);
        hide(outer);
        const element = mountViz(salesApi(), { loading }, { parent: outer });
        if (loading === 'eager') await element.ready;
        await settle(element);
        show(outer);
        await element.ready;
        await until(() => {
          const { width } = pictureRect(element);
          return width > 450 && width <= 500;
        }, 'a picture of the width of its box');
        expectFit(element);
      });
    }
  }

  it('derives a chart for the available space instead of the expected space', async () => {
    const shops = Array.from({ length: 12 }, (_, index) => [`A shop in town ${index}`, 100 - index]);
    const api = salesApi({
      vizzes: { 'acme/sales': { name: 'Sales', description: 'Of all shops, in every town. '.repeat(8) } },
      queries: { [SALES_SQL]: rows(['shop', 'takings'], shops) },
    });
    const attributes = { sql: SALES_SQL, style: 'height: 240px' };
    const element = await readyViz(api, attributes, { parent: place('width: 420px') });
    const bars = barsOf(element);
    element.theme = 'dark';
    await settle(element);
    await until(() => barsOf(element) > 0, 'the redraw');
    expect(barsOf(element)).to.equal(bars);
    expect(bars).to.be.below(12);
  });

  describe('with specs of fixed size', () => {
    const unit = { ...BAR_SPEC, width: 150, height: 150 };
    const units = (count: number) => Array.from({ length: count }, () => unit);
    const draw = (spec: object, attributes: Readonly<Record<string, string>> = {}) =>
      drawViz(apiOf(SALES, spec), { loading: 'lazy', renderer: 'auto', ...attributes }, 'width: 500px');

    it('has the state "natural" for composed specs, and a wide one scrolls inside', async () => {
      const element = await draw({ hconcat: units(8) });
      expect(element.matches(':state(natural)')).to.equal(true);
      expect(box(element).width).to.equal(500);
      const scroller = shadow(element).querySelector('.chart')!;
      expect(scroller.scrollWidth).to.be.above(scroller.clientWidth);
      expect(document.documentElement.scrollWidth).to.be.at.most(document.documentElement.clientWidth);
    });

    it('fades at its end until the reader scrolls there, but only if it can scroll', async function () {
      if (!CSS.supports('animation-timeline: scroll()')) return this.skip();
      const mount = async (count: number): Promise<Element> => {
        return shadow(await draw({ hconcat: units(count) })).querySelector('.chart')!;
      };
      const [wide, narrow] = [await mount(8), await mount(2)];
      const at = (scroller: Element): string => getComputedStyle(scroller).maskPosition.split(' ')[0]!;
      expect([at(wide), at(narrow)]).to.deep.equal(['100%', '0px']);
      wide.scrollLeft = wide.scrollWidth;
      await until(() => Number.parseFloat(at(wide)) === 0, 'the end');
    });

    it('stays within a height set by the page', async () => {
      const element = await draw({ vconcat: units(5) }, { style: 'height: 300px' });
      expect(box(element).height).to.equal(300);
      const scroller = shadow(element).querySelector('.chart')!;
      expect(scroller.scrollHeight).to.be.above(scroller.clientHeight);
    });

    it('leaves the state "natural" when a spec without a size follows', async () => {
      const element = await draw({ vconcat: units(4) });
      expect(element.matches(':state(natural)')).to.equal(true);
      element.spec = BAR_SPEC;
      await until(() => !element.matches(':state(natural)'), 'the usual box');
      await until(() => box(element).height === 460, 'the usual height');
      // The old picture remains until the new one is drawn.
      await until(() => pictureRect(element).height < 460, 'the new picture');
      expectFit(element);
    });
  });
});
