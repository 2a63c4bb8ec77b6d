import { expect } from 'chai';
import { columnTitles } from '../../src/charts/column-titles.ts';

const columns = ['week', 'amount', 'time_of_day', 'dimension'].map((name) => ({
  name,
  type: 'string' as const,
}));

describe('columnTitles', () => {
  it('writes names as a person would', () => {
    expect(columnTitles(columns, null)).to.deep.equal(['Week', 'Amount', 'Time of day', 'Dimension']);
  });

  it('takes the titles of a chart, those of its tooltips first', () => {
    const encoding = {
      x: { field: 'week', type: 'temporal', title: null },
      y: { field: 'amount', aggregate: 'sum', title: 'Sum of all' },
      color: { field: 'time_of_day', title: 'Part of the day' },
      tooltip: [{ field: 'week', title: 'Week of' }, { field: 'amount' }],
    };
    const spec = { layer: [{ mark: 'bar', encoding }, { mark: 'rule' }] };
    expect(columnTitles(columns, spec)).to.deep.equal(['Week of', 'Amount', 'Part of the day', 'Dimension']);
    expect(
      columnTitles(columns, { mark: 'bar', encoding: { tooltip: [null, 3, { field: 4 }] } }),
    ).to.have.length(4);
  });
});
