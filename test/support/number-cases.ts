/** Results whose numbers and names are easily written wrongly, for tests of live and prerendered charts. */
import { createFakeApi, rows, type FakeApi, type FakeQuery } from './fake-api.ts';

export interface NumberCase {
  readonly name: string;
  readonly rows: FakeQuery;
  readonly mark?: string;
  /** Texts of the picture. */
  readonly shown: readonly string[];
  /** No text of the picture matches this. */
  readonly never: RegExp;
}

const YEARS = [2011, 2012, 2013, 2014, 2015];
const years = (column: string, measure: string): FakeQuery =>
  rows(
    [column, measure],
    YEARS.map((year, index) => [year, [5, 9, 4, 7, 12][index]]),
  );
const named = (name: string, values: readonly (readonly [string, number])[]): FakeQuery =>
  rows(['city', name], values);

export const NUMBER_CASES: readonly NumberCase[] = [
  {
    name: 'labels with the same decimals',
    rows: named('score', [
      ['Rome', 82.5],
      ['Oslo', 81.77],
      ['Bern', 79],
    ]),
    shown: ['82.5', '81.8', '79.0'],
    never: /81\.77|^79$/,
  },
  {
    name: 'labels with the same unit letter',
    rows: named('people', [
      ['India', 1.3e9],
      ['China', 1.15e9],
    ]),
    shown: ['1.30B', '1.15B'],
    never: /1\.3B/,
  },
  {
    name: 'ticks without two decimals before a unit letter',
    rows: rows(
      ['day', 'steps'],
      YEARS.map((_, index) => [`2024-03-0${index + 1}`, 10_105 + index * 5]),
    ),
    mark: 'line',
    shown: ['10,105', '10,125'],
    never: /\d\.\d{2,}K/,
  },
  {
    name: 'tiny numbers without an exponent',
    rows: named('dose', [
      ['Rome', 8e-8],
      ['Oslo', 0.0000047],
    ]),
    shown: ['0.00000008', '0.00000470'],
    never: /\de|E[-−]|×/,
  },
  {
    name: 'units as names',
    rows: rows(
      ['ppm', 'GWh'],
      [
        [310.5, 12],
        [330.25, 19],
        [350, 17],
      ],
    ),
    shown: ['ppm', 'GWh'],
    never: /Ppm|Gwh/,
  },
  {
    name: 'a unit as the name of a measure',
    rows: rows(
      ['day', 'mm'],
      YEARS.map((_, index) => [`2024-03-0${index + 1}`, index]),
    ),
    mark: 'line',
    shown: ['mm'],
    never: /Mm/,
  },
  {
    name: 'postcodes',
    rows: rows(
      ['plz', 'people'],
      [
        [10_115, 5],
        [20_095, 7],
        [80_331, 6],
      ],
    ),
    shown: ['10115', '20095', '80331'],
    never: /[KM]$|\d,\d/,
  },
  ...[
    ['jahr', 'wert'],
    ['année', 'valeur'],
    ['rok', 'wartość'],
    ['年', '数量'],
    ['year', 'sales'],
  ].map(([column, measure]) => ({
    name: `years in a column "${column}"`,
    rows: years(column!, measure!),
    shown: ['2012', '2014'],
    never: /2,01\d|2\.0K/,
  })),
];

const SQL = 'SELECT * FROM data';

/** Creates an API with the viz `acme/sales` whose result has these rows. `asOf`: the date of its data. */
export const numberApi = (result: FakeQuery, asOf: string | null = null): FakeApi =>
  createFakeApi({
    vizzes: {
      'acme/sales': {
        name: 'Numbers',
        files: { 'charts/main.sql': SQL },
        ...(asOf !== null && { dataFreshness: { status: 'MEASURED', asOf, ageDays: 400 } }),
      },
    },
    queries: { [SQL]: result },
  });

/** Annual data. */
export const ANNUAL = { rows: years('year', 'sales'), asOf: '2005-01-01T00:00:00Z', text: 'As of 2005' };
