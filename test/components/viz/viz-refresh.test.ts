import '../../../src/components/dashboard/dashboard-element-define.ts';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { problem, rows, type FakeApi } from '../../support/fake-api.ts';
import { useFakeTimers } from '../../support/fake-timers.ts';
import { once, until } from '../../support/page.ts';
import {
  barsOf,
  cleanUp,
  createViz,
  eventsOf,
  listenToConsole,
  mountViz,
  place,
  readyViz,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  statusesOf,
  textOf,
} from './harness.ts';
import { readRefreshInterval } from '../../../src/components/viz/viz-refresh.ts';

/** Timers of at least this many ms are refresh intervals. Other timers are shorter. */
const MIN_INTERVAL = 200_000;

describe('<vibedasher-viz refresh>', () => {
  const timers = useFakeTimers(MIN_INTERVAL);

  beforeEach(() => void listenToConsole());
  afterEach(() => {
    cleanUp();
    for (const [object, name] of [
      [document, 'hidden'],
      [navigator, 'onLine'],
    ] as const) {
      delete (object as unknown as Record<string, unknown>)[name];
    }
    scrollTo(0, 0);
  });

  const pretend = (object: object, name: string, value: boolean): void =>
    void Object.defineProperty(object, name, { value, configurable: true });
  const queryCount = (api: FakeApi): number => api.to('query').length + api.to('batch').length;

  /** Draws a chart with `refresh` and waits until it is ready for its first refresh. */
  async function drawn(
    api: FakeApi,
    attributes: Readonly<Record<string, string>> = {},
  ): Promise<VibedasherViz> {
    const element = await readyViz(api, { refresh: '5m', ...attributes });
    await until(() => timers.delays.length > 0, 'the timer');
    await settle(element);
    return element;
  }

  it('refetches at the interval and updates the view in place', async () => {
    const api = salesApi();
    const element = await drawn(api);
    const { view } = element;
    expect(timers.delays[0]).to.be.within(270_000, 330_000);
    const statuses = statusesOf(element);
    api.setQuery(SALES_SQL, rows(['dimension', 'value'], [['North', 1]]));
    const updated = once(element, 'vibedasher-data');
    timers.fire();
    await updated;
    await until(() => barsOf(element) === 1, 'the new rows');
    expect(element.view).to.equal(view);
    expect(statuses).to.deep.equal([]);
    await settle(element);
    const status = shadow(element).querySelector('[role=status]')!;
    const announced = status.textContent;
    expect(announced).to.contain('updated');
    timers.fire();
    await until(() => queryCount(api) === 3, 'the next query');
    // Screen readers announce a text only if it changes.
    await until(() => status.textContent !== announced, 'the next announcement');
    expect(status.textContent.trim()).to.equal(announced.trim());
  });

  it('does not show that it is refetching', async () => {
    const api = salesApi();
    const element = await drawn(api);
    const events = eventsOf(element);
    const announced = textOf(element, '[role=status]');
    const release = api.hold('query');
    timers.fire();
    await api.seen('query', 2);
    await settle(element);
    expect(element.status).to.equal('ready');
    expect(shadow(element).querySelector('[aria-busy=true], .waiting')).to.equal(null);
    expect([textOf(element, '[role=status]'), events.length]).to.deep.equal([announced, 0]);
    release();
    await once(element, 'vibedasher-data');
  });

  it('refetches charts with the same interval together and announces the update once', async () => {
    const api = salesApi({ queries: { 'SELECT 1 AS value': rows(['value'], [[1]]) } });
    const first = createViz(api, { sql: SALES_SQL });
    const second = createViz(api, { sql: 'SELECT 1 AS value', mark: 'table' });
    const dashboard = document.createElement('vibedasher-dashboard');
    dashboard.setAttribute('refresh', '5m');
    dashboard.append(first, second);
    place().append(dashboard);
    await Promise.all([first.ready, second.ready]);
    await until(() => timers.delays.length > 0, 'the timers');
    await settle(second);
    // The first queries are sent alone if their charts do not start in the same task.
    const [batches, alone] = [api.to('batch').length, api.to('query').length];
    expect(timers.delays.length).to.equal(1);
    const updated = Promise.all([once(first, 'vibedasher-data'), once(second, 'vibedasher-data')]);
    timers.fire();
    await updated;
    await settle(first);
    expect([api.to('batch').length, api.to('query').length]).to.deep.equal([batches + 1, alone]);
    const announcing = [first, second].map((each) => textOf(each, '[role=status]').includes('updated'));
    expect(announcing).to.deep.equal([true, false]);
  });

  it('announces the update in the first chart that refetches if others are off screen', async () => {
    const api = salesApi();
    place('height: 3000px');
    const far = await drawn(api, { loading: 'eager' });
    const near = createViz(api, { refresh: '5m' });
    const box = place();
    box.parentElement!.prepend(box);
    box.append(near);
    await near.ready;
    await settle(near);
    expect(timers.delays.length).to.equal(1);
    const updated = once(near, 'vibedasher-data');
    timers.fire();
    await updated;
    await settle(near);
    const isAnnouncing = (element: VibedasherViz): boolean =>
      textOf(element, '[role=status]').includes('updated');
    expect([far, near].map(isAnnouncing)).to.deep.equal([false, true]);
  });

  it('lets a chart opt out with "off" in a dashboard that refreshes', async () => {
    const api = salesApi();
    const element = createViz(api, { refresh: 'off' });
    const dashboard = document.createElement('vibedasher-dashboard');
    dashboard.setAttribute('refresh', '5m');
    dashboard.append(element);
    place().append(dashboard);
    await element.ready;
    await settle(element);
    expect(timers.delays).to.deep.equal([]);
    element.setAttribute('refresh', '10m');
    await until(() => timers.delays.length === 1, 'the timer of its own interval');
    element.removeAttribute('refresh');
    await until(() => Number(timers.delays[0]) < 330_000, 'the dashboard’s');
  });

  it('waits while the page is hidden and catches up when it is visible again', async () => {
    const api = salesApi();
    await drawn(api);
    pretend(document, 'hidden', true);
    timers.fire();
    timers.fire();
    await settle();
    expect(queryCount(api)).to.equal(1);
    pretend(document, 'hidden', false);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => queryCount(api) === 2, 'the deferred query');
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(queryCount(api)).to.equal(2);
  });

  it('announces the update once when several charts catch up', async () => {
    const api = salesApi();
    const charts = [await drawn(api), await drawn(api)];
    expect(timers.delays.length).to.equal(1);
    pretend(document, 'hidden', true);
    timers.fire();
    pretend(document, 'hidden', false);
    const updated = Promise.all(charts.map((chart) => once(chart, 'vibedasher-data')));
    document.dispatchEvent(new Event('visibilitychange'));
    await updated;
    await Promise.all(charts.map((chart) => settle(chart)));
    const announcing = charts.map((chart) => textOf(chart, '[role=status]').includes('updated'));
    expect(announcing).to.deep.equal([true, false]);
  });

  it('waits while offline', async () => {
    const api = salesApi();
    await drawn(api);
    pretend(navigator, 'onLine', false);
    timers.fire();
    await settle();
    expect(queryCount(api)).to.equal(1);
    pretend(navigator, 'onLine', true);
    dispatchEvent(new Event('online'));
    await until(() => queryCount(api) === 2, 'the deferred query');
  });

  it('waits while it is off screen', async () => {
    const api = salesApi();
    place('height: 3000px');
    const element = await drawn(api, { loading: 'eager' });
    timers.fire();
    await settle();
    expect(queryCount(api)).to.equal(1);
    element.scrollIntoView();
    await until(() => queryCount(api) === 2, 'the deferred query');
  });

  it('settles `ready` of a chart that has failed if its parameters change during a refresh', async () => {
    const other = 'SELECT {{year}}';
    const api = salesApi({
      vizzes: { 'acme/two': { name: 'Two', files: { 'charts/main.sql': SALES_SQL, 'charts/b.sql': other } } },
      queries: { [other]: ({ year }) => rows(['dimension', 'value'], [[`Year ${year}`, 1]]) },
    });
    const element = await drawn(api, { slug: 'two', params: '{"year": 1}' });
    const recover = api.answer('query', () => problem(503, { message: 'down' }));
    element.chart = 'b';
    await status(element, 'stale');
    recover();
    const release = api.hold('query');
    const tries = queryCount(api);
    timers.fire();
    await until(() => queryCount(api) === tries + 1, 'the refresh');
    const { ready } = element;
    element.setParams({ year: 2 });
    await until(() => queryCount(api) === tries + 2, 'the query with the parameter');
    release();
    await ready;
    expect(element.data?.rows).to.deep.equal([['Year 2', 1]]);
  });

  it('keeps the picture after a failure, shows a notice and refetches less often', async () => {
    const api = salesApi();
    const element = await drawn(api);
    const recover = api.answer('query', () => problem(503, { message: 'down' }));
    const failed = once(element, 'vibedasher-error');
    timers.fire();
    await failed;
    await status(element, 'stale');
    expect(barsOf(element)).to.equal(3);
    await settle(element);
    const tries = queryCount(api);
    recover();
    timers.fire();
    await settle();
    expect(queryCount(api)).to.equal(tries);
    timers.fire();
    await status(element, 'ready');
    expect(queryCount(api)).to.equal(tries + 1);
  });

  it('warns about an invalid interval and draws the chart', async () => {
    const warnings = listenToConsole();
    await readyViz(salesApi(), { refresh: 'soon' });
    await until(() => warnings.length > 0, 'the message');
    expect(warnings).to.deep.equal([
      '<vibedasher-viz refresh="soon">: use seconds, or a number with s, m or h, as in 5m',
    ]);
    expect(timers.delays).to.deep.equal([]);
  });

  it('stops when the element is removed and resumes when it is reinserted', async () => {
    const element = await drawn(salesApi());
    element.remove();
    expect(timers.delays).to.deep.equal([]);
    document.body.append(element);
    await until(() => timers.delays.length === 1, 'the timer');
  });
});

describe('<vibedasher-viz>.refresh()', () => {
  beforeEach(() => void listenToConsole());
  afterEach(cleanUp);

  it('loads a chart that is off screen', async () => {
    const api = salesApi();
    const element = mountViz(api, {}, { parent: place('position: absolute; top: 900vh; width: 400px') });
    dispatchEvent(new Event('online'));
    await settle(element);
    expect([element.status, api.requests.length]).to.deep.equal(['idle', 0]);
    await element.refresh();
    expect(barsOf(element)).to.equal(3);
  });
});

describe('<vibedasher-viz refresh> in a placeholder', () => {
  const timers = useFakeTimers(5_000);
  afterEach(cleanUp);

  it('refetches at most once a minute and warns, unless a script sets the interval', async () => {
    const warnings = listenToConsole();
    const waits = (seconds: number): Promise<unknown> =>
      until(
        () => timers.delays.some((delay) => Math.abs(delay / seconds / 1000 - 1) <= 0.1),
        `a timer of about ${seconds} seconds`,
      );
    const placeholder = place();
    placeholder.dataset['vibedasherViz'] = '';
    // Timeouts are 7 s, so `waits` does not mistake the timers of requests for intervals.
    const element = createViz(salesApi(), { refresh: '10s', timeout: '7' }, { client: { timeout: 7 } });
    placeholder.append(element);
    await element.ready;
    await waits(60);
    expect(warnings.at(-1)).to.match(/^<div data-refresh="10s"> becomes 1m\./);
    element.refreshInterval = '20s';
    await waits(20);
  });
});

describe('readRefreshInterval', () => {
  it('reads seconds, minutes and hours', () => {
    const texts = ['30', '30s', ' 5m ', '5 M', '1h', '1.5m'];
    expect(texts.map(readRefreshInterval)).to.deep.equal([30, 30, 300, 300, 3600, 90]);
  });

  it('disables refreshing for empty text, off and zero', () => {
    expect(['', ' ', 'off', 'OFF', '0', '0m'].map(readRefreshInterval)).to.deep.equal(Array(6).fill(null));
  });

  it('clamps the interval between the limits of the API and the browser', () => {
    expect(['1', '0.01s', '48h', '99999999h'].map(readRefreshInterval)).to.deep.equal([5, 5, 86400, 86400]);
  });

  it('returns undefined for invalid text', () => {
    const texts = ['soon', '-5', '5 minutes', '5d', '1e3', 'm', '5m30s', 'Infinity', 'NaN', '0x10'];
    expect(texts.map(readRefreshInterval)).to.deep.equal(texts.map(() => undefined));
  });
});
