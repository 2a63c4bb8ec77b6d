// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { SALES_SQL, salesApi, settle, shadow, textOf, recordConsole, readyViz } from './harness.ts';

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
      const ring = shadow(element).querySelector('.ring')!.getBoundingClientRect();
      const bars = [...shadow(element).querySelectorAll('.mark-rect path')]
        .map((bar) => bar.getBoundingClientRect())
        .sort((a, b) => a.left - b.left);
      expect(ring.left).to.be.closeTo(bars[place]!.left, 3);
      expect(ring.width).to.be.closeTo(bars[place]!.width, 6);
      const tip = shadow(element).querySelector('.tooltip')!.getBoundingClientRect();
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
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await element.updateComplete;
    expect(tooltip(element)).to.equal('');
    expect(shadow(element).querySelector('.ring') === null).to.equal(true);
  });

  it('shows no tooltip if the spec of the page or the viz has none', async () => {
    const element = await readyViz(salesApi());
    hover(element, 0);
    await settle(element);
    expect(tooltip(element)).to.equal('');
  });

  it('renders tooltip content as text only', async () => {
    const evil = '<img src=x onerror="window.harmed = 1"><b>x</b>';
    const api = derived();
    api.setQuery(SALES_SQL, rows(['dimension', 'value'], Object.entries({ [evil]: 1, b: 2 })));
    const element = await readyViz(api);
    for (const index of [0, 1]) {
      hover(element, index);
      await settle(element);
      expect(shadow(element).querySelectorAll('.tooltip img, .tooltip b')).to.have.length(0);
    }
    await keys(element, 'Home', 'End');
    expect(shadow(element).querySelectorAll('.tooltip img, .tooltip b')).to.have.length(0);
  });

  it('removes its listeners when it leaves the page', async () => {
    const element = await readyViz(salesApi());
    await keys(element, 'ArrowRight');
    element.remove();
    await settle();
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    document.body.append(element);
    await settle(element);
    expect(tooltip(element)).to.equal('');
  });
});
