// @lane long
// @engines all
/** Tests a page with a snapshot, the bundle and a policy that allows no other host. */
import { expect } from 'chai';
import type { VibedasherDashboard } from '../../src/components/dashboard/dashboard-element.ts';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { charts, failed, inside, textOf } from '../support/charts.ts';
import { countedApi, newId, recordOf } from '../support/counted.ts';
import { closePages, openPage, type Page, until } from '../support/page.ts';

type Search = Readonly<Record<string, string>>;

const open = (search: Search): Promise<Page> =>
  openPage(`snapshot.html?${new URLSearchParams(search).toString()}`, { height: 1600 });
const dashboard = (page: Page): VibedasherDashboard => page.document.querySelector('vibedasher-dashboard')!;
/** The chart of regions, the chart of months, and the table of months. */
const all = (page: Page): [VibedasherViz, VibedasherViz, VibedasherViz] =>
  [...charts(page), page.document.querySelector('vibedasher-table')!] as [
    VibedasherViz,
    VibedasherViz,
    VibedasherViz,
  ];
const sales = (chart: VibedasherViz): unknown[] => (chart.data?.rows ?? []).map(([, value]) => value);
const allReady = (page: Page): Promise<unknown> =>
  until(() => all(page).every(({ status }) => status === 'ready'), 'all charts');

async function choose(page: Page, param: string, value: string): Promise<void> {
  const control = page.document.querySelector(`vibedasher-control[param="${param}"]`)!;
  const select = await until(
    () => control.shadowRoot?.querySelector<HTMLSelectElement>('select:enabled'),
    'the control',
  );
  select.value = value;
  select.dispatchEvent(new page.window.Event('change', { bubbles: true }));
}

/** Waits until a chart has these values, and shows them. */
const shows = (chart: VibedasherViz, ...values: readonly number[]): Promise<unknown> =>
  until(
    () => chart.status === 'ready' && String(sales(chart)) === String(values),
    `${chart.chart} shows ${values.join()}, not ${sales(chart).join()}`,
  );

const NOT_OFFLINE = 'This selection is not available offline. Available: Region: No value, EU, US';

const elsewhere = (page: Page): string[] =>
  page.requests().filter((url) => !url.startsWith(`${location.origin}/`) && !/^(data|blob):/.test(url));

describe('a page with a snapshot', () => {
  afterEach(closePages);

  for (const live of ['never', 'fallback', 'first']) {
    it(`works without an API, with live="${live}"`, async () => {
      const page = await open({ snapshot: 'good', live });
      const [regions, months, table] = all(page);
      await allReady(page);
      await shows(months, 62, 63, 64);
      await choose(page, 'year', '2025');
      await shows(months, 61, 62, 63);
      await shows(regions, 30, 20, 10);

      const plot = inside(regions).querySelector<HTMLElement>('.chart')!;
      plot.focus();
      const press = (key: string): boolean =>
        plot.dispatchEvent(new page.window.KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
      await until(() => {
        press('Home');
        press('Enter');
        return dashboard(page).values['region'] === 'EU';
      }, 'the selection');
      await shows(months, 31, 32, 33);
      await shows(table, 31, 32, 33);
      await until(
        () =>
          /v\.year=2025/.test(page.window.location.search) &&
          /v\.region=EU/.test(page.window.location.search),
        'the URL',
      );
      const csv = await (await months.toBlob('text/csv')).text();
      expect(csv).to.include('31').and.to.include('2025');
      await months.refresh();
      await shows(months, 31, 32, 33);
      expect(page.record).to.deep.include({ violations: [], errors: [] });
    });
  }

  it('opens with the parameters in its URL', async () => {
    const page = await open({ snapshot: 'good', live: 'never', 'v.region': 'US', 'v.year': '2025' });
    await shows(all(page)[1], 21, 22, 23);
  });

  it('sends nothing to the API with live="never", and lists the values of a missing answer', async () => {
    const id = newId();
    const page = await open({ snapshot: 'good', live: 'never', api: await countedApi(id) });
    const [regions, months] = all(page);
    await allReady(page);
    await choose(page, 'region', 'ASIA');
    await until(() => months.error, 'the error');
    expect(months.error).to.include({ kind: 'unavailable', hint: "region: '', EU, US", retryable: false });
    expect(months.error!.message).to.include('no answer for region: ASIA, year: 2026');
    expect([months.status, regions.status]).to.deep.equal(['stale', 'ready']);
    await until(() => textOf(months, '.notices').includes(NOT_OFFLINE), 'the message for readers');
    await choose(page, 'region', 'EU');
    await shows(months, 32, 33, 34);
    expect(await recordOf(id)).to.deep.equal([]);
    expect(elsewhere(page)).to.deep.equal([]);
    expect(page.record.violations).to.deep.equal([]);
  });

  it('lists the values of a missing answer if the API is down', async () => {
    const page = await open({
      snapshot: 'good',
      live: 'fallback',
      api: `${location.origin}/__broken__/down`,
    });
    const [, months] = all(page);
    await allReady(page);
    await choose(page, 'region', 'ASIA');
    await until(() => textOf(months, '.notices').includes(NOT_OFFLINE), 'the notice');
    expect(textOf(months, '.notices')).to.include('Try again').and.to.not.include('Update failed');
    expect(textOf(months, '[role=status]')).to.include(NOT_OFFLINE);
    expect(inside(months).querySelector('.figure.waiting'), 'the faded picture').to.not.equal(null);
    months.lang = 'de';
    await until(
      () =>
        textOf(months, '.notices').includes(
          'Diese Auswahl ist offline nicht verfügbar. Verfügbar: Region: Kein Wert, EU, US',
        ),
      'the German notice',
    );
  });

  it('lists the values of a missing answer in place of a first picture if the API is down', async () => {
    const page = await open({
      snapshot: 'good',
      live: 'fallback',
      api: `${location.origin}/__broken__/down`,
      'v.region': 'ASIA',
    });
    const [, months] = all(page);
    await until(() => 'ready' in months, 'the library');
    await failed(months);
    await until(() => textOf(months, '[part=error]').includes(NOT_OFFLINE), 'the message');
    expect(textOf(months, '[part=error]')).to.include('Try again').and.to.not.include('data service');
  });

  for (const api of ['down', 'fails', 'page', 'slow']) {
    it(`shows the snapshot and its date if the API is ${api}, with live="first"`, async () => {
      const page = await open({
        snapshot: 'good',
        live: 'first',
        api: `${location.origin}/__broken__/${api}`,
      });
      const [, months] = all(page);
      await allReady(page);
      await shows(months, 62, 63, 64);
      await until(() => textOf(months, '.notices').includes('As of November 29, 2026'), 'the date');
      expect(page.record).to.deep.include({ violations: [], errors: [] });
    });
  }

  for (const [snapshot, kind, message] of [
    ['missing', 'unavailable', 'HTTP 404'],
    ['page', 'malformed', 'not valid JSON'],
    ['newer', 'malformed', 'version 99 of the format'],
    ['cut', 'malformed', '.msgpack cannot be used'],
  ] as const) {
    it(`shows an error if the snapshot is ${snapshot}, and the page stays intact`, async () => {
      const page = await open({ snapshot, live: 'never' });
      const [regions] = all(page);
      await until(() => 'ready' in regions, 'the library');
      const error = await failed(regions);
      expect(error.kind).to.equal(kind);
      if (snapshot !== 'page') expect(error.message).to.include(message);
      expect(error.message).to.include(`/__snapshot__/${snapshot}/`);
      const shown = (): string => textOf(regions, '[part="error"]');
      await until(() => shown().includes('A data file of this page is missing or damaged: /'), 'the message');
      expect(shown()).to.include(`/__snapshot__/${snapshot}/${snapshot === 'cut' ? 'a/' : 'index.json'}`);
      expect(page.record.violations).to.deep.equal([]);
    });
  }
});
