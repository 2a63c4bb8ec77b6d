// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { addChart, BAR, drawn, failed, inside, marks, textOf } from '../support/charts.ts';
import { closePages, environment, once, openPage, type Page, until } from '../support/page.ts';
import {
  addSpec,
  expectAlive,
  expectUntouched,
  openWatched,
  useWatchedPage,
  watchOf,
} from '../support/watched.ts';

const listening = (events: unknown) => ({
  ...BAR,
  params: [{ name: 'pick', select: { type: 'point', on: events } }],
});
const bound = (bind: unknown) => ({ ...BAR, params: [{ name: 'size', value: 3, bind }] });

describe('promise 5 (no control of the host): a chart', () => {
  let page: Page;
  useWatchedPage((opened) => (page = opened));

  const STREAMS = `
    window:keydown window:message window:storage window:pointermove window:click document:click document:keydown
    body:click #login:input .password:input form:submit`;
  for (const events of [
    ...STREAMS.trim().split(/\s+/),
    '[pointerdown, pointerup] > window:keydown',
    { source: 'window', type: 'keydown' },
    { source: '#login', type: 'input' },
  ]) {
    const text = typeof events === 'string' ? events : `${events.source}:${events.type}`;
    it(`refuses to listen to ${JSON.stringify(events)}`, async () => {
      const error = await failed(addSpec(page, listening(events)));
      expect(error.kind).to.equal('spec');
      expect(error.message).to.contain(text.split('> ').at(-1));
    });
  }

  it('refuses to listen to the page in a handler of a parameter', async () => {
    const on = [{ events: 'window:keydown', update: 'event.key' }];
    const error = await failed(addSpec(page, { ...BAR, params: [{ name: 'keys', value: '', on }] }));
    expect(error.message).to.contain('window:keydown');
  });

  it('refuses to listen to the page in a configuration', async () => {
    const on = [{ events: '#login:input', update: 'event.type' }];
    const config = { signals: [{ name: 'keys', value: '', on }] };
    const outcome = addSpec(page, { ...BAR, config });
    const error = await outcome.ready.then(
      () => null,
      (cause: unknown) => cause as Error,
    );
    if (error) expect(error.message).to.contain('#login:input');
    const input = page.document.createElement('input');
    input.id = 'login';
    page.document.body.append(input);
    input.dispatchEvent(new page.window.Event('input', { bubbles: true }));
    expect(outcome.view?.getState().signals?.['keys'] ?? '').to.equal('');
  });

  it('refuses inputs outside of it', async () => {
    const login = page.document.createElement('form');
    login.id = 'login';
    page.document.body.append(login);
    for (const element of ['#login', 'body', 'form']) {
      const error = await failed(addSpec(page, bound({ input: 'range', element })));
      expect(error.kind).to.equal('spec');
      expect(error.message).to.contain(element);
    }
    expect(login.childElementCount).to.equal(0);
  });

  it('refuses to control an input of the page', async () => {
    const error = await failed(addSpec(page, bound({ element: 'input', event: 'input' })));
    expect(error.kind).to.equal('spec');
  });

  it('keeps its inputs from affecting the page', async () => {
    const bind = {
      ...{ input: 'text', name: '<b>Size</b>', placeholder: 'Size', style: 'position: fixed; inset: 0' },
      ...{ onfocus: 'alert(1)', autofocus: true, formaction: 'https://evil.example/', id: 'x' },
      autocomplete: 'current-password',
    };
    const viz = await drawn(addSpec(page, bound(bind)));
    const names = inside(viz).querySelector('input')!.getAttributeNames();
    expect(names).to.have.members(['type', 'name', 'placeholder']);
    expect(inside(viz).querySelector('.vega-bind b')).to.equal(null);
    for (const input of ['password', 'file', 'hidden', 'image', 'submit']) {
      expect((await failed(addSpec(page, bound({ input })))).message).to.contain(input);
    }
  });

  it('creates inputs outside of a form', async () => {
    const viz = await drawn(addSpec(page, bound({ input: 'text' })));
    expect(inside(viz).querySelector('input')!.form).to.equal(null);
  });

  for (const name of ['remove', 'replaceWith', 'cloneNode', 'querySelectorAll', 'appendChild']) {
    it(`removes all its inputs if a parameter is named ${name}`, async () => {
      const params = [name, 'other'].map((each) => ({ ...bound({ input: 'text' }).params[0], name: each }));
      const viz = await drawn(addSpec(page, { ...BAR, params }));
      expect(inside(viz).querySelectorAll('.vega-bindings input')).to.have.length(2);
      viz.spec = BAR as unknown as VegaLiteSpec;
      await until(() => inside(viz).querySelectorAll('.vega-bindings input').length === 0, 'no inputs');
      viz.remove();
    });
  }

  it('drops usermeta', async () => {
    const usermeta = { embedOptions: { ast: false, actions: true, defaultStyle: true, renderer: 'canvas' } };
    const viz = await drawn(addSpec(page, { ...BAR, usermeta }));
    expect(inside(viz).querySelector('.chart svg')).not.to.equal(null);
    expect(inside(viz).querySelector('details, .vega-actions')).to.equal(null);
  });

  it('refuses to set the cursor of the page', async () => {
    const error = await failed(addSpec(page, { ...BAR, params: [{ name: 'cursor', value: 'none' }] }));
    expect(error.message).to.contain('cursor');
    const spec = {
      ...BAR,
      mark: { type: 'bar', cursor: 'wait' },
      config: { events: { globalCursor: true } },
    };
    const viz = await drawn(addSpec(page, spec));
    const bar = marks(viz, 'rect')[0]!;
    bar.dispatchEvent(new page.window.PointerEvent('pointermove', { bubbles: true, composed: true }));
    await viz.view!.runAsync();
    expect(page.document.body.style.cursor).to.equal('');
    expect(page.document.documentElement.style.cursor).to.equal('');
  });

  it('receives no keyboard events of the page', async () => {
    const on = [{ events: 'keydown', update: 'event.key' }];
    const viz = await drawn(addSpec(page, { ...BAR, params: [{ name: 'typed', value: '', on }] }));
    const input = page.document.createElement('input');
    page.document.body.append(input);
    input.dispatchEvent(
      new page.window.KeyboardEvent('keydown', { key: 's', bubbles: true, composed: true }),
    );
    await viz.view!.runAsync();
    expect(viz.view!.signal('typed')).to.equal('');
  });
});

describe('promise 5: an interactive chart', () => {
  let page: Page;
  useWatchedPage((opened) => (page = opened));

  /** Dispatches an event on a chart's plot. Returns whether its default action happens and the page receives it. */
  function isUsual(viz: VibedasherViz, type: string, more: object = {}): boolean {
    const target = inside(viz).querySelector('.chart svg .background, .chart canvas')!;
    const { left, top } = target.getBoundingClientRect();
    const place = { clientX: left + 20, clientY: top + 20 };
    const Kind = /wheel/.test(type) ? page.window.WheelEvent : page.window.MouseEvent;
    const event = new Kind(type, { bubbles: true, composed: true, cancelable: true, ...place, ...more });
    // Not all browsers can create touch events.
    if (type.startsWith('touch')) Object.defineProperty(event, 'changedTouches', { value: [place] });
    let isHeard = false;
    const hear = () => (isHeard = true);
    page.document.addEventListener(type, hear, { once: true });
    const goesOn = target.dispatchEvent(event);
    page.document.removeEventListener(type, hear);
    return goesOn && isHeard;
  }

  const TYPES =
    'wheel mousewheel touchstart touchmove touchend contextmenu keydown pointerdown mousedown pointermove click dblclick ' +
    'dragover auxclick selectstart';
  const handled = (events: string) => ({
    ...BAR,
    params: [{ name: 'n', value: 0, on: [{ events, update: 'n + 1' }] }],
  });
  const LISTENING: Readonly<Record<string, (type: string) => object>> = {
    'a selection': (type) => listening(`${type}!`),
    'a parameter': (type) => handled(`${type}!`),
    'a drag': (type) => handled(`[${type}!, pointerup!] > ${type}!`),
    'a configuration': (type) => ({
      ...listening(type),
      config: { events: { defaults: { prevent: true } } },
    }),
  };

  for (const renderer of ['svg', 'canvas']) {
    for (const [name, specFor] of Object.entries(LISTENING)) {
      it(`prevents no default action with ${name} (${renderer})`, async () => {
        for (const type of TYPES.split(' ')) {
          const viz = await drawn(addSpec(page, specFor(type), { renderer }));
          expect(isUsual(viz, type), type).to.equal(true);
          expect(isUsual(viz, type), `${type} again`).to.equal(true);
          await viz.view!.runAsync();
          viz.remove();
        }
      }).timeout(60_000);
    }
  }

  it('prevents the default action of the wheel only while Ctrl or ⌘ is held and if it zooms', async () => {
    const params = [{ name: 'grid', select: 'interval', bind: 'scales' }];
    const amount = { field: 'amount', type: 'quantitative' };
    const encoding = { x: amount, y: amount };
    const viz = await drawn(addSpec(page, { mark: 'point', encoding, params }));
    const domain = async () => {
      await viz.view!.runAsync();
      return JSON.stringify((viz.view!.scale('x') as { domain(): number[] }).domain());
    };
    const before = await domain();
    expect(isUsual(viz, 'wheel', { deltaY: -100 })).to.equal(true);
    expect(await domain(), 'by the wheel alone').to.equal(before);
    for (const key of ['ctrlKey', 'metaKey']) {
      const last = await domain();
      expect(isUsual(viz, 'wheel', { deltaY: -100, [key]: true })).to.equal(false);
      expect(await domain(), key).not.to.equal(last);
    }
    const bars = await drawn(addSpec(page, BAR));
    expect(isUsual(bars, 'wheel', { deltaY: -100, ctrlKey: true })).to.equal(true);
  });

  it('allows vertical scrolling by touch', async () => {
    const touch = (viz: VibedasherViz) =>
      page.window.getComputedStyle(viz.view!.container()!).touchAction.split(' ').sort().join(' ');
    const brushed = await drawn(addSpec(page, { ...BAR, params: [{ name: 'brush', select: 'interval' }] }));
    expect(touch(brushed)).to.equal('pan-y pinch-zoom');
    expect(touch(await drawn(addSpec(page, BAR)))).to.equal('auto');
  });
});

describe('promise 5: selections that Vega-Lite compiles to moves on window', () => {
  let page: Page;
  useWatchedPage((opened) => (page = opened));

  const amount = { field: 'amount', type: 'quantitative', scale: { domain: [0, 100] } };
  const POINTS = { mark: 'point', encoding: { x: amount, y: amount } };

  /** Returns the viewport position of a point in the plot, given as fractions of its width and height. */
  function place(viz: VibedasherViz, x: number, y: number): { clientX: number; clientY: number } {
    const { left, top } = inside(viz).querySelector('.chart svg')!.getBoundingClientRect();
    const [originX, originY] = viz.view!.origin();
    return {
      clientX: left + originX + x * Number(viz.view!.signal('width')),
      clientY: top + originY + y * Number(viz.view!.signal('height')),
    };
  }

  function point(target: EventTarget, type: string, at: object): void {
    const init = { bubbles: true, composed: true, pointerId: 1, isPrimary: true, button: 0, ...at };
    target.dispatchEvent(new page.window.PointerEvent(`pointer${type}`, init));
  }

  it('brush, and continue beyond the chart until the pointer is up', async () => {
    const viz = await drawn(addSpec(page, { ...POINTS, params: [{ name: 'brush', select: 'interval' }] }));
    const background = inside(viz).querySelector('.chart svg .background')!;
    const extent = async (): Promise<string> => {
      await viz.view!.runAsync();
      return JSON.stringify(viz.view!.signal('brush'));
    };
    const start = await extent();
    point(page.window, 'move', place(viz, 0.5, 0.5));
    point(page.window, 'up', place(viz, 0.5, 0.5));
    expect(await extent(), 'before the pointer is down').to.equal(start);

    point(background, 'down', place(viz, 0.2, 0.2));
    point(page.window, 'move', place(viz, 0.5, 0.5));
    const dragged = await extent();
    expect(dragged).not.to.equal(start);
    point(page.window, 'move', place(viz, 2, 0.8));
    const beyond = await extent();
    expect(beyond).not.to.equal(dragged);
    point(page.window, 'up', place(viz, 2, 0.8));
    point(page.window, 'move', place(viz, 0.3, 0.3));
    expect(await extent(), 'after the pointer is up').to.equal(beyond);
  });

  it('pan and zoom', async () => {
    const params = [{ name: 'grid', select: 'interval', bind: 'scales' }];
    const viz = await drawn(addSpec(page, { ...POINTS, params }));
    const background = inside(viz).querySelector('.chart svg .background')!;
    const domain = async (): Promise<number[]> => {
      await viz.view!.runAsync();
      return [...(viz.view!.scale('x') as { domain(): number[] }).domain()];
    };
    expect(await domain()).to.deep.equal([0, 100]);
    point(background, 'down', place(viz, 0.5, 0.5));
    point(page.window, 'move', place(viz, 0.25, 0.5));
    point(page.window, 'up', place(viz, 0.25, 0.5));
    const [from, to] = await domain();
    expect(from).to.be.closeTo(25, 1);
    expect(to).to.be.closeTo(125, 1);
    const wheel = { bubbles: true, composed: true, cancelable: true, ctrlKey: true, ...place(viz, 0.5, 0.5) };
    background.dispatchEvent(new page.window.WheelEvent('wheel', { ...wheel, deltaY: -200 }));
    const [nearer, farther] = await domain();
    expect(farther! - nearer!).to.be.lessThan(to! - from!);
  });
});

describe('promise 6: privacy', () => {
  afterEach(closePages);

  it('is protected: a page uses no cookie, storage or beacon, and only anonymous requests', async () => {
    const page = await openWatched();
    const { api, storage } = await environment();
    const stores = await Promise.all([
      drawn(addChart(page, {})),
      drawn(addChart(page, { attributes: { account: '', slug: 'carbon-dioxide' } })),
      drawn(
        addChart(page, { attributes: { account: 'northwind-labs', slug: 'column-sets', chart: 'places' } }),
      ),
      drawn(addSpec(page, BAR)),
      failed(addChart(page, { attributes: { slug: 'draft-budget' } })),
      failed(addChart(page, { attributes: { slug: 'broken-query' } })),
    ]);
    const [first] = stores;
    await first.refresh();
    inside(first).querySelector<HTMLButtonElement>('[part=toolbar] button')!.click();
    await until(() => textOf(first, 'table').includes('European starling'), 'the table');
    first.setParams({ nothing: 1 });
    first.theme = 'dark';
    await first.updateComplete;
    await expectUntouched(page);

    const { fetches } = watchOf(page);
    const origins = new Set(fetches.map(({ url }) => new URL(url).origin));
    expect([...origins]).to.include(new URL(api!).origin);
    // Few rows are in the answer of the API.
    expect([new URL(api!).origin, new URL(storage!).origin]).to.include.members([...origins]);
    // For cross-origin requests such as these, `same-origin` sends no credentials, either.
    expect([...origins]).not.to.include(location.origin);
    for (const { url, method, credentials, referrerPolicy, headers } of fetches) {
      const presigned = url.startsWith(storage!);
      expect(credentials, url).to.equal(method === 'GET' && !presigned ? 'same-origin' : 'omit');
      expect(referrerPolicy, url).to.equal(presigned ? 'no-referrer' : 'strict-origin-when-cross-origin');
      expect(
        headers.filter((name) => !['accept', 'content-type'].includes(name)),
        url,
      ).to.deep.equal([]);
    }
    // Includes requests that no wrapped function would detect.
    expect(page.requests().filter((url) => url.startsWith(api!)).length).to.be.at.least(8);
  });

  it('is protected: the storage stays empty on a page with the plain snippet', async () => {
    const page = await openPage('plain.html');
    const { localStorage, sessionStorage, document, indexedDB } = page.window;
    const state = async () => ({
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      cookie: document.cookie,
      databases: await indexedDB.databases(),
      caches: 'caches' in page.window ? await page.window.caches.keys() : [],
    });
    const bare = await openPage('bare.html');
    const before = Object.keys(bare.window.localStorage);
    await drawn(page.document.querySelector('vibedasher-viz')!);
    expect(await state()).to.deep.include({ local: before, cookie: '', databases: [], caches: [] });
  });
});

describe('promise 7: a page with hostile charts', () => {
  let page: Page;
  useWatchedPage((opened) => (page = opened));

  /** Returns nested layers as text, because `JSON.stringify()` is recursive. */
  const nested = (depth: number): string =>
    `${'{"layer":['.repeat(depth)}${JSON.stringify(BAR)}${']}'.repeat(depth)}`;

  const LOESS = {
    data: { sequence: { start: 0, stop: 100_000, as: 'a' } },
    transform: [{ loess: 'a', on: 'a' }],
    mark: 'point',
    encoding: { x: { field: 'a', type: 'quantitative' } },
  };
  const SEQUENCE = { ...BAR, data: { sequence: { start: 0, stop: 1e9 } } };
  /** One of each kind, in all engines. Others (`*-bombs.test.ts`) run in one, because costs are the same in all. */
  const HOSTILE: Readonly<Record<string, readonly [spec: object | string, limit: RegExp]>> = {
    'a sequence of a billion numbers': [SEQUENCE, /1000000 are/],
    'ten thousand layers': [{ layer: Array(10_000).fill(BAR) }, /500 are/],
    'three thousand nested layers': [nested(3000), /100 are/],
    'a hundred million pixels': [{ ...BAR, width: 1e4, height: 1e4 }, /10000000 are/],
    'a billion values by expression': [
      { ...BAR, transform: [{ calculate: 'sequence(1e9)', as: 'x' }] },
      /1000000 are/,
    ],
    'a loess over many rows': [LOESS, /steps at once: at most \d{9} are/],
  };
  for (const [name, [given, limit]] of Object.entries(HOSTILE)) {
    it(`refuses a spec with an error that names the limit: ${name}`, async () => {
      const honest = addSpec(page, BAR);
      const text = typeof given === 'string' ? given : JSON.stringify(given);
      const properties = { spec: page.window.JSON.parse(text) as VegaLiteSpec };
      const hostile = addSpec(page, undefined, { fit: 'none' }, properties);
      const error = await failed(hostile);
      expect(error.kind).to.equal('spec');
      expect(error.message).to.match(limit);
      await drawn(honest);
      expect(marks(honest, 'rect')).to.have.length(3);
      await expectAlive(page);
    });
  }

  it('keeps results within max-cells', async () => {
    const error = await failed(addChart(page, { attributes: { 'max-cells': '5' } }));
    expect(error.kind).to.equal('too-large');
    expect(error.message).to.contain('5');
  });

  it('limits its concurrent requests', async () => {
    const fetching = { now: 0, most: 0 };
    const { fetch } = page.window;
    page.window.fetch = async (...args) => {
      fetching.most = Math.max(fetching.most, (fetching.now += 1));
      try {
        return await fetch(...args);
      } finally {
        fetching.now -= 1;
      }
    };
    const number = { account: 'northwind-labs', slug: 'column-sets', chart: 'number' };
    const all = Array.from({ length: 30 }, (_, index) =>
      addChart(page, { attributes: { ...number, sql: `SELECT ${index} AS value` } }),
    );
    await Promise.all(all.map(drawn));
    // Two origins, six each.
    expect(fetching.most).to.be.at.most(12);
  });

  it('draws a harmless spec after a hostile one', async () => {
    const viz = addSpec(page, SEQUENCE);
    await failed(viz);
    const loaded = once(viz, 'vibedasher-load');
    viz.spec = page.window.JSON.parse(JSON.stringify(BAR)) as object as NonNullable<typeof viz.spec>;
    await loaded;
    expect(viz.error).to.equal(null);
    expect(marks(viz, 'rect')).to.have.length(3);
  });
});
