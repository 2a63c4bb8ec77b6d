// @engines all
import { expect } from 'chai';
import morphdom from 'morphdom';
import { pictureKey } from '../../../src/charts/picture-key.ts';
import '../../../src/components/viz/viz-element-define.ts';
import type { VibedasherDashboard } from '../../../src/components/dashboard/dashboard-element.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import type { VibedasherErrorEvent } from '../../../src/events.ts';
import type { VibedasherControl } from '../../../src/components/control/control-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import { problem, rows, type FakeViz } from '../../support/fake-api.ts';
import { once, until } from '../../support/page.ts';
import { isShown, place, settle, recordConsole } from '../../components/viz/harness.ts';
import { enter, inputOf, labelOf, optionsOf } from '../../components/control/harness.ts';
import { cellOf, MAIN, mountDashboard, salesApi, YEAR_SQL } from '../../components/dashboard/harness.ts';

const chartsOf = ({ shadowRoot }: VibedasherDashboard): VibedasherViz[] => [
  ...shadowRoot!.querySelectorAll('vibedasher-viz'),
];
const dashboardFile = {
  'dashboard.json': '{"title": "All sales", "columns": 2, "charts": ["years", "main"]}',
};

const FRESHNESS = { dataFreshness: { status: 'MEASURED', asOf: '2024-03-05T00:00:00Z', ageDays: 400 } };
const ABOUT = { ...FRESHNESS, notes: 'Provisional.' };

/** Adds a dashboard to the page whose viz has a dashboard.json. */
const mount = (content = '', about: object = {}, file = dashboardFile): VibedasherDashboard =>
  mountDashboard(salesApi(undefined, file, about as FakeViz), content).dashboard;

async function drawn(dashboard: VibedasherDashboard): Promise<void> {
  await until(() => chartsOf(dashboard).length === 2, 'the charts');
  for (const chart of chartsOf(dashboard)) {
    chart.loading = 'eager';
    chart.mark = 'table';
  }
  await Promise.all(chartsOf(dashboard).map(({ ready }) => ready));
}

describe('<vibedasher-dashboard> with its own viz', () => {
  const messages = recordConsole();

  it('draws its charts in the order and grid of dashboard.json and keeps the content of the page', async () => {
    const dashboard = mount('<p>Of all shops</p>');
    await drawn(dashboard);
    expect(chartsOf(dashboard).map(({ chart }) => chart)).to.deep.equal(['years', 'main']);
    expect(chartsOf(dashboard).map(cellOf)).to.deep.equal(['year 2024', 'region EU']);
    expect(dashboard.shadowRoot!.querySelector('[part=title]')!.textContent).to.equal('All sales');
    expect(dashboard.getAttribute('columns')).to.equal('2');
    expect(dashboard.querySelector('p')!.checkVisibility()).to.equal(true);
    expect(messages).to.deep.equal([]);
  });

  it('adds a control for each declared parameter, unless the page has one', async () => {
    const params = [
      { name: 'region', label: 'Region', type: 'string', default: 'EU', options: { sql: 'SELECT regions' } },
      { name: 'year', label: 'Year', type: 'number', default: 2024 },
      { name: 'own', label: 'Own', type: 'boolean', default: true },
    ];
    const api = salesApi(params, dashboardFile);
    api.setQuery('SELECT regions', rows(['value', 'label'], Object.entries({ EU: 'Europe', US: 'America' })));
    const { dashboard } = mountDashboard(api, '<input name="own" type="checkbox">');
    await drawn(dashboard);
    const controls = [...dashboard.shadowRoot!.querySelectorAll('vibedasher-control')];
    expect(controls.map(({ param }) => param)).to.deep.equal(['region', 'year']);
    await until(() => optionsOf(controls[0]!).length === 2, 'the options');
    expect(controls.map((control) => labelOf(control))).to.deep.equal(['Region', 'Year']);
    expect(optionsOf(controls[0]!)).to.deep.equal(['Europe', 'America']);
    await until(() => inputOf(controls[0]!).value === 'EU', 'the default');
    expect(dashboard.querySelector('input')!.checked).to.equal(true);
    enter(controls[0]!, 'US');
    await until(() => cellOf(chartsOf(dashboard)[1]!) === 'region US', 'the choice');
    expect(dashboard.values).to.deep.equal({ region: 'US', year: 2024, own: true });
  });

  for (const [what, file, message] of [
    [
      'with more than 100 charts',
      `{"charts": [${Array(101).fill('"main"')}]}`,
      '101 charts; the limit is 100',
    ],
    ['with a mistake in line 1, column 20', '{"charts": ["main",]}', 'invalid JSON (line 1, column 20)'],
  ] as const) {
    it(`draws no charts of a dashboard.json ${what}`, async () => {
      const dashboard = mount('', {}, { 'dashboard.json': file });
      const { error } = (await once(dashboard, 'vibedasher-error')) as VibedasherErrorEvent;
      expect(error).to.include({ kind: 'config', message: `dashboard.json: ${message}` });
      expect(chartsOf(dashboard)).to.deep.equal([]);
    });
  }

  it('draws no charts if the page has charts inside', async () => {
    const { dashboard, chart } = mountDashboard(salesApi(undefined, dashboardFile), MAIN);
    await chart('main').ready;
    expect(chartsOf(dashboard)).to.have.length(0);
    chart('main').remove();
    await drawn(dashboard);
  });

  it('shows the age of the data once, in the language of its ancestors', async () => {
    const dashboard = mount('', FRESHNESS);
    await drawn(dashboard);
    const textOf = (part: string): string =>
      dashboard.shadowRoot!.querySelector(`[part~=${part}]`)!.textContent.trim();
    const inCharts = (): string =>
      chartsOf(dashboard)
        .map(({ shadowRoot }) => shadowRoot!.querySelector('[part=status]')!.textContent)
        .join();
    expect(textOf('status')).to.match(/^As of .*2024$/);
    expect(textOf('reset')).to.equal('Reset all');
    expect(inCharts()).to.not.include('As of');
    dashboard.parentElement!.lang = 'de';
    await until(() => textOf('reset') === 'Alles zurücksetzen', 'the button in the other language');
    await until(() => /^Stand: .*2024$/.test(textOf('status')), 'the age in the other language');
    await until(() => !/As of|Stand/.test(inCharts()), 'no other age');
  });

  it('shows the source and notes of the data once', async () => {
    const source = { text: 'Statistics Office', url: 'https://stats.example/' };
    const dashboard = mount('', { ...ABOUT, source });
    await drawn(dashboard);
    const root = dashboard.shadowRoot!;
    await until(() => root.querySelector('a') !== null, 'the source');
    expect(root.querySelector('[part=status]')!.textContent.replace(/\s+/g, ' ')).to.match(
      /^Source: Statistics Office · As of .*2024$/,
    );
    expect(root.querySelector('[part=notes]')!.textContent).to.equal('Provisional.');
    const { href, target, rel } = root.querySelector('a')!;
    expect([href, target, rel]).to.deep.equal(['https://stats.example/', '_blank', 'noopener noreferrer']);
    for (const chart of chartsOf(dashboard)) {
      expect(chart.shadowRoot!.querySelector('[part=source], [part=notes]')).to.equal(null);
      const file = JSON.parse(await (await chart.toBlob('application/json')).text());
      expect([file.source, file.notes]).to.deep.equal(['Statistics Office', 'Provisional.']);
    }
    dashboard.lang = 'de';
    await until(() => /^Quelle:/.test(root.querySelector('[part=status]')!.textContent), 'the language');
    expect(messages).to.deep.equal([]);
  });

  it('does not remove the age and notes from a chart in the shadow root of another element', async () => {
    const dashboard = mount('<div></div>', ABOUT);
    const chart = document.createElement('vibedasher-viz');
    Object.assign(chart, { loading: 'eager', mark: 'table' });
    dashboard.querySelector('div')!.attachShadow({ mode: 'open' }).append(chart);
    await drawn(dashboard);
    await chart.ready;
    const textOf = (part: string): string | undefined =>
      chart.shadowRoot!.querySelector(`[part=${part}]`)?.textContent;
    await until(() => textOf('notes') === 'Provisional.', 'the notes');
    expect(textOf('status')).to.match(/As of .*2024/);
  });

  it('does not link an invalid URL of a source', async () => {
    const about = { source: { text: 'Office', url: 'javascript:alert(1)' } };
    const dashboard = mount('', about);
    await drawn(dashboard);
    const status = (): string => dashboard.shadowRoot!.querySelector('[part=status]')!.textContent;
    await until(() => /Source:\s+Office/.test(status()), 'the source');
    expect(dashboard.shadowRoot!.querySelector('a')).to.equal(null);
    expect(messages.join()).to.contain('source: "javascript:alert(1)" is not a valid link');
  });

  it('lets a chart show the age of its rows if it differs from that of the others', async () => {
    const api = salesApi(undefined, dashboardFile, FRESHNESS);
    const columns = [{ name: 'dimension', type: 'string' }];
    const result = { columns, rows: [['a']], rowCount: 1, truncated: false, asOf: '2023-03-05T00:00:00Z' };
    api.setQuery(YEAR_SQL, { inline: true, result });
    const { dashboard } = mountDashboard(api, '');
    await drawn(dashboard);
    const [years, main] = chartsOf(dashboard).map(
      ({ shadowRoot }) => shadowRoot!.querySelector('[part=status]')!.textContent,
    );
    expect(years).to.match(/As of .*2023/);
    expect(main).to.not.include('As of');
  });

  it('shows an error in place and retries', async () => {
    const api = salesApi(undefined, { 'dashboard.json': '{"charts": ["missing"]}' });
    const { dashboard } = mountDashboard(api, '');
    await once(dashboard, 'vibedasher-error');
    await until(() => dashboard.shadowRoot!.querySelector('[part=error] p'), 'the message');
    expect(messages.join()).to.include('there is no chart "missing" (the viz has: main, years)');

    const broken = salesApi(undefined, dashboardFile);
    broken.script('viz', new Error('offline'));
    const other = mountDashboard(broken, '').dashboard;
    const root = other.shadowRoot!;
    (await until(() => root.querySelector<HTMLElement>('[part~=button]'), 'a button')).click();
    await drawn(other);
  });
});

function keyOf(cell: string): string {
  const columns = Object.entries({ dimension: 'string', value: 'number' } as const);
  const main = {
    columns: columns.map(([name, type]) => ({ name, type })),
    rows: [[cell, 1]],
    truncated: false,
  };
  return pictureKey({ source: { spec: null }, data: new Map([['main', main]]), look: { mark: 'table' } });
}
const still = (id: string): string =>
  `<vibedasher-viz chart="${id}" mark="table" source="" notes="" activate="interaction">
    <figure data-vibedasher data-key="00000000" lang="en"><div><svg width="9" height="9"></svg></div></figure>
  </vibedasher-viz>`;
const STILL = `<div data-vibedasher data-columns="2"><h2>Still</h2><div><p>Region: EU</p></div>
  ${still('years')}${still('main')}<footer>As of then</footer></div>`;

describe('<vibedasher-dashboard> with prerendered charts', () => {
  recordConsole();

  const stillIn = (dashboard: VibedasherDashboard): VibedasherViz[] => [
    ...dashboard.querySelectorAll('vibedasher-viz'),
  ];
  const controlsOf = ({ shadowRoot }: VibedasherDashboard): VibedasherControl[] => [
    ...shadowRoot!.querySelectorAll('vibedasher-control'),
  ];
  const taken = (dashboard: VibedasherDashboard): Promise<unknown> =>
    until(() => controlsOf(dashboard).length === 2, 'the controls');

  it('adopts the charts in place and replaces the content around them', async () => {
    const dashboard = mount(`${STILL}<p>Own</p>`, ABOUT);
    const before = stillIn(dashboard);
    await dashboard.updateComplete;
    expect(dashboard.innerText).to.include('Region: EU');
    await taken(dashboard);
    expect(stillIn(dashboard)).to.deep.equal(before);
    expect(chartsOf(dashboard)).to.deep.equal([]);
    expect([...dashboard.querySelectorAll('figure')].every(isShown)).to.equal(true);
    for (const each of dashboard.querySelectorAll('h2, footer, div > p'))
      expect(each.checkVisibility()).to.equal(false);
    const tops = ['[part=title]', '[part=controls]', 'slot[name=charts]', '[part=status]', 'slot:not([name])']
      .map((selector) => dashboard.shadowRoot!.querySelector(selector)!)
      .map((each) => (each instanceof HTMLSlotElement ? each.assignedElements()[0]! : each))
      .map((each) => each.getBoundingClientRect().top);
    expect(tops).to.deep.equal([...tops].sort((a, b) => a - b));
    expect(dashboard.getAttribute('columns')).to.equal('2');
  });

  it('adopts the charts in a shadow root template that `innerHTML` has not attached', async () => {
    const dashboard = mount(`<template shadowrootmode="open">${STILL}</template>`);
    expect(dashboard.childElementCount).to.equal(0);
    await taken(dashboard);
    expect(dashboard.shadowRoot!.querySelectorAll('vibedasher-viz')).to.have.length(2);
    expect([...dashboard.shadowRoot!.querySelectorAll('figure')].every(isShown)).to.equal(true);
  });

  /** Returns the visible sets of pictures. Fails unless exactly one title is visible. */
  const shownSets = (dashboard: VibedasherDashboard): Element[] => {
    const titles = [dashboard, dashboard.shadowRoot!].flatMap((root) => [...root.querySelectorAll('h2')]);
    expect(titles.filter((title) => title.checkVisibility())).to.have.length(1);
    return [...dashboard.querySelectorAll('[data-vibedasher]:not(figure)')].filter((each) =>
      each.querySelector('figure')!.checkVisibility(),
    );
  };

  for (const [change, act] of [
    ['is morphed to its HTML', (set) => morphdom(set, STILL)],
    ['replaces the set with the same HTML', (set) => (set.outerHTML = STILL)],
    ['adds a second set', (set) => set.insertAdjacentHTML('afterend', STILL)],
    ['adds all charts again', (set) => (set.innerHTML = STILL.replace(/^<div.*?>|<\/div>$/g, ''))],
  ] as const satisfies readonly (readonly [string, (set: Element) => unknown])[]) {
    it(`shows one set of pictures if the page ${change}`, async () => {
      const dashboard = mount(`${STILL}<p>Own</p>`);
      await taken(dashboard);
      await dashboard.updateComplete;
      const before = dashboard.offsetHeight;
      for (let time = 0; time < 2; time++) {
        act(dashboard.querySelector('[data-vibedasher]')!);
        await settle();
        expect(shownSets(dashboard)).to.have.length(1);
        expect(dashboard.offsetHeight).to.equal(before);
      }
      const [years] = stillIn(dashboard);
      years!.loading = 'eager';
      await years!.refresh();
      expect(cellOf(years!)).to.equal('year 2024');
    });
  }

  it('keeps live charts if the page is morphed to its HTML', async () => {
    const dashboard = mount(STILL);
    await taken(dashboard);
    const charts = stillIn(dashboard);
    for (const chart of charts) await Object.assign(chart, { loading: 'eager' }).refresh();
    morphdom(dashboard.querySelector('[data-vibedasher]')!, STILL);
    await settle();
    expect(stillIn(dashboard).map((chart) => charts.indexOf(chart))).to.deep.equal([0, 1]);
    expect(charts.map(cellOf)).to.deep.equal(['year 2024', 'region EU']);
    expect([...dashboard.querySelectorAll('figure')].some((each) => each.checkVisibility())).to.equal(false);
  });

  it('removes pictures that are added after it has drawn the charts itself', async () => {
    const dashboard = mount();
    await drawn(dashboard);
    dashboard.innerHTML = STILL;
    await settle();
    expect(dashboard.querySelectorAll('figure').length).to.equal(0);
    expect(chartsOf(dashboard)).to.have.length(2);
  });

  it('draws the charts itself if the page removes the pictures', async () => {
    const dashboard = mount(STILL);
    await taken(dashboard);
    dashboard.replaceChildren();
    await drawn(dashboard);
    expect(chartsOf(dashboard).map(cellOf)).to.deep.equal(['year 2024', 'region EU']);
  });

  it('adopts the charts of a page that was saved while they were live', async () => {
    const kept = mount(STILL);
    await taken(kept);
    await Object.assign(stillIn(kept)[0]!, { loading: 'eager' }).refresh();
    const dashboard = mount(kept.innerHTML);
    kept.remove();
    await taken(dashboard);
    await settle();
    expect(shownSets(dashboard)).to.have.length(1);
    expect([...dashboard.querySelectorAll('figure')].every(isShown)).to.equal(true);
  });

  it('draws only the charts that use a changed parameter', async () => {
    const dashboard = mount(STILL, FRESHNESS);
    const [years, main] = stillIn(dashboard) as [VibedasherViz, VibedasherViz];
    for (const chart of [years, main]) Object.assign(chart, { activate: 'visible', loading: 'eager' });
    years.querySelector('figure')!.dataset['key'] = keyOf('year 2024');
    main.querySelector('figure')!.dataset['key'] = keyOf('region EU');
    await taken(dashboard);
    await until(() => 'region' in dashboard.values && 'year' in dashboard.values, 'the questions');
    enter(controlsOf(dashboard)[0]!, 'US');
    await main.ready;
    expect(cellOf(main)).to.equal('region US');
    expect(main.shadowRoot!.textContent).to.not.include('As of');
    expect(years.status).to.equal('idle');
  });

  it('draws all charts itself if the viz has other charts now', async () => {
    const dashboard = mount(STILL.replace(still('main'), still('gone')));
    await drawn(dashboard);
    expect(dashboard.querySelector('[data-vibedasher]')).to.equal(null);
    expect(chartsOf(dashboard).map(cellOf)).to.deep.equal(['year 2024', 'region EU']);
  });

  it('keeps the prerendered content if the API is down', async () => {
    const api = salesApi(undefined, dashboardFile);
    api.answer('viz', () => problem(503, {}));
    const { dashboard } = mountDashboard(api, STILL);
    const failed = once(dashboard, 'vibedasher-error');
    await dashboard.updateComplete;
    const before = dashboard.offsetHeight;
    await failed;
    await dashboard.updateComplete;
    expect(dashboard.innerText).to.include('Region: EU');
    expect(dashboard.offsetHeight).to.equal(before);
  });

  it('adopts the charts in a declarative shadow root', async () => {
    const box = place() as HTMLElement & { setHTMLUnsafe(html: string): void };
    box.setHTMLUnsafe(
      `<vibedasher-dashboard><template shadowrootmode="open">${STILL}</template></vibedasher-dashboard>`,
    );
    const dashboard = box.querySelector('vibedasher-dashboard')!;
    const before = chartsOf(dashboard);
    expect(before).to.have.length(2);
    const api = salesApi(undefined, dashboardFile);
    const client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 });
    Object.assign(dashboard, { client, account: 'acme', slug: 'sales' });
    await taken(dashboard);
    expect(chartsOf(dashboard)).to.deep.equal(before);
    const { children } = dashboard.shadowRoot!;
    const parts = [...children].map((each) => each.getAttribute('part') ?? each.localName);
    expect(parts.filter((part) => part !== 'style')).to.deep.equal(['title', 'controls', 'div', 'slot']);
  });
});
