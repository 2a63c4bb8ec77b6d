// @engines all
import { expect } from 'chai';
import type { Cell, Column, ColumnType } from '../../src/public-client/types.ts';
import { formatCell, columnNumberStyle, describeValue, formatMeasure } from '../../src/locale/cells.ts';
import { columnFormat } from '../../src/locale/column-formats.ts';
import { localeFor, loadLocale } from '../../src/locale/load-locale.ts';
import { placeUnit } from '../../src/locale/units.ts';
import { plain } from './languages.ts';
import type { ParamSchema } from '../../src/charts/types.ts';

const english = localeFor('en');
const column = (type: ColumnType, name = 'a'): Column => ({ name, type });

describe('formatCell', () => {
  it('formats every type of column', () => {
    const day = new Date(2026, 0, 5, 0, 0);
    for (const [type, value, text] of [
      ['string', 'East', 'East'],
      ['string', '007', '007'],
      ['string', '1234567', '1234567'],
      ['string', '', ''],
      ['number', 1234567, '1,234,567'],
      ['number', '9007199254740993', '9,007,199,254,740,993'],
      ['number', NaN, '–'],
      ['boolean', true, 'Yes'],
      ['boolean', false, 'No'],
      ['date', day, 'Jan 5, 2026'],
      ['timestamp', day, 'Jan 5, 2026, 12:00 AM'],
      ['json', { a: [1] }, '{"a":[1]}'],
      ['json', [1, 'b'], '[1,"b"]'],
      ...(['string', 'number', 'boolean', 'date', 'timestamp', 'json'] as const).flatMap(
        (type) =>
          [
            [type, null, '–'],
            [type, undefined, '–'],
          ] as const,
      ),
    ] as const)
      expect(plain(formatCell(value as Cell, column(type), english)), type).to.equal(text);
    expect(formatCell(day, column('date'), english, { grain: 'month' })).to.equal('Jan 2026');
  });

  it('formats months and quarters in text as dates', () => {
    const column = { name: 'when', type: 'string' } as const;
    const texts = (...cells: readonly string[]) =>
      cells.map((cell) => formatCell(cell, column, localeFor('en'), columnFormat(column, cells)));
    expect(texts('2025-01', '2025-02')).to.deep.equal(['Jan 2025', 'Feb 2025']);
    expect(texts('2025-Q1')).to.deep.equal(['Q1 2025']);
    expect(texts('2025-01-31')).to.deep.equal(['Jan 31, 2025']);
    expect(texts('2025-01', 'later')).to.deep.equal(['2025-01', 'later']);
  });

  it('does not group the digits of years and ids', () => {
    for (const name of 'year Year birth_year customerId ID Jahr année 年 Plz postal_code id_2'.split(' '))
      expect(columnNumberStyle(column('number', name)), name).to.equal('plain');
    for (const name of ['sales', 'yearly', 'paid', 'years_of_school', '', 'id count'])
      expect(columnNumberStyle(column('number', name)), name).to.equal('full');

    expect(formatCell(2026, column('number', 'year'), english)).to.equal('2026');
  });
});

describe('numbers in one column', () => {
  const texts = (name: string, ...cells: readonly number[]) => {
    const number = column('number', name);
    return cells.map((cell) => formatCell(cell, number, english, columnFormat(number, cells)));
  };

  it('have equal decimals', () => {
    expect(texts('price', 12.5, 3, 0.25)).to.deep.equal(['12.50', '3.00', '0.25']);
    expect(texts('sales', 1200, 7)).to.deep.equal(['1,200', '7']);
    expect(texts('mean', 1000 / 3, 2)).to.deep.equal(['333.333', '2.000']);
    expect(texts('latitude', 52.520008, 13.4)).to.deep.equal(['52.520008', '13.400000']);
    expect(texts('tiny', 1e-9, 5)).to.deep.equal(['0.000000001', '5']);
  });

  it('are percentages of shares with the unit % in every language', () => {
    for (const tag of ['en', 'de', 'tr', 'eu', 'ar-EG']) {
      const locale = localeFor(tag);
      const column = { name: 'late_rate', type: 'number' } as const;
      expect(formatMeasure(0.12, column, locale, placeUnit('%', tag)), tag).to.equal(
        formatMeasure(0.12, column, locale, null),
      );
    }
  });

  it('are percentages if the name and the range of the column suggest shares', () => {
    expect(texts('late_rate', 0.4215, 0.5, 1)).to.deep.equal(['42.2%', '50.0%', '100.0%']);
    expect(texts('marketShare', 0.25, 0.5)).to.deep.equal(['25%', '50%']);
    expect(texts('rate', 4.2, 0.5)).to.deep.equal(['4.2', '0.5']);
    expect(texts('exchange_rate', 0.92)).to.deep.equal(['0.92']);
    expect(texts('percent', 0.5)).to.deep.equal(['0.5']);
    expect(texts('has_share', 0, 1)).to.deep.equal(['0', '1']);
  });

  it('have no group separators if they are years', () => expect(texts('year', 2026)).to.deep.equal(['2026']));
});

const nature = (type: ParamSchema['type'], labels?: Readonly<Record<string, string>>): ParamSchema => ({
  type,
  multiple: false,
  options: labels
    ? { kind: 'values', values: Object.entries(labels).map(([value, label]) => ({ value, label })) }
    : null,
});

describe('describeValue', () => {
  it('uses labels of the page, else of the viz, else the value', async () => {
    const locale = await loadLocale('en');
    const natures = [nature('string', { a: 'A', b: 'b', c: '', '': 'All' }), null, undefined];
    const declared = nature('number', { 7: 'Seven', a: 'Other', b: 'B', c: 'C' });
    for (const [value, text] of [
      ['a', 'A'],
      ['b', 'b'],
      ['c', 'C'],
      [['a', 7, 'x', 1000], 'A, Seven, x, 1000'],
      [null, 'All'],
      [[], 'All'],
    ] as const)
      expect(describeValue(value, [...natures, declared], locale)).to.equal(text);

    expect(describeValue(null, [], locale)).to.equal('');
  });

  it('formats days, booleans and lists in the language', async () => {
    const [german, japanese] = [await loadLocale('de'), await loadLocale('ja')];
    for (const [value, natures, text] of [
      ['2024-01-05', [nature('date')], /^5\. Jan(uar|\.) 2024$/],
      ['2024-01-05', [nature('date', { '2024-01-05': 'Beginn' })], /^Beginn$/],
      ['2024-01-05', [nature('string')], /^2024-01-05$/],
      ['2024-01-05T10:00:00Z', [nature('date')], /^2024-01-05T10:00:00Z$/],
      [new Date(2024, 0, 5), [], /^5\. Jan(uar|\.) 2024$/],
      [true, [nature('boolean')], /^Ja$/],
      [false, [nature('boolean', { true: 'An', false: 'Aus' })], /^Aus$/],
      ['true', [nature('string')], /^true$/],
    ] as const)
      expect(describeValue(value, natures, german)).to.match(text);

    expect(describeValue(['a', 'b'], [], japanese)).to.equal('a、b');
  });
});
