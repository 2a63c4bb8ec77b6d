import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { MeasureFormat } from '../../src/charts/measure-formats.ts';
import type { ChartSummary } from '../../src/charts/summary.ts';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import { describeComparison } from '../../src/locale/comparison.ts';
import { asOfText, describeChart } from '../../src/locale/summary.ts';
import { plain } from './languages.ts';

const english = localeFor('en');

const SALES: ChartSummary = {
  kind: 'bar',
  measures: [{ type: 'number', name: 'amount', key: 'amount', title: 'Sales', min: 12, max: 12_340 }],
  dimensions: [{ type: 'category', title: 'Region', values: ['North', 'East', 'South'] }],
};

describe('asOfText', () => {
  const rows = (...dates: readonly Date[]) => ({
    columns: [
      { name: 'time', type: 'date' as const },
      { name: 'value', type: 'number' as const },
    ],
    rows: dates.map((date, index) => [date, index]),
    truncated: false,
  });
  const years = rows(new Date(2004, 0, 1), new Date(2005, 0, 1));
  const months = rows(new Date(2004, 11, 1), new Date(2005, 0, 1));
  const days = rows(new Date(2004, 11, 31), new Date(2005, 0, 1));
  const countries = { columns: [], rows: [], truncated: false };

  for (const [language, year, month, day] of [
    ['en', 'As of 2005', 'As of January 2005', 'As of January 1, 2005'],
    ['de', 'Stand: 2005', 'Stand: Januar 2005', 'Stand: 1. Januar 2005'],
    ['fr', 'Données : 2005', 'Données : janvier 2005', 'Données au 1 janvier 2005'],
    ['es', 'Datos de 2005', 'Datos de enero de 2005', 'Datos a 1 de enero de 2005'],
    ['ja', '2005年現在', '2005年1月現在', '2005年1月1日現在'],
  ])
    it(`names the year or month that the data describe: ${language}`, async () => {
      const { messages } = await loadLocale(language);
      const moment = new Date(Date.UTC(2005, 0, 1));
      const texts = [years, months, days, countries].map((each) => plain(asOfText(moment, messages, [each])));
      expect(texts).to.deep.equal([year, month, day, year].map((each) => plain(each!)));
    });

  it('names the day of other dates', () => {
    const text = (date: number) => asOfText(new Date(date), english.messages, [countries]);
    expect(text(Date.UTC(2005, 1, 1))).to.equal('As of February 1, 2005');
    expect(text(Date.UTC(2005, 0, 31))).to.equal('As of January 31, 2005');
    expect(text(Date.UTC(2005, 0, 1, 12))).to.match(/January 1, 2005/);
  });
});

describe('describeChart', () => {
  it('names measures, dimensions and ranges', () => {
    expect(describeChart(SALES, english)).to.equal(
      'Bar chart of Sales by Region. Sales from 12 to 12,340. Region: North, East, South.',
    );
  });

  it('writes both ends of a range with the format that the page has set', async () => {
    const rangeOf = async (language: string, format: Omit<MeasureFormat, 'unit'>, measure = {}) => {
      const [field] = SALES.measures as readonly [ChartSummary['measures'][0]];
      const summary: ChartSummary = { ...SALES, measures: [{ ...field, ...measure }], dimensions: [] };
      const formats = new Map([['amount', { unit: null, ...format }]]);
      return plain(describeChart(summary, await loadLocale(language), formats))
        .split('. ')
        .at(-1);
    };
    expect(await rangeOf('en', { after: ' mm' })).to.equal('Sales from 12 mm to 12,340 mm.');
    expect(await rangeOf('en', { before: '€', decimals: 2 })).to.equal('Sales from €12.00 to €12,340.00.');
    expect(await rangeOf('de', { after: ' €' })).to.equal('Sales von 12 € bis 12.340 €.');
    expect(await rangeOf('en', { write: (value) => `~${value}` })).to.equal('Sales from ~12 to ~12340.');
    const share = { name: 'late_rate', min: 0, max: 0.123 };
    expect(await rangeOf('en', {}, share)).to.equal('Sales from 0% to 12.3%.');
  });

  it('names the first and the last of many categories', () => {
    const values = Array.from({ length: 23 }, (_, index) => `R${index}`);
    const summary: ChartSummary = { ...SALES, dimensions: [{ type: 'category', title: 'Region', values }] };
    expect(describeChart(summary, english)).to.contain('Region: 23 categories, from R0 to R22.');
  });

  it('formats dates with their granularity', () => {
    const [min, max] = [new Date(2000, 0, 1), new Date(2010, 2, 1)];
    const month = { type: 'date', title: 'Month', min, max, grain: 'month' } as const;
    const summary: ChartSummary = { kind: 'line', measures: [], dimensions: [month] };
    expect(describeChart(summary, english)).to.equal('Line chart by Month. Month from Jan 2000 to Mar 2010.');
  });

  it('leaves out fields without values', () => {
    const summary: ChartSummary = {
      kind: 'point',
      measures: [
        { type: 'number', name: 'amount', key: 'amount', title: 'x', min: Infinity, max: -Infinity },
      ],
      dimensions: [
        { type: 'category', title: 'c', values: [] },
        { type: 'date', title: 'd', min: new Date(NaN), max: new Date(NaN), grain: 'day' },
      ],
    };
    expect(describeChart(summary, english)).to.equal('Scatter plot of x by c, d.');
  });

  it('describes charts in other languages', async () => {
    expect(plain(describeChart(SALES, await loadLocale('de')))).to.equal(
      'Balkendiagramm: Sales nach Region. Sales von 12 bis 12.340. Region: North, East, South.',
    );
    expect(plain(describeChart(SALES, await loadLocale('ja')))).to.equal(
      'Region別のSalesの棒グラフ。 Sales：12～12,340。 Region：North、East、South。',
    );
  });
});

describe('describeComparison', () => {
  const CHANGE = { previous: 100, change: 0.12, direction: 'up', favorable: null, period: null } as const;

  it('contains the change, its direction and the verdict, each once', () => {
    expect(describeComparison({ ...CHANGE, favorable: true }, english)).to.deep.equal({
      ...{ arrow: '▲', direction: 'up', text: '12% vs. previous period', verdict: 'better' },
    });
    const down = { ...CHANGE, change: -0.054, direction: 'down', favorable: false } as const;
    expect(describeComparison(down, english)).to.deep.equal({
      ...{ arrow: '▼', direction: 'down', text: '5.4% vs. previous period', verdict: 'worse' },
    });
  });

  it('contains the name of the previous period', async () => {
    const named = { ...CHANGE, period: '2024' };
    expect(describeComparison(named, english).text).to.equal('12% vs. 2024');
    expect(plain(describeComparison(named, await loadLocale('de')).text)).to.equal('12 % gegenüber 2024');
  });

  it('has no verdict without a change or a flag', () => {
    const same = { ...CHANGE, change: 0, direction: 'same', favorable: true } as const;
    expect(describeComparison(same, english)).to.deep.equal({
      ...{ arrow: '■', direction: '', text: 'unchanged vs. previous period', verdict: '' },
    });
    expect(describeComparison(CHANGE, english).verdict).to.equal('');
  });

  it('contains the previous value if there is no relative change', () => {
    const fromZero = { ...CHANGE, previous: 0, change: null };
    expect(describeComparison(fromZero, english).text).to.equal('Previous period: 0');
    expect(describeComparison(fromZero, english, (value) => `${value}%`).text).to.equal(
      'Previous period: 0%',
    );
  });
});
