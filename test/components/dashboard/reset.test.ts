// @engines all
import { expect } from 'chai';
import type { VibedasherParamsEvent } from '../../../src/events.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createFakeApi, rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { cleanUp, eventsOf, listenToConsole, place, settle, shadow, textOf } from '../viz/harness.ts';
import { cellOf, mountDashboard, PARAMS, salesApi, type DashboardPage } from './harness.ts';

const SHOPS = 'SELECT shop, amount FROM sales';
const KINDS = 'SELECT kind, amount FROM sales';
const SOLD = "SELECT amount FROM sales WHERE shop = '{{shop}}' AND year = {{year}}";

const BAR = (field: string): string =>
  `<script type="application/vnd.vegalite+json">${JSON.stringify({
    mark: 'bar',
    encoding: { x: { field, type: 'nominal' }, y: { field: 'amount', type: 'quantitative' } },
  })}</script>`;
const CHART = (id: string, sql: string, more: string, field: string): string =>
  `<vibedasher-viz id="${id}" ${more} loading="eager" style="width: 400px; height: 260px">
    <script type="application/sql">${sql}</script>${BAR(field)}</vibedasher-viz>`;
const SHOP = CHART('shop', SHOPS, 'select-to="shop"', 'shop');
const KIND = CHART('kind', KINDS, 'link="highlight"', 'kind');
const TABLE = `<vibedasher-viz id="sold" mark="table" loading="eager"><script type="application/sql">${SOLD}</script></vibedasher-viz>`;
const YEAR = '<input name="year" type="number" value="2024">';

/** Creates an API whose viz does not declare `shop`. Only a choice makes this parameter known. */
function api(): FakeApi {
  return createFakeApi({
    vizzes: { 'acme/sales': { name: 'Sales', files: { 'params.json': JSON.stringify(PARAMS) } } },
    queries: {
      [SHOPS]: rows(['shop', 'amount'], Object.entries({ A: 1, B: 2 })),
      [KINDS]: rows(['kind', 'amount'], Object.entries({ x: 1, y: 2 })),
      [SOLD]: (args) => rows(['amount'], [[JSON.stringify(args)]]),
    },
  });
}

/** Waits until nothing is chosen. */
const unchosen = (page: DashboardPage): Promise<unknown> =>
  until(() => JSON.stringify(argsOf(page)) === JSON.stringify(UNCHOSEN), 'nothing chosen');

async function mount(content: string, more: Record<string, string> = {}): Promise<DashboardPage> {
  const page = mountDashboard(api(), content, { account: 'acme', slug: 'sales', ...more });
  await Promise.all(page.charts.map((each) => each.ready));
  return page;
}

/** Chooses the first mark by keyboard, when the chart says that this is possible. */
async function choose(element: VibedasherViz): Promise<void> {
  await until(() => textOf(element, '#hint').includes('Enter'), 'the hint');
  const chart = shadow(element).querySelector<HTMLElement>('.chart')!;
  chart.focus();
  const init = { bubbles: true, composed: true, cancelable: true };
  for (const key of ['ArrowRight', 'Enter'])
    chart.dispatchEvent(new KeyboardEvent('keydown', { key, ...init }));
  await until(() => textOf(element, '.choice') !== '', 'the choice');
}

const argsOf = (page: DashboardPage): unknown => JSON.parse(String(cellOf(page.chart('sold'))));
const UNCHOSEN = { shop: '', year: '2024' };

/** Chooses a shop in a chart and another year in a control, then waits for the rows. Returns the control. */
async function chooseAll(page: DashboardPage): Promise<HTMLInputElement> {
  await choose(page.chart('shop'));
  const input = page.dashboard.querySelector<HTMLInputElement>('[name=year]')!;
  input.value = '2020';
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await until(() => (argsOf(page) as { year: string }).year === '2020', 'the year');
  expect(argsOf(page)).to.include({ shop: 'A', year: '2020' });
  return input;
}

describe('resetting a dashboard', () => {
  const { href } = location;
  beforeEach(() => void listenToConsole());
  afterEach(() => {
    cleanUp();
    history.replaceState(null, '', href);
  });

  for (const [name, content, source] of [
    ['a form with a control of its own', `<form>${YEAR}<button type="reset">Reset</button></form>`, 'user'],
    ['a form that contains only a button', `${YEAR}<form><button type="reset">Reset</button></form>`, 'user'],
    ['resetParams()', YEAR, 'script'],
  ] as const) {
    it(`clears choices in controls, charts and URL with ${name}`, async () => {
      const page = await mount(content + SHOP + KIND + TABLE, { sync: 'url' });
      const { search } = location;
      await choose(page.chart('kind'));
      const input = await chooseAll(page);
      expect(location.search).to.contain('v.shop=A').and.to.contain('v.year=2020');
      const events = eventsOf(page.dashboard);
      if (source === 'script') page.dashboard.resetParams();
      else page.dashboard.querySelector<HTMLElement>('[type=reset]')!.click();
      await unchosen(page);
      await settle();
      expect(input.value).to.equal('2024');
      expect(page.charts.slice(0, 2).map((each) => textOf(each, '.choice'))).to.deep.equal(['', '']);
      expect(location.search).to.equal(search);
      const changes = events.filter(({ type }) => type === 'vibedasher-params') as VibedasherParamsEvent[];
      const seen = changes.map((each) => `${each.source} ${[...each.changed].sort().join()}`);
      expect(seen).to.deep.equal([`${source} shop,year`]);
    });
  }

  it('clears a highlight even if no parameter changes', async () => {
    const page = await mount(KIND + TABLE);
    await choose(page.chart('kind'));
    page.dashboard.resetParams();
    await until(() => textOf(page.chart('kind'), '.choice') === '', 'no choice');
    await choose(page.chart('kind'));
    await settle();
    expect(textOf(page.chart('kind'), '.choice')).to.not.equal('');
  });

  it('works with a form around the dashboard, in which the browser resets the controls', async () => {
    const form = place('', 'form') as HTMLFormElement;
    const page = mountDashboard(api(), YEAR + SHOP + TABLE);
    form.append(page.dashboard);
    await Promise.all(page.charts.map((each) => each.ready));
    const input = await chooseAll(page);
    form.reset();
    await unchosen(page);
    expect(input.value).to.equal('2024');
  });

  it('ignores unrelated forms and canceled reset events', async () => {
    const page = await mount(
      `${YEAR}<form id="other"><input name="email" value="a"><button type="reset">Clear</button></form>
       <form id="kept"><button type="reset">Reset</button></form>
       <vibedasher-dashboard><form id="inner"><button type="reset">Reset</button></form></vibedasher-dashboard>${
         SHOP
       }${TABLE}`,
    );
    await chooseAll(page);
    const kept = page.dashboard.querySelector<HTMLFormElement>('#kept')!;
    kept.addEventListener('reset', (event) => event.preventDefault());
    for (const each of ['other', 'kept', 'inner'])
      page.dashboard.querySelector<HTMLFormElement>(`#${each}`)!.reset();
    await settle();
    expect(page.dashboard.values).to.include({ shop: 'A', year: 2020 });
  });

  it('discards text that is being typed', async () => {
    const page = await mount(`${YEAR}<input name="shop">${TABLE}`);
    const [year, shop] = page.dashboard.querySelectorAll('input') as unknown as HTMLInputElement[];
    const type = (input: HTMLInputElement, text: string): void => {
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    };
    type(year!, '1999');
    page.dashboard.resetParams();
    expect(year!.value).to.equal('2024');
    // Text that is typed later is applied.
    type(shop!, 'B');
    await until(() => page.dashboard.values['shop'] === 'B', 'what is typed later');
    expect(page.dashboard.values['year']).to.equal(2024);
  });

  it('works with the button of a dashboard that draws its viz', async () => {
    const { dashboard } = mountDashboard(salesApi(), '');
    const root = dashboard.shadowRoot!;
    const button = await until(() => root.querySelector<HTMLElement>('[part~=reset]'), 'the button');
    expect(button.textContent.trim()).to.equal('Reset all');
    dashboard.setParams({ region: 'US', year: 2001 });
    button.click();
    await until(() => dashboard.values['region'] === 'EU', 'the default');
    expect(dashboard.values['year']).to.equal(2024);
  });
});
