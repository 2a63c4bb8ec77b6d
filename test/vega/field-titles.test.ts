import { expect } from 'chai';
import { titleAggregates } from '../../src/locale/aggregate-titles.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import { dataset, mount } from './support.ts';

const rows = [
  ['Day', 3, 1],
  ['Night', 2, 2],
] as const;
const data = (...names: string[]) => new Map([['main', dataset(names, rows)]]);
const spec = (x: object, y: object) => ({
  mark: { type: 'bar', tooltip: true },
  encoding: { x: { type: 'nominal', ...x }, y: { type: 'quantitative', ...y } },
});

describe('titles of fields', () => {
  before(() => titleAggregates(localeFor('en')));

  const titlesOf = async (chart: object, names: string[], locale = localeFor('en').vega) => {
    const mounted = await mount(chart as never, { data: data(...names, 'n'), locale });
    const [point] = mounted.chart.points(1);
    const axes = [...mounted.container.querySelectorAll('.role-axis-title text')].map(
      (text) => text.textContent,
    );
    return [axes, point?.content.kind === 'rows' ? point.content.rows.map(({ name }) => name) : null];
  };
  const toldBy = async (encoding: object, tooltip: unknown, names: string[]) => {
    const chart = { mark: { type: 'point', tooltip }, encoding };
    const { chart: mounted } = await mount(chart as never, {
      data: data(...names, 'n'),
      locale: localeFor('en').vega,
    });
    return mounted.points(1)[0]?.content;
  };

  it('are readable names', async () => {
    const chart = spec({ field: 'time_of_day' }, { field: 'late_flights', aggregate: 'sum' });
    expect(await titlesOf(chart, ['time_of_day', 'late_flights'])).to.deep.equal([
      ['Time of day', 'Total late flights'],
      ['Time of day', 'Total late flights'],
    ]);
  });

  it('are omitted from axes for reserved names such as `dimension`', async () => {
    const chart = spec({ field: 'dimension' }, { field: 'value' });
    expect(await titlesOf(chart, ['dimension', 'value'])).to.deep.equal([[], ['']]);
  });

  it('are omitted from tooltips for reserved names: one value becomes the heading, the other is unlabeled', async () => {
    const x = { field: 'dimension', type: 'nominal' };
    const y = { field: 'value', type: 'quantitative' };
    const content = { kind: 'rows', title: 'Day', rows: [{ name: '', value: '3' }] };
    const names = ['dimension', 'value'];
    expect(await toldBy({ x, y }, true, names)).to.deep.equal(content);
    expect(await toldBy({ x, y, tooltip: [x, y] }, null, names)).to.deep.equal(content);
    expect(await toldBy({ x, y }, { content: 'data' }, names)).to.deep.equal({
      ...content,
      rows: [...content.rows, { name: 'N', value: '1' }],
    });
    expect(await toldBy({ x, y: { ...y, aggregate: 'sum' } }, true, names)).to.deep.equal({
      ...content,
      rows: [{ name: 'Total', value: '3' }],
    });
  });

  it('are those of the spec if it has some', async () => {
    const chart = spec(
      { field: 'dimension', title: 'dimension' },
      { field: 'value', axis: { title: 'value' } },
    );
    expect((await titlesOf(chart, ['dimension', 'value']))[0]).to.deep.equal(['dimension', 'value']);
  });
});
