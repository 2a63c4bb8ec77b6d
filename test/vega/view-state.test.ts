// @engines all
import { expect } from 'chai';
import type { ViewState, MountRequest } from '../../src/vega/types.ts';
import { atRest } from '../support/settle.ts';
import { BAR, dataset, marks, mount, unmountAll, type Mounted } from './support.ts';

const PICKED = {
  ...BAR,
  params: [{ name: 'pick', select: { type: 'point', fields: ['region'] } }],
  encoding: {
    ...BAR.encoding,
    opacity: { condition: { param: 'pick', value: 1 }, value: 0.2 },
  },
};
const BRUSHED = {
  ...BAR,
  params: [{ name: 'brush', select: { type: 'interval', encodings: ['y'] } }],
  encoding: { ...BAR.encoding, opacity: { condition: { param: 'brush', value: 1 }, value: 0.2 } },
};
const FACETED = {
  facet: { column: { field: 'region' } },
  spec: { ...BRUSHED, width: 80, height: 200 },
};
const ZOOMED = {
  mark: 'point',
  params: [{ name: 'grid', select: 'interval', bind: 'scales' }],
  encoding: {
    x: { field: 'amount', type: 'quantitative' },
    y: { field: 'amount', type: 'quantitative' },
  },
};
const BOUND = {
  ...BAR,
  params: [{ name: 'least', value: 0, bind: { input: 'range', min: 0, max: 50 } }],
  transform: [{ filter: 'datum.amount >= least' }],
};

const faint = (container: HTMLElement): boolean[] =>
  marks(container).map((mark) => mark.getAttribute('opacity') === '0.2');

function click(container: HTMLElement, index: number, keys: MouseEventInit = {}): void {
  const { left, top } = marks(container)[index]!.getBoundingClientRect();
  const init = { ...keys, clientX: left + 2, clientY: top + 2, bubbles: true };
  for (const type of ['pointerover', 'pointerdown', 'pointerup']) {
    marks(container)[index]!.dispatchEvent(new PointerEvent(type, init));
  }
  marks(container)[index]!.dispatchEvent(new MouseEvent('click', init));
}

/** Brushes from one height to another, in px from the top of the first plot. */
async function drag({ chart, container }: Mounted, from: number, to: number): Promise<void> {
  const plot = container.querySelector('.cell .background') ?? container.querySelector('.background')!;
  const { left, top } = plot.getBoundingClientRect();
  const at = (y: number): PointerEventInit => ({ clientX: left + 20, clientY: top + y, bubbles: true });
  plot.dispatchEvent(new PointerEvent('pointerdown', at(from)));
  window.dispatchEvent(new PointerEvent('pointermove', at(to)));
  window.dispatchEvent(new PointerEvent('pointerup', at(to)));
  await chart.view.runAsync();
}

/** Returns the SVG without parts that do not belong to the state of the view. */
const picture = ({ container }: Mounted): string =>
  container
    .querySelector('svg')!
    .innerHTML.replace(/clip\d+/g, 'clip')
    // Vega does not update the description of an axis when it zooms.
    .replace(/aria-label="[XY]-axis[^"]*"/g, '');

/** Mounts a new view with the state of an earlier one. */
async function handOver(spec: object, state: ViewState, size = { width: 400, height: 300 }) {
  return mount(spec as never, { state, size });
}

describe('the state of a view', () => {
  afterEach(unmountAll);

  it('restores a selection in any number of later views', async () => {
    const first = await mount(PICKED as never);
    click(first.container, 1);
    await atRest();
    expect(faint(first.container)).to.deep.equal([true, false, true]);
    const second = await handOver(PICKED, first.chart.state());
    expect(faint(second.container)).to.deep.equal([true, false, true]);
    const third = await handOver(PICKED, second.chart.state());
    expect(faint(third.container)).to.deep.equal([true, false, true]);
    click(third.container, 0);
    await atRest();
    expect(faint(third.container)).to.deep.equal([false, true, true]);
  });

  for (const [name, spec] of Object.entries({ 'in a single view': BRUSHED, 'in a facet': FACETED })) {
    it(`restores a brush ${name}`, async () => {
      const first = await mount(spec as never);
      await drag(first, 20, 90);
      expect(faint(first.container)).to.include(true).and.to.include(false);
      const second = await handOver(spec, first.chart.state());
      expect(picture(second)).to.equal(picture(first));
      const third = await handOver(spec, second.chart.state());
      expect(picture(third)).to.equal(picture(first));
      await drag(third, 40, 60);
      expect(picture(third)).not.to.equal(picture(first));
    });
  }

  it('restores several selected points', async () => {
    const first = await mount(PICKED as never);
    click(first.container, 0);
    await atRest();
    click(first.container, 2, { shiftKey: true });
    await atRest();
    expect(faint(first.container)).to.deep.equal([false, true, false]);
    const second = await handOver(PICKED, first.chart.state());
    expect(faint(second.container)).to.deep.equal([false, true, false]);
  });

  it('restores a zoom', async () => {
    const first = await mount(ZOOMED as never);
    const svg = first.container.querySelector('svg')!;
    const { left, top } = svg.getBoundingClientRect();
    const place = { clientX: left + 200, clientY: top + 100, bubbles: true, cancelable: true, ctrlKey: true };
    svg.querySelector('.background')!.dispatchEvent(new WheelEvent('wheel', { ...place, deltaY: -100 }));
    await atRest();
    const second = await handOver(ZOOMED, first.chart.state());
    expect(picture(second)).to.equal(picture(first));
    expect(picture(await mount(ZOOMED as never))).not.to.equal(picture(first));
  });

  it('restores the value of an input and shows it there', async () => {
    const first = await mount(BOUND as never);
    await first.chart.view.signal('least', 40).runAsync();
    expect(marks(first.container)).to.have.length(2);
    const second = await handOver(BOUND, first.chart.state());
    expect(marks(second.container)).to.have.length(2);
    expect(second.container.querySelector('input')!.value).to.equal('40');
  });

  it('does not restore the size', async () => {
    const first = await mount(PICKED as never);
    const second = await handOver(PICKED, first.chart.state(), { width: 200, height: 150 });
    expect(second.container.querySelector('svg')!.getAttribute('width')).to.equal('200');
    const fresh = await mount(PICKED as never, { size: { width: 200, height: 150 } });
    expect(second.container.querySelector('svg')!.innerHTML).to.equal(
      fresh.container.querySelector('svg')!.innerHTML,
    );
  });
});

describe('a suspended chart', () => {
  afterEach(unmountAll);

  it('keeps its picture without references to the view', async () => {
    const { chart, container } = await mount(BOUND as never);
    const before = container.innerHTML;
    chart.suspend();
    expect(container.innerHTML).to.equal(before);
    for (const element of container.querySelectorAll('svg, svg *')) {
      expect(Object.getOwnPropertyNames(element), element.tagName).to.deep.equal([]);
    }
  });

  it('keeps the pixels of a canvas', async () => {
    const { chart, container } = await mount(BAR as never, { renderer: 'canvas' });
    const pixels = (): string => container.querySelector('canvas')!.toDataURL();
    const before = pixels();
    const canvas = container.querySelector('canvas');
    chart.suspend();
    expect(pixels()).to.equal(before);
    expect(container.querySelector('canvas')).not.to.equal(canvas);
  });

  it('keeps the values of its inputs', async () => {
    const { chart, container } = await mount(BOUND as never);
    await chart.view.signal('least', 40).runAsync();
    chart.suspend();
    expect(container.querySelector('input')!.value).to.equal('40');
  });

  it('hands over only state that the next view has and that does not depend on its size', async () => {
    const first = await mount(PICKED, { fit: 'none', config: { view: { step: 60 } } });
    click(first.container, 1);
    await atRest();
    const state = first.chart.state();
    const narrow = await mount(PICKED, { fit: 'none', config: { view: { step: 20 } }, state });
    expect(faint(narrow.container)).to.deep.equal([true, false, true]);
    expect(narrow.chart.view.signal('x_step')).to.equal(20);
    const fitted = await mount(PICKED, { fit: 'container', state });
    expect(faint(fitted.container)).to.deep.equal([true, false, true]);
    expect(fitted.errors).to.deep.equal([]);
  });

  it('never hands over rows of a data set with any name', async () => {
    const spec = { ...BAR, data: { name: 'book_store' } };
    const stock = (region: string): MountRequest['data'] =>
      new Map([['book_store', dataset(['region', 'amount'], [[region, 5]])]]);
    const first = await mount(spec, { data: stock('North') });
    const second = await mount(spec, { data: stock('East'), state: first.chart.state() });
    expect(second.container.textContent).to.contain('East').and.not.contain('North');
  });
});
