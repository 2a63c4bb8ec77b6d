import { describe, it } from 'node:test';
import { expect } from 'chai';
import { extent, fieldGrain, makeField, readFields } from '../../src/charts/columns.ts';
import { titleOf } from '../../src/internal/text.ts';
import type { Cell } from '../../src/public-client/types.ts';
import { table } from './column-sets.ts';
import { ENGLISH } from './english.ts';

const dates = (...values: readonly Date[]) => fieldGrain(makeField('d', 'D', 'time', values));

describe('readFields', () => {
  it('converts cells according to the kind of the column', () => {
    const fields = readFields(
      table('s, n:number, b:boolean, d:date, j:json', [
        ['x', '9007199254740993', true, new Date(2026, 0, 1), {}],
        [null, NaN, null, new Date(NaN), null],
      ]),
      ENGLISH,
    );
    expect(fields.map(({ kind }) => kind)).to.deep.equal(['text', 'number', 'text', 'time']);
    expect(fields.map(({ values }) => values[1])).to.deep.equal(['No value', null, 'No value', null]);
    expect(fields[1]?.values[0]).to.equal(9007199254740992);
  });

  it('reads JSON columns of texts, numbers and flags, and no lists or objects', () => {
    const read = (...cells: readonly Cell[]) =>
      readFields(
        table(
          'j:json',
          cells.map((cell) => [cell]),
        ),
        ENGLISH,
      ).map(({ kind, values }) => [kind, ...values]);
    expect(read('Avatar', 2012, true, null)).to.deep.equal([['text', 'Avatar', '2012', 'Yes', 'No value']]);
    expect(read(1.5, null, 3)).to.deep.equal([['number', 1.5, null, 3]]);
    expect(read('Avatar', ['2012'])).to.deep.equal([]);
    expect(read(null, null)).to.deep.equal([]);
  });

  it('leaves out empty columns', () => {
    expect(
      readFields(
        table('a, b:number, c:date', [
          [null, null, null],
          ['', NaN, null],
        ]),
        ENGLISH,
      ),
    ).to.deep.equal([]);
  });

  it('treats years as dates and ids as text', () => {
    const fields = readFields(
      table('year:number, store_id:number, fiscal_year:number', '2024, 7, 3.5'),
      ENGLISH,
    );
    expect(fields.map(({ kind }) => kind)).to.deep.equal(['time', 'text', 'number']);
    expect(fields[0]?.values[0]).to.deep.equal(new Date(2024, 0, 1));
  });

  const read = (...rows: Parameters<typeof table>) => readFields(table(...rows), ENGLISH);
  const kindsOf = (...rows: Parameters<typeof table>): string =>
    read(...rows)
      .map(({ kind }) => kind)
      .join(' ');

  it('finds years and ids by their names in several languages', () => {
    const NAMES = {
      time:
        'Jahr, année, anne\u0301e, año, anno, ano, rok, jaar, birthYear, 年, السنة, 会计年度, 年份, fiscal year, ' +
        'Geschäftsjahr, année fiscale, rok obrotowy',
      text: 'PLZ, postal_code, postcode, storeId, Postleitzahl, code postal, 郵便番号',
      number: 'years_of_school, encode, paid, Vorjahr',
    };
    for (const [kind, names] of Object.entries(NAMES))
      for (const name of names.split(', ')) expect(kindsOf(`${name}:number`, '2024'), name).to.equal(kind);
  });

  it('treats distinct whole numbers from 1500 to 2100 next to one measure as years', () => {
    for (const [rows, kinds] of [
      ['1999, 5; 2004, 7.5', 'time number'],
      ['5, 1999; 7, 2004', 'number time'],
      ['1999, 1600; 2004, 1700', 'time number'],
      ['1999, 5; 1999, 7', 'number number'],
      ['1999.5, 5; 2004, 7', 'number number'],
      ['1999, 5', 'number number'],
    ] as const)
      expect(kindsOf('x:number, y:number', rows), rows).to.equal(kinds);
    expect(read('x:number, y:number, z:number', '1999, 5, 6; 2004, 7, 8')[0]!.kind).to.equal('number');
  });

  it('treats years, months, quarters and days that are text as dates', () => {
    const dates = read('when', '2019; ; 2021; 2020')[0]!.values.map((date) =>
      (date as Date | null)?.getFullYear(),
    );
    expect(dates).to.deep.equal([2019, undefined, 2021, 2020]);
    for (const rows of ['2019; 2021; 2021', '2019; 2020; 2021; later', '2025-01; 2025-01-31'])
      expect(kindsOf('when', rows), rows).to.equal('text');
    expect(kindsOf('plz', '2019; 2020; 2021')).to.equal('text');
    for (const [rows, date] of [
      ['2025-01; ; 2025-02', new Date(2025, 0, 1)],
      ['2025-Q3; 2025-Q4', new Date(2025, 6, 1)],
      ['2025-01-31', new Date(2025, 0, 31)],
    ] as const)
      expect(read('when', rows)[0]!.values[0], rows).to.deep.equal(date);
    for (const other of ['2025-13', '4711-01', '2025-Q5', 'v2025-01', '2025-1'])
      expect(kindsOf('when', `2025-01; ${other}`), other).to.equal('text');
  });

  it('renames columns whose names Vega would misread', () => {
    const nameOf = (name: string) => readFields(table([name], [['x']]), ENGLISH)[0]!;
    for (const name of ['revenue', 'Miles per Gallon', 'العدد', '🎉', 'größe_m²'])
      expect(nameOf(name).name).to.equal(name);
    const others = `a.b|a[0]|it's|say "x"|back\\slash|count(*)|__proto__|constructor|toString|_group|value_end`;
    for (const name of others.split('|')) {
      expect(nameOf(name).name, name).to.equal('column_1');
      const letters = (text: string): string => text.toLowerCase().replace(/[_\W]/g, '');
      expect(letters(nameOf(name).title)).to.equal(letters(name));
    }
  });
});

describe('titleOf', () => {
  it('makes names readable, and keeps abbreviations and units', () => {
    const titles = {
      ...{ avg_delay: 'Avg delay', avgDelay: 'Avg delay', minutes: 'Minutes', 'sum(price)': 'Sum(price)' },
      ...{
        'Miles per Gallon': 'Miles per Gallon',
        élan_vital: 'Élan vital',
        '🎉 party': '🎉 party',
        __x__: 'X',
      },
      ...{ GDP: 'GDP', ppm: 'ppm', mm_per_day: 'mm per day', kWh: 'kWh', gwh: 'gwh', '': '' },
      ...{ 'mg per litre': 'mg per litre', '% of total': '% of total' },
    };
    for (const [name, title] of Object.entries(titles)) expect(titleOf(name), name).to.equal(title);
  });
});

describe('fieldGrain', () => {
  it('returns the coarsest unit that distinguishes the dates', () => {
    expect(dates(new Date(2020, 0, 1), new Date(2021, 0, 1))).to.equal('year');
    expect(dates(new Date(1850, 0, 1), new Date(1851, 3, 1))).to.equal('quarter');
    expect(dates(new Date(2020, 0, 1), new Date(2020, 1, 1))).to.equal('month');
    expect(dates(new Date(2020, 0, 1), new Date(2020, 0, 2))).to.equal('day');
    expect(dates(new Date(2020, 0, 1), new Date(2020, 0, 1, 6))).to.equal('minute');
    expect(dates(new Date(2020, 0, 1))).to.equal('day');
  });
});

describe('extent', () => {
  it('returns the smallest and the largest number', () => {
    expect(extent({ values: [null, 3, -1] })).to.deep.equal([-1, 3]);
    expect(extent({ values: [null] })).to.deep.equal([0, 0]);
  });
});
