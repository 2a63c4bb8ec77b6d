import { expect } from 'chai';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import type { MountRequest } from '../../src/vega/types.ts';
import type { Cell } from '../../src/public-client/types.ts';
import { dataset, mount } from './support.ts';

const AXIS = { axis: { labelFontSize: 12 } };

const LINE = {
  mark: 'line',
  encoding: {
    x: { field: 'day', type: 'temporal', title: null },
    y: { field: 'amount', type: 'quantitative', title: null },
  },
} as const;

const BARS = {
  ...LINE,
  mark: 'bar',
  encoding: { ...LINE.encoding, x: { ...LINE.encoding.x, timeUnit: 'yearmonth' } },
} as const;

type Rows = readonly (readonly [Date, number])[];
const days = (count: number, at: (index: number) => Date): Rows =>
  Array.from({ length: count }, (_, index) => [at(index), index + 1]);

/** Days of 2026 from a day of a month, and months from a month of a year. */
const daily = (count: number, month: number, day: number, step = 1): Rows =>
  days(count, (index) => new Date(2026, month, day + step * index));
const monthly = (count: number, year: number, month: number, step = 1): Rows =>
  days(count, (index) => new Date(year, month + step * index, 1));
const TWO_YEARS = monthly(24, 2025, 0);
const FOUR_DAYS = [3, 10, 33, 40].map((day): [Date, number] => [new Date(2026, 0, day), day]);
const HOURS = days(36, (index) => new Date(2026, 1, 28, index));
const HOUR_LABELS = '12_AM/Feb_28 3_AM 6_AM 9_AM 12_PM 3_PM 6_PM 9_PM 12_AM/Mar_1 3_AM 6_AM 9_AM';
const ordinal = { ...BARS.encoding.x, type: 'ordinal' };
const CATEGORIES = { spec: { ...BARS, encoding: { ...BARS.encoding, x: ordinal } }, width: 360 };
const HALF_YEARS = { tickCount: { interval: 'month', step: 6 } };
const EXPRESSION = { labelExpr: `'m' + month(datum.value)`, tickCount: 'year' };
const withAxis = (axis: object) => ({
  ...LINE,
  encoding: { ...LINE.encoding, x: { ...LINE.encoding.x, axis } },
});

/** Returns the labels of the bottom axis from left to right, with lines separated by a slash, and their positions. */
async function axisOf(
  rows: Rows,
  { spec = LINE as MountRequest['spec'], lang = 'en', width = 600, config = AXIS } = {},
): Promise<{
  readonly labels: readonly string[];
  readonly at: readonly number[];
  readonly container: HTMLElement;
}> {
  const { container } = await mount(spec, {
    data: new Map([['main', dataset(['day', 'amount'], rows)]]),
    size: { width, height: 300 },
    config,
    locale: localeFor(lang).vega,
  });
  const [group] = [...container.querySelectorAll('.role-axis')].filter(
    (axis) =>
      axis.querySelector('.role-axis-label text') &&
      /X-axis/.test(axis.querySelector('g[aria-label]')?.getAttribute('aria-label') ?? 'X-axis'),
  );
  const texts = [...(group?.querySelectorAll<SVGTextElement>('.role-axis-label text') ?? [])]
    .filter((text) => text.getAttribute('opacity') !== '0')
    .map((text) => {
      const lines = [...text.querySelectorAll('tspan')].map((line) => line.textContent);
      const { left, right } = text.getBoundingClientRect();
      return { label: lines.length > 0 ? lines.join('/') : text.textContent, x: (left + right) / 2 };
    })
    .sort((a, b) => a.x - b.x);
  return { labels: texts.map(({ label }) => label), at: texts.map(({ x }) => x), container };
}

describe('an axis over time', () => {
  before(() => Promise.all(['de', 'ja'].map((lang) => loadLocale(lang))));

  for (const [what, rows, expected, about] of [
    ['shows the month only where it changes', daily(12, 0, 26), '26/Jan 27 28 29 30 31 1/Feb 2 3 4 5 6'],
    ['labels weeks by their first day, a Monday', daily(20, 0, 5, 7), '5/Jan 19 2/Feb 16 …', { width: 500 }],
    ['labels weeks by their first day, a Sunday', daily(10, 0, 4, 7), '4/Jan 11 18 25 1/Feb …'],
    ['labels the Mondays of many days', daily(60, 0, 1), '5/Jan 12 19 26 2/Feb …', { width: 420 }],
    [
      'shows the year only where it changes',
      monthly(24, 2025, 3),
      'Apr/2025 Jul Oct Jan/2026 Apr Jul Oct Jan/2027',
      { width: 420 },
    ],
    ['has no ticks between quarters', monthly(5, 2025, 0, 3), 'Q1/2025 Q2 Q3 Q4 Q1/2026'],
    ['has even years', monthly(11, 1955, 0, 60), '1960 1970 1980 1990 2000', { width: 300 }],
    ['has a tick at each of a few unevenly spaced days', FOUR_DAYS, '3/Jan 10 2/Feb 9'],
    ['shows the day of hours only where it changes', HOURS, HOUR_LABELS],
    ['is formatted in German', monthly(8, 2026, 4), 'Mai/2026 Jun Jul …', { lang: 'de' }],
    ['is formatted in Japanese', monthly(8, 2026, 4), '5月/2026年 6月 …', { lang: 'ja' }],
    [
      'formats time categories like a time scale',
      monthly(24, 2024, 10),
      'Jan/2025 Apr Jul Oct …',
      CATEGORIES,
    ],
    ['keeps the format of the spec', TWO_YEARS, '25 26', { spec: withAxis({ format: '%y' }) }],
    [
      'keeps the interval of the spec',
      TWO_YEARS,
      'Jan/2025 Jul Jan/2026 Jul',
      { spec: withAxis(HALF_YEARS) },
    ],
    ['keeps the expression of the spec', TWO_YEARS, 'm0 m0', { spec: withAxis(EXPRESSION) }],
  ] as const) {
    it(what, async () => {
      // `_` is a space within a label, and `…` stands for more labels.
      const labels = (await axisOf(rows, about)).labels.map((label) => label.replace(/\s/g, '_'));
      const wanted = expected.split(' ');
      if (wanted.at(-1) === '…')
        expect(labels.slice(0, wanted.length - 1)).to.deep.equal(wanted.slice(0, -1));
      else expect(labels).to.deep.equal(wanted);
    });
  }

  it('centers the labels of years below their ticks', async () => {
    const years = await axisOf(days(4, (index) => new Date(2021 + index, 0, 1)));
    expect(years.labels).to.deep.equal(['2021', '2022', '2023', '2024']);
    const gaps = years.at.slice(1).map((x, index) => x - years.at[index]!);
    expect(Math.max(...gaps) - Math.min(...gaps)).to.be.below(2);
  });

  it('centers month labels below their bars', async () => {
    const rows = days(12, (index) => new Date(2025, index, 1));
    const { labels, at, container } = await axisOf(rows, { spec: BARS });
    expect(labels.slice(0, 3)).to.deep.equal(['Jan/2025', 'Feb', 'Mar']);
    expect(labels).to.have.length(12);
    const bars = [...container.querySelectorAll('.mark-rect.role-mark path')].map((bar) =>
      bar.getBoundingClientRect(),
    );
    bars.forEach(({ left, right }, index) => expect(at[index]).to.be.closeTo((left + right) / 2, 1.5));
  });

  it('keeps the settings of the spec', async () => {
    const labelsOf = async (axis: object) => (await axisOf(TWO_YEARS, { spec: withAxis(axis) })).labels;
    // Vega refuses it.
    expect(await labelsOf({ tickCount: 'millisecond' })).to.deep.equal(await labelsOf({}));
    const long = days(120, (index) => new Date(2016, index, 1));
    const { labels, container: axis } = await axisOf(long, { spec: withAxis({ tickCount: 'month' }) });
    expect(axis.querySelectorAll('.role-axis-tick line')).to.have.length.at.least(120);
    expect(labels).to.have.length.within(4, 12);
    expect(labels[0]).to.equal('Jan 2016');
    const { container } = await mount(LINE, {
      data: new Map([['main', dataset(['day', 'amount'], TWO_YEARS)]]),
      size: { width: 600, height: 300 },
      locale: null,
    });
    expect(container.textContent).to.contain('April');
  });

  it('updates for new rows', async () => {
    const data = (rows: Rows) => new Map([['main', dataset(['day', 'amount'], rows)]]);
    const { chart, container } = await mount(LINE, {
      data: data(days(4, (index) => new Date(2021 + index, 0, 1))),
      config: AXIS,
      locale: localeFor('en').vega,
    });
    await chart.update(data(days(4, (index) => new Date(2026, 0, 5 + index))));
    expect(container.textContent).to.contain('Jan').and.not.contain('2021');
  });
});

describe('dates in tooltips and facets', () => {
  it('are formatted like those of a table', async () => {
    const tipOf = async (timeUnit: string): Promise<string | undefined> => {
      const spec = {
        ...LINE,
        mark: 'point',
        encoding: { ...LINE.encoding, tooltip: [{ field: 'day', type: 'temporal', title: 'Day', timeUnit }] },
      };
      const rows = [[new Date(2026, 3, 1), 1]] as const;
      const { chart } = await mount(spec, {
        data: new Map([['main', dataset(['day', 'amount'], rows)]]),
        config: AXIS,
        locale: localeFor('en').vega,
      });
      const [point] = chart.points(1);
      return point?.content.kind === 'rows' ? point.content.rows[0]?.value : undefined;
    };
    expect(await tipOf('yearmonthdate')).to.equal('Apr 1, 2026');
    expect(await tipOf('yearmonth')).to.equal('Apr 2026');
    expect(await tipOf('yearquarter')).to.equal('Q2 2026');
    // Vega's weeks begin on Sundays.
    expect(await tipOf('yearweek')).to.equal('Mar 29, 2026');
    expect(await tipOf('yearweekday')).to.equal('Apr 1, 2026');
  });

  it('do not overlap on the axes of neighboring facets', async () => {
    const rows = ['A', 'B', 'C'].flatMap((name) =>
      Array.from({ length: 11 }, (_, index): Cell[] => [new Date(2000 + index, 0, 1), index, name]),
    );
    const { container } = await mount(
      {
        facet: { field: 'name', type: 'nominal', title: null },
        columns: 3,
        spacing: 12,
        spec: { ...LINE, width: 120, height: 60 },
      },
      {
        data: new Map([['main', dataset(['day', 'amount', 'name'], rows)]]),
        size: { width: 480, height: 300 },
        config: AXIS,
        locale: localeFor('en').vega,
      },
    );
    const boxes = [...container.querySelectorAll('.role-column-footer .role-axis-label text')].map((text) =>
      text.getBoundingClientRect(),
    );
    boxes.sort((a, b) => a.left - b.left);
    expect(boxes).to.have.length.of.at.least(6);
    const gaps = boxes.slice(1).map(({ left }, index) => left - boxes[index]!.right);
    expect(Math.min(...gaps)).to.be.at.least(8);
  });
});
