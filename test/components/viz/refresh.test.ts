import '../../../src/components/dashboard/dashboard-element-define.ts';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { problem, rows, type FakeApi } from '../../support/fake-api.ts';
import { once, until } from '../../support/page.ts';
import {
  barsOf,
  cleanUp,
  createViz,
  eventsOf,
  listenToConsole,
  mountViz,
  place,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  statusesOf,
  textOf,
} from './harness.ts';

/** Far beyond what anything else waits for, in ms: such timers are the beats, and go when a test says so. */
const LONG = 200_000;

describe('<vibedasher-viz refresh>', () => {
  const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
  let beats: Map<number, { readonly call: () => void; readonly ms: number }>;
  let ids: number;
  let long: number;
  let said: readonly string[];

  beforeEach(() => {
    long = LONG;
    beats = new Map();
    ids = 1e9;
    const set = (call: () => void, ms = 0, ...values: unknown[]): unknown => {
      if (ms < long) return realSet(call as TimerHandler, ms, ...values);
      beats.set(++ids, { call, ms });
      return ids;
    };
    const clear = (id: number): void => {
      if (!beats.delete(id)) realClear(id);
    };
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    said = listenToConsole();
  });
  afterEach(() => {
    cleanUp();
    Object.assign(globalThis, { setTimeout: realSet, clearTimeout: realClear });
    for (const [object, name] of [
      [document, 'hidden'],
      [navigator, 'onLine'],
    ] as const) {
      delete (object as unknown as Record<string, unknown>)[name];
    }
    scrollTo(0, 0);
  });

  /** The time of all beats has come. */
  const beat = (): void => {
    const due = [...beats];
    for (const [id, { call }] of due) {
      beats.delete(id);
      call();
    }
  };
  const pretend = (object: object, name: string, value: boolean): void =>
    void Object.defineProperty(object, name, { value, configurable: true });
  const asked = (api: FakeApi): number => api.to('query').length + api.to('batch').length;

  /** A chart that is refreshed, drawn, and ready for its first beat. */
  async function drawn(
    api: FakeApi,
    attributes: Readonly<Record<string, string>> = {},
  ): Promise<VibedasherViz> {
    const element = mountViz(api, { refresh: '5m', ...attributes });
    await element.ready;
    await until(() => beats.size > 0, 'it waits for a beat');
    await settle(element);
    return element;
  }

  it('asks anew about every so often, and moves the new rows through the running view', async () => {
    const api = salesApi();
    const element = await drawn(api);
    const { view } = element;
    expect([...beats.values()][0]?.ms).to.be.within(270_000, 330_000);
    const statuses = statusesOf(element);
    api.setQuery(SALES_SQL, rows(['dimension', 'value'], [['North', 1]]));
    const news = once(element, 'vibedasher-data');
    beat();
    await news;
    await until(() => barsOf(element) === 1, 'the new rows');
    expect(element.view).to.equal(view);
    expect(statuses).to.deep.equal([]);
    await settle(element);
    expect(textOf(element, '[role=status]')).to.contain('updated');
    beat();
    await until(() => asked(api) === 3, 'the next one');
  });

  it('asks for a placeholder at most once a minute, and says so, unless a script asks for more', async () => {
    long = 5_000;
    const waits = (seconds: number): Promise<unknown> =>
      until(
        () => [...beats.values()].some(({ ms }) => Math.abs(ms / seconds / 1000 - 1) <= 0.1),
        `it waits for about ${seconds} seconds`,
      );
    const placeholder = place();
    placeholder.dataset['vibedasherViz'] = '';
    // The limits of its requests are none of the waits below.
    const element = createViz(salesApi(), { refresh: '10s', timeout: '7' }, { client: { timeout: 7 } });
    placeholder.append(element);
    await element.ready;
    await waits(60);
    expect(said.at(-1)).to.match(/^<div data-refresh="10s"> becomes 1m\./);
    element.refreshInterval = '20s';
    await waits(20);
  });

  it('lets nothing show that it asks', async () => {
    const api = salesApi();
    const element = await drawn(api);
    const events = eventsOf(element);
    const said = textOf(element, '[role=status]');
    const release = api.hold('query');
    beat();
    await api.seen('query', 2);
    await settle(element);
    expect(element.status).to.equal('ready');
    expect(shadow(element).querySelector('[aria-busy=true], .waiting')).to.equal(null);
    expect([textOf(element, '[role=status]'), events.length]).to.deep.equal([said, 0]);
    release();
    await once(element, 'vibedasher-data');
  });

  it('asks for charts of one interval together, and tells of it once', async () => {
    const api = salesApi({ queries: { 'SELECT 1 AS value': rows(['value'], [[1]]) } });
    const first = createViz(api, { sql: SALES_SQL });
    const second = createViz(api, { sql: 'SELECT 1 AS value', mark: 'table' });
    const dashboard = document.createElement('vibedasher-dashboard');
    dashboard.setAttribute('refresh', '5m');
    dashboard.append(first, second);
    place().append(dashboard);
    await Promise.all([first.ready, second.ready]);
    await until(() => beats.size > 0, 'they wait for a beat');
    await settle(second);
    const before = api.to('batch').length;
    expect(beats.size).to.equal(1);
    const news = Promise.all([once(first, 'vibedasher-data'), once(second, 'vibedasher-data')]);
    beat();
    await news;
    await settle(first);
    expect([api.to('batch').length - before, api.to('query').length]).to.deep.equal([1, 0]);
    const told = [first, second].filter((each) => textOf(each, '[role=status]').includes('updated'));
    expect(told).to.deep.equal([first]);
  });

  it('tells of it by the first that asks, where others are out of sight', async () => {
    const api = salesApi();
    place('height: 3000px');
    const far = await drawn(api, { loading: 'eager' });
    const near = createViz(api, { refresh: '5m' });
    const box = place();
    box.parentElement!.prepend(box);
    box.append(near);
    await near.ready;
    await settle(near);
    expect(beats.size).to.equal(1);
    const news = once(near, 'vibedasher-data');
    beat();
    await news;
    await settle(near);
    const isTold = (element: VibedasherViz): boolean => textOf(element, '[role=status]').includes('updated');
    expect([far, near].map(isTold)).to.deep.equal([false, true]);
  });

  it('lets a chart say off in a dashboard that refreshes', async () => {
    const api = salesApi();
    const element = createViz(api, { refresh: 'off' });
    const dashboard = document.createElement('vibedasher-dashboard');
    dashboard.setAttribute('refresh', '5m');
    dashboard.append(element);
    place().append(dashboard);
    await element.ready;
    await settle(element);
    expect(beats.size).to.equal(0);
    element.setAttribute('refresh', '10m');
    await until(() => beats.size === 1, 'it changed its mind');
    element.removeAttribute('refresh');
    await until(() => Number([...beats.values()][0]?.ms) < 330_000, 'the dashboard’s');
  });

  it('waits while the page is hidden, and catches up when it is seen again', async () => {
    const api = salesApi();
    await drawn(api);
    pretend(document, 'hidden', true);
    beat();
    beat();
    await settle();
    expect(asked(api)).to.equal(1);
    pretend(document, 'hidden', false);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => asked(api) === 2, 'it catches up');
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(asked(api)).to.equal(2);
  });

  it('waits while offline', async () => {
    const api = salesApi();
    await drawn(api);
    pretend(navigator, 'onLine', false);
    beat();
    await settle();
    expect(asked(api)).to.equal(1);
    pretend(navigator, 'onLine', true);
    dispatchEvent(new Event('online'));
    await until(() => asked(api) === 2, 'it catches up');
  });

  it('waits while it is out of sight', async () => {
    const api = salesApi();
    place('height: 3000px');
    const element = await drawn(api, { loading: 'eager' });
    beat();
    await settle();
    expect(asked(api)).to.equal(1);
    element.scrollIntoView();
    await until(() => asked(api) === 2, 'it catches up');
  });

  it('keeps the picture after a failure, says so, and asks less often', async () => {
    const api = salesApi();
    const element = await drawn(api);
    const recover = api.answer('query', () => problem(503, { message: 'down' }));
    const failed = once(element, 'vibedasher-error');
    beat();
    await failed;
    await status(element, 'stale');
    expect(barsOf(element)).to.equal(3);
    await settle(element);
    const tries = asked(api);
    recover();
    beat();
    await settle();
    expect(asked(api)).to.equal(tries);
    beat();
    await status(element, 'ready');
    expect(asked(api)).to.equal(tries + 1);
  });

  it('gives an honest error for what is no interval, and is drawn', async () => {
    const said = listenToConsole();
    const element = mountViz(salesApi(), { refresh: 'soon' });
    await element.ready;
    await until(() => said.length > 0, 'the message');
    expect(said).to.deep.equal([
      '<vibedasher-viz refresh="soon">: use seconds, or a number with s, m or h, as in 5m',
    ]);
    expect(beats.size).to.equal(0);
  });

  it('ends with the element, and goes on when that comes back', async () => {
    const element = await drawn(salesApi());
    element.remove();
    expect(beats.size).to.equal(0);
    document.body.append(element);
    await until(() => beats.size === 1, 'it goes on');
  });
});
