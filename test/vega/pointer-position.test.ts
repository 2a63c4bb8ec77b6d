// @engines all
/** A pointer finds the item under it, even if the page transforms, zooms or scrolls the chart. */
import { expect } from 'chai';
import { Finger, Mouse, type Place } from '../support/mouse.ts';
import { mount, unmountAll, type Mounted } from './support.ts';

const DOTS = {
  data: {
    values: [
      { x: 2, y: 8 },
      { x: 5, y: 5 },
      { x: 8, y: 2 },
    ],
  },
  width: 200,
  height: 150,
  padding: 10,
  params: [{ name: 'brush', select: 'interval' }],
  mark: { type: 'circle', size: 200, tooltip: { content: 'data' } },
  encoding: {
    x: { field: 'x', type: 'quantitative', scale: { domain: [0, 10] }, axis: null },
    y: { field: 'y', type: 'quantitative', scale: { domain: [0, 10] }, axis: null },
  },
} as const;

/** Returns the position of a datum, in px from the top left of the picture. */
const placeOf = (x: number, y: number): Place => ({ x: 10 + x * 20, y: 10 + 150 - y * 15 });

/** Inserts an element with a style into another one. */
function box(style: string, parent: Node = document.body): HTMLElement {
  const element = document.createElement('div');
  element.style.cssText = style;
  parent.appendChild(element);
  return element;
}

const WAYS: Readonly<Record<string, () => HTMLElement>> = {
  'in the page': () => box(''),
  enlarged: () => box('transform: scale(1.7); transform-origin: 0 0'),
  'reduced and moved': () => box('transform: translate(37px, 21px) scale(0.6, 0.5)'),
  turned: () => box('transform: rotate(30deg); width: 300px; margin: 100px'),
  'turned in an enlarged element': () =>
    box('transform: rotate(-20deg); margin: 60px', box('transform: scale(1.3); transform-origin: 0 0')),
  zoomed: () => box('zoom: 1.5'),
  'in a zoomed page': () => box('', box('zoom: 0.8; padding: 7px')),
  'in a scrolled element': () => {
    const scroller = box('width: 300px; height: 200px; overflow: scroll');
    const inner = box('padding: 90px 400px 400px 120px; width: max-content', scroller);
    scroller.scrollTo(110, 80);
    return inner;
  },
  'in nested shadow roots': () => {
    const outer = box('padding: 13px').attachShadow({ mode: 'open' });
    const inner = box('padding: 5px', outer).attachShadow({ mode: 'open' });
    return box('', inner);
  },
  'inside borders and padding': () => box('border: 9px solid; padding: 11px'),
};

/** Returns why Vega does not support a case, or `null` if it does. */
function unknown(renderer: 'svg' | 'canvas', way: string): string | null {
  if (renderer === 'canvas' && way.includes('turned')) return 'Vega measures a canvas by its upright box';
  const firefox = navigator.userAgent.includes('Firefox');
  return firefox && renderer === 'svg' && way.includes('zoomed')
    ? "Firefox omits zoom from an SVG's matrix"
    : null;
}

describe('the position of a pointer', () => {
  afterEach(unmountAll);

  for (const renderer of ['svg', 'canvas'] as const) {
    for (const [way, put] of Object.entries(WAYS)) {
      const reason = unknown(renderer, way);
      if (reason) {
        it.skip(`${renderer} ${way}: ${reason}`);
        continue;
      }
      it(`is correct for ${renderer} ${way}`, async () => {
        const container = box('position: relative; width: max-content', put());
        const mounted = await mount(DOTS, { container, renderer, fit: 'none' });
        const mouse = new Mouse();
        const at = (x: number, y: number): Place => onPage(mounted, placeOf(x, y));

        mouse.move(at(5, 5));
        expect(mounted.tooltips.at(-1)?.content).to.deep.include({
          rows: [
            { name: 'X', value: '5' },
            { name: 'Y', value: '5' },
          ],
        });
        mouse.move(at(9, 9));
        expect(mounted.tooltips.at(-1)).to.equal(null);

        mouse.move(at(1, 9));
        mouse.down();
        mouse.move(at(3, 8));
        mouse.move(at(6, 4));
        mouse.up();
        await mounted.chart.view.runAsync();
        const { x, y } = mounted.chart.view.signal('brush') as { x: [number, number]; y: [number, number] };
        expect(x[0]).to.be.closeTo(1, 0.1);
        expect(x[1]).to.be.closeTo(6, 0.1);
        expect(y[0]).to.be.closeTo(4, 0.1);
        expect(y[1]).to.be.closeTo(9, 0.1);
      });

      // Only the bounding box of a rotated element is known.
      if (way.includes('turned')) continue;
      it(`is used for the tooltip for ${renderer} ${way}`, async () => {
        const container = box('position: relative; width: max-content', put());
        const mounted = await mount(DOTS, { container, renderer, fit: 'none' });
        const place = placeOf(5, 5);
        new Mouse().move(onPage(mounted, place));
        const tooltip = mounted.tooltips.at(-1)!;
        expect(tooltip.x).to.be.closeTo(place.x, 1.5);
        expect(tooltip.y).to.be.closeTo(place.y, 1.5);
        const [, middle] = mounted.chart.points(3);
        expect(middle!.x + middle!.width / 2).to.be.closeTo(place.x, 1.5);
        expect(middle!.y + middle!.height / 2).to.be.closeTo(place.y, 1.5);
      });
    }
  }
});

it('a chart shows no tooltip for touches, which nothing would hide again', async () => {
  const container = box('position: relative; width: max-content');
  const mounted = await mount(DOTS, { container, fit: 'none' });
  const finger = new Finger();
  finger.down(onPage(mounted, placeOf(5, 5)));
  finger.move(onPage(mounted, placeOf(5, 5)));
  finger.up();
  expect(mounted.tooltips).to.deep.equal([]);
  unmountAll();
});

/** Returns the viewport position of a point in the picture, measured with an element at that point. */
function onPage({ container }: Mounted, { x, y }: Place): Place {
  const pin = box(`position: absolute; left: ${x}px; top: ${y}px; width: 0; height: 0`, container);
  const { left, top } = pin.getBoundingClientRect();
  pin.remove();
  return { x: left, y: top };
}
