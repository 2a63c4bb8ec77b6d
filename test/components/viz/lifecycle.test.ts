// @engines all
import { expect } from 'chai';
import { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import { problem, type FakeRoute } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  barsOf,
  BAR_SPEC,
  createViz,
  eventsOf,
  mountViz,
  place,
  SALES,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  textOf,
  recordConsole,
  readyViz,
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

  it('works inside another shadow root', async () => {
    const host = place();
    const root = host.attachShadow({ mode: 'closed' });
    const element = await readyViz(salesApi(), {}, { parent: root });
    expect(barsOf(element)).to.equal(3);
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
    it('waits until it is near the viewport with "lazy"', async () => {
      const api = salesApi();
      const far = place('margin-top: 5000px');
      const element = mountViz(api, {}, { parent: far });
      await settle();
      await settle();
      expect(api.requests).to.have.length(0);
      expect(element.status).to.equal('idle');
      far.style.marginTop = '0';
      await element.ready;
      expect(barsOf(element)).to.equal(3);
    });

    it('does not wait with "eager"', async () => {
      const element = await readyViz(
        salesApi(),
        { loading: 'eager' },
        { parent: place('margin-top: 5000px') },
      );
      expect(barsOf(element)).to.equal(3);
    });

    it('starts when "lazy" changes to "eager"', async () => {
      const element = mountViz(salesApi(), {}, { parent: place('margin-top: 5000px') });
      await settle();
      element.loading = 'eager';
      await element.ready;
    });

    it('draws in a hidden container with "eager" and fits its box once shown', async () => {
      const hidden = place('display: none; width: 400px');
      const element = await readyViz(salesApi(), { loading: 'eager' }, { parent: hidden });
      hidden.style.display = 'block';
      await until(() => {
        const { width } = shadow(element).querySelector('.picture svg')!.getBoundingClientRect();
        return width > 380 && width <= 400;
      }, 'the picture in its box');
    });
  });
});
