// @engines all
import { expect } from 'chai';
import { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import { loadEngine, setEngine } from '../../../src/vega/engine.ts';
import { type FakeRoute, problem, rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  allOf,
  apiOf,
  BAR_SPEC,
  barsOf,
  cleanUp,
  createViz,
  eventsOf,
  mountViz,
  place,
  readyViz,
  recordConsole,
  SALES,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  textOf,
} from './harness.ts';

const STAGES: readonly FakeRoute[] = ['viz', 'query', 'status', 'result', 'storage'];
const slowly = { queries: { [SALES_SQL]: { ...SALES, polls: 1 } } };

describe('<vibedasher-viz>: lifecycle', () => {
  recordConsole();

  for (const stage of STAGES) {
    it(`stops when removed at the stage "${stage}" and starts again when reinserted`, async () => {
      const api = salesApi(slowly);
      const release = api.hold(stage);
      const element = mountViz(api);
      const { ready } = element;
      await api.seen(stage);
      element.remove();
      await until(() => api.to(stage)[0]!.init.signal?.aborted, 'the abort');
      await settle();
      expect(element.status).to.equal('idle');
      release();
      await settle();
      expect(barsOf(element)).to.equal(0);
      document.body.append(element);
      await ready;
      expect(barsOf(element)).to.equal(3);
    });

    it(`continues when moved at the stage "${stage}"`, async () => {
      const api = salesApi(slowly);
      const release = api.hold(stage);
      const element = mountViz(api);
      await api.seen(stage);
      const requestCount = api.requests.length;
      place().append(element);
      await settle();
      expect(api.requests).to.have.length(requestCount);
      release();
      await element.ready;
      expect(barsOf(element)).to.equal(3);
      for (const once of ['viz', 'query', 'storage'] as const) expect(api.to(once), once).to.have.length(1);
    });
  }

  it('keeps its picture without a request when moved', async () => {
    const api = salesApi();
    const element = await readyViz(api);
    const picture = shadow(element).querySelector('.picture');
    const requestCount = api.requests.length;
    const events = eventsOf(element);
    place('width: 300px').append(element);
    await settle(element);
    await settle(element);
    expect(shadow(element).querySelector('.picture')).to.equal(picture);
    expect(api.requests).to.have.length(requestCount);
    expect(events).to.have.length(0);
    const svg = shadow(element).querySelector('.picture svg')!;
    await until(() => svg.getBoundingClientRect().width <= 300, 'the smaller picture');
  });

  it('finalizes its view when removed and redraws without a request when reinserted', async () => {
    const api = salesApi();
    const element = await readyViz(api);
    element.remove();
    await settle();
    expect(element.view === null).to.equal(true);
    const requestCount = api.requests.length;
    document.body.append(element);
    await until(() => element.view, 'the view');
    expect(barsOf(element)).to.equal(3);
    expect(element.status).to.equal('ready');
    expect(element.view === null).to.equal(false);
    expect(api.requests).to.have.length(requestCount);
  });

  it('shows changes made while it was disconnected', async () => {
    const api = salesApi({
      vizzes: { 'acme/other': { name: 'Other', files: { 'charts/main.sql': SALES_SQL } } },
    });
    const element = await readyViz(api);
    element.remove();
    await settle();
    element.slug = 'other';
    element.innerHTML = `<script type="application/vnd.vegalite+json">${JSON.stringify({ ...BAR_SPEC, mark: 'point' })}</script>`;
    await settle();
    document.body.append(element);
    await until(() => textOf(element, '.title') === 'Other', 'the other title');
    await until(() => shadow(element).querySelectorAll('.mark-symbol path').length === 3, 'the points');
  });

  it('shows its error message again when reinserted', async () => {
    const api = salesApi();
    api.script('query', problem(500, { message: 'down' }));
    const element = mountViz(api);
    await status(element, 'error');
    const events = eventsOf(element);
    element.remove();
    await settle();
    document.body.append(element);
    await settle(element);
    expect(element.status).to.equal('error');
    expect(events).to.have.length(0);
    expect(textOf(element, '[part=error]')).to.include('Please try again later');
  });

  it('requests each viz and each query once for a hundred elements', async () => {
    const other = { name: 'Other', files: { 'charts/main.sql': SALES_SQL } };
    const api = salesApi({ vizzes: { 'acme/other': other } });
    const elements = Array.from({ length: 100 }, (_, index) =>
      mountViz(api, { loading: 'eager', slug: index % 2 ? 'other' : 'sales' }),
    );
    await Promise.all(elements.map(({ ready }) => ready));
    expect(api.to('viz')).to.have.length(2);
    expect(api.to('query').length + api.to('batch').length).to.equal(2);
    expect(api.to('storage')).to.have.length(2);
    expect(elements.map(barsOf)).to.deep.equal(elements.map(() => 3));
  });

  it('is registered once by two copies of the script', async () => {
    const before = customElements.get('vibedasher-viz');
    const copy = '../../../src/components/viz/viz-element-define.ts?copy=2';
    await import(copy);
    expect(customElements.get('vibedasher-viz')).to.equal(before).and.to.equal(VibedasherViz);
  });

  describe('upgrade', () => {
    /** Creates an element that is not upgraded until it is inserted into the page. */
    function raw(html: string): VibedasherViz {
      const template = document.createElement('template');
      template.innerHTML = html;
      return template.content.firstElementChild as VibedasherViz;
    }

    it('applies properties that were set before it was defined', async () => {
      const api = salesApi();
      const element = raw('<vibedasher-viz slug="wrong" params="nonsense"></vibedasher-viz>');
      expect(element).to.not.be.instanceOf(VibedasherViz);
      Object.assign(element, {
        client: createPublicClient({ apiBase: api.base, fetch: api.fetch }),
        account: 'acme',
        slug: 'sales',
        params: { year: 2024 },
        renderer: 'canvas',
      });
      document.body.append(element);
      await element.ready;
      expect(element.viz?.slug).to.equal('sales');
      expect(element.params).to.deep.equal({ year: 2024 });
      expect(shadow(element).querySelector('canvas')).to.not.equal(null);
      element.slug = 'gone';
      await status(element, 'error');
      expect(element.error?.kind).to.equal('not-found');
    });

    it('reads its children and attributes', async () => {
      const api = salesApi();
      const element = raw(
        `<vibedasher-viz account="acme" slug="sales" loading="eager"><script type="application/vnd.vegalite+json">` +
          `${JSON.stringify({ ...BAR_SPEC, mark: 'point' })}</script></vibedasher-viz>`,
      );
      element.client = createPublicClient({ apiBase: api.base, fetch: api.fetch });
      document.body.append(element);
      await element.ready;
      expect(shadow(element).querySelectorAll('.mark-symbol path')).to.have.length(3);
    });

    it('works for many clones of a template', async () => {
      const api = salesApi();
      const template = document.createElement('template');
      template.innerHTML = '<vibedasher-viz account="acme" slug="sales" loading="eager"></vibedasher-viz>';
      const client = createPublicClient({ apiBase: api.base, fetch: api.fetch });
      const elements = [1, 2, 3].map(() => {
        const fragment = document.importNode(template.content, true);
        const element = fragment.querySelector('vibedasher-viz')!;
        element.client = client;
        document.body.append(fragment);
        return element;
      });
      await Promise.all(elements.map(({ ready }) => ready));
      expect(elements.map(barsOf)).to.deep.equal([3, 3, 3]);
      expect(api.to('query')).to.have.length(1);
    });
  });

  it('works as a clone of a connected element', async () => {
    const api = salesApi();
    const element = await readyViz(api, {}, { content: '<p>Fallback</p>' });
    const copy = element.cloneNode(true) as VibedasherViz;
    copy.client = element.client;
    document.body.append(copy);
    await copy.ready;
    element.remove();
    await settle();
    expect(barsOf(copy)).to.equal(3);
  });

  it('shows an error and sends no request without a slug', async () => {
    const api = salesApi();
    const element = createViz(api);
    element.removeAttribute('slug');
    document.body.append(element);
    await status(element, 'error');
    expect(element.error?.message).to.include('slug');
    expect(api.requests).to.have.length(0);
    element.setAttribute('slug', 'sales');
    await status(element, 'ready');
    expect(barsOf(element)).to.equal(3);
  });

  it('works when created with its constructor', async () => {
    const api = salesApi();
    const element = Object.assign(new VibedasherViz(), {
      client: createPublicClient({ apiBase: api.base, fetch: api.fetch }),
      account: 'acme',
      slug: 'sales',
    });
    document.body.append(element);
    await element.ready;
    expect(barsOf(element)).to.equal(3);
  });

  describe('loading', () => {
    it('waits with "lazy" until it is near the viewport, or set to "eager"', async () => {
      const api = salesApi();
      const far = place('margin-top: 5000px');
      const element = mountViz(api, {}, { parent: far });
      await settle();
      await settle();
      expect(api.requests).to.have.length(0);
      expect(element.status).to.equal('idle');
      const other = mountViz(api, { slug: 'gone' }, { parent: far });
      await settle();
      other.loading = 'eager';
      await status(other, 'error');
      expect(element.status).to.equal('idle');
      far.style.marginTop = '0';
      await element.ready;
      expect(barsOf(element)).to.equal(3);
    });
  });
});

const PICKED = {
  ...BAR_SPEC,
  params: [{ name: 'pick', select: 'point' }],
  encoding: { ...BAR_SPEC.encoding, opacity: { condition: { param: 'pick', value: 1 }, value: 0.2 } },
};

const bars = (element: VibedasherViz): readonly Element[] => allOf(element, '.mark-rect.role-mark path');

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

const suspend = (element: VibedasherViz, box: HTMLElement): Promise<unknown> => {
  box.style.top = '900vh';
  return until(() => !isLive(element), 'the view to go');
};
const resume = (element: VibedasherViz, box: HTMLElement): Promise<unknown> => {
  box.style.top = '0';
  return until(() => isLive(element), 'the view to come back');
};

describe('<vibedasher-viz>: suspended off screen', () => {
  afterEach(cleanUp);

  it('applies a theme change when it comes near, even without a picture', async () => {
    const spacer = place('');
    const parent = place('width: 600px');
    const element = mountViz(apiOf(SALES), { mark: 'table' }, { parent });
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

  it('keeps only its picture if the charts of the page hold too many rows, until the reader points to it', async () => {
    const engine = await loadEngine();
    let held = 4_000_001;
    setEngine({
      async mount(request) {
        const chart = await engine.mount(request);
        chart.heldRows = () => held;
        return chart;
      },
    });
    try {
      const element = await readyViz(salesApi(), { loading: 'eager' });
      await until(() => !isLive(element), 'the view to be suspended');
      expect(barsOf(element)).to.equal(3);
      held = 1;
      element.dispatchEvent(new PointerEvent('pointerenter'));
      await until(() => isLive(element), 'the view to come back');
      expect(barsOf(element)).to.equal(3);
    } finally {
      setEngine(engine);
    }
  });

  it('finalizes its view, keeps its picture, and resumes without a request or a flash, repeatedly', async () => {
    const { element, box, api } = await drawn();
    const before = picture(element);
    const requests = api.requests.length;
    expect(isLive(element)).to.equal(true);
    let least = Infinity;
    const watch = new MutationObserver(() => {
      least = Math.min(least, shadow(element).querySelectorAll('svg').length);
    });
    watch.observe(shadow(element), { childList: true, subtree: true });
    for (let round = 0; round < 3; round++) {
      await suspend(element, box);
      expect(picture(element)).to.equal(before);
      expect(element.status).to.equal('ready');
      await resume(element, box);
      await settle(element);
      expect(least).to.be.at.least(1);
      expect(picture(element)).to.equal(before);
    }
    expect(api.requests.length).to.equal(requests);
  });

  it('keeps the selection', async () => {
    const { element, box } = await drawn({}, apiOf(SALES, PICKED));
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
    await suspend(element, box);
    await resume(element, box);
    expect(opacities()).to.deep.equal(selected);
  });

  it('resumes in its current size and theme', async () => {
    const { element, box } = await drawn({ theme: 'light' });
    await suspend(element, box);
    box.style.width = '400px';
    element.theme = 'dark';
    await settle(element);
    expect(isLive(element)).to.equal(false);
    await resume(element, box);
    await until(() => shadow(element).querySelectorAll('svg').length === 1, 'one picture');
    const { clientWidth } = shadow(element).querySelector('.chart')!;
    expect(clientWidth).to.be.within(300, 400);
    expect(shadow(element).querySelector('svg')!.getAttribute('width')).to.equal(String(clientWidth));
  });

  it('draws new rows and is suspended again', async () => {
    const { element, box, api } = await drawn();
    await suspend(element, box);
    api.setQuery(SALES_SQL, rows(['dimension', 'value'], [['Only', 5]]));
    await element.refresh();
    await until(() => barsOf(element) === 1, 'the new rows');
    await until(() => !isLive(element), 'the view to go again');
    expect(element.status).to.equal('ready');
  });

  for (const [name, attributes, take] of [
    ['with loading="eager"', { loading: 'eager' }, false],
    ['that the page has read', {}, true],
  ] as const) {
    it(`keeps the view ${name}`, async () => {
      const { element, box } = await drawn(attributes);
      const view = take ? element.view : null;
      box.style.top = '900vh';
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
