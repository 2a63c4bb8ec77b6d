import '../../../src/components/dashboard/dashboard-element-define.ts';
import { find, catalogApi, mountGallery, status as galleryStatus, templates } from '../gallery/harness.ts';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { dashboards } from '../../../src/controllers/dashboard/scope.ts';
import { joinTaskQueue } from '../../../src/internal/tasks.ts';
import { createClient } from '../../../src/public-client/create-client.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import { sharedStateFor } from '../../../src/public-client/shared-state.ts';
import { loadEngine, setEngine } from '../../../src/vega/engine.ts';
import { createFakeEnvironment, settle as settleClient } from '../../public-client/support.ts';
import { type FakeApi, type FakeQuery, type FakeRoute, problem, rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  BAR_SPEC,
  barsOf,
  createViz,
  eventsOf,
  mountViz,
  place,
  press,
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

type Act = (element: VibedasherViz) => unknown;
const SAME = 'Sales by region';
/** Sets a property, and another value after the update. */
const andBack =
  (name: 'slug' | 'renderer', first: string, last: string): Act =>
  (element) => {
    Object.assign(element, { [name]: first });
    void element.updateComplete.then(() => Object.assign(element, { [name]: last }));
  };
const filtered = { ...BAR_SPEC, transform: [{ filter: 'datum.value > 1' }] };
const script = `<script type="application/sql">${OTHER_SQL}</script>`;
const YEAR = { slug: 'year', 'param-year': '2' };

/** What changes, how, the bars and the title that follow, and attributes before. */
const CHANGES: readonly (readonly [string, Act, number, string, Readonly<Record<string, string>>?])[] = [
  ['slug', (element) => (element.slug = 'other'), 5, 'Other'],
  ['sql', (element) => (element.sql = OTHER_SQL), 5, ''],
  ['a param-* attribute', (element) => element.setAttribute('param-year', '4'), 4, 'Year', YEAR],
  [
    'setParams',
    (element) => element.setParams({ year: 4 }),
    4,
    'Year',
    { slug: 'year', params: '{"year": 2}' },
  ],
  ['a child script', (element) => (element.innerHTML = script), 5, ''],
  ['spec', (element) => (element.spec = filtered), 2, SAME],
  ['slug and back', andBack('slug', 'other', 'sales'), 3, SAME],
  ['theme', (element) => (element.theme = 'dark'), 3, SAME],
  ['renderer and back', andBack('renderer', 'canvas', 'svg'), 3, SAME],
  ['timezone', (element) => (element.timezone = 'Asia/Tokyo'), 3, SAME],
];

describe('<vibedasher-viz>: changes while loading', () => {
  recordConsole();

  for (const stage of STAGES) {
    for (const [what, act, count, title, attributes] of CHANGES) {
      it(`handles a change of ${what} at the stage "${stage}"`, async () => {
        const api = raceApi();
        const release = api.hold(stage);
        const element = mountViz(api, attributes);
        const events = eventsOf(element);
        await api.seen(stage);
        act(element);
        await settle(element);
        release();
        await until(() => element.status === 'ready' && barsOf(element) === count, `${count} bars`);
        await settle(element);
        expect(element.status).to.equal('ready');
        expect(barsOf(element)).to.equal(count);
        expect(textOf(element, '.title')).to.equal(title);
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
    const { background } = joinTaskQueue(-1);
    try {
      await Promise.all(apis.map((api) => api.seen('storage')));
      for (const release of releases.reverse()) release();
      // The queue stays busy while the rows arrive. Endless work would starve the page's timers.
      for (let turn = 0; turn < 50; turn++) await background();
      expect(mounted).to.deep.equal([]);
      await Promise.all(elements.map(({ ready }) => ready));
      expect(mounted).to.deep.equal([0, 1, 2]);
    } finally {
      setEngine(engine);
    }
  });
});

const SQL = 'SELECT {{x}} AS value';

/** Resolves with the next data event of an element. */
const nextRows = (element: VibedasherViz): Promise<unknown> =>
  new Promise((resolve) =>
    element.addEventListener('vibedasher-data', () => resolve(element.data?.rows), { once: true }),
  );

describe('<vibedasher-viz>: cached results', () => {
  let element: VibedasherViz;
  let api: FakeApi;
  /** The API responds with the parameter `x`, multiplied by this factor. */
  let factor = 1;

  beforeEach(async () => {
    factor = 1;
    api = salesApi({ queries: { [SQL]: ({ x }) => rows(['value'], [[Number(x) * factor]]) } });
    const environment = createFakeEnvironment();
    element = createViz(api, { sql: SQL, mark: 'table', loading: 'eager', 'param-x': '1' });
    // A separate fetch function makes the client use a separate cache, with this clock.
    const fetch: typeof globalThis.fetch = (...request) => api.fetch(...request);
    element.client = createClient({ apiBase: api.base, fetch, maxRetries: 0 }, environment);
    document.body.append(element);
    await status(element, 'ready');
    const changed = nextRows(element);
    element.setParams({ x: 2 });
    expect(await changed).to.deep.equal([[2]]);
    await status(element, 'ready');
    environment.forget();
    await until(() => sharedStateFor(fetch, environment).resultCache, 'the cached rows');
    await settleClient();
  });
  afterEach(() => element.remove());

  /** Selects the first value again. The API responds, with other rows, when the returned function is called. */
  async function chooseAgain(): Promise<() => void> {
    factor = 10;
    const release = api.hold('query');
    const before = nextRows(element);
    element.setParams({ x: 1 });
    expect(await before).to.deep.equal([[1]]);
    await status(element, 'ready');
    return release;
  }

  it('shows cached rows at once, and current rows when they arrive', async () => {
    const release = await chooseAgain();
    const now = nextRows(element);
    release();
    expect(await now).to.deep.equal([[10]]);
    await status(element, 'ready');
  });

  it('sends one request and dispatches no event if the rows have not changed', async () => {
    const queryCount = api.to('query').length;
    element.setParams({ x: 1 });
    await api.seen('query', queryCount + 1);
    await status(element, 'ready');
    let dataEvents = 0;
    element.addEventListener('vibedasher-data', () => dataEvents++);
    await settleClient();
    expect(dataEvents).to.equal(0);
    expect(api.to('query')).to.have.length(queryCount + 1);
    expect(element.data?.rows).to.deep.equal([[1]]);
  });

  it('marks cached rows as stale if the API fails', async () => {
    api.script('query', problem(500, { message: 'down' }));
    element.setParams({ x: 1 });
    await status(element, 'stale');
    expect(element.error?.message).to.equal('down');
    expect(element.data?.rows).to.deep.equal([[1]]);
  });

  it('aborts the request of an outdated selection', async () => {
    const queryCount = api.to('query').length;
    await chooseAgain();
    await api.seen('query', queryCount + 1);
    const { signal } = api.to('query')[queryCount]!.init;
    expect(signal!.aborted).to.equal(false);
    const back = nextRows(element);
    element.setParams({ x: 2 });
    expect(await back).to.deep.equal([[2]]);
    expect(signal!.aborted).to.equal(true);
  });

  it('ignores rows of an outdated selection', async () => {
    const release = await chooseAgain();
    const back = nextRows(element);
    element.setParams({ x: 2 });
    expect(await back).to.deep.equal([[2]]);
    const now = nextRows(element);
    release();
    expect(await now).to.deep.equal([[20]]);
    await status(element, 'ready');
    await settleClient();
    expect(element.data?.rows).to.deep.equal([[20]]);
  });
});

const OTHER = 'SELECT dimension, value FROM sales';
const unreachable = new TypeError('Failed to fetch');
const comeOnline = (): void => void window.dispatchEvent(new Event('online'));
const eager = { loading: 'eager' };

describe('recovery from a lost network', () => {
  recordConsole();

  const api = () => salesApi({ queries: { [OTHER]: SALES } });

  it('retries all failed elements when the network is back, with shared requests', async () => {
    const fake = api();
    const recover = fake.answer('viz', unreachable);
    const charts = [mountViz(fake, { sql: OTHER, ...eager }), mountViz(fake, eager)];
    await Promise.all(charts.map((each) => status(each, 'error')));
    recover();
    const requestCount = fake.requests.length;
    comeOnline();
    await Promise.all(charts.map((each) => status(each, 'ready')));
    expect(charts.map(barsOf)).to.deep.equal([3, 3]);
    expect(fake.requests.slice(requestCount).filter(({ route }) => route === 'viz')).to.have.length(1);
    const all = fake.requests.length;
    comeOnline();
    await settle(charts[0]);
    expect(fake.requests, 'all is there').to.have.length(all);
  });

  it('retries once each time the network is back', async () => {
    const fake = api();
    fake.answer('viz', unreachable);
    const element = mountViz(fake);
    await status(element, 'error');
    const requestCount = fake.to('viz').length;
    for (let time = 1; time <= 2; time++) {
      comeOnline();
      await status(element, 'loading');
      await status(element, 'error');
      await settle(element);
      expect(fake.to('viz')).to.have.length(requestCount + time);
    }
  });

  it('refreshes a chart with stale rows', async () => {
    const fake = api();
    const element = await readyViz(fake);
    const recover = fake.answer('query', unreachable);
    await element.refresh().catch(() => {});
    expect(element.status).to.equal('stale');
    recover();
    comeOnline();
    await status(element, 'ready');
  });

  it('does not retry other errors or removed elements', async () => {
    const fake = api();
    fake.setQuery(SALES_SQL, { failure: 'no such column' });
    const wrong = mountViz(fake);
    await status(wrong, 'error');
    const lost = api();
    lost.answer('viz', unreachable);
    const gone = mountViz(lost, eager);
    await status(gone, 'error');
    gone.remove();
    await settle();
    const requestCount = [fake.requests.length, lost.requests.length];
    comeOnline();
    await settle(wrong);
    expect([fake.requests.length, lost.requests.length]).to.deep.equal(requestCount);
    expect(wrong.status).to.equal('error');
  });

  it('retries a gallery', async () => {
    const fake = catalogApi(templates(3));
    const recover = fake.answer('templates', unreachable);
    const gallery = mountGallery(fake);
    await galleryStatus(gallery, 'error');
    recover();
    fake.answer('templates', () => Response.json({ templates: templates(3), nextKey: null }));
    comeOnline();
    await galleryStatus(gallery, 'ready');
    expect(find(gallery, '[part~=card]') !== null).to.equal(true);
    gallery.remove();
  });

  for (const [how, retry] of [
    ['when the network is back', comeOnline],
    ['with the button', (element) => press(element, 'Try again')],
    ['with refresh()', (element) => element.refresh()],
  ] as const satisfies readonly (readonly [string, (element: VibedasherViz) => unknown])[]) {
    it(`retries loading code of the library ${how}`, async () => {
      const { load } = dashboards;
      dashboards.load = () => Promise.reject(new VibedasherError('network', 'lost'));
      const dashboard = document.createElement('vibedasher-dashboard');
      const element = createViz(api(), eager);
      try {
        dashboard.append(element);
        place().append(dashboard);
        await until(() => element.error?.kind === 'network', 'the error');
        await settle(element);
      } finally {
        dashboards.load = load;
      }
      const { ready } = element;
      await retry(element);
      await element.ready;
      expect(element.ready).to.not.equal(ready);
      expect([barsOf(element), element.error]).to.deep.equal([3, null]);
      expect((await element.toBlob('text/csv')).size).to.be.above(20);
    });
  }
});
