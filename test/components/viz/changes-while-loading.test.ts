import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { joinTaskQueue } from '../../../src/internal/tasks.ts';
import { loadEngine, setEngine } from '../../../src/vega/engine.ts';
import { rows, type FakeApi, type FakeQuery, type FakeRoute } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  BAR_SPEC,
  barsOf,
  eventsOf,
  mountViz,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  textOf,
  recordConsole,
  readyViz,
} from './harness.ts';

const OTHER_SQL = 'SELECT other';
const YEAR_SQL = 'SELECT {{year}}';
const bars = (count: number): FakeQuery => ({
  ...rows(
    ['dimension', 'value'],
    Array.from({ length: count }, (_, index) => [`bar ${index}`, index + 1]),
  ),
  polls: 1,
});

/** Creates an API with vizzes of 3 bars, 5 bars, and as many bars as the parameter `year`. Queries are polled. */
function raceApi(): FakeApi {
  const spec = { 'charts/main.vl.json': JSON.stringify(BAR_SPEC) };
  return salesApi({
    vizzes: {
      'acme/other': { name: 'Other', files: { 'charts/main.sql': OTHER_SQL, ...spec } },
      'acme/year': { name: 'Year', files: { 'charts/main.sql': YEAR_SQL, ...spec } },
    },
    queries: {
      [SALES_SQL]: bars(3),
      [OTHER_SQL]: bars(5),
      [YEAR_SQL]: ({ year }) => bars(Number(year)),
    },
  });
}

const STAGES: readonly FakeRoute[] = ['viz', 'query', 'status', 'result', 'storage'];

interface Change {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly act: (element: VibedasherViz) => void;
  readonly bars: number;
  readonly title: string;
}

const CHANGES: Readonly<Record<string, Change>> = {
  slug: { act: (element) => (element.slug = 'other'), bars: 5, title: 'Other' },
  sql: { act: (element) => (element.sql = OTHER_SQL), bars: 5, title: '' },
  'a param-* attribute': {
    attributes: { slug: 'year', 'param-year': '2' },
    act: (element) => element.setAttribute('param-year', '4'),
    bars: 4,
    title: 'Year',
  },
  setParams: {
    attributes: { slug: 'year', params: '{"year": 2}' },
    act: (element) => element.setParams({ year: 4 }),
    bars: 4,
    title: 'Year',
  },
  'a child script': {
    act: (element) => (element.innerHTML = `<script type="application/sql">${OTHER_SQL}</script>`),
    bars: 5,
    title: '',
  },
  spec: {
    act: (element) => (element.spec = { ...BAR_SPEC, transform: [{ filter: 'datum.value > 1' }] }),
    bars: 2,
    title: 'Sales by region',
  },
  'slug and back': {
    act: (element) => {
      element.slug = 'other';
      void element.updateComplete.then(() => (element.slug = 'sales'));
    },
    bars: 3,
    title: 'Sales by region',
  },
  theme: { act: (element) => (element.theme = 'dark'), bars: 3, title: 'Sales by region' },
  'renderer and back': {
    act: (element) => {
      element.renderer = 'canvas';
      void element.updateComplete.then(() => (element.renderer = 'svg'));
    },
    bars: 3,
    title: 'Sales by region',
  },
  timezone: { act: (element) => (element.timezone = 'Asia/Tokyo'), bars: 3, title: 'Sales by region' },
};

describe('<vibedasher-viz>: changes while loading', () => {
  recordConsole();

  for (const stage of STAGES) {
    for (const [what, change] of Object.entries(CHANGES)) {
      it(`handles a change of ${what} at the stage "${stage}"`, async () => {
        const api = raceApi();
        const release = api.hold(stage);
        const element = mountViz(api, change.attributes);
        const events = eventsOf(element);
        await api.seen(stage);
        change.act(element);
        await settle(element);
        release();
        await until(
          () => element.status === 'ready' && barsOf(element) === change.bars,
          `${change.bars} bars`,
        );
        await settle(element);
        expect(element.status).to.equal('ready');
        expect(barsOf(element)).to.equal(change.bars);
        expect(textOf(element, '.title')).to.equal(change.title);
        expect(events.filter(({ type }) => type === 'vibedasher-error')).to.have.length(0);
        expect(shadow(element).querySelectorAll('.picture')).to.have.length(1);
        await element.ready;
      });
    }
  }

  it('resolves refresh() when the rows of a change meanwhile are drawn', async () => {
    const api = raceApi();
    const element = await readyViz(api, { slug: 'year', 'param-year': '2' });
    const release = api.hold('query');
    const before = api.to('query').length;
    const refreshed = element.refresh();
    await api.seen('query', before + 1);
    element.setParams({ year: 4 });
    await api.seen('query', before + 2);
    release();
    await refreshed;
    expect([barsOf(element), element.data?.rows.length]).to.deep.equal([4, 4]);
  });

  for (const stage of STAGES) {
    it(`shows the newer rows if the older response arrives later, at the stage "${stage}"`, async () => {
      const api = raceApi();
      const element = await readyViz(api, { slug: 'year', 'param-year': '2' });
      const releaseOld = api.hold(stage);
      const before = api.to(stage).length;
      if (stage === 'viz') void element.refresh().catch(() => {});
      else element.setParams({ year: 3 });
      await api.seen(stage, before + 1);
      // Later requests are answered at once.
      api.hold(stage)();
      element.setParams({ year: 4 });
      if (stage === 'viz') releaseOld();
      await until(() => barsOf(element) === 4, 'the newer rows');
      releaseOld();
      await settle(element);
      await settle(element);
      expect(barsOf(element)).to.equal(4);
      expect(element.data?.rows).to.have.length(4);
      expect(element.status).to.equal('ready');
    });
  }

  it('removes the picture of another viz at once', async () => {
    const api = raceApi();
    const element = await readyViz(api);
    const release = api.hold('viz');
    element.slug = 'other';
    await status(element, 'loading');
    await settle(element);
    expect(barsOf(element)).to.equal(0);
    expect([element.viz, element.data, element.view].map(Boolean)).to.deep.equal([false, false, false]);
    expect(textOf(element, '.title')).to.equal('');
    release();
    await element.ready;
    expect(barsOf(element)).to.equal(5);
  });

  it('removes the picture when the slug is removed and draws when the slug is set again', async () => {
    const element = await readyViz(raceApi());
    element.removeAttribute('slug');
    await status(element, 'error');
    await settle(element);
    expect([element.viz, element.data, element.view].map(Boolean)).to.deep.equal([false, false, false]);
    expect(textOf(element, '.title')).to.equal('');
    element.slug = 'sales';
    await status(element, 'ready');
    expect(barsOf(element)).to.equal(3);
  });

  it('keeps the picture while another chart of the same viz loads', async () => {
    const api = raceApi();
    const element = await readyViz(api);
    const release = api.hold('query');
    element.sql = OTHER_SQL;
    await status(element, 'loading');
    await settle(element);
    expect(barsOf(element)).to.equal(3);
    release();
    await element.ready;
    expect(barsOf(element)).to.equal(5);
  });

  it('keeps the picture when only a limit changes', async () => {
    const element = await readyViz(raceApi());
    element.timeout = 10;
    await settle(element);
    expect(barsOf(element)).to.equal(3);
  });

  it('aborts requests that are no longer needed', async () => {
    const api = raceApi();
    api.hold('query');
    const element = mountViz(api);
    await api.seen('query');
    element.slug = 'other';
    await until(() => api.to('query')[0]!.init.signal?.aborted, 'the abort');
  });

  it('draws charts in page order even if the rows arrive in another order', async () => {
    const engine = await loadEngine();
    const apis = Array.from({ length: 3 }, () => salesApi());
    const releases = apis.map((api) => api.hold('storage'));
    const elements = apis.map((api) => mountViz(api, { style: 'height: 150px' }));
    const mounted: number[] = [];
    setEngine({
      mount(request) {
        mounted.push(elements.findIndex((element) => shadow(element).contains(request.container)));
        return engine.mount(request);
      },
    });
    let busy = true;
    const { foreground } = joinTaskQueue(-1);
    const work = async (): Promise<void> => {
      while (busy) await foreground();
    };
    try {
      await Promise.all(apis.map((api) => api.seen('storage')));
      void work();
      for (const release of releases.reverse()) release();
      for (const element of elements) await settle(element);
      expect(mounted).to.deep.equal([]);
      busy = false;
      await Promise.all(elements.map(({ ready }) => ready));
      expect(mounted).to.deep.equal([0, 1, 2]);
    } finally {
      busy = false;
      setEngine(engine);
    }
  });
});
