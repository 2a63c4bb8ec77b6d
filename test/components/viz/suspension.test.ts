// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  BAR_SPEC,
  barsOf,
  cleanUp,
  mountViz,
  place,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  readyViz,
} from './harness.ts';

const PICKED = {
  ...BAR_SPEC,
  params: [{ name: 'pick', select: 'point' }],
  encoding: { ...BAR_SPEC.encoding, opacity: { condition: { param: 'pick', value: 1 }, value: 0.2 } },
};

const bars = (element: VibedasherViz): Element[] => [
  ...shadow(element).querySelectorAll('.mark-rect.role-mark path'),
];

/** Returns whether the picture belongs to a Vega view, which sets `__data__` on its elements. */
const isLive = (element: VibedasherViz): boolean => bars(element).some((bar) => '__data__' in bar);

/** Returns the SVG of the picture without generated IDs. */
const picture = (element: VibedasherViz): string =>
  shadow(element)
    .querySelector('svg')!
    .outerHTML.replace(/clip\d+/g, 'clip');

/** Draws an element in a box that the test can move down the page. */
async function drawn(
  attributes: Record<string, string> = {},
  api = salesApi(),
): Promise<{ readonly element: VibedasherViz; readonly box: HTMLElement; readonly api: typeof api }> {
  const box = place('position: absolute; left: 0; top: 0; width: 600px');
  const element = await readyViz(api, attributes, { parent: box });
  await settle(element);
  return { element, box, api };
}

const goFar = (box: HTMLElement): void => {
  box.style.top = '900vh';
};
const comeBack = (box: HTMLElement): void => {
  box.style.top = '0';
};

describe('<vibedasher-viz>: suspended off screen', () => {
  afterEach(cleanUp);

  it('applies a theme change when it comes near, even without a picture', async () => {
    const spacer = place('');
    const parent = place('width: 600px');
    const files = { 'charts/main.sql': SALES_SQL };
    const api = salesApi({ vizzes: { 'acme/sales': { name: 'Sales', files } } });
    const element = mountViz(api, { mark: 'table' }, { parent });
    const neighbour = mountViz(salesApi(), {}, { parent });
    await Promise.all([element.ready, neighbour.ready]);
    await settle(element);
    // Move the element without changing its ancestors, because such changes also trigger an update.
    spacer.style.height = '900vh';
    await until(() => !isLive(neighbour), 'both to be far');
    const text = (): string =>
      shadow(element).querySelector('figure')!.style.getPropertyValue('--_scheme-text');
    const before = text();
    element.theme = 'dark';
    await settle(element);
    expect(text()).to.equal(before);
    spacer.style.height = '0';
    await until(() => text() !== before, 'the dark theme');
  });

  it('finalizes its view, keeps its picture, and resumes without a request or a flash', async () => {
    const { element, box, api } = await drawn();
    const before = picture(element);
    const requests = api.requests.length;
    expect(isLive(element)).to.equal(true);
    goFar(box);
    await until(() => !isLive(element), 'the view to go');
    expect(picture(element)).to.equal(before);
    expect(element.status).to.equal('ready');

    let least = Infinity;
    const watch = new MutationObserver(() => {
      least = Math.min(least, shadow(element).querySelectorAll('svg').length);
    });
    watch.observe(shadow(element), { childList: true, subtree: true });
    comeBack(box);
    await until(() => isLive(element), 'the view to come back');
    await settle(element);
    expect(least).to.be.at.least(1);
    expect(picture(element)).to.equal(before);
    expect(api.requests.length).to.equal(requests);
  });

  it('keeps the selection', async () => {
    const { element, box } = await drawn({}, salesApi({ vizzes: viz(PICKED) }));
    const bar = bars(element)[1]!;
    const { left, top } = bar.getBoundingClientRect();
    const place = { clientX: left + 2, clientY: top + 2, bubbles: true };
    for (const type of ['pointerover', 'pointerdown', 'pointerup'])
      bar.dispatchEvent(new PointerEvent(type, place));
    bar.dispatchEvent(new MouseEvent('click', place));
    await settle(element);
    const opacities = (): (string | null)[] => bars(element).map((each) => each.getAttribute('opacity'));
    const selected = opacities();
    expect(selected.filter((opacity) => opacity === '0.2')).to.have.length(2);
    goFar(box);
    await until(() => !isLive(element), 'the view to go');
    comeBack(box);
    await until(() => isLive(element), 'the view to come back');
    expect(opacities()).to.deep.equal(selected);
  });

  it('resumes in its current size and theme', async () => {
    const { element, box } = await drawn({ theme: 'light' });
    goFar(box);
    await until(() => !isLive(element), 'the view to go');
    box.style.width = '400px';
    element.theme = 'dark';
    await settle(element);
    expect(isLive(element)).to.equal(false);
    comeBack(box);
    await until(() => isLive(element), 'the view to come back');
    await until(() => shadow(element).querySelectorAll('svg').length === 1, 'one picture');
    const { clientWidth } = shadow(element).querySelector('.chart')!;
    expect(clientWidth).to.be.within(300, 400);
    expect(shadow(element).querySelector('svg')!.getAttribute('width')).to.equal(String(clientWidth));
  });

  it('draws new rows and is suspended again', async () => {
    const { element, box, api } = await drawn();
    goFar(box);
    await until(() => !isLive(element), 'the view to go');
    api.setQuery(SALES_SQL, rows(['dimension', 'value'], [['Only', 5]]));
    await element.refresh();
    await until(() => barsOf(element) === 1, 'the new rows');
    await until(() => !isLive(element), 'the view to go again');
    expect(element.status).to.equal('ready');
  });

  it('can be suspended repeatedly', async () => {
    const { element, box } = await drawn();
    const before = picture(element);
    for (let round = 0; round < 5; round++) {
      goFar(box);
      await until(() => !isLive(element), 'the view to go');
      comeBack(box);
      await until(() => isLive(element), 'the view to come back');
    }
    expect(picture(element)).to.equal(before);
  });

  for (const [name, attributes, take] of [
    ['with loading="eager"', { loading: 'eager' }, false],
    ['that the page has read', {}, true],
  ] as const) {
    it(`keeps the view ${name}`, async () => {
      const { element, box } = await drawn(attributes);
      const view = take ? element.view : null;
      goFar(box);
      await settle(element);
      await settle(element);
      expect(isLive(element)).to.equal(true);
      if (take) expect(element.view).to.equal(view);
    });
  }

  it('shows the same picture when it is reinserted into the page', async () => {
    const { element, box } = await drawn();
    const before = picture(element);
    element.remove();
    await Promise.resolve();
    box.append(element);
    expect(picture(element)).to.equal(before);
    await until(() => isLive(element), 'the view to come back');
    await status(element, 'ready');
    expect(picture(element)).to.equal(before);
  });
});

function viz(spec: object) {
  return {
    'acme/sales': {
      name: 'Sales',
      files: { 'charts/main.sql': SALES_SQL, 'charts/main.vl.json': JSON.stringify(spec) },
    },
  };
}
