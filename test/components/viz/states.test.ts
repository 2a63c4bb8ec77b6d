import { expect } from 'chai';
import type {
  VibedasherErrorEvent,
  VibedasherLoadEvent,
  VibedasherStatusEvent,
} from '../../../src/events.ts';
import { problem, rows, type FakeApi } from '../../support/fake-api.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import type { VibedasherError } from '../../../src/public-client/errors.ts';
import { once, until } from '../../support/page.ts';
import {
  barsOf,
  buttonsOf,
  createViz,
  eventsOf,
  mountViz,
  press,
  readyViz,
  recordConsole,
  rectOf,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  statesOf,
  status,
  statusesOf,
  textOf,
} from './harness.ts';

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ja', 'zh', 'ar'];
const NOTHING = rows(['dimension', 'value'], []);
const MORE = rows(['dimension', 'value'], Object.entries({ North: 1, South: 2, East: 3, West: 4 }));
const down = (): Response => problem(500, { error: 'down', message: 'The engine is down' });

const types = (events: readonly Event[]): readonly string[] =>
  events.map((event) =>
    event.type === 'vibedasher-status'
      ? (event as VibedasherStatusEvent).status
      : event.type.replace('vibedasher-', ''),
  );

/** Lets a refresh fail. */
async function fail(element: VibedasherViz, api: FakeApi, response = down()): Promise<void> {
  api.script('query', response);
  await element.refresh().catch(() => {});
  await settle(element);
  expect(statesOf(element)).to.deep.equal(['stale']);
}

describe('<vibedasher-viz>: states and events', () => {
  recordConsole();

  it('is idle until it is in the page', () => {
    const element = createViz(salesApi());
    expect(element.status).to.equal('idle');
    expect(statesOf(element)).to.deep.equal([]);
    expect([element.viz, element.data, element.view, element.error]).to.deep.equal([null, null, null, null]);
  });

  it('dispatches the events of a chart in order and once each', async () => {
    const element = createViz(salesApi());
    const events = eventsOf(element);
    document.body.append(element);
    await element.ready;
    element.requestUpdate();
    await settle(element);
    expect(types(events)).to.deep.equal(['loading', 'ready', 'data', 'load']);
    expect(events.map((event) => (event as VibedasherStatusEvent).previous)).to.deep.equal([
      ...['idle', 'loading', undefined, undefined],
    ]);
    expect(events.map(({ bubbles, composed }) => bubbles || composed)).to.not.include(true);
    expect(element.viz?.name).to.equal('Sales by region');
    expect(element.data?.rows).to.have.length(3);
    expect(element.view).to.have.property('signal');
    expect(element.error).to.equal(null);
  });

  it('dispatches the load event for an empty result', async () => {
    const element = createViz(salesApi({ queries: { [SALES_SQL]: NOTHING } }));
    const events = eventsOf(element);
    document.body.append(element);
    await element.ready;
    expect(types(events)).to.deep.equal(['loading', 'empty', 'data', 'load']);
    expect(textOf(element, '.stage .message')).to.equal('No data to display.');
  });

  it('dispatches one bubbling event for an error', async () => {
    const api = salesApi();
    api.script('query', down());
    const host = document.body.appendChild(Object.assign(document.createElement('div'), { hidden: false }));
    host.dataset['test'] = '';
    const root = host.attachShadow({ mode: 'open' });
    const outside = eventsOf(document);
    const element = createViz(api);
    const events = eventsOf(element);
    root.append(element);
    const reason: unknown = await element.ready.catch((error: unknown) => error);
    element.requestUpdate();
    await settle(element);
    expect(types(events)).to.deep.equal(['loading', 'error', 'error']);
    expect(types(outside)).to.deep.equal(['error']);
    const [event] = outside as readonly VibedasherErrorEvent[];
    expect(event?.error).to.equal(element.error).and.to.equal(reason);
    expect(event?.kind).to.equal('unavailable').and.to.equal(element.error?.kind);
  });

  it('has set its state and picture when it dispatches an event', async () => {
    const api = salesApi();
    const element = createViz(api);
    const seen: unknown[] = [];
    for (const type of ['vibedasher-status', 'vibedasher-load', 'vibedasher-error']) {
      element.addEventListener(type, () =>
        seen.push([element.status, ...statesOf(element), barsOf(element)]),
      );
    }
    document.body.append(element);
    await element.ready;
    api.script('query', down());
    await element.refresh().catch(() => {});
    expect(seen).to.deep.equal([
      ['loading', 'loading', 0],
      ['ready', 'ready', 3],
      ['ready', 'ready', 3],
      ['loading', 'loading', 3],
      ['stale', 'stale', 3],
      ['stale', 'stale', 3],
    ]);
  });

  it('reports timings of the first picture', async () => {
    const api = salesApi();
    const element = createViz(api);
    const events = eventsOf(element);
    const release = api.hold('viz');
    document.body.append(element);
    await api.seen('viz');
    // Browser clocks have a resolution of up to 1 ms, and this API may respond faster.
    const start = performance.now();
    await until(() => performance.now() > start, 'the next tick of the clock');
    release();
    await element.ready;
    const { timings } = events.at(-1) as VibedasherLoadEvent;
    expect(Object.keys(timings)).to.have.members(['viz', 'query', 'decode', 'engine', 'render', 'total']);
    for (const [name, value] of Object.entries(timings)) expect(value, name).to.be.within(0, timings.total);
    expect(timings.viz, 'viz').to.be.above(0);
    expect(timings.query, 'query').to.be.above(0);
    expect(timings.total, 'total').to.be.above(0);
  });

  describe('refresh()', () => {
    it('sends a new query and resolves when the new picture is drawn', async () => {
      const api = salesApi();
      const element = await readyViz(api);
      const events = eventsOf(element);
      api.setQuery(SALES_SQL, MORE);
      await element.refresh();
      expect(types(events)).to.deep.equal(['loading', 'ready', 'data']);
      expect(element.data?.rows).to.have.length(4);
      expect(barsOf(element)).to.equal(4);
      expect(textOf(element, '[role=status]')).to.equal('Sales by region: data updated.');
    });

    it('keeps the last picture on failure, with a notice and a button to try again', async () => {
      const api = salesApi();
      const element = await readyViz(api);
      api.script('query', down());
      const reason: unknown = await element.refresh().catch((error: unknown) => error);
      expect(reason).to.equal(element.error);
      expect(statesOf(element)).to.deep.equal(['stale']);
      expect(barsOf(element)).to.equal(3);
      expect(element.data?.rows).to.have.length(3);
      expect(textOf(element, '[part=status]')).to.match(/^Update failed\. Last updated /);
      expect(buttonsOf(element)).to.deep.equal(['Try again', 'Show table']);

      press(element, 'Try again');
      await status(element, 'ready');
      expect(element.error).to.equal(null);
      expect(textOf(element, '[part=status]')).to.equal('');
    });

    /** Width and height of the box, and the number of lines for the notice. */
    for (const [width, height, lines] of [
      [340, 240, 2],
      [340, 400, 2],
      [450, 253, 2],
      [450, 400, 2],
      [900, 506, 1],
    ] as const) {
      for (const lang of LANGUAGES) {
        it(`keeps the height of the picture on failure: ${width} × ${height} px, ${lang}`, async () => {
          const api = salesApi();
          const style = `width: ${width}px; height: ${height}px; font: 16px sans-serif`;
          const element = await readyViz(api, { lang, style, renderer: 'svg' });
          await settle(element);
          const heightOf = (selector: string): number => rectOf(element, selector).height;
          const before = [heightOf('.stage'), heightOf('.picture svg')];
          await fail(element, api);
          expect([heightOf('.stage'), heightOf('.picture svg')]).to.deep.equal(before);
          const text = rectOf(element, '.notices [title]');
          const button = rectOf(element, '.notices button');
          if (lines === 1) expect(button.top).to.be.closeTo(text.top, 4);
          expect(text.height / 24).to.be.at.most(lines);
          expect(text.top).to.be.at.least(rectOf(element, '.picture svg').bottom - 1);
          expect(button.right).to.be.at.most(element.getBoundingClientRect().right);
        });
      }
    }

    for (const lang of LANGUAGES) {
      for (const source of [null, 'Office for National Statistics, Labour Market'])
        it(`shows the age in full on a phone, and moves nothing: ${lang}${source ? ', source' : ''}`, async () => {
          const api = salesApi();
          const style = 'width: 320px; height: 460px; font: 16px "DejaVu Sans Condensed", sans-serif';
          const element = await readyViz(api, { lang, ...(source && { source }), style, renderer: 'svg' });
          await settle(element);
          const places = (): string =>
            JSON.stringify(
              ['.stage', '.picture svg', '.footer', '.tools'].map((each) => rectOf(element, each)),
            );
          const before = places();
          await fail(element, api);
          expect(places()).to.equal(before);

          const notice = shadow(element).querySelector<HTMLElement>('.notices [title]')!;
          const box = element.getBoundingClientRect();
          for (const rect of [...notice.getClientRects(), rectOf(element, '.notices button')]) {
            expect(rect.left).to.be.at.least(box.left);
            expect(rect.right).to.be.at.most(box.right);
            expect(rect.bottom).to.be.at.most(box.bottom + 1);
            expect(rect.top).to.be.at.least(rectOf(element, '.picture svg').bottom - 1);
          }
          expect(notice.scrollWidth).to.be.at.most(notice.clientWidth);
        });
    }

    it('shows a notice without a button below the picture on a phone', async () => {
      const api = salesApi();
      const style = 'width: 320px; height: 460px; font: 16px sans-serif';
      const element = await readyViz(api, { style, renderer: 'svg' });
      await fail(element, api, problem(400, { message: 'no such column' }));
      expect(buttonsOf(element)).to.deep.equal(['Show table']);
      const [notice, picture] = ['.notices [title]', '.picture svg'].map((selector) =>
        rectOf(element, selector),
      );
      expect(notice!.top).to.be.at.least(picture!.bottom - 1);
    });

    it('shows the button on failure even in a very low box', async () => {
      const api = salesApi();
      api.answer('query', down);
      const element = mountViz(api, { style: 'width: 240px; height: 128px; font: 16px sans-serif' });
      await element.ready.catch(() => {});
      await settle(element);
      const button = rectOf(element, '.message button');
      expect(button.bottom).to.be.at.most(element.getBoundingClientRect().bottom);
    });

    it('fades rows that do not match the current parameters', async () => {
      const api = salesApi();
      const element = await readyViz(api);
      const recover = api.answer('query', down);
      element.sql = 'SELECT 2 AS dimension, 3 AS value';
      await status(element, 'stale');
      expect(shadow(element).querySelector('.figure.waiting')).not.to.equal(null);
      expect(textOf(element, '[part=status]')).to.contain('Showing earlier data.');
      recover();
      element.sql = null;
      await status(element, 'ready');
      expect(shadow(element).querySelector('.figure.waiting')).to.equal(null);
    });

    it('resolves with the first picture if the element has not started loading', async () => {
      const element = createViz(salesApi());
      let done = false;
      const refreshed = element.refresh().then(() => (done = true));
      await settle();
      expect(done).to.equal(false);
      document.body.append(element);
      await refreshed;
      expect(barsOf(element)).to.equal(3);
    });

    it('causes no unhandled rejection', async () => {
      const api = salesApi();
      const element = await readyViz(api);
      api.script('query', down());
      const unhandled: unknown[] = [];
      const take = (event: PromiseRejectionEvent): void => {
        unhandled.push(event.reason);
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      window.addEventListener('unhandledrejection', take, { capture: true });
      void element.refresh();
      await status(element, 'stale');
      element.slug = 'gone';
      await status(element, 'error');
      await settle(element);
      window.removeEventListener('unhandledrejection', take, { capture: true });
      expect(unhandled).to.deep.equal([]);
    });
  });

  describe('ready', () => {
    it('is the same promise while the source is the same', async () => {
      const element = mountViz(salesApi());
      const { ready } = element;
      await ready;
      await element.refresh();
      element.setParams({ year: 2024 });
      await status(element, 'ready');
      expect(element.ready).to.equal(ready);
    });

    it('is a new promise when the source changes', async () => {
      const api = salesApi({
        vizzes: { 'acme/other': { name: 'Other', files: { 'charts/main.sql': SALES_SQL } } },
      });
      const element = mountViz(api);
      const { ready } = element;
      await ready;
      const events = eventsOf(element);
      element.slug = 'other';
      await status(element, 'loading');
      expect(element.ready).to.not.equal(ready);
      await element.ready;
      expect(types(events)).to.include('load');
      expect(element.viz?.name).to.equal('Other');
    });

    it('is a new promise when another chart of the viz has failed and is retried', async () => {
      const files = { 'charts/main.sql': SALES_SQL, 'charts/other.sql': 'SELECT other' };
      const api = salesApi({
        vizzes: { 'acme/two': { name: 'Two', files } },
        queries: { 'SELECT other': MORE },
      });
      const element = await readyViz(api, { slug: 'two' });
      api.script('query', down());
      element.chart = 'other';
      await status(element, 'stale');
      const { ready } = element;
      expect(await ready.catch(({ kind }: VibedasherError) => kind)).to.equal('unavailable');
      const loaded = once(element, 'vibedasher-load');
      press(element, 'Try again');
      await status(element, 'loading');
      expect(element.ready).to.not.equal(ready);
      await Promise.all([element.ready, loaded]);
      expect(element.data?.rows).to.have.length(4);
      api.script('query', down());
      const last = element.ready;
      await element.refresh().catch(() => {});
      await element.refresh();
      expect(element.ready, 'the picture of the source was drawn').to.equal(last);
    });

    it('resolves with the next source if the source changes meanwhile', async () => {
      const api = salesApi({
        vizzes: { 'acme/other': { name: 'Other', files: { 'charts/main.sql': SALES_SQL } } },
      });
      const release = api.hold('viz');
      const element = mountViz(api);
      const { ready } = element;
      await api.seen('viz');
      element.slug = 'other';
      await api.seen('viz', 2);
      release();
      await ready;
      expect(element.viz?.name).to.equal('Other');
    });
  });

  it('reaches every status and recovers', async () => {
    const api = salesApi();
    const element = createViz(api);
    const statuses = statusesOf(element);
    api.script('query', down());
    document.body.append(element);
    await status(element, 'error');
    await element.refresh();
    api.script('query', down());
    await element.refresh().catch(() => {});
    api.setQuery(SALES_SQL, NOTHING);
    await element.refresh();
    api.setQuery(SALES_SQL, MORE);
    await element.refresh();
    expect(statuses).to.deep.equal([
      ...['loading', 'error', 'loading', 'ready', 'loading', 'stale'],
      ...['loading', 'empty', 'loading', 'ready'],
    ]);
    expect(barsOf(element)).to.equal(4);
  });
});
