import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Selectable } from '../../src/charts/emphasis/selectable.ts';
import * as values from '../../src/selection/selected-values.ts';
import type { ColumnType } from '../../src/public-client/types.ts';
import { dateText } from '../../src/internal/text.ts';
import { valueContext } from './value-context.ts';

const { endOf, isAmong, isWithin, readChoice, readDate, readRange, readSelectTo, toCell, toDrawn } = values;

const WORDS = { yes: 'Yes', no: 'No', none: '–' };
const context = (
  type: ColumnType | null,
  selectable: Partial<Selectable> = {},
  more: Partial<values.ValueContext> = {},
): values.ValueContext => valueContext(selectable, { column: type && { name: 'f', type }, ...more });

const TEXT = context('string');
const YES = context('boolean', {}, { words: WORDS });
const DAY = context('date', { time: true, continuous: true });
const MONTH = context('date', { time: true, key: 'yearmonth_f' }, { grain: 'month' });
const YEAR = context('number', { time: true, key: 'year_f' }, { grain: 'year' });
const YEAR_TEXT = context('string', { time: true }, { periodExample: '2021', grain: 'year' });
const TIME = { time: true, continuous: true };
const MONTH_TEXT = context('string', TIME, { periodExample: '2024-11' });
const QUARTER_TEXT = context('string', TIME, { periodExample: '2024-Q4' });
const BIN = context('number', { binned: true, continuous: true });
const midnight = (month: number, day = 1): Date => new Date(2024, month - 1, day);

describe('a chosen value', () => {
  for (const [name, where, datum, chosen] of [
    ['a text', TEXT, { f: 'EU' }, 'EU'],
    ['no text', TEXT, { f: '' }, null],
    ['null', TEXT, { f: null }, null],
    ['no field', TEXT, {}, null],
    ['a number', context('number'), { f: 0 }, 0],
    ['no number', context('number'), { f: Infinity }, null],
    ['false', context('boolean'), { f: false }, false],
    ['the word for yes', YES, { f: 'Yes' }, true],
    ['the word for no', YES, { f: 'No' }, false],
    ['the word for null', context('string', {}, { words: WORDS }), { f: '–' }, null],
    ['the word for null in a spec of the page', TEXT, { f: '–' }, '–'],
    ['a month in a column of texts', MONTH_TEXT, { f: midnight(2) }, '2024-02'],
    ['a quarter', QUARTER_TEXT, { f: midnight(4) }, '2024-Q2'],
    ['a year in a column of texts', YEAR_TEXT, { f: midnight(1) }, '2024'],
    ['a date', DAY, { f: midnight(2, 3) }, '2024-02-03'],
    ['a moment as a number', DAY, { f: midnight(2, 3).getTime() }, '2024-02-03'],
    ['no date', DAY, { f: new Date(NaN) }, null],
    ['a unit of time', MONTH, { yearmonth_f: midnight(2), f: midnight(2, 9) }, '2024-02-01'],
    ['a year of a column of numbers', YEAR, { year_f: midnight(1) }, 2024],
    ['a bin', BIN, { bin_maxbins_10_f: 20, bin_maxbins_10_f_end: 30, f: 23 }, 20],
    ['a structure', TEXT, { f: { a: 1 } }, null],
  ] as const) {
    it(`is ${JSON.stringify(chosen)} for ${name}`, () => {
      expect(readChoice(datum, where)).to.equal(chosen);
    });
  }

  for (const [name, where, value, drawn, cell] of [
    ['a text', TEXT, 'EU', 'EU', 'EU'],
    ['a text like a boolean', TEXT, 'true', 'true', 'true'],
    ['yes', YES, true, 'Yes', true],
    ['yes as text', YES, 'true', 'Yes', true],
    ['no as text', YES, 'false', 'No', false],
    ['a number as text', context('number', { continuous: true }), '7', 7, '7'],
    ['a day', DAY, '2024-02-03', midnight(2, 3), midnight(2, 3)],
    ['a year', YEAR, 2024, midnight(1), 2024],
    ['a year in a column of texts', YEAR_TEXT, '2024', midnight(1), '2024'],
  ] as const) {
    it(`is converted to the value in drawn rows and to a cell: ${name}`, () => {
      expect([toDrawn(value, where), toCell(value, where)]).to.deep.equal([drawn, cell]);
    });
  }

  it('is empty, or a list with the value of a parameter', () => {
    for (const nothing of [null, undefined, '', []])
      expect(values.toSelectedValues(nothing)).to.deep.equal([]);
    expect([0, false].map(values.toSelectedValues)).to.deep.equal([[0], [false]]);
    expect(values.toSelectedValues(midnight(2, 3))).to.deep.equal(['2024-02-03']);
  });

  it('is read from the format of the API; a long text that is not a date is rejected quickly', () => {
    for (const date of [midnight(1, 31), new Date(2024, 0, 31, 12, 30)])
      expect(readDate(dateText(date)).getTime()).to.equal(date.getTime());
    expect(readDate('1:11'.repeat(300_000)).getTime()).to.be.NaN;
  });
});

describe('a chosen range', () => {
  const rows = (...list: readonly unknown[]): readonly Record<string, unknown>[] => list.map((f) => ({ f }));
  const months = (...list: readonly unknown[]) => list.map((each) => ({ yearmonth_f: each }));
  const bins = [20, 0].map((from) => ({ bin_a_f: from, bin_a_f_end: from + 10 }));
  for (const [name, where, data, range] of [
    ['days in any order', DAY, rows(midnight(2, 9), midnight(2, 3), midnight(2, 5)), '2024-02-03 2024-02-09'],
    ['one day', DAY, rows(midnight(2, 3)), '2024-02-03 2024-02-03'],
    ['months, to the last day', MONTH, months(midnight(2), midnight(4)), '2024-02-01 2024-04-30'],
    ['months as numbers', MONTH, months(midnight(2).getTime()), '2024-02-01 2024-02-29'],
    ['years as numbers', YEAR, [{ year_f: midnight(1).getTime() }], '2024 2024'],
    ['numbers', context('number', { continuous: true }), rows(NaN, 7, 3, null, 5), '3 7'],
    ['bins, to the end of the last', BIN, bins, '0 30'],
    ['no rows', DAY, [], null],
    ['rows without a value', DAY, rows(null, 'x', new Date(NaN)), null],
  ] as const) {
    it(`is ${range} for ${name}`, () => {
      expect(readRange(data, where)?.join(' ') ?? null).to.equal(range);
    });
  }

  for (const [from, to, held] of [
    [null, null, '1 2 3'],
    ['2024-02-02', null, '2 3'],
    [null, '2024-02-02', '1 2'],
    ['2024-02-02', '2024-02-02', '2'],
    ['2024-02-03', '2024-02-01', ''],
    ['soon', null, '1 2 3'],
  ] as const) {
    it(`contains ${held || 'nothing'} if it is from ${from} to ${to}`, () => {
      const data = rows(...[1, 2, 3].map((day) => midnight(2, day)), null, 'x');
      const within = data.filter((datum) => isWithin(datum, [from, to], DAY));
      expect(within.map(({ f }) => Number(dateText(f as Date).slice(-2))).join(' ')).to.equal(held);
    });
  }

  it('contains marks with the same text if it consists of single values', () => {
    const among = new Set(['EU', String(midnight(2, 3).getTime())]);
    expect(['EU', 'US'].map((f) => isAmong({ f }, among, TEXT))).to.deep.equal([true, false]);
    expect([3, 4].map((day) => isAmong({ f: midnight(2, day) }, among, DAY))).to.deep.equal([true, false]);
  });
});

describe('select-to', () => {
  for (const [text, ...read] of [
    ['region', 'region', null, false],
    [' region : State name ', 'region', 'State name', false],
    ['regions[]', 'regions', null, true],
    ['from , to:day', 'from-to', 'day', false],
    ...['', 'a b', 'a,b,c', 'a[],b', ':field'].map(
      (text) => [text, undefined, undefined, undefined] as const,
    ),
  ] as const) {
    it(`is parsed: "${text}"`, () => {
      const found = readSelectTo(text);
      expect([found?.params.join('-'), found?.field, found?.several]).to.deep.equal(read);
    });
  }
});

it('endOf returns the last day or millisecond of a period', () => {
  const last = (grain: Parameters<typeof endOf>[1]): string => dateText(endOf(midnight(1), grain)).slice(5);
  const ends = (['year', 'quarter', 'month', 'week', 'day'] as const).map(last);
  expect(ends).to.deep.equal(['12-31', '03-31', '01-31', '01-07', '01-01']);
  expect(endOf(new Date(2024, 0, 1, 5), 'hour').getTime()).to.equal(new Date(2024, 0, 1, 6).getTime() - 1);
});
