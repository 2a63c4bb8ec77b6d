// @engines all
import { executeServerCommand } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { VibedasherParamsEvent } from '../../../src/events.ts';
import { useFakeTimers } from '../../support/fake-timers.ts';
import { once, until } from '../../support/page.ts';
import { cleanUp, eventsOf, listenToConsole, status } from '../../components/viz/harness.ts';
import {
  queryArgs,
  cellOf,
  MAIN,
  mountDashboard,
  salesApi,
  YEARS,
} from '../../components/dashboard/harness.ts';

const SYNC = { account: 'acme', slug: 'sales', sync: 'url' };
const SELECT = '<select name="region"><option>EU</option><option>US</option><option>ASIA</option></select>';

describe('<vibedasher-dashboard sync="url">', () => {
  const { href } = location;
  /** The number of added entries. `history.length` cannot count them, because browsers keep at most 50. */
  let made = 0;
  const { pushState } = history;
  const to = (search: string, state: unknown = null): void =>
    history.replaceState(state, '', `${location.pathname}${search}#place`);
  const choose = (element: HTMLSelectElement | HTMLInputElement, value: string, ...types: string[]): void => {
    element.value = value;
    for (const type of types) element.dispatchEvent(new Event(type, { bubbles: true }));
  };
  /** Navigates within the page and waits for the event. If it were pending, it would affect the next test. */
  const navigated = async (navigate: () => void): Promise<void> => {
    const popped = once(window, 'popstate');
    navigate();
    await popped;
  };
  const back = (): Promise<void> => navigated(() => history.back());
  before(() => executeServerCommand('forget-history'));
  let messages: readonly string[];
  beforeEach(() => {
    messages = listenToConsole();
    // Start at the last entry of the history, with enough entries before it to go back without leaving the page.
    for (let spare = 0; spare < 3; spare += 1) history.pushState(null, '', href);
    made = 0;
    history.pushState = (...entry) => {
      made += 1;
      pushState.apply(history, entry);
    };
  });
  afterEach(() => {
    cleanUp();
    history.pushState = pushState;
    history.replaceState(null, '', href);
  });

  it('reads its parameters from the URL and sends one request for each chart', async () => {
    to('?page=2&v.region=US&v.year=2001');
    const api = salesApi();
    const { chart, dashboard } = mountDashboard(api, SELECT + MAIN + YEARS, {
      ...SYNC,
      'param-region': 'EU',
    });
    await Promise.all([chart('main').ready, chart('years').ready]);
    expect([...queryArgs(api)].sort()).to.deep.equal(['region=US', 'year=2001']);
    expect(dashboard.querySelector('select')!.value).to.equal('US');
    expect(location.search).to.equal('?page=2&v.region=US&v.year=2001');
  });

  it('adds a history entry for each choice and keeps the page’s own state and URL', async () => {
    to('?page=%7e', { own: 1 });
    const { chart, dashboard } = mountDashboard(salesApi(), SELECT + MAIN, SYNC);
    await chart('main').ready;
    const events = eventsOf(dashboard);
    const select = dashboard.querySelector('select')!;
    choose(select, 'US', 'input', 'change');
    expect([location.search, location.hash, history.state]).to.deep.equal([
      '?page=%7e&v.region=US',
      '#place',
      { own: 1 },
    ]);
    expect(made).to.equal(1);
    await until(() => cellOf(chart('main')) === 'region US', 'the choice');
    await back();
    await until(() => cellOf(chart('main')) === 'region EU', 'what was before');
    expect([location.search, select.value]).to.deep.equal(['?page=%7e', 'EU']);
    await navigated(() => history.forward());
    await until(() => cellOf(chart('main')) === 'region US', 'the choice again');
    const paramsEvents = events.filter(
      (event): event is VibedasherParamsEvent => event.type === 'vibedasher-params',
    );
    expect(paramsEvents.map(({ source }) => source)).to.deep.equal(['user', 'url', 'url']);
    choose(select, 'EU', 'input', 'change');
    expect(location.search).to.equal('?page=%7e');
    await back();
    await until(() => location.search === '?page=%7e&v.region=US', 'back');
    await back();
    await until(() => location.search === '?page=%7e', 'back again');
  });

  it('ignores the URL after the dashboard is removed', async () => {
    to('?page=2');
    const { chart, dashboard } = mountDashboard(salesApi(), SELECT + MAIN, SYNC);
    await chart('main').ready;
    choose(dashboard.querySelector('select')!, 'US', 'change');
    dashboard.remove();
    await back();
    expect([location.search, dashboard.values['region']]).to.deep.equal(['?page=2', 'US']);
  });

  it('adds one entry for typing or moving a slider', async () => {
    to('?page=2');
    const range = '<input name="year" type="range" min="2000" max="2020" value="2010">';
    const { chart, dashboard } = mountDashboard(salesApi(), range + YEARS, SYNC);
    await chart('years').ready;
    const slider = dashboard.querySelector('input')!;
    for (const year of ['2011', '2012']) {
      choose(slider, year, 'input');
      await until(() => location.search === `?page=2&v.year=${year}`, year);
    }
    expect(made).to.equal(0);
    choose(slider, '2012', 'change');
    expect(made).to.equal(1);
    expect(location.search).to.equal('?page=2&v.year=2012');
    await back();
    await until(() => location.search === '?page=2', 'back');
    await until(() => slider.value === '2010', 'the slider is back');
  });

  describe('while the reader types', () => {
    /** Milliseconds after which a dashboard applies what is typed. */
    const PAUSE = 300;
    const timers = useFakeTimers(PAUSE);

    it('discards what is being typed when the reader goes back', async () => {
      to('?page=2');
      const input = '<input name="year" type="number" value="2010">';
      const { chart, dashboard } = mountDashboard(salesApi(), input + YEARS, SYNC);
      await chart('years').ready;
      const field = dashboard.querySelector('input')!;
      const years: unknown[] = [];
      dashboard.addEventListener('vibedasher-params', ({ params }) => years.push(params['year']));
      choose(field, '2011', 'input', 'change');
      choose(field, '2012', 'input');
      expect(timers.delays).to.include(PAUSE);
      await back();
      await until(() => field.value === '2010', 'the value of that entry');
      expect(timers.delays).not.to.include(PAUSE);
      choose(field, '2013', 'input');
      timers.fire(PAUSE);
      await until(() => dashboard.values['year'] === 2013, 'the next value');
      expect(years).to.deep.equal([2011, 2010, 2013]);
    });
  });

  it('keeps choices that are not in the URL when the reader follows a link within the page', async () => {
    to('?page=2');
    const input = '<input name="region" type="text">';
    const { chart, dashboard } = mountDashboard(salesApi(null), input + MAIN, SYNC);
    await chart('main').ready;
    const long = 'x'.repeat(2000);
    choose(dashboard.querySelector('input')!, long, 'change');
    expect([location.search, dashboard.values['region']]).to.deep.equal(['?page=2', long]);
    await navigated(() => void (location.hash = '#other'));
    expect([location.hash, dashboard.values['region']]).to.deep.equal(['#other', long]);
    await back();
    expect([location.hash, dashboard.values['region']]).to.deep.equal(['#place', long]);
  });

  it('keeps parameters in the URL that only another dashboard uses', async () => {
    to('?v.region=ASIA');
    const input = '<input name="year" type="number" value="2020">';
    for (const params of [undefined, null]) {
      const own = mountDashboard(salesApi(params), input + YEARS, SYNC);
      const other = mountDashboard(salesApi(params), SELECT + MAIN, SYNC);
      await Promise.all([own.chart('years').ready, other.chart('main').ready]);
      choose(other.dashboard.querySelector('select')!, 'US', 'change');
      choose(own.dashboard.querySelector('input')!, '2001', 'change');
      expect(location.search).to.equal('?v.region=US&v.year=2001');
      own.dashboard.resetParams();
      expect(location.search).to.equal('?v.region=US');
      own.dashboard.setParams({ note: 'a' });
      own.dashboard.resetParams();
      expect(location.search).to.equal('?v.region=US');
      other.dashboard.resetParams();
      expect(location.search).to.equal('');
      for (const { dashboard } of [own, other]) dashboard.remove();
      to('?v.region=ASIA');
    }
  });

  it('uses `sync-prefix`, and does not change the URL without `sync`', async () => {
    to('?v.region=US');
    const own = mountDashboard(salesApi(), SELECT + MAIN, { ...SYNC, 'sync-prefix': 'chart-' });
    const none = mountDashboard(salesApi(), SELECT + MAIN);
    await Promise.all([own.chart('main').ready, none.chart('main').ready]);
    choose(none.dashboard.querySelector('select')!, 'ASIA', 'change');
    choose(own.dashboard.querySelector('select')!, 'US', 'change');
    expect(location.search).to.equal('?v.region=US&chart-region=US');
    await back();
    expect([own, none].map(({ dashboard }) => dashboard.values['region'])).to.deep.equal(['EU', 'ASIA']);
  });

  it('adds no entry for changes by scripts, and rejects invalid values in a link', async () => {
    to('?v.year=soon');
    const messages = listenToConsole();
    const { chart, dashboard } = mountDashboard(salesApi(), YEARS, SYNC);
    await chart('years').ready;
    expect(cellOf(chart('years'))).to.equal('year 2024');
    expect(messages).to.deep.equal(['<vibedasher-dashboard> parameter "year" is "soon": use a number']);
    dashboard.setParams({ year: 1999 });
    expect([location.search, made]).to.deep.equal(['?v.year=1999', 0]);
  });

  it('shows the default instead of invalid values and values that a list of the page does not offer', async () => {
    to(`?v.region=Atlantis&v.year=${'9'.repeat(10_000)}&v.%E0%A4%A=%%&v.__proto__=x`);
    const messages = listenToConsole();
    const { chart, dashboard } = mountDashboard(
      salesApi(null),
      `${SELECT}<output name="region"></output><input name="year" type="number" value="2020">${MAIN}${YEARS}`,
      SYNC,
    );
    await Promise.all([chart('main').ready, chart('years').ready]);
    expect([cellOf(chart('main')), cellOf(chart('years'))]).to.deep.equal(['region EU', 'year 2020']);
    expect(dashboard.querySelector('select')!.value).to.equal('EU');
    await until(() => dashboard.querySelector('output')!.value === 'EU', 'the output');
    expect(messages.filter((text) => !text.includes('uses or declares'))).to.deep.equal([
      '<vibedasher-dashboard> parameter "region" is "Atlantis": use one of EU, US, ASIA',
    ]);
  });

  it('warns once about unused names in the URL when all used names are known', async () => {
    to('?v.regoin=US&v.region=US&v.year=2001');
    const [slow, other] = [salesApi(), salesApi()];
    const release = slow.hold('viz');
    const { charts, dashboard } = mountDashboard(slow, MAIN + YEARS, SYNC);
    await slow.seen('viz');
    expect(messages).to.deep.equal([]);
    release();
    await Promise.all(charts.map(({ ready }) => ready));
    await until(() => messages.length > 0, 'the warning');
    dashboard.setParams({ region: 'EU' });
    await until(() => cellOf(charts[0]!) === 'region EU', 'the other region');
    dashboard.remove();
    mountDashboard(other, '', { ...SYNC, 'sync-prefix': 'v.r' });
    await until(() => messages.length > 1, 'that of what it draws itself');
    expect(messages).to.deep.equal([
      '<vibedasher-dashboard sync="url">: no chart uses or declares "regoin"; its parameters: region, year',
      '<vibedasher-dashboard sync="url">: no chart uses or declares "egoin"; its parameters: region, year',
    ]);
  });

  it('does not warn about names if a chart has failed or another dashboard uses them', async () => {
    to('?v.reigon=US');
    const api = salesApi();
    const recover = api.answer('viz', new TypeError('offline'));
    const broken = mountDashboard(api, MAIN, SYNC);
    await status(broken.chart('main'), 'error');
    broken.dashboard.remove();
    recover();
    const both = [mountDashboard(api, MAIN, SYNC), mountDashboard(api, YEARS, SYNC)];
    await Promise.all(both.flatMap(({ charts }) => charts.map(({ ready }) => ready)));
    mountDashboard(api, MAIN, { ...SYNC, 'sync-prefix': 'v.r' });
    await until(() => messages.some((text) => text.includes('"eigon"')), 'the warning of another dashboard');
    expect(messages.filter((text) => text.includes('"reigon"'))).to.deep.equal([]);
  });

  it('reads the value of a number field as a number', async () => {
    to('?v.year=2001');
    const input = '<input name="year" type="number" value="2020">';
    const { chart, dashboard } = mountDashboard(salesApi(null), input + YEARS, SYNC);
    await chart('years').ready;
    expect(dashboard.values['year']).to.equal(2001);
  });
});
