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

  it('finds years and ids by their names in several languages', () => {
    const kindOf = (name: string) => readFields(table([`${name}:number`], [[2024]]), ENGLISH)[0]?.kind;
    for (const name of [
      'Jahr',
      'année',
      'anne\u0301e',
      'año',
      'anno',
      'ano',
      'rok',
      'jaar',
      'birthYear',
      '年',
    ])
      expect(kindOf(name), name).to.equal('time');
    for (const name of [
      'السنة',
      '会计年度',
      '年份',
      'fiscal year',
      'Geschäftsjahr',
      'année fiscale',
      'rok obrotowy',
    ])
      expect(kindOf(name), name).to.equal('time');
    for (const name of [
      'PLZ',
      'postal_code',
      'postcode',
      'storeId',
      'Postleitzahl',
      'code postal',
      '郵便番号',
    ])
      expect(kindOf(name), name).to.equal('text');
    for (const name of ['years_of_school', 'encode', 'paid', 'Vorjahr'])
      expect(kindOf(name), name).to.equal('number');
  });

  it('treats distinct whole numbers from 1500 to 2100 next to one measure as years', () => {
    const kindsOf = (names: readonly string[], rows: readonly (readonly Cell[])[]) =>
      readFields(table(names, rows), ENGLISH).map(({ kind }) => kind);
    const two = ['x:number', 'y:number'];
    expect(
      kindsOf(two, [
        [1999, 5],
        [2004, 7.5],
      ]),
    ).to.deep.equal(['time', 'number']);
    expect(
      kindsOf(two, [
        [5, 1999],
        [7, 2004],
      ]),
    ).to.deep.equal(['number', 'time']);
    expect(
      kindsOf(two, [
        [1999, 1600],
        [2004, 1700],
      ]),
    ).to.deep.equal(['time', 'number']);
    expect(
      kindsOf(two, [
        [1999, 5],
        [1999, 7],
      ]),
      'repeated',
    ).to.deep.equal(['number', 'number']);
    expect(
      kindsOf(two, [
        [1999.5, 5],
        [2004, 7],
      ]),
      'fractions',
    ).to.deep.equal(['number', 'number']);
    expect(kindsOf(two, [[1999, 5]]), 'a single row').to.deep.equal(['number', 'number']);
    expect(
      kindsOf(
        [...two, 'z:number'],
        [
          [1999, 5, 6],
          [2004, 7, 8],
        ],
      )[0],
    ).to.equal('number');
  });

  it('treats years that are text as dates', () => {
    const field = (name: string, ...cells: readonly (string | null)[]) =>
      readFields(
        table(
          [name],
          cells.map((cell) => [cell]),
        ),
        ENGLISH,
      )[0];
    expect(field('when', '2019', null, '2021', '2020')?.values).to.deep.equal([
      new Date(2019, 0),
      null,
      new Date(2021, 0),
      new Date(2020, 0),
    ]);
    expect(field('when', '2019', '2021', '2021')?.kind, 'two years').to.equal('text');
    expect(field('when', '2019', '2020', '2021', 'later')?.kind).to.equal('text');
    expect(field('plz', '2019', '2020', '2021')?.kind).to.equal('text');
  });

  it('treats months, quarters and days in text as dates', () => {
    const kindOf = (...cells: readonly (string | null)[]) => {
      const [field] = readFields(
        table(
          'when',
          cells.map((cell) => [cell]),
        ),
        ENGLISH,
      );
      return [field?.kind, field?.values[0]];
    };
    expect(kindOf('2025-01', null, '2025-02')).to.deep.equal(['time', new Date(2025, 0, 1)]);
    expect(kindOf('2025-Q3', '2025-Q4')).to.deep.equal(['time', new Date(2025, 6, 1)]);
    expect(kindOf('2025-01-31')).to.deep.equal(['time', new Date(2025, 0, 31)]);
    for (const other of ['2025-13', '4711-01', '2025-Q5', 'v2025-01', '2025-1'])
      expect(kindOf('2025-01', other), other).to.deep.equal(['text', '2025-01']);
    expect(kindOf('2025-01', '2025-01-31')[0]).to.equal('text');
  });

  const names: Readonly<Record<string, boolean>> = {
    revenue: true,
    'Miles per Gallon': true,
    العدد: true,
    '🎉': true,
    'größe_m²': true,
    'a.b': false,
    'a[0]': false,
    "it's": false,
    'say "x"': false,
    'back\\slash': false,
    'count(*)': false,
    __proto__: false,
    constructor: false,
    toString: false,
    _group: false,
    value_end: false,
  };
  for (const name of ['__proto__', ...Object.keys(names)])
    it(`${names[name] === true ? 'keeps' : 'renames'} the column ${name}`, () => {
      const [field] = readFields(table([name], [['x']]), ENGLISH);
      expect(field?.name).to.equal(names[name] === true ? name : 'column_1');
      expect(field?.title.toLowerCase().replace(/\W/g, '')).to.equal(
        name.toLowerCase().replace(/_/g, ' ').trim().replace(/\W/g, ''),
      );
    });
});

describe('titleOf', () => {
  const titles: Readonly<Record<string, string>> = {
    avg_delay: 'Avg delay',
    avgDelay: 'Avg delay',
    GDP: 'GDP',
    ppm: 'ppm',
    mm_per_day: 'mm per day',
    kWh: 'kWh',
    gwh: 'gwh',
    minutes: 'Minutes',
    'mg per litre': 'mg per litre',
    '% of total': '% of total',
    'sum(price)': 'Sum(price)',
    'Miles per Gallon': 'Miles per Gallon',
    élan_vital: 'Élan vital',
    '🎉 party': '🎉 party',
    __x__: 'X',
    '': '',
  };
  for (const [name, title] of Object.entries(titles))
    it(`writes "${name}" as "${title}"`, () => {
      expect(titleOf(name)).to.equal(title);
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
