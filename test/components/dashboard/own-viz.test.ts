import { expect } from 'chai';
import '../../../src/components/viz/viz-element-define.ts';
import type { VibedasherDashboard } from '../../../src/components/dashboard/dashboard-element.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { once, until } from '../../support/page.ts';
import { cleanUp, listenToConsole } from '../viz/harness.ts';
import { enter, inputOf, labelOf, optionsOf } from '../control/harness.ts';
import { cellOf, MAIN, mountDashboard, salesApi, YEAR_SQL } from './harness.ts';

const chartsOf = ({ shadowRoot }: VibedasherDashboard): VibedasherViz[] => [
  ...shadowRoot!.querySelectorAll('vibedasher-viz'),
];
const dashboardFile = {
  'dashboard.json': '{"title": "All sales", "columns": 2, "charts": ["years", "main"]}',
};

async function drawn(dashboard: VibedasherDashboard, count: number): Promise<void> {
  await until(() => chartsOf(dashboard).length === count, 'the charts');
  for (const chart of chartsOf(dashboard)) {
    chart.loading = 'eager';
    chart.mark = 'table';
  }
  await Promise.all(chartsOf(dashboard).map(({ ready }) => ready));
}

describe('<vibedasher-dashboard> of a viz of its own', () => {
  let said: readonly string[];
  beforeEach(() => {
    said = listenToConsole();
  });
  afterEach(cleanUp);

  it('draws its charts in the order and grid of dashboard.json, and keeps what the page has put inside', async () => {
    const { dashboard } = mountDashboard(salesApi(undefined, dashboardFile), '<p>Of all shops</p>');
    await drawn(dashboard, 2);
    expect(chartsOf(dashboard).map(({ chart }) => chart)).to.deep.equal(['years', 'main']);
    expect(chartsOf(dashboard).map(cellOf)).to.deep.equal(['year 2024', 'region EU']);
    expect(dashboard.shadowRoot!.querySelector('[part=title]')!.textContent).to.equal('All sales');
    expect(dashboard.getAttribute('columns')).to.equal('2');
    expect(dashboard.querySelector('p')!.checkVisibility()).to.equal(true);
    expect(said).to.deep.equal([]);
  });

  it('has a control for each declared parameter, unless the page has one', async () => {
    const params = [
      { name: 'region', label: 'Region', type: 'string', default: 'EU', options: { sql: 'SELECT regions' } },
      { name: 'year', label: 'Year', type: 'number', default: 2024 },
      { name: 'own', label: 'Own', type: 'boolean', default: true },
    ];
    const api = salesApi(params, dashboardFile);
    api.setQuery(
      'SELECT regions',
      rows(
        ['value', 'label'],
        [
          ['EU', 'Europe'],
          ['US', 'America'],
        ],
      ),
    );
    const { dashboard } = mountDashboard(api, '<input name="own" type="checkbox">');
    await drawn(dashboard, 2);
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

  it('draws none where the page has put charts inside', async () => {
    const { dashboard, chart } = mountDashboard(salesApi(undefined, dashboardFile), MAIN);
    await chart('main').ready;
    expect(chartsOf(dashboard)).to.have.length(0);
    chart('main').remove();
    await drawn(dashboard, 2);
  });

  it('says once how old the data are, in the language of the page', async () => {
    const about = { dataFreshness: { status: 'MEASURED', asOf: '2024-03-05T00:00:00Z', ageDays: 400 } };
    const { dashboard } = mountDashboard(salesApi(undefined, dashboardFile, about), '');
    await drawn(dashboard, 2);
    const age = (): string => dashboard.shadowRoot!.querySelector('[part=status]')!.textContent;
    const inCharts = (): string[] =>
      chartsOf(dashboard).map(({ shadowRoot }) => shadowRoot!.querySelector('[part=status]')!.textContent);
    expect(age()).to.match(/^As of .*2024$/);
    expect(inCharts().join()).to.not.include('As of');
    dashboard.lang = 'de';
    await until(() => /^Stand: .*2024$/.test(age()), 'the other language');
    await until(() => !/As of|Stand/.test(inCharts().join()), 'no other age');
  });

  it('says once where the numbers are from, and what to know of them', async () => {
    const about = {
      source: { text: 'Statistics Office', url: 'https://stats.example/' },
      notes: 'Provisional.',
      dataFreshness: { status: 'MEASURED', asOf: '2024-03-05T00:00:00Z', ageDays: 400 },
    };
    const { dashboard } = mountDashboard(salesApi(undefined, dashboardFile, about), '');
    await drawn(dashboard, 2);
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
    expect(said).to.deep.equal([]);
  });

  it('leads nowhere by an address of a source that is none', async () => {
    const about = { source: { text: 'Office', url: 'javascript:alert(1)' } };
    const { dashboard } = mountDashboard(salesApi(undefined, dashboardFile, about), '');
    await drawn(dashboard, 2);
    const status = (): string => dashboard.shadowRoot!.querySelector('[part=status]')!.textContent;
    await until(() => /Source:\s+Office/.test(status()), 'the source');
    expect(dashboard.shadowRoot!.querySelector('a')).to.equal(null);
    expect(said.join()).to.contain('source: "javascript:alert(1)" is not a valid link');
  });

  it('follows the language of what is around, live', async () => {
    const about = { dataFreshness: { status: 'MEASURED', asOf: '2024-03-05T00:00:00Z', ageDays: 400 } };
    const { dashboard } = mountDashboard(salesApi(undefined, dashboardFile, about), '');
    await drawn(dashboard, 2);
    const textOf = (part: string): string =>
      dashboard.shadowRoot!.querySelector(`[part~=${part}]`)!.textContent.trim();
    expect(textOf('reset')).to.equal('Reset all');
    dashboard.parentElement!.lang = 'de';
    await until(() => textOf('reset') === 'Alles zurücksetzen', 'the button in the other language');
    expect(textOf('status')).to.match(/^Stand: /);
  });

  it('leaves it to a chart to say of which moment its own rows are, where that is another', async () => {
    const about = { dataFreshness: { status: 'MEASURED', asOf: '2024-03-05T00:00:00Z', ageDays: 400 } };
    const api = salesApi(undefined, dashboardFile, about);
    api.setQuery(YEAR_SQL, {
      inline: true,
      result: {
        columns: [{ name: 'dimension', type: 'string' }],
        rows: [['a']],
        rowCount: 1,
        truncated: false,
        asOf: '2023-03-05T00:00:00Z',
      },
    });
    const { dashboard } = mountDashboard(api, '');
    await drawn(dashboard, 2);
    const [years, main] = chartsOf(dashboard).map(
      ({ shadowRoot }) => shadowRoot!.querySelector('[part=status]')!.textContent,
    );
    expect(years).to.match(/As of .*2023/);
    expect(main).to.not.include('As of');
  });

  it('says in place what is wrong, and tries again', async () => {
    const api = salesApi(undefined, { 'dashboard.json': '{"charts": ["missing"]}' });
    const { dashboard } = mountDashboard(api, '');
    await once(dashboard, 'vibedasher-error');
    await until(() => dashboard.shadowRoot!.querySelector('[part=error] p'), 'the message');
    expect(said.join()).to.include('there is no chart "missing" (the viz has: main, years)');

    const broken = salesApi(undefined, dashboardFile);
    broken.script('viz', new Error('offline'));
    const other = mountDashboard(broken, '').dashboard;
    const button = await until(
      () => other.shadowRoot!.querySelector<HTMLElement>('[part~=button]'),
      'a button',
    );
    button.click();
    await drawn(other, 2);
  });
});
