// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { type Keys, Mouse, type Place } from '../../support/mouse.ts';
import { until } from '../../support/page.ts';
import {
  allOf,
  BAR_SPEC,
  cleanUp,
  drawSpec,
  keydown,
  pictureRect,
  readyViz,
  recordConsole,
  rectOf,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  textOf,
} from './harness.ts';

const BRUSHED = {
  ...BAR_SPEC,
  mark: { type: 'bar', tooltip: true },
  params: [{ name: 'brush', select: { type: 'interval', encodings: ['x'] } }],
  encoding: { ...BAR_SPEC.encoding, opacity: { condition: { param: 'brush', value: 1 }, value: 0.2 } },
};
const ZOOMED = {
  mark: 'point',
  params: [{ name: 'grid', select: 'interval', bind: 'scales' }],
  encoding: { x: { field: 'value', type: 'quantitative' }, y: { field: 'value', type: 'quantitative' } },
};
const BOUND = {
  ...BAR_SPEC,
  params: [{ name: 'least', value: 0, bind: { input: 'range', min: 0, max: 400 } }],
  transform: [{ filter: 'datum.value >= least' }],
};

const marks = (element: VibedasherViz): SVGElement[] => [
  ...shadow(element).querySelectorAll<SVGElement>('.mark-rect.marks > *'),
];
const faint = (element: VibedasherViz): boolean[] =>
  marks(element).map((mark) => mark.getAttribute('opacity') === '0.2');

/** Returns a point in the plot, given as fractions of its width and height. */
function inPlot(element: VibedasherViz, right: number, down: number): Place {
  const plot = rectOf(element, '.background');
  return { x: plot.left + plot.width * right, y: plot.top + plot.height * down };
}

const draw = (spec: object, attributes: Record<string, string> = {}): Promise<VibedasherViz> =>
  drawSpec(salesApi(), spec, attributes);

/** Runs a mouse action and waits for the view, which would update between events of a real mouse. */
async function act<T>(element: VibedasherViz, deed: () => T): Promise<T> {
  const result = deed();
  await element.view!.runAsync();
  await settle(element);
  return result;
}

/** Presses at the first point, moves over the others, and releases at the last. */
async function drag(element: VibedasherViz, mouse: Mouse, [from, ...to]: readonly Place[]): Promise<void> {
  await act(element, () => mouse.move(from!));
  await act(element, () => mouse.down());
  for (const place of to) await act(element, () => mouse.move(place));
  await act(element, () => mouse.up());
}

/** Brushes between two points of the plot. */
async function brush(element: VibedasherViz, from: number, to: number): Promise<Mouse> {
  const mouse = new Mouse();
  const middle = inPlot(element, (from + to) / 2, 0.5);
  await drag(element, mouse, [inPlot(element, from, 0.4), middle, inPlot(element, to, 0.6)]);
  return mouse;
}

/** Turns the wheel over the plot, by default with Ctrl. Returns whether the page may scroll. */
async function wheel(
  element: VibedasherViz,
  mouse: Mouse,
  right: number,
  keys: Keys = { ctrlKey: true },
): Promise<boolean> {
  mouse.hold(keys);
  await act(element, () => mouse.move(inPlot(element, right, 0.5)));
  return act(element, () => mouse.wheel(-100));
}

describe('<vibedasher-viz>: mouse', () => {
  beforeEach(() => scrollTo(0, 0));
  afterEach(cleanUp);

  it('brushes, even if the button is released outside the chart', async () => {
    const element = await draw(BRUSHED);
    const mouse = await brush(element, 0.02, 0.3);
    expect(faint(element).filter((each) => !each)).to.have.length(1);
    const outside = { x: 700, y: 30 };
    await drag(element, mouse, [inPlot(element, 0.5, 0.5), inPlot(element, 0.7, 0.5), outside]);
    const after = faint(element);
    expect(after.filter((each) => !each)).to.have.length(2);
    await act(element, () => mouse.move(inPlot(element, 0.1, 0.5)));
    expect(faint(element)).to.deep.equal(after);
  });

  it('keeps a brush when the theme changes', async () => {
    const element = await draw(BRUSHED);
    await brush(element, 0.02, 0.3);
    const before = faint(element);
    expect(before).to.include(true).and.include(false);
    const [first] = marks(element);
    element.setAttribute('theme', 'dark');
    await until(() => first !== marks(element)[0], 'the dark picture');
    await settle(element);
    expect(faint(element)).to.deep.equal(before);
    await brush(element, 0.4, 0.98);
    expect(faint(element)).not.to.deep.equal(before);
  });

  it('keeps the value of an input when the theme changes', async () => {
    const element = await draw(BOUND);
    const input = (): HTMLInputElement =>
      shadow(element).querySelector<HTMLInputElement>('.vega-bind input')!;
    input().value = '200';
    input().dispatchEvent(new Event('input', { bubbles: true }));
    await until(() => marks(element).length === 2, 'two bars');
    const [first] = marks(element);
    element.setAttribute('theme', 'dark');
    await until(() => first !== marks(element)[0], 'the dark picture');
    await settle(element);
    expect(marks(element)).to.have.length(2);
    expect(input().value).to.equal('200');
  });

  it('scrolls the page with the wheel unless the spec zooms and Ctrl is pressed', async () => {
    const mouse = new Mouse();
    for (const [spec, scrolls] of [
      [BAR_SPEC, true],
      [BRUSHED, true],
      [ZOOMED, false],
    ] as const) {
      const element = await draw(spec);
      expect(await wheel(element, mouse, 0.9, {})).to.equal(true);
      expect(await wheel(element, mouse, 0.9)).to.equal(scrolls);
      cleanUp();
    }
  });

  it('zooms a brush with the wheel over it and scrolls the page elsewhere', async () => {
    const element = await draw(BRUSHED);
    const mouse = await brush(element, 0.1, 0.6);
    const extent = (): unknown => JSON.stringify(element.view!.signal('brush_x'));
    const before = extent();
    expect(await wheel(element, mouse, 0.9)).to.equal(true);
    expect(extent()).to.equal(before);
    expect(await wheel(element, mouse, 0.4)).to.equal(false);
    expect(extent()).not.to.equal(before);
  });

  it('reaches the points by keyboard after brushing and zooming', async () => {
    const element = await draw(BRUSHED);
    await brush(element, 0.02, 0.3);
    const chart = shadow(element).querySelector<HTMLElement>('.chart')!;
    chart.focus();
    const key = (name: string): Promise<unknown> => {
      keydown(chart, name);
      return element.updateComplete;
    };
    const announced: string[] = [];
    for (const name of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
      await key(name);
      announced.push(textOf(element, '[role=status]'));
    }
    expect(announced.map((text) => /(\d) of 3/.exec(text)?.[1])).to.deep.equal(['1', '2', '3', '3']);
    const ring = rectOf(element, '.ring');
    const last = Math.max(...marks(element).map((mark) => mark.getBoundingClientRect().left));
    expect(ring.left).to.be.closeTo(last, 3);
    expect(faint(element)).to.include(true);
  });

  for (const renderer of ['svg', 'canvas']) {
    it(`shows a tooltip next to the pointer and within the chart (${renderer})`, async () => {
      const element = await draw(BRUSHED, { renderer });
      const mouse = new Mouse();
      const tooltips: string[] = [];
      for (const right of [1 / 6, 3 / 6, 5 / 6]) {
        const at = inPicture(element, right);
        mouse.move(at);
        await element.updateComplete;
        tooltips.push(/North|South|East/.exec(textOf(element, '.tooltip'))?.[0] ?? 'nothing');
        const tip = rectOf(element, '.tooltip');
        const near = Math.min(Math.abs(tip.left - at.x), Math.abs(tip.right - at.x));
        expect(near).to.be.lessThan(15);
        const { left, right: end } = element.getBoundingClientRect();
        expect(tip.left).to.be.at.least(left);
        expect(tip.right).to.be.at.most(end);
      }
      expect(tooltips).to.deep.equal(['East', 'North', 'South']);
      mouse.move({ x: 5, y: 5 });
      await element.updateComplete;
      expect(textOf(element, '.tooltip')).to.equal('');
    });
  }
});

/** Returns a point on a bar just above the axis. It is computed from the view because a canvas has no elements. */
function inPicture(element: VibedasherViz, right: number): Place {
  const view = element.view!;
  const { left, top } = pictureRect(element);
  const padding = view.padding() as { readonly left: number; readonly top: number };
  const [x, y] = view.origin();
  return {
    x: left + padding.left + x + (view.signal('width') as number) * right,
    y: top + padding.top + y + (view.signal('height') as number) - 4,
  };
}

const chartOf = (element: VibedasherViz): HTMLElement =>
  shadow(element).querySelector<HTMLElement>('.chart')!;
const tooltip = (element: VibedasherViz): string => textOf(element, '.tooltip');
const live = (element: VibedasherViz): string => textOf(element, '[role=status]');

/** Presses keys on the chart. Returns whether the last one kept its default action. */
async function keys(
  element: VibedasherViz,
  ...pressed: readonly (string | KeyboardEventInit)[]
): Promise<boolean> {
  let usual = true;
  for (const key of pressed) {
    const init = typeof key === 'string' ? { key } : key;
    usual = chartOf(element).dispatchEvent(
      new KeyboardEvent('keydown', { ...init, bubbles: true, composed: true, cancelable: true }),
    );
    await element.updateComplete;
  }
  return usual;
}

function hover(element: VibedasherViz, index: number): void {
  const bar = shadow(element).querySelectorAll('.mark-rect path')[index]!;
  const { left, top, width, height } = bar.getBoundingClientRect();
  const place = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, composed: true };
  for (const type of ['pointerover', 'pointermove']) bar.dispatchEvent(new PointerEvent(type, place));
  for (const type of ['mouseover', 'mousemove']) bar.dispatchEvent(new MouseEvent(type, place));
}

/** Creates an API whose viz has no spec. The derived chart has tooltips by default. */
const derived = () =>
  salesApi({ vizzes: { 'acme/sales': { name: 'Sales', files: { 'charts/main.sql': SALES_SQL } } } });

describe('<vibedasher-viz>: keyboard and tooltips', () => {
  recordConsole();

  it('moves through the points and announces each with its position', async () => {
    const element = await readyViz(salesApi());
    chartOf(element).focus();
    const announced: string[] = [];
    for (const key of 'Right Right Right Right Left Home End Up Down'.split(' ')) {
      const name = /Home|End/.test(key) ? key : `Arrow${key}`;
      expect(await keys(element, name), name).to.equal(false);
      announced.push(/(\d) of 3/.exec(live(element))![1]!);
    }
    expect(announced.join('')).to.equal('123321323');
    await keys(element, 'Home');
    expect(live(element)).to.include('East').and.to.include('210');
    expect(tooltip(element)).to.include('East').and.to.include('210');
    expect(shadow(element).querySelector('.tooltip')!.getAttribute('aria-hidden')).to.equal('true');
  });

  it('positions the ring and the tooltip at the point', async () => {
    const element = await readyViz(salesApi());
    chartOf(element).focus();
    for (const [place, key] of ['Home', 'ArrowRight', 'ArrowRight'].entries()) {
      await keys(element, key);
      const ring = rectOf(element, '.ring');
      const bars = allOf(element, '.mark-rect path')
        .map((bar) => bar.getBoundingClientRect())
        .sort((a, b) => a.left - b.left);
      expect(ring.left).to.be.closeTo(bars[place]!.left, 3);
      expect(ring.width).to.be.closeTo(bars[place]!.width, 6);
      const tip = rectOf(element, '.tooltip');
      const outer = element.getBoundingClientRect();
      expect(tip.left).to.be.at.least(outer.left);
      expect(tip.right).to.be.at.most(outer.right + 1);
    }
  });

  const WAYS: Readonly<Record<string, (element: VibedasherViz) => unknown>> = {
    Escape: (element) => keys(element, 'Escape'),
    'losing the focus': (element) => chartOf(element).blur(),
  };
  for (const [name, leave] of Object.entries(WAYS)) {
    it(`leaves the points on ${name}`, async function () {
      // Without a window manager, a window can lose the focus for good and then dispatches no blur event.
      if (name !== 'Escape' && !document.hasFocus()) this.skip();
      const element = await readyViz(salesApi());
      chartOf(element).focus();
      await keys(element, 'ArrowRight');
      expect(tooltip(element)).to.not.equal('');
      await leave(element);
      await element.updateComplete;
      expect(tooltip(element)).to.equal('');
      expect(shadow(element).querySelector('.ring') === null).to.equal(true);
      expect(live(element)).to.equal('Sales by region, 3 points.');
    });
  }

  it('does not trap Tab or other keys', async () => {
    const element = await readyViz(salesApi());
    chartOf(element).focus();
    await keys(element, 'ArrowRight');
    const others: readonly (string | KeyboardEventInit)[] = [
      ...['Tab', 'Enter', ' ', 'a', 'F5', 'constructor', '__proto__'],
      ...['ctrlKey', 'metaKey', 'altKey'].map((modifier) => ({ key: 'ArrowRight', [modifier]: true })),
    ];
    for (const key of others) {
      expect(await keys(element, key), JSON.stringify(key)).to.equal(true);
      expect(live(element)).to.include('1 of 3');
    }
  });

  it('starts at the first point after new rows', async () => {
    const api = salesApi();
    const element = await readyViz(api);
    chartOf(element).focus();
    await keys(element, 'End');
    api.setQuery(SALES_SQL, rows(['dimension', 'value'], [['Only', 5]]));
    await element.refresh();
    expect(tooltip(element)).to.equal('');
    await keys(element, 'ArrowRight');
    await until(() => live(element).includes('Only'), 'the only point');
    expect(live(element)).to.include('1 of 1');
    expect(shadow(element).activeElement).to.equal(chartOf(element));
  });

  it('works on a canvas', async () => {
    const element = await readyViz(salesApi(), { renderer: 'canvas' });
    chartOf(element).focus();
    await keys(element, 'ArrowRight', 'ArrowRight');
    expect(live(element)).to.include('2 of 3');
  });

  it('does nothing in a chart without points', async () => {
    const query = rows(['dimension', 'value'], [[null, null]]);
    const element = await readyViz(salesApi({ queries: { [SALES_SQL]: query } }));
    await keys(element, 'ArrowRight', 'End', 'Escape');
    expect(element.status).to.equal('ready');
  });

  it('shows the tooltip of a derived chart on hover and closes it on Escape', async () => {
    const element = await readyViz(derived());
    await settle(element);
    hover(element, 0);
    await until(() => tooltip(element) !== '', 'the tooltip');
    expect(tooltip(element).split(/\s+/)).to.deep.equal(['North', '340']);
    keydown(document, 'Escape');
    await element.updateComplete;
    expect(tooltip(element)).to.equal('');
    expect(shadow(element).querySelector('.ring') === null).to.equal(true);
  });

  it('removes its listeners when it leaves the page', async () => {
    const element = await readyViz(salesApi());
    await keys(element, 'ArrowRight');
    element.remove();
    await settle();
    keydown(document, 'Escape');
    document.body.append(element);
    await settle(element);
    expect(tooltip(element)).to.equal('');
  });
});
