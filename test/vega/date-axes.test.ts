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

const days = (count: number, at: (index: number) => Date): readonly (readonly [Date, number])[] =>
  Array.from({ length: count }, (_, index) => [at(index), index + 1]);

/** Returns the labels of the bottom axis from left to right, with lines separated by a slash, and their positions. */
async function axisOf(
  rows: readonly (readonly [Date, number])[],
  {
    spec = LINE,
    lang = 'en',
    width = 600,
    config = AXIS,
  }: {
    spec?: MountRequest['spec'];
    lang?: string;
    width?: number;
    config?: MountRequest['config'];
  } = {},
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

  it('shows the month only where it changes', async () => {
    const { labels } = await axisOf(days(12, (index) => new Date(2026, 0, 26 + index)));
    expect(labels).to.deep.equal(['26/Jan', '27', '28', '29', '30', '31', '1/Feb', '2', '3', '4', '5', '6']);
  });

  it('labels weeks by their first day', async () => {
    const mondays = days(20, (index) => new Date(2026, 0, 5 + 7 * index));
    const { labels } = await axisOf(mondays, { width: 500 });
    expect(labels.slice(0, 4)).to.deep.equal(['5/Jan', '19', '2/Feb', '16']);
    const sundays = await axisOf(days(10, (index) => new Date(2026, 0, 4 + 7 * index)));
    expect(sundays.labels.slice(0, 5)).to.deep.equal(['4/Jan', '11', '18', '25', '1/Feb']);
    const daily = await axisOf(
      days(60, (index) => new Date(2026, 0, 1 + index)),
      { width: 420 },
    );
    expect(daily.labels.slice(0, 5)).to.deep.equal(['5/Jan', '12', '19', '26', '2/Feb']);
  });

  it('formats months consistently, with the year where it changes', async () => {
    const { labels } = await axisOf(
      days(24, (index) => new Date(2025, 3 + index, 1)),
      { width: 420 },
    );
    expect(labels).to.deep.equal(['Apr/2025', 'Jul', 'Oct', 'Jan/2026', 'Apr', 'Jul', 'Oct', 'Jan/2027']);
  });

  it('has no ticks between years and quarters', async () => {
    const years = await axisOf(days(4, (index) => new Date(2021 + index, 0, 1)));
    expect(years.labels).to.deep.equal(['2021', '2022', '2023', '2024']);
    // Labels at the ends are centered below their ticks and do not overlap others.
    const gaps = years.at.slice(1).map((x, index) => x - years.at[index]!);
    expect(Math.max(...gaps) - Math.min(...gaps)).to.be.below(2);
    const quarters = await axisOf(days(5, (index) => new Date(2025, 3 * index, 1)));
    expect(quarters.labels).to.deep.equal(['Q1/2025', 'Q2', 'Q3', 'Q4', 'Q1/2026']);
    const fives = await axisOf(
      days(11, (index) => new Date(1955 + 5 * index, 0, 1)),
      { width: 300 },
    );
    expect(fives.labels).to.deep.equal(['1960', '1970', '1980', '1990', '2000']);
  });

  it('has a tick at each of a few unevenly spaced days', async () => {
    const some = [3, 10, 33, 40].map((day): [Date, number] => [new Date(2026, 0, day), day]);
    expect((await axisOf(some)).labels).to.deep.equal(['3/Jan', '10', '2/Feb', '9']);
  });

  it('shows the day of hours only where it changes', async () => {
    const { labels } = await axisOf(days(36, (index) => new Date(2026, 1, 28, index)));
    expect(labels.map((label) => label.replace(/\s/g, ' '))).to.deep.equal([
      ...['12 AM/Feb 28', '3 AM', '6 AM', '9 AM', '12 PM', '3 PM', '6 PM', '9 PM'],
      ...['12 AM/Mar 1', '3 AM', '6 AM', '9 AM'],
    ]);
  });

  it('is formatted in the language of the page', async () => {
    const rows = days(8, (index) => new Date(2026, 4 + index, 1));
    expect((await axisOf(rows, { lang: 'de' })).labels.slice(0, 3)).to.deep.equal(['Mai/2026', 'Jun', 'Jul']);
    expect((await axisOf(rows, { lang: 'ja' })).labels.slice(0, 2)).to.deep.equal(['5月/2026年', '6月']);
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

  it('formats time categories like a time scale', async () => {
    const spec = { ...BARS, encoding: { ...BARS.encoding, x: { ...BARS.encoding.x, type: 'ordinal' } } };
    const rows = days(24, (index) => new Date(2024, 10 + index, 1));
    const { labels } = await axisOf(rows, { spec, width: 360 });
    expect(labels.slice(0, 4)).to.deep.equal(['Jan/2025', 'Apr', 'Jul', 'Oct']);
  });

  it('keeps the settings of the spec', async () => {
    const withAxis = (axis: object) => ({
      ...LINE,
      encoding: { ...LINE.encoding, x: { ...LINE.encoding.x, axis } },
    });
    const rows = days(24, (index) => new Date(2025, index, 1));
    const labelsOf = async (axis: object) => (await axisOf(rows, { spec: withAxis(axis) })).labels;
    expect(await labelsOf({ format: '%y' })).to.deep.equal(['25', '26']);
    expect(await labelsOf({ tickCount: { interval: 'month', step: 6 } })).to.deep.equal([
      ...['Jan/2025', 'Jul', 'Jan/2026', 'Jul'],
    ]);
    // Vega refuses it.
    expect(await labelsOf({ tickCount: 'millisecond' })).to.deep.equal(await labelsOf({}));
    const long = days(120, (index) => new Date(2016, index, 1));
    const { labels, container: axis } = await axisOf(long, { spec: withAxis({ tickCount: 'month' }) });
    expect(axis.querySelectorAll('.role-axis-tick line')).to.have.length.at.least(120);
    expect(labels).to.have.length.within(4, 12);
    expect(labels[0]).to.equal('Jan 2016');
    expect(await labelsOf({ labelExpr: `'m' + month(datum.value)`, tickCount: 'year' })).to.deep.equal([
      'm0',
      'm0',
    ]);
    const { container } = await mount(LINE, {
      data: new Map([['main', dataset(['day', 'amount'], rows)]]),
      size: { width: 600, height: 300 },
      locale: null,
    });
    expect(container.textContent).to.contain('April');
  });

  it('updates for new rows', async () => {
    const data = (rows: readonly (readonly [Date, number])[]) =>
      new Map([['main', dataset(['day', 'amount'], rows)]]);
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
