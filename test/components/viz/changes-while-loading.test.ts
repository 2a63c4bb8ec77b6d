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
