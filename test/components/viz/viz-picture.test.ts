// @engines all
/** Tests what an element with a prerendered picture requests and loads until the chart replaces the picture. */
import { expect } from 'chai';
import morphdom from 'morphdom';
import { styles as pageStyles } from '../../../src/components/page.styles.ts';
import '../../../src/components/dashboard/dashboard-element-define.ts';
import { pictureKey } from '../../../src/charts/picture-key.ts';
import { setEngineProgress } from '../../../src/public-client/engine-progress.ts';
import type { Dataset } from '../../../src/public-client/types.ts';
import { setEngine } from '../../../src/vega/engine.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { problem, rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  BAR_SPEC,
  barsOf,
  buttonsOf,
  cleanUp,
  createViz,
  isShown,
  listenToConsole,
  mountViz,
  place,
  press,
  readyViz,
  rectOf,
  SALES,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  textOf,
} from './harness.ts';

const DATA: Dataset = {
  columns: [
    { name: 'dimension', type: 'string' },
    { name: 'value', type: 'number' },
  ],
  rows: Object.entries({ North: 340, South: 120, East: 210 }),
  truncated: false,
};
const KEY = pictureKey({
  source: { spec: BAR_SPEC },
  data: new Map([['main', DATA]]),
  look: {},
});

const figure = (key = KEY): string =>
  `<figure data-vibedasher data-key="${key}" data-as-of="2026-01-02T00:00:00Z" lang="en">
    <figcaption>Sales by region</figcaption>
    <div><svg width="320" height="160" role="img" aria-label="Sales"><rect width="9" height="9"/></svg></div>
    <details><summary>Data</summary><table><tr><td>North</td></tr></table></details>
  </figure>`;

const loadEngine = async (): Promise<
  ReturnType<typeof import('../../../src/vega/default-engine.ts').createDefaultEngine>
> => {
  const [{ createDefaultEngine }, { getRuntime }] = await Promise.all([
    import('../../../src/vega/default-engine.ts'),
    import('../../../src/vega/runtime.ts'),
  ]);
  return createDefaultEngine(() => Promise.resolve(getRuntime()));
};

describe('<vibedasher-viz>: prerendered picture', () => {
  let engines = 0;

  beforeEach(() => {
    listenToConsole();
    engines = 0;
    setEngine(() => {
      engines += 1;
      return loadEngine();
    });
  });
  afterEach(cleanUp);

  const picture = (element: VibedasherViz): Element => element.querySelector('figure')!;
  const mount = (api: FakeApi, attributes = {}, key?: string): VibedasherViz =>
    mountViz(api, attributes, { content: figure(key) });
  /** Resolves when the element has compared the picture with the rows. */
  const compared = async (api: FakeApi, element: VibedasherViz): Promise<void> => {
    await api.seen('storage');
    for (let turn = 0; turn < 5; turn++) await settle(element);
  };
  /** Resolves when the element listens for interactions with the picture. */
  const watched = (element: VibedasherViz): Promise<unknown> =>
    until(() => element.querySelector('[tabindex]') !== null, 'a picture that can be focused');
  const withSheet = async (): Promise<void> => {
    const sheet = document.createElement('style');
    sheet.dataset['test'] = '';
    sheet.textContent = pageStyles.cssText;
    document.head.append(sheet);
  };
  const reach = (element: VibedasherViz): unknown => element.dispatchEvent(new PointerEvent('pointermove'));

  it('keeps the picture of unchanged rows until the pointer moves, and repeats no request', async () => {
    const api = salesApi();
    const element = mount(api);
    await compared(api, element);
    expect(isShown(picture(element))).to.equal(true);
    expect(engines).to.equal(0);
    expect(element.status).to.equal('idle');
    reach(element);
    await element.ready;
    expect(barsOf(element)).to.equal(3);
    expect(isShown(picture(element))).to.equal(false);
    expect([api.to('viz').length, api.to('query').length]).to.deep.equal([1, 1]);
  });

  it('fades the picture while the engine for queries in the browser loads', async () => {
    await withSheet();
    const api = salesApi();
    const release = api.hold('query');
    const element = mount(api);
    const opacity = (): string => getComputedStyle(picture(element)).opacity;
    await watched(element);
    reach(element);
    await until(() => element.status === 'loading', 'the request');
    expect(opacity()).to.equal('1');
    setEngineProgress(0.5);
    try {
      await until(() => opacity() === '0.45', 'a faded picture');
      // In the shadow root, as prerendering may put it.
      const declared = picture(element).cloneNode(true) as Element;
      shadow(element).prepend(declared);
      expect(getComputedStyle(declared).opacity).to.equal('0.45');
      declared.remove();
    } finally {
      setEngineProgress(null);
    }
    await until(() => opacity() === '1', 'the picture');
    release();
    await element.ready;
    expect(isShown(picture(element))).to.equal(false);
  });

  it('draws changed rows at once and announces them', async () => {
    const api = salesApi();
    const element = mount(api, {}, '00000000');
    await element.ready;
    expect(barsOf(element)).to.equal(3);
    expect(textOf(element, '.announcer[role=status]')).to.contain('updated');
  });

  it('never leaves the box empty while replacing the picture', async () => {
    const api = salesApi();
    const element = mount(api, { activate: 'interaction' });
    await watched(element);
    const blanks: string[] = [];
    const record = (): void => {
      const chart = shadow(element).querySelector('.chart:not(.covered) svg');
      if (!isShown(picture(element)) && !chart) blanks.push(element.status);
      if (element.isConnected && element.status !== 'ready') requestAnimationFrame(record);
    };
    record();
    const sizeOf = ({ offsetWidth, offsetHeight }: HTMLElement): number[] => [offsetWidth, offsetHeight];
    const before = sizeOf(element);
    reach(element);
    await element.ready;
    expect(blanks).to.deep.equal([]);
    expect(sizeOf(element)).to.deep.equal(before);
  });

  it('sends no request before an interaction with activate="interaction"', async () => {
    const api = salesApi();
    const element = mount(api, { activate: 'interaction' });
    for (let turn = 0; turn < 5; turn++) await settle(element);
    expect(api.requests.length).to.equal(0);
    element.querySelector<HTMLElement>('summary')!.focus();
    await element.ready;
    expect(barsOf(element)).to.equal(3);
  });

  it('never draws the chart with activate="never"', async () => {
    const api = salesApi();
    const element = mount(api, { activate: 'never' });
    await settle(element);
    reach(element);
    element.querySelector<HTMLElement>('summary')!.focus();
    for (let turn = 0; turn < 5; turn++) await settle(element);
    expect(api.requests.length).to.equal(0);
    expect(isShown(picture(element))).to.equal(true);
  });

  it('ignores `activate` without a prerendered picture', async () => {
    const element = await readyViz(salesApi(), { activate: 'never' });
    expect(barsOf(element)).to.equal(3);
  });

  it('draws the chart when a parameter changes or a script calls refresh()', async () => {
    const api = salesApi();
    const element = mount(api, { activate: 'interaction' });
    await watched(element);
    element.setParams({ year: 2024 });
    await element.ready;
    const other = mount(api, { activate: 'interaction' });
    await settle(other);
    await other.refresh();
    expect([barsOf(element), barsOf(other)]).to.deep.equal([3, 3]);
  });

  for (const activate of ['visible', 'interaction']) {
    it(`draws the chart when a control of the dashboard changes, with activate="${activate}"`, async () => {
      const api = salesApi();
      const sql = 'SELECT {{year}}';
      api.setQuery(sql, SALES);
      const dashboard = document.createElement('vibedasher-dashboard');
      dashboard.client = createViz(api).client;
      dashboard.innerHTML = '<select name="year"><option>2023</option><option>2024</option></select>';
      const element = createViz(api, { activate, chart: 'main', sql }, { content: figure() });
      dashboard.append(element);
      place().append(dashboard);
      await watched(element);
      if (activate === 'visible') await compared(api, element);
      expect(engines).to.equal(0);
      const select = dashboard.querySelector('select')!;
      select.value = '2024';
      select.dispatchEvent(new Event('change', { bubbles: true }));
      await element.ready;
      expect(barsOf(element)).to.equal(3);
      expect(api.to('query').at(-1)?.body).to.deep.include({ args: { year: '2024' } });
    });
  }

  it('shows an error if the viz no longer exists', async () => {
    const api = salesApi();
    api.answer('viz', () => problem(404, {}));
    const element = mount(api);
    await status(element, 'error');
    await settle(element);
    expect(isShown(picture(element))).to.equal(false);
    expect(shadow(element).querySelector('[part=error]')).to.not.equal(null);
  });

  it('keeps the focus', async () => {
    const element = mount(salesApi(), { activate: 'interaction' });
    await watched(element);
    element.querySelector<HTMLElement>('[tabindex]')!.focus();
    await element.ready;
    await settle(element);
    expect(shadow(element).activeElement).to.equal(shadow(element).querySelector('.chart'));
  });

  it('can focus rows that are shown in place of a picture', async () => {
    const content = figure().replace(/<svg[^]*?<\/svg>/, '<table aria-label="Sales"></table>');
    const element = mountViz(salesApi(), { activate: 'interaction' }, { content });
    await watched(element);
    expect(element.querySelector('[tabindex]')!.firstElementChild?.ariaLabel).to.equal('Sales');
  });

  it('keeps an open table', async () => {
    const element = mount(salesApi(), { activate: 'interaction' });
    await watched(element);
    element.querySelector('details')!.open = true;
    reach(element);
    await element.ready;
    await until(() => shadow(element).querySelector('table') !== null, 'the table');
    expect(buttonsOf(element)).to.include('Show chart');
  });

  it('keeps the picture if the API is down and shows its date next to the table’s button', async () => {
    const api = salesApi();
    api.answer('viz', () => problem(503, {}));
    await withSheet();
    const element = mount(api);
    await until(() => shadow(element).querySelector('.over') !== null, 'the notice');
    expect(textOf(element, '.over')).to.match(/earlier data.*2, 2026|earlier data.*2 Jan/);
    const notice = rectOf(element, '.over');
    const table = element.querySelector('summary')!.getBoundingClientRect();
    expect(notice.right).to.be.at.most(table.left);
    expect(notice.top).to.be.at.least(
      picture(element).querySelector('svg')!.getBoundingClientRect().bottom - 1,
    );
    expect(isShown(picture(element))).to.equal(true);
    expect(engines).to.equal(0);
  });

  it('shows the date of rows that a snapshot has in place of the API, with live="first"', async () => {
    const api = salesApi();
    // As for an API that is down: the rows of a snapshot have its date.
    api.setQuery(SALES_SQL, { result: { ...(SALES.result as object), asOf: '2026-11-29T12:00:00Z' } });
    const element = mountViz(api, {}, { content: figure().replace(/data-as-of="[^"]*"/, '') });
    await until(() => shadow(element).querySelector('.over') !== null, 'the notice');
    expect(textOf(element, '.over')).to.match(/^As of November 29, 2026/);
    expect(engines).to.equal(0);
  });

  it('keeps the picture after an interaction if the API is down, with a button to try again', async () => {
    const api = salesApi();
    const restore = api.answer('viz', () => problem(503, {}));
    const element = mount(api, { activate: 'interaction' });
    await watched(element);
    reach(element);
    await status(element, 'error');
    await settle(element);
    expect(isShown(picture(element))).to.equal(true);
    expect(shadow(element).querySelector('[part=error]')).to.equal(null);
    restore();
    press(element, 'Try again');
    await status(element, 'ready');
    expect(barsOf(element)).to.equal(3);
    expect(isShown(picture(element))).to.equal(false);
  });

  for (const [where, insert] of [
    ['a declarative shadow root', (box, html) => (box as never as ShadowRoot).setHTMLUnsafe(html)],
    ['a template that innerHTML has not attached', (box, html) => (box.innerHTML = html)],
  ] as const satisfies readonly (readonly [string, (box: HTMLElement, html: string) => unknown])[])
    it(`shows and replaces a picture in ${where}`, async () => {
      const api = salesApi();
      const box = place();
      insert(
        box,
        `<vibedasher-viz account="acme" slug="sales" activate="interaction"
          ><template shadowrootmode="open">${figure()}</template></vibedasher-viz>`,
      );
      const element = box.querySelector('vibedasher-viz')!;
      element.client = createViz(api).client;
      await until(() => shadow(element).querySelector('[tabindex]') !== null, 'the picture');
      expect(isShown(shadow(element).querySelector('figure[data-vibedasher]')!)).to.equal(true);
      expect(element.childElementCount).to.equal(0);
      expect(api.requests.length).to.equal(0);
      reach(element);
      await element.ready;
      expect(shadow(element).querySelector('figure[data-vibedasher]')).to.equal(null);
      expect(barsOf(element)).to.equal(3);
    });

  it('does not move other templates of the page', async () => {
    const element = await readyViz(
      salesApi(),
      {},
      { content: '<template shadowrootmode="open"><b>x</b></template>' },
    );
    expect(element.childElementCount).to.equal(1);
    expect(shadow(element).querySelector('b')).to.equal(null);
  });

  for (const [change, act] of [
    ['removes all attributes', (old) => morphdom(old, figure())],
    ['replaces the picture', (old) => (old.outerHTML = figure('00000000'))],
    ['adds another picture', (old) => old.insertAdjacentHTML('afterend', figure())],
  ] as const satisfies readonly (readonly [string, (old: Element) => unknown])[]) {
    it(`keeps the picture hidden if the page ${change} after the chart is drawn`, async () => {
      await withSheet();
      const element = mount(salesApi(), { refresh: '5m' });
      await element.ready;
      await settle(element);
      const before = element.offsetHeight;
      act(picture(element));
      for (let round = 0; round < 2; round++) {
        expect([...element.querySelectorAll('figure')].filter(isShown)).to.deep.equal([]);
        expect(isShown(shadow(element).querySelector('.chart svg')!)).to.equal(true);
        expect(element.offsetHeight).to.equal(before);
        await settle(element);
      }
    });

    it(`keeps the picture visible and focusable if the page ${change} before the chart is drawn`, async () => {
      await withSheet();
      const element = mount(salesApi(), { activate: 'interaction' });
      await watched(element);
      act(picture(element));
      expect(isShown(picture(element))).to.equal(true);
      await watched(element);
      element.querySelector<HTMLElement>('[tabindex]')!.focus();
      await element.ready;
      await settle(element);
      expect([...element.querySelectorAll('figure')].filter(isShown)).to.deep.equal([]);
      expect(shadow(element).activeElement?.matches('.chart')).to.equal(true);
    });
  }

  it('hides a picture that is added after the chart was drawn', async () => {
    await withSheet();
    const element = await readyViz(salesApi());
    element.innerHTML = figure();
    expect(isShown(picture(element))).to.equal(false);
    expect(isShown(shadow(element).querySelector('.chart svg')!)).to.equal(true);
  });

  it('draws the chart if the page removes the picture', async () => {
    await withSheet();
    const element = mount(salesApi(), { activate: 'interaction' });
    await watched(element);
    picture(element).remove();
    await element.ready;
    await settle(element);
    expect(barsOf(element)).to.equal(3);
    expect(isShown(shadow(element).querySelector('.chart svg')!)).to.equal(true);
  });

  for (const link of ['', '<a href="/sales">Sales</a>'])
    it(`shows ${link ? 'the author’s fallback' : 'an error'} instead of the picture if another viz fails`, async () => {
      const element = await readyViz(salesApi(), { refresh: '5m' }, { content: link + figure() });
      element.slug = 'other';
      await status(element, 'error');
      await settle(element);
      expect(isShown(picture(element))).to.equal(false);
      if (link) expect(isShown(element.querySelector('a')!)).to.equal(true);
      else expect(shadow(element).querySelector('[part=error]')).to.not.equal(null);
    });

  it('computes equal keys only for equal rows', () => {
    const key = (value: unknown): string =>
      pictureKey({
        source: { spec: null },
        data: new Map([['main', { ...DATA, rows: [['North', value as number]] }]]),
        look: {},
      });
    expect(key(1)).to.equal(key(1));
    expect(key(1)).to.not.equal(key(2));
    expect(key(new Date(2026, 0, 2))).to.not.equal(key(new Date(2026, 0, 3)));
    expect(key(1)).to.match(/^[\da-f]{8}$/);
  });

  it('queries again on refresh() and draws changed rows', async () => {
    const api = salesApi();
    const element = mount(api);
    await compared(api, element);
    api.setQuery(SALES_SQL, rows(['dimension', 'value'], [['North', 1]]));
    await element.refresh();
    expect(barsOf(element)).to.equal(1);
  });
});
