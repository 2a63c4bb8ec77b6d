// @engines all
import { expect } from 'chai';
import { styles as pageStyles } from '../../../src/components/page.styles.ts';
import type { VibedasherDashboard } from '../../../src/components/dashboard/dashboard-element.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { dashboards, type ScopeProvider } from '../../../src/controllers/dashboard/scope.ts';
import type { VibedasherParamsEvent } from '../../../src/events.ts';
import { Deferred } from '../../../src/internal/tasks.ts';
import { createPublicClient, VibedasherError } from '../../../src/public-client/index.ts';
import { createFakeApi, problem, rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import * as viz from '../viz/harness.ts';
import { queryArgs, cellOf, MAIN, mountDashboard, REGION_SQL, salesApi, YEARS } from './harness.ts';

const { eventsOf, place, press, settle, shadow, status, recordConsole } = viz;
const SALES = { account: 'acme', slug: 'sales' };
const CONTROL = '<vibedasher-control param="region"></vibedasher-control>';

describe('<vibedasher-dashboard>', () => {
  const messages = recordConsole();

  it('provides its viz, connection and parameters to the charts inside, which send one request', async () => {
    const api = salesApi();
    const content = `<div><section>${MAIN}</section></div>${YEARS}`;
    const { chart } = mountDashboard(api, content, { ...SALES, 'param-region': 'US' });
    await Promise.all([chart('main').ready, chart('years').ready]);
    expect([cellOf(chart('main')), cellOf(chart('years'))]).to.deep.equal(['region US', 'year 2024']);
    expect([...queryArgs(api)].sort()).to.deep.equal(['region=US', 'year=2024']);
    expect(messages).to.deep.equal([]);
  });

  for (const [attributes, gap] of [
    [{}, '24px'],
    [{ columns: '2' }, '0px'],
    [{ style: '--vibedasher-gap: 8px' }, '8px'],
  ] as const) {
    it(`has a gap below and after its controls with ${JSON.stringify(attributes)}`, async () => {
      const { dashboard } = mountDashboard(salesApi(), CONTROL + MAIN, { ...SALES, ...attributes });
      const style = getComputedStyle(dashboard.querySelector('vibedasher-control')!);
      await until(() => style.marginBottom !== '', 'the slot of the control');
      expect([style.marginBottom, style.marginRight]).to.deep.equal([gap, gap]);
    });
  }

  describe('with an API that is down', () => {
    /** Lets all queries fail until the returned function is called. */
    function fail(
      api: FakeApi,
      answer: Parameters<FakeApi['answer']>[1] = new TypeError('offline'),
    ): () => void {
      const ends = (['batch', 'query'] as const).map((route) => api.answer(route, answer));
      return () => ends.forEach((end) => end());
    }
    const OTHER = '<vibedasher-viz id="late" chart="years" mark="table" loading="eager"></vibedasher-viz>';

    for (const [what, answer] of [
      ['unreachable', new TypeError('offline')],
      ['unavailable', () => problem(503, {})],
      ['rate limit', () => problem(429, {})],
    ] as const) {
      it(`retries all failed charts and options with one press: ${what}`, async () => {
        const REGIONS = { name: 'region', default: 'EU', options: { sql: 'SELECT regions' } };
        const api = salesApi([REGIONS, { name: 'year', type: 'number', default: 2024 }]);
        api.setQuery('SELECT regions', rows(['value'], [['EU'], ['US']]));
        const recover = fail(api, answer);
        const { dashboard, chart } = mountDashboard(api, MAIN + YEARS + OTHER + CONTROL);
        const charts = ['main', 'years', 'late'].map((id) => chart(id));
        const options = (): number =>
          dashboard.querySelector('vibedasher-control')!.shadowRoot?.querySelectorAll('option').length ?? 0;
        await Promise.all(charts.map((each) => status(each, 'error')));
        const failed = (): boolean => messages.some((text) => text.includes('options unavailable'));
        await until(failed, 'the options that failed');
        recover();
        press(chart('years'), 'Try again');
        await Promise.all(charts.map((each) => status(each, 'ready')));
        await until(() => options() === 2, 'the options');
        expect(charts.map(cellOf)).to.deep.equal(['region EU', 'year 2024', 'year 2024']);
      });
    }

    it('explains a failure once, in the first chart with enough space', async () => {
      const api = salesApi();
      const recover = fail(api);
      const small = MAIN.replace('id="main"', 'id="small" style="height: 100px" caption="none"');
      const { dashboard, chart } = mountDashboard(api, small + MAIN + YEARS);
      const outside = mountDashboard(api, MAIN).chart('main');
      const charts = [...dashboard.querySelectorAll<VibedasherViz>('vibedasher-viz')];
      await Promise.all([...charts, outside].map((each) => status(each, 'error')));
      const lengths = (selector: string): string =>
        charts.map((each) => Number(shadow(each).querySelector(selector)!.textContent !== '')).join('');
      await until(() => lengths('[part=error] p') === '010', 'one explanation');
      const first = dashboard.ownerDocument.createElement('vibedasher-viz') as VibedasherViz;
      Object.assign(first, { account: 'acme', slug: 'sales', chart: 'years' });
      charts[0]!.before(first);
      await status(first, 'error');
      await until(() => lengths('[part=error] p') === '000', 'an explanation further up');
      first.remove();
      await until(() => lengths('[part=error] p') === '010', 'the explanation again');
      expect(lengths('[role=status]')).to.equal('010');
      expect(lengths('[part=error] button')).to.equal('111');
      expect(shadow(outside).querySelector('[part=error] p')!.textContent).to.not.equal('');
      chart('main').remove();
      await until(() => lengths('[part=error] p') === '011', 'the next explanation');
      recover();
      press(chart('years'), 'Try again');
      await Promise.all([charts[0]!, charts[2]!].map((each) => status(each, 'ready')));
    });

    it('explains a failure although the update of another chart has failed', async () => {
      const api = salesApi();
      const { dashboard, chart } = mountDashboard(api, MAIN);
      await chart('main').ready;
      fail(api);
      chart('main')
        .refresh()
        .catch(() => {});
      await status(chart('main'), 'stale');
      dashboard.insertAdjacentHTML('beforeend', YEARS);
      await status(chart('years'), 'error');
      await settle();
      expect(shadow(chart('years')).querySelector('[part=error] p')!.textContent).to.not.equal('');
    });

    it('does not retry charts that are ready, removed or of another API', async () => {
      const [api, elsewhere] = [salesApi(), createFakeApi({ base: 'https://else.example.org' })];
      const [a, b] = [mountDashboard(api, MAIN + YEARS), mountDashboard(elsewhere, MAIN)];
      await Promise.all([a.chart('main').ready, a.chart('years').ready]);
      const recover = fail(api);
      elsewhere.answer('viz', new TypeError('offline'));
      const other = mountDashboard(api, MAIN.replace('id=', 'chart="years" param-year="1" id='));
      const gone = mountDashboard(api, MAIN.replace('id=', 'chart="years" param-year="2" id='));
      await Promise.all([other, gone, b].map((page) => status(page.chart('main'), 'error')));
      gone.dashboard.remove();
      await settle();
      const before = [queryArgs(api).length, elsewhere.requests.length];
      recover();
      press(other.chart('main'), 'Try again');
      await status(other.chart('main'), 'ready');
      expect(queryArgs(api).slice(before[0])).to.deep.equal(['year=1']);
      expect(elsewhere.requests.length).to.equal(before[1]);
      expect(gone.chart('main').status).to.equal('error');
    });

    it('retries its own viz together with the charts', async () => {
      const api = salesApi();
      const back = api.answer('viz', new TypeError('offline'));
      const [a, b] = [mountDashboard(api, ''), mountDashboard(api, '')];
      const buttonOf = ({ shadowRoot }: Element): HTMLElement | null =>
        shadowRoot!.querySelector('[part=button]');
      await until(() => buttonOf(a.dashboard) && buttonOf(b.dashboard), 'both buttons');
      back();
      buttonOf(a.dashboard)!.click();
      const drawn = ({ dashboard }: typeof a): number =>
        dashboard.shadowRoot!.querySelectorAll('vibedasher-viz').length;
      await until(() => drawn(a) === 2 && drawn(b) === 2, 'the charts of both');
    });
  });

  it('reloads only charts whose query uses a changed parameter', async () => {
    const api = salesApi();
    const { dashboard, chart } = mountDashboard(api, MAIN + YEARS);
    await Promise.all([chart('main').ready, chart('years').ready]);
    const events = eventsOf(chart('main'));
    dashboard.setParams({ year: 2020 });
    await until(() => cellOf(chart('years')) === 'year 2020', 'the other year');
    dashboard.setParams({ region: 'US' });
    await until(() => cellOf(chart('main')) === 'region US', 'the other region');
    dashboard.setParams({ unknown: 1 });
    await settle(chart('main'));
    expect(queryArgs(api).slice(2)).to.deep.equal(['year=2020', 'region=US']);
    const types = events.map(({ type }) => type.replace('vibedasher-', ''));
    expect(types).to.deep.equal(['status', 'status', 'data']);
  });

  it('ignores late responses and keeps the previous picture until the new one is drawn', async () => {
    const api = salesApi();
    const { dashboard, chart } = mountDashboard(api, MAIN);
    await chart('main').ready;
    const release = api.hold('query');
    dashboard.setParams({ region: 'US' });
    await api.seen('query', 2);
    expect(chart('main').status).to.equal('loading');
    expect(cellOf(chart('main'))).to.equal('region EU');
    dashboard.setParams({ region: 'ASIA' });
    await api.seen('query', 3);
    release();
    await status(chart('main'), 'ready');
    expect(cellOf(chart('main'))).to.equal('region ASIA');
  });

  it('overrides declared defaults and is overridden by attributes of a chart', async () => {
    const api = salesApi();
    const { dashboard, chart } = mountDashboard(api, MAIN);
    const main = chart('main');
    await main.ready;
    const steps: readonly (readonly [() => void, string])[] = [
      [() => dashboard.setAttribute('params', '{"region": "US"}'), 'US'],
      [() => dashboard.setAttribute('param-region', 'ASIA'), 'ASIA'],
      [() => dashboard.setParams({ region: 'US' }), 'US'],
      [() => main.setAttribute('params', '{"region": "own"}'), 'own'],
      [() => main.setAttribute('param-region', 'attribute'), 'attribute'],
      [() => main.setParams({ region: 'set' }), 'set'],
    ];
    for (const [act, region] of steps) {
      act();
      await until(() => cellOf(main) === `region ${region}`, region);
    }
  });

  it('reaches charts in shadow roots and slots, and charts that are added later', async () => {
    const api = salesApi();
    const { dashboard, chart } = mountDashboard(api, '<div id="host"></div>');
    const root = dashboard.querySelector('#host')!.attachShadow({ mode: 'closed' });
    root.innerHTML = MAIN;
    const deep = root.querySelector<VibedasherViz>('#main')!;
    await deep.ready;
    dashboard.setParams({ year: 2019 });
    dashboard.insertAdjacentHTML('beforeend', YEARS);
    await chart('years').ready;
    expect([cellOf(deep), cellOf(chart('years'))]).to.deep.equal(['region EU', 'year 2019']);

    const outside = place();
    const wrapper = outside.attachShadow({ mode: 'open' });
    wrapper.innerHTML =
      '<vibedasher-dashboard account="acme" slug="sales"><slot></slot></vibedasher-dashboard>';
    wrapper.querySelector('vibedasher-dashboard')!.client = dashboard.client;
    outside.innerHTML = MAIN;
    const slotted = outside.querySelector('vibedasher-viz')!;
    await slotted.ready;
    expect(cellOf(slotted)).to.equal('region EU');
  });

  it('overrides an outer dashboard and inherits its other settings', async () => {
    const api = salesApi();
    const inner = `<vibedasher-dashboard id="inner" param-region="US">${MAIN}</vibedasher-dashboard>`;
    const { dashboard, chart } = mountDashboard(api, inner + YEARS);
    await Promise.all([chart('main').ready, chart('years').ready]);
    expect(cellOf(chart('main'))).to.equal('region US');
    dashboard.setParams({ region: 'ASIA', year: 2018 });
    await until(() => cellOf(chart('years')) === 'year 2018', 'the outer year');
    expect(cellOf(chart('main'))).to.equal('region US');
    dashboard.querySelector<VibedasherDashboard>('#inner')!.removeAttribute('param-region');
    await until(() => cellOf(chart('main')) === 'region ASIA', 'the outer region');
  });

  it('is independent of other dashboards, and charts can move between them', async () => {
    const api = salesApi();
    const one = mountDashboard(api, MAIN);
    const two = mountDashboard(api, MAIN, { ...SALES, 'param-region': 'US' });
    await Promise.all([one.chart('main').ready, two.chart('main').ready]);
    one.dashboard.setParams({ region: 'ASIA' });
    await until(() => cellOf(one.chart('main')) === 'region ASIA', 'the region of one');
    expect(cellOf(two.chart('main'))).to.equal('region US');
    const moved = one.chart('main');
    two.dashboard.append(moved);
    await until(() => cellOf(moved) === 'region US', 'the region of two');
    one.dashboard.setParams({ region: 'EU' });
    await settle(moved);
    expect(cellOf(moved)).to.equal('region US');
  });

  it('passes changes of theme and time zone to its charts', async () => {
    const api = salesApi();
    const { dashboard, chart } = mountDashboard(api, MAIN, { ...SALES, theme: 'dark' });
    await chart('main').ready;
    const figure = shadow(chart('main')).querySelector('figure')!;
    await until(() => figure.classList.contains('painted'), 'a dark ground on a light page');
    dashboard.theme = 'light';
    await until(() => !figure.classList.contains('painted'), 'the page’s own ground');
    dashboard.timezone = 'Mars/Olympus';
    await status(chart('main'), 'stale');
    expect(chart('main').error?.message).to.include('timezone="Mars/Olympus"');
  });

  it('does not override the API of a chart', async () => {
    const api = salesApi();
    const other = salesApi();
    const { chart, dashboard } = mountDashboard(api, '');
    const own = document.createElement('vibedasher-viz');
    Object.assign(own, { id: 'own', slug: 'other', loading: 'eager', mark: 'table' });
    own.client = createPublicClient({ apiBase: other.base, fetch: other.fetch });
    dashboard.append(own);
    dashboard.setParams({ region: 'US' });
    await chart('own').ready;
    expect([queryArgs(api), queryArgs(other)]).to.deep.equal([[], ['region=US']]);
  });

  it('provides no slug to a chart of another account, which then draws nothing', async () => {
    const api = salesApi();
    const { chart } = mountDashboard(api, MAIN.replace('>', ' account="beta">'));
    await chart('main').ready.catch(() => {});
    expect([chart('main').error?.kind, api.requests.length]).to.deep.equal(['config', 0]);
    const { dashboard } = mountDashboard(api, '<p>Text</p>', {});
    await dashboard.updateComplete;
    const drawn = [...dashboard.shadowRoot!.children].map(({ localName }) => localName);
    expect(drawn).to.deep.equal(['slot']);
  });

  it('dispatches changes as events that bubble', async () => {
    const outside = eventsOf(document) as readonly VibedasherParamsEvent[];
    const changes = () => outside.filter(({ type }) => type === 'vibedasher-params');
    const { dashboard, chart } = mountDashboard(salesApi(), MAIN);
    await chart('main').ready;
    dashboard.setParams({ region: 'US' });
    dashboard.setParams({ region: 'US' });
    dashboard.setAttribute('param-year', '2019');
    await until(() => changes().length === 2, 'two events');
    expect(changes().map(({ params, changed, source }) => ({ params, changed, source }))).to.deep.equal([
      { params: { region: 'US', year: 2024 }, changed: ['region'], source: 'script' },
      { params: { region: 'US', year: 2019 }, changed: ['year'], source: 'script' },
    ]);
    expect(dashboard.values).to.deep.equal({ region: 'US', year: 2019 });
  });

  it('warns about invalid values and lists the allowed ones', async () => {
    const invalid = { columns: 'many', params: 'nonsense', 'param-region': 'Mars' };
    const { dashboard, chart } = mountDashboard(salesApi(), MAIN, { ...SALES, ...invalid });
    await chart('main').ready;
    dashboard.setParams({ region: 'Venus' });
    expect(cellOf(chart('main'))).to.equal('region EU');
    expect(messages).to.deep.equal([
      '<vibedasher-dashboard columns="many">: use one of 1, 2, 3, 4, 5, 6',
      `<vibedasher-dashboard> params='nonsense': use a JSON object, e.g. {"year": 2024}`,
      '<vibedasher-dashboard> parameter "region" is "Mars": use one of EU, US, ASIA',
      '<vibedasher-dashboard> parameter "region" is "Venus": use one of EU, US, ASIA',
    ]);
  });

  it('clips the texts of its viz, whose letters may have marks far above and below them (promise 5)', async () => {
    const stacked = `Z${'\u0301\u0316'.repeat(140)}`;
    const params = [{ name: 'region', label: stacked, help: stacked, options: ['EU'] }];
    const file = { 'dashboard.json': JSON.stringify({ title: stacked }) };
    const { dashboard } = mountDashboard(salesApi(params, file, { notes: stacked }), '');
    const root = dashboard.shadowRoot!;
    const control = await until(() => root.querySelector('vibedasher-control')?.shadowRoot, 'the control');
    await until(() => control.querySelector('.help'), 'the help');
    const texts = ['.title', '.about', '[part=label]', '.help'].map((selector) =>
      [root, control].map((each) => each.querySelector(selector)).find((each) => each),
    );
    for (const text of texts)
      expect(getComputedStyle(text!).overflow, text!.outerHTML.slice(0, 40)).to.equal('clip');
    expect(dashboard.scrollWidth).to.equal(dashboard.clientWidth);
  });

  it('lays out its children in columns, fewer in a narrow box, unless the page sets the layout', async () => {
    const frame = place('width: 900px');
    frame.innerHTML = `<vibedasher-dashboard columns="2"><h2>Title</h2>
      <vibedasher-control param="region"></vibedasher-control><vibedasher-viz></vibedasher-viz><vibedasher-viz></vibedasher-viz></vibedasher-dashboard>`;
    const dashboard = frame.querySelector('vibedasher-dashboard')!;
    await dashboard.updateComplete;
    const columns = (): number => getComputedStyle(dashboard).gridTemplateColumns.split(' ').length;
    expect(columns()).to.equal(2);
    for (const whole of ['h2', 'vibedasher-control']) {
      expect(dashboard.querySelector(whole)!.getBoundingClientRect().width, whole).to.equal(900);
    }
    frame.style.width = '400px';
    expect(columns()).to.equal(1);
    dashboard.columns = '3';
    await dashboard.updateComplete;
    frame.style.width = '1200px';
    expect(columns()).to.equal(3);
    const style = document.createElement('style');
    style.textContent = 'vibedasher-dashboard { grid-template-columns: 1fr 2fr }';
    frame.append(style);
    expect(columns()).to.equal(2);
  });

  it('keeps the size of form controls next to charts, before and after it is defined', async () => {
    const sheet = pageStyles.cssText;
    const frame = place('width: 900px');
    for (const tag of ['vibedasher-dashboard', 'x-undefined-dashboard']) {
      const style = `<style>${sheet.replaceAll('vibedasher-dashboard', tag)}</style>`;
      frame.innerHTML = `${tag.startsWith('x') ? style : ''}<${tag} columns="2"><label for="year">Year</label>
        <select id="year"><option>2024</option></select><input type="date" /><textarea></textarea><button>Go</button>
        <vibedasher-viz></vibedasher-viz><vibedasher-viz></vibedasher-viz></${tag}>`;
      await frame.querySelector('vibedasher-dashboard')?.updateComplete;
      const box = (selector: string): DOMRect => frame.querySelector(selector)!.getBoundingClientRect();
      let above = box('label').bottom;
      for (const name of ['select', 'input', 'textarea', 'button']) {
        const { top, width, height } = box(name);
        expect(top, `${tag} ${name}`).to.be.above(above);
        expect(width, `${tag} ${name}`).to.be.below(400);
        expect(height, `${tag} ${name}`).to.be.below(80);
        above = top + height;
      }
      expect(box('vibedasher-viz').top).to.be.above(above);
    }
  });

  describe('that is still loading', () => {
    const { load } = dashboards;
    afterEach(() => {
      dashboards.load = load;
    });

    it('delays only the charts inside', async () => {
      const api = salesApi();
      const coming = new Deferred<ScopeProvider>();
      dashboards.load = () => coming.promise;
      const { chart } = mountDashboard(api, MAIN);
      const free = document.createElement('vibedasher-viz');
      Object.assign(free, { account: 'acme', slug: 'other', sql: REGION_SQL, loading: 'eager' });
      free.params = { region: 'free' };
      free.client = createPublicClient({ apiBase: api.base, fetch: api.fetch });
      place().append(free);
      await free.ready;
      expect(queryArgs(api)).to.deep.equal(['region=free']);
      coming.resolve(await load());
      await chart('main').ready;
      expect(queryArgs(api)).to.deep.equal(['region=free', 'region=EU']);
    });

    it('shows an error in the charts inside, which can retry, if loading fails', async () => {
      const api = salesApi();
      dashboards.load = () => Promise.reject(new VibedasherError('network', 'lost'));
      const { chart } = mountDashboard(api, MAIN);
      await until(() => chart('main').status === 'error', 'the error');
      await chart('main').updateComplete;
      expect(queryArgs(api)).to.deep.equal([]);
      dashboards.load = load;
      press(chart('main'), 'Try again');
      await status(chart('main'), 'ready');
      expect(cellOf(chart('main'))).to.equal('region EU');
    });
  });

  it('shows the message about its viz in the middle, with a button as large as those of charts', async () => {
    const api = salesApi();
    api.script('viz', new TypeError('Failed to fetch'));
    const { dashboard } = mountDashboard(api, '');
    const root = dashboard.shadowRoot!;
    await until(() => root.querySelector('[part=error] button'), 'the message');
    const [text, button] = ['p', 'button'].map((tag) =>
      root.querySelector(`[part=error] ${tag}`)!.getBoundingClientRect(),
    );
    const box = dashboard.getBoundingClientRect();
    expect(text!.left + text!.width / 2).to.be.closeTo(box.left + box.width / 2, 1);
    expect((text!.top + button!.bottom) / 2).to.be.closeTo(box.top + box.height / 2, 4);
    expect(button!.height).to.be.at.least(24);
  });
});
