// @engines all
/** Tests tooltips for touch and mouse: held tooltips, and the nearest point of a line. */
import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { drawnMarks } from '../../../src/vega/hit-test.ts';
import { createFakeApi, rows, type FakeApi } from '../../support/fake-api.ts';
import { Finger, Mouse, type Place, type Touch } from '../../support/mouse.ts';
import { until } from '../../support/page.ts';
import { createFinger, sendInput } from '../../support/real-mouse.ts';
import {
  apiOf,
  BAR_SPEC,
  cleanUp,
  drawSpec,
  followsPointers,
  keydown,
  place,
  pressKey,
  rectOf,
  salesApi,
  settle,
  shadow,
  textOf,
} from './harness.ts';

const CHROMIUM = /Chrom/.test(navigator.userAgent);

const DAYS = 'SELECT day, series, amount FROM sales';
const LINE = {
  mark: { type: 'line', tooltip: true },
  encoding: {
    x: { field: 'day', type: 'quantitative', scale: { domain: [0, 10] } },
    y: { field: 'amount', type: 'quantitative', scale: { domain: [0, 100] } },
    color: { field: 'series', legend: null },
  },
};
const AREA = { ...LINE, mark: { type: 'area', tooltip: true } };
const POINTS = { ...LINE, mark: { type: 'circle', tooltip: true } };
const VALUES = [
  [0, 'a', 10],
  [5, 'a', 30],
  [10, 'a', 20],
  [0, 'b', 60],
  [5, 'b', 50],
  [10, 'b', 40],
] as const;

const api = (values: readonly (readonly unknown[])[] = VALUES): FakeApi =>
  createFakeApi({
    vizzes: { 'acme/sales': { name: 'Sales', files: { 'charts/main.sql': DAYS } } },
    queries: { [DAYS]: rows(['day', 'series', 'amount'], values) },
  });

const draw = (
  spec: object | null,
  attributes: Record<string, string> = {},
  from: FakeApi = api(),
  width?: number,
): Promise<VibedasherViz> => drawSpec(from, spec, attributes, width);

const bars = (attributes: Record<string, string> = {}): Promise<VibedasherViz> =>
  draw({ ...BAR_SPEC, mark: { type: 'bar', tooltip: true } }, attributes, salesApi());

/** Returns the client position of a datum. It is computed from the view because a canvas has no elements. */
function placeOf(element: VibedasherViz, wanted: Readonly<Record<string, unknown>>, down = 0.5): Place {
  const { left, top } = pictureOf(element).getBoundingClientRect();
  const mark = drawnMarks(element.view!).find(({ datum }) =>
    Object.entries(wanted).every(([name, value]) => datum[name] === value),
  )!;
  const { x1, y1, x2, y2 } = mark.box;
  return { x: left + (x1 + x2) / 2, y: top + y1 + (y2 - y1) * down };
}

/** Returns a point in the plot, given as fractions of its width and height. */
function inPlot(element: VibedasherViz, right: number, down: number, index = 0): Place {
  const { left, top } = pictureOf(element).getBoundingClientRect();
  const plots = [...new Set(drawnMarks(element.view!).map(({ plot }) => JSON.stringify(plot)))];
  const { x1, y1, x2, y2 } = JSON.parse(plots[index]!) as Record<'x1' | 'y1' | 'x2' | 'y2', number>;
  return { x: left + x1 + (x2 - x1) * right, y: top + y1 + (y2 - y1) * down };
}

const pictureOf = (element: VibedasherViz): Element =>
  shadow(element).querySelector('.picture svg, .picture canvas')!;
const tip = (element: VibedasherViz): string => textOf(element, '.tooltip');
const amountIn = (text: string): number => Number(/Amount (\d+)/i.exec(text)?.[1]);
const markerOf = (element: VibedasherViz): HTMLElement | null => shadow(element).querySelector('.marker');

const isMarked = (element: VibedasherViz): boolean => markerOf(element) !== null;

/** Returns the center of the marker, or `null` without one. */
function markerCenter(element: VibedasherViz): Place | null {
  const box = markerOf(element)?.getBoundingClientRect();
  return box ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : null;
}

function expectNear(found: Place | null, wanted: Place): void {
  expect(found, 'the marker').not.to.equal(null);
  expect(found!.x).to.be.closeTo(wanted.x, 1.5);
  expect(found!.y).to.be.closeTo(wanted.y, 1.5);
}

async function tap(element: VibedasherViz, at: Place, finger: Touch = createFinger()): Promise<void> {
  await finger.tap(at);
  await settle(element);
}

async function hover(element: VibedasherViz, at: Place, mouse = new Mouse()): Promise<void> {
  mouse.move(at);
  await settle(element);
}

/** Loads viz-pointing.ts by moving a pointer over the chart. */
async function loadPointing(element: VibedasherViz): Promise<void> {
  new Mouse().move(inPlot(element, 0.5, 0.5));
  new Mouse().move({ x: 2, y: 2 });
  await until(() => followsPointers(element), 'viz-pointing.ts');
}
describe('<vibedasher-viz>: touch', () => {
  beforeEach(() => scrollTo(0, 0));
  afterEach(cleanUp);

  for (const renderer of ['svg', 'canvas']) {
    describe(`on ${renderer}`, () => {
      it('shows a tooltip on tap until the next tap on the same mark or elsewhere', async () => {
        const element = await bars({ renderer });
        // The first tap loads viz-pointing.ts.
        await tap(element, placeOf(element, { dimension: 'North' }));
        await until(() => tip(element) !== '', 'the tooltip of the first tap');
        expect(tip(element)).to.include('North').and.include('340');
        await tap(element, placeOf(element, { dimension: 'South' }));
        expect(tip(element)).to.include('South').and.include('120');
        await tap(element, placeOf(element, { dimension: 'South' }));
        expect(tip(element)).to.equal('');
        await tap(element, placeOf(element, { dimension: 'South' }));
        expect(tip(element)).to.include('South');
        await tap(element, inPlot(element, 0.98, 0.05));
        expect(tip(element), 'an empty place').to.equal('');
        await tap(element, placeOf(element, { dimension: 'East' }));
        expect(tip(element)).to.include('East');
        const other = place('position: fixed; left: 680px; top: 0; width: 100px; height: 100px');
        // Keep the focus on the chart.
        other.addEventListener('mousedown', (event) => event.preventDefault());
        await tap(element, { x: 700, y: 30 });
        expect(tip(element), 'another place of the page').to.equal('');
      });

      it('shows the tooltip of the mark nearest to a tap, with a marker on points', async () => {
        const element = await draw(POINTS, { renderer });
        await loadPointing(element);
        const { x, y } = placeOf(element, { series: 'a', day: 5 });
        await tap(element, { x: x + 14, y: y - 12 });
        expect(tip(element)).to.include('30');
        expectNear(markerCenter(element), { x, y });
        await tap(element, { x: x + 40, y: y - 40 });
        expect(tip(element)).to.equal('');
        expect(isMarked(element)).to.equal(false);
      });

      it('shows the nearest point of a line for a tap anywhere in the plot and follows a drag', async () => {
        const element = await draw(LINE, { renderer });
        await loadPointing(element);
        await tap(element, inPlot(element, 0.1, 0.97));
        expect(tip(element)).to.include('10');
        expectNear(markerCenter(element), placeOf(element, { series: 'a', day: 0 }));
        const finger = createFinger();
        const tooltips: string[] = [];
        await finger.down(inPlot(element, 0.1, 0.9));
        for (const right of [0.2, 0.4, 0.7, 0.9]) {
          await finger.move(inPlot(element, right, 0.9));
          await settle(element);
          tooltips.push(tip(element));
          expect(markerCenter(element)).not.to.equal(null);
        }
        await finger.up();
        await settle(element);
        expect(tooltips.map(amountIn)).to.deep.equal([10, 30, 30, 20]);
        expect(tip(element), 'held').to.include('20');
        expectNear(markerCenter(element), placeOf(element, { series: 'a', day: 10 }));
      });
    });
  }

  it('shows the tooltip for a tap that began or ended before the code had loaded', async () => {
    const early = await bars();
    const finger = new Finger();
    finger.down(placeOf(early, { dimension: 'North' }));
    await until(() => followsPointers(early), 'viz-pointing.ts');
    await settle(early);
    finger.up();
    await settle(early);
    expect(tip(early)).to.include('North');
    cleanUp();
    const late = await bars();
    await tap(late, placeOf(late, { dimension: 'North' }), new Finger());
    await until(() => tip(late).includes('North'), 'the tooltip');
  });

  it('treats a pen as a finger and ignores taps with two fingers', async () => {
    const element = await bars();
    await loadPointing(element);
    await tap(element, placeOf(element, { dimension: 'North' }), new Finger('pen'));
    expect(tip(element)).to.include('North');
    const [first, second] = [new Finger(), new Finger('touch', false)];
    first.down(placeOf(element, { dimension: 'South' }));
    second.down(placeOf(element, { dimension: 'East' }));
    second.up();
    first.up();
    await settle(element);
    expect(tip(element)).to.include('North');
  });

  it('labels the columns of raw rows as for mouse and keyboard', async () => {
    const values = [{ delay_reason: 'Fog', amount: 3 }];
    const mark = { type: 'bar', tooltip: { content: 'data' } };
    const encoding = { x: { field: 'delay_reason' }, y: { field: 'amount', type: 'quantitative' } };
    const element = await draw({ data: { values }, mark, encoding });
    await loadPointing(element);
    await tap(element, placeOf(element, { delay_reason: 'Fog' }));
    expect(tip(element)).to.include('Delay reason').and.not.include('delay_reason');
  });

  it('shows the tooltip of a symbol next to a line', async () => {
    const dots = {
      mark: { type: 'circle', tooltip: { expr: "'Dot of ' + datum.amount" } },
      encoding: { y: { datum: 90 } },
    };
    const { encoding } = LINE;
    const element = await draw({ encoding, layer: [{ mark: LINE.mark }, dots] });
    await loadPointing(element);
    await tap(element, { x: inPlot(element, 0.5, 0).x + 10, y: inPlot(element, 0, 0.1).y + 10 });
    expect(tip(element)).to.match(/^Dot/);
    await tap(element, inPlot(element, 0.5, 0.45));
    expect(amountIn(tip(element))).to.equal(50);
  });

  it('scrolls the page on a vertical drag and keeps the tooltip', async function () {
    if (!CHROMIUM) this.skip();
    const element = await bars();
    await loadPointing(element);
    await tap(element, placeOf(element, { dimension: 'North' }));
    const finger = createFinger();
    const from = placeOf(element, { dimension: 'East' }, 0.9);
    await finger.down(from);
    for (let step = 1; step <= 8; step += 1) await finger.move({ x: from.x + step, y: from.y - step * 20 });
    await finger.up();
    await until(() => scrollY > 0, 'the page scrolls');
    await settle(element);
    expect(tip(element)).to.include('North');
  });

  it('leaves drags to a selection of the spec, but shows tooltips on tap', async () => {
    const params = [{ name: 'brush', select: { type: 'interval', encodings: ['x'] } }];
    const element = await draw({ ...POINTS, params });
    await loadPointing(element);
    const finger = createFinger();
    await finger.down(inPlot(element, 0.2, 0.7));
    for (const right of [0.3, 0.5, 0.8]) {
      await finger.move(inPlot(element, right, 0.7));
      await element.view!.runAsync();
    }
    await finger.up();
    await element.view!.runAsync();
    const { day } = element.view!.signal('brush') as { readonly day: readonly [number, number] };
    expect(day[0]).to.be.closeTo(2, 0.2);
    expect(day[1]).to.be.closeTo(8, 0.2);
    expect(tip(element)).to.equal('');
    await tap(element, placeOf(element, { series: 'b', day: 5 }));
    expect(amountIn(tip(element))).to.equal(50);
  });

  it('scrolls a picture wider than its box on a sideways drag, but shows tooltips otherwise', async () => {
    const facet = { column: { field: 'series', title: null } };
    const { color: _color, ...encoding } = LINE.encoding;
    const wide = await draw(
      { ...LINE, width: 400, encoding: { ...encoding, ...facet } },
      { fit: 'none' },
      api(),
      500,
    );
    await loadPointing(wide);
    const action = (element: VibedasherViz): string[] =>
      ['.chart', '.picture'].map(
        (name) => getComputedStyle(shadow(element).querySelector(name)!).touchAction,
      );
    expect(action(wide)).to.deep.equal(['auto', 'auto']);
    await tap(wide, inPlot(wide, 0.5, 0.3));
    expect(amountIn(tip(wide))).to.equal(30);
    const before = rectOf(wide, '.tooltip');
    shadow(wide).querySelector('.chart')!.scrollLeft = 60;
    await settle(wide);
    expectNear(markerCenter(wide), placeOf(wide, { series: 'a', day: 5 }));
    expect(before.left - rectOf(wide, '.tooltip').left).to.equal(60);
    wide.closest<HTMLElement>('[data-test]')!.style.width = '1000px';
    await until(() => /pan-y/.test(action(wide)[1]!), 'the whole picture to be visible');
    cleanUp();
    const usual = await draw(LINE);
    expect(action(usual)[0]!.split(' ').sort()).to.deep.equal(['pan-y', 'pinch-zoom']);
  });

  it('hides the tooltip and marker on Escape, keyboard use, new rows and resize', async () => {
    const from = api();
    const element = await draw(LINE, {}, from);
    await loadPointing(element);
    const ways: Readonly<Record<string, () => unknown>> = {
      Escape: () => keydown(document, 'Escape'),
      keyboard: () => pressKey(element, 'Home'),
      rows: () => {
        from.setQuery(DAYS, rows(['day', 'series', 'amount'], VALUES.slice(0, 3)));
        return element.refresh();
      },
      size: () => {
        // Resize the element without changing its attributes or those of its ancestors.
        place('', 'style').textContent = 'vibedasher-viz { width: 560px }';
        return until(() => pictureOf(element).getBoundingClientRect().width === 560, 'the narrow picture');
      },
    };
    for (const [name, leave] of Object.entries(ways)) {
      await tap(element, inPlot(element, 0.5, 0.9));
      expect(amountIn(tip(element)), name).to.equal(30);
      expect(isMarked(element), name).to.equal(true);
      await leave();
      await settle(element);
      expect(isMarked(element), name).to.equal(false);
      if (name !== 'keyboard') expect(tip(element), name).to.equal('');
      else expect(shadow(element).querySelector('.ring') !== null).to.equal(true);
      keydown(document, 'Escape');
      await settle(element);
    }
  });

  it('shows nothing if the spec has no tooltips', async () => {
    const element = await draw({ ...LINE, mark: 'line' });
    await loadPointing(element);
    await tap(element, inPlot(element, 0.5, 0.7));
    await hover(element, inPlot(element, 0.5, 0.7));
    expect(tip(element)).to.equal('');
    expect(isMarked(element)).to.equal(false);
  });
});

describe('<vibedasher-viz>: nearest point of a line', () => {
  beforeEach(() => scrollTo(0, 0));
  afterEach(cleanUp);

  /** Returns the amounts in the tooltips at points of a plot. Expects the marker on the mark of each tooltip. */
  async function amountsAt(
    element: VibedasherViz,
    places: readonly Place[],
    field = 'amount',
  ): Promise<readonly number[]> {
    await loadPointing(element);
    const mouse = new Mouse();
    const amounts: number[] = [];
    for (const at of places) {
      await hover(element, at, mouse);
      const text = tip(element);
      const amount = amountIn(text);
      amounts.push(amount);
      const day = Number(/Day (\d+)/i.exec(text)?.[1]);
      const point = markerCenter(element)!;
      const found = drawnMarks(element.view!).filter(
        ({ datum }) => datum[field] === amount && datum['day'] === day,
      );
      const { left, top } = pictureOf(element).getBoundingClientRect();
      const away = found.map(({ box: { x1, y1, x2, y2 } }) =>
        Math.hypot(left + (x1 + x2) / 2 - point.x, top + (y1 + y2) / 2 - point.y),
      );
      expect(Math.min(...away), `${amount} on day ${day}`).to.be.lessThan(1.5);
    }
    await hover(element, { x: 2, y: 2 }, mouse);
    expect(tip(element), 'once the mouse is gone').to.equal('');
    expect(isMarked(element)).to.equal(false);
    return amounts;
  }

  for (const renderer of ['svg', 'canvas']) {
    it(`has a tooltip and a marker under a mouse (${renderer})`, async () => {
      const element = await draw(LINE, { renderer });
      const at = [
        [0.02, 0.99],
        [0.4, 0.99],
        [0.6, 0.02],
        [0.74, 0.55],
        [0.9, 0.75],
      ] as const;
      const amounts = await amountsAt(
        element,
        at.map(([right, down]) => inPlot(element, right, down)),
      );
      expect(amounts).to.deep.equal([10, 30, 50, 50, 20]);
    });
  }

  it('is found in a derived chart with invisible points over the line', async () => {
    const columns = Object.entries({ day: 'DATE', amount: 'DOUBLE' }).map(([name, type]) => ({ name, type }));
    const days = [1, 2, 3].map((day) => [`2024-03-0${day}`, 10 * day]);
    for (const mark of ['line', 'area']) {
      const element = await draw(null, { mark }, apiOf({ result: { columns, rows: days } }));
      await loadPointing(element);
      const point = placeOf(element, { amount: 20 });
      for (const [right, down] of [
        [0, 0],
        [4, -4],
        [30, 20],
      ] as const) {
        await hover(element, { x: point.x + right, y: point.y + down });
        expect(amountIn(tip(element)), mark).to.equal(20);
        expectNear(markerCenter(element), point);
      }
      cleanUp();
    }
  });

  for (const renderer of ['svg', 'canvas']) {
    it(`belongs to the line under the pointer if there is one (${renderer})`, async () => {
      const days = Array.from({ length: 11 }, (_, day) => [day, 'b', 30]);
      const element = await draw(LINE, { renderer }, api([[0, 'a', 20], [10, 'a', 20], ...days]));
      const places = [inPlot(element, 0.44, 0.8), inPlot(element, 0.44, 0.75)];
      expect(await amountsAt(element, places)).to.deep.equal([20, 30]);
    });
  }

  it('does not hide the keyboard cursor while the mouse is over nothing', async () => {
    const element = await bars();
    await loadPointing(element);
    const chart = shadow(element).querySelector<HTMLElement>('.chart')!;
    chart.focus();
    keydown(chart, 'Home');
    await settle(element);
    const before = tip(element);
    expect(before).not.to.equal('');
    const mouse = new Mouse();
    mouse.move(inPlot(element, 0.98, 0.02));
    await hover(element, { x: 2, y: 2 }, mouse);
    expect(tip(element)).to.equal(before);
    await hover(element, placeOf(element, { dimension: 'South' }), mouse);
    expect(tip(element)).to.include('South');
    expect(shadow(element).querySelector('.ring') === null).to.equal(true);
  });

  it('belongs to the area under the pointer in stacked areas', async () => {
    const element = await draw(AREA);
    const [below, above] = [inPlot(element, 0.45, 0.9), inPlot(element, 0.45, 0.35)];
    await loadPointing(element);
    const mouse = new Mouse();
    const tooltips: string[] = [];
    for (const at of [below, above]) {
      await hover(element, at, mouse);
      tooltips.push(/Series (\w)/i.exec(tip(element))?.[1] ?? '');
      expectNear(markerCenter(element), { x: inPlot(element, 0.5, 0).x, y: markerCenter(element)!.y });
    }
    expect(tooltips).to.deep.equal(['b', 'a']);
  });

  it('is found in facets and layers, and through tooltips of points on the line', async () => {
    const { color: _color, ...encoding } = LINE.encoding;
    const facets = await draw({ ...LINE, encoding: { ...encoding, row: { field: 'series' } } });
    const amounts = await amountsAt(facets, [inPlot(facets, 0.4, 0.9, 0), inPlot(facets, 0.9, 0.05, 1)]);
    expect(amounts).to.deep.equal([30, 40]);
    cleanUp();
    const layers = await draw({
      encoding: LINE.encoding,
      layer: [{ mark: 'line' }, { mark: { type: 'point', opacity: 0, tooltip: true } }],
    });
    expect(await amountsAt(layers, [inPlot(layers, 0.4, 0.9), inPlot(layers, 0.9, 0.05)])).to.deep.equal([
      30, 40,
    ]);
  });

  it('is searched along the axis of the line and not found in gaps', async () => {
    const { x, y, color } = LINE.encoding;
    const order = { field: 'day', type: 'quantitative' };
    const upright = await draw({ ...LINE, encoding: { x: y, y: x, color, order } });
    expect(await amountsAt(upright, [inPlot(upright, 0.9, 0.6), inPlot(upright, 0.05, 0.95)])).to.deep.equal([
      50, 10,
    ]);
    cleanUp();
    const values = VALUES.map(([day, series, amount]) => [day, series, day === 5 ? null : amount]);
    const gap = await draw(LINE, {}, api(values));
    expect(await amountsAt(gap, [inPlot(gap, 0.45, 0.95), inPlot(gap, 0.55, 0.95)])).to.deep.equal([10, 20]);
  });

  it('gives way to a bar under the pointer', async () => {
    const element = await draw({
      encoding: LINE.encoding,
      layer: [
        {
          mark: { type: 'bar', tooltip: { expr: "'Bar ' + datum.amount" }, width: 40 },
          transform: [{ filter: 'datum.series === "a"' }],
        },
        { mark: { type: 'line', tooltip: true }, transform: [{ filter: 'datum.series === "b"' }] },
      ],
    });
    await loadPointing(element);
    const mouse = new Mouse();
    await hover(element, inPlot(element, 0.5, 0.9), mouse);
    expect(tip(element)).to.equal('Bar 30');
    expect(isMarked(element)).to.equal(false);
    await hover(element, inPlot(element, 0.3, 0.9), mouse);
    expect(amountIn(tip(element))).to.equal(50);
    expect(isMarked(element)).to.equal(true);
  });

  it("has a marker in the page's colors that ignores pointer events", async () => {
    const element = await draw(LINE, {
      style: '--vibedasher-color-text: rgb(1, 2, 3); --vibedasher-color-background: rgb(4, 5, 6)',
    });
    await loadPointing(element);
    await hover(element, inPlot(element, 0.5, 0.9));
    const markerStyle = (): CSSStyleDeclaration => getComputedStyle(markerOf(element)!);
    expect(markerStyle().borderTopColor).to.equal('rgb(1, 2, 3)');
    expect(markerStyle().boxShadow).to.include('rgb(4, 5, 6)');
    expect(markerStyle().pointerEvents).to.equal('none');
    element.removeAttribute('style');
    element.setAttribute('theme', 'dark');
    await until(() => markerOf(element) === null, 'the dark picture');
    await element.ready;
    await settle(element);
    await hover(element, inPlot(element, 0.5, 0.9));
    expect(markerStyle().borderTopColor).to.equal('rgb(232, 234, 237)');
    if (!CHROMIUM) return;
    try {
      await sendInput({ type: 'forceColors', value: 'active' });
      await until(() => markerOf(element) === null, 'the picture with forced colors');
      // A picture that is drawn after the move removes the marker.
      await until(async () => {
        await hover(element, inPlot(element, 0.5, 0.9));
        return isMarked(element);
      }, 'the marker');
      const probe = document.createElement('i');
      probe.style.color = 'Highlight';
      markerOf(element)!.append(probe);
      expect(markerStyle().borderTopColor).to.equal(getComputedStyle(probe).color);
      expect(markerStyle().borderTopColor).not.to.equal('rgb(232, 234, 237)');
      await emulateMedia({ media: 'print' });
      expect(markerStyle().display).to.equal('none');
    } finally {
      await emulateMedia({ media: 'screen' });
      await sendInput({ type: 'forceColors', value: 'none' });
    }
  });
});
