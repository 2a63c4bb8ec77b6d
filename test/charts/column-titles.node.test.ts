import { describe, it } from 'node:test';
import { expect } from 'chai';
import { columnTitles } from '../../src/charts/column-titles.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import type { Column } from '../../src/public-client/types.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';

const columns = ['week', 'amount', 'time_of_day', 'region'].map((name) => ({
  name,
  type: 'string' as const,
}));

const titlesOf = (all: readonly Column[], spec: VegaLiteSpec | null): readonly string[] =>
  columnTitles(all, spec, localeFor('en').messages);

describe('columnTitles', () => {
  it('makes names readable', () => {
    expect(titlesOf(columns, null)).to.deep.equal(['Week', 'Amount', 'Time of day', 'Region']);
  });

  it('translates reserved names such as `dimension`, depending on the type of the column', () => {
    const titles = (...all: readonly (readonly [string, Column['type']])[]): readonly string[] =>
      titlesOf(
        all.map(([name, type]) => ({ name, type })),
        null,
      );
    expect(
      titles(
        ['dimension', 'string'],
        ['value', 'number'],
        ['prev_value', 'number'],
        ['is_favorable', 'boolean'],
      ),
    ).to.deep.equal(['Category', 'Value', 'Previous', 'Better']);
    expect(titles(['Dimension', 'date'], ['is_unfavorable', 'boolean'])).to.deep.equal(['Date', 'Worse']);
  });

  it('prefers the titles of tooltips to other titles in the spec', () => {
    const encoding = {
      x: { field: 'week', type: 'temporal', title: null },
      y: { field: 'amount', aggregate: 'sum', title: 'Sum of all' },
      color: { field: 'time_of_day', title: 'Part of the day' },
      tooltip: [{ field: 'week', title: 'Week of' }, { field: 'amount' }],
    };
    const spec = { layer: [{ mark: 'bar', encoding }, { mark: 'rule' }] };
    expect(titlesOf(columns, spec)).to.deep.equal(['Week of', 'Amount', 'Part of the day', 'Region']);
    expect(titlesOf(columns, { mark: 'bar', encoding: { tooltip: [null, 3, { field: 4 }] } })).to.have.length(
      4,
    );
  });
});
