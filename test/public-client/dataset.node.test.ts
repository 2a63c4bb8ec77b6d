import { describe, it } from 'node:test';
import { expect } from 'chai';
import { runSync } from '../support/tasks.ts';
import { toDataset, uniqueNames } from '../../src/public-client/dataset.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import { wallClock } from '../../src/public-client/on-demand.ts';
import { readTable } from '../../src/public-client/wire.ts';
import { thrown } from './support.ts';

const read = (value: unknown, maxCells = 1000, timeZone?: string): Dataset =>
  runSync(
    toDataset(readTable(value), {
      maxCells,
      toMoment: timeZone === undefined ? undefined : wallClock(timeZone),
    }),
  );

/** Reads a dataset with one column without a type. */
const inferred = (...values: unknown[]): Dataset =>
  read({ headers: ['c'], rows: values.map((value) => [value]) });

/** Reads a dataset with one column of a given type. */
const typed = (type: string, ...values: unknown[]): Dataset =>
  read({ columns: [{ name: 'c', type }], rows: values.map((value) => [value]) });

const cells = (dataset: Dataset): unknown[] => dataset.rows.map((row) => row[0]);

describe('toDataset', () => {
  describe('with a column without a type', () => {
    const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 31, hour));
    const CASES: [string, unknown[], string, unknown[]?][] = [
      ['numbers', [1, 2.5, -3], 'number'],
      ['numbers and null', [1, null, 2], 'number'],
      ['booleans', [true, false, null], 'boolean'],
      ['text', ['a', 'b'], 'string'],
      ['texts with leading zeros', ['007', '008'], 'string'],
      ['postcodes as text', ['80331', '10115'], 'string'],
      ['decimals as text', ['1.10', '1.9'], 'string'],
      ['big integers as text among numbers', [1, '9007199254740993'], 'number', [1, '9007199254740993']],
      ['big integers as text alone', ['9007199254740993'], 'string'],
      ['64-bit integers', [2n ** 53n + 1n, 5n], 'number', ['9007199254740993', 5]],
      ['the largest exact integer', [2n ** 53n - 1n], 'number', [9007199254740991]],
      ['a number among text', ['a', 1, true], 'string', ['a', '1', 'true']],
      ['a number among booleans', [true, 1], 'string', ['true', '1']],
      ['numbers that are not finite', [1, NaN, Infinity, -Infinity], 'number', [1, null, null, null]],
      ['no values', [null, undefined, NaN], 'string', [null, null, null]],
      ['lists and objects', [[1, 2], { a: 1 }], 'json', [[1, 2], { a: 1 }]],
      ['an object among text', ['a', { b: 1 }], 'json', ['a', { b: 1 }]],
      ['big integers in objects', [{ a: 2n ** 53n + 1n, b: 1n }], 'json', [{ a: '9007199254740993', b: 1 }]],
      [
        'days',
        ['2026-01-31', null, '1969-12-31'],
        'date',
        [new Date(2026, 0, 31), null, new Date(1969, 11, 31)],
      ],
      ['timestamps', ['2026-01-31T10:00:00', '2026-01-31 10:00:00+02:00'], 'timestamp', [at(10), at(8)]],
      ['days among timestamps', ['2026-01-31', '2026-01-31T10:00:00Z'], 'timestamp', [at(0), at(10)]],
      ['MessagePack timestamps', [new Date(0)], 'timestamp', [new Date(0)]],
      ['emoji and right-to-left text', ['👩‍👩‍👧', 'عربى'], 'string'],
    ];
    for (const [name, values, type, expected] of CASES)
      it(`infers the type of ${name}`, () => {
        const dataset = inferred(...values);
        expect(dataset.columns).to.deep.equal([{ name: 'c', type }]);
        expect(cells(dataset)).to.deep.equal(expected ?? values);
      });

    it('treats invalid dates as text', () => {
      const days =
        '2026-02-30, 2025-02-29, 1900-02-29, 2026-13-01, 2026-00-10, 2026-01-00, 2026-1-1, 26-01-01, 2026-01, ' +
        '2026/01/01, 2026-01-01T24:00:00, 2026-01-01T10:60, 2026-01-01T10:00:60, 2026-01-01T10, ' +
        '2026-01-01T10:00:00 Berlin, 2026-01-01x10:00:00, 2026-01-01T10:00:00.Z';
      for (const text of [...days.split(', '), ' 2026-01-01'])
        expect(inferred(text).columns[0]!.type, text).to.equal('string');
    });
  });

  describe('with a column of a given type', () => {
    const BIG = ['9007199254740993', '123456789012345678.25'];
    const CASES: [string, string, unknown[], unknown[]][] = [
      ['text', 'string', ['a', 1, true, null, 2n ** 60n], ['a', '1', 'true', null, '1152921504606846976']],
      ['moments as text', 'string', [new Date(0)], ['1970-01-01T00:00:00.000Z']],
      ['objects as text', 'string', [{ a: [1] }], ['{"a":[1]}']],
      ['numbers', 'number', [1, '2', '-3.50', '1e3', '.5', 7n], [1, 2, -3.5, 1000, 0.5, 7]],
      ['big numbers', 'number', BIG, BIG],
      ['texts for missing numbers', 'number', ['NaN', 'inf', '-Infinity', ''], [null, null, null, null]],
      ['booleans', 'boolean', [true, 'false', 'TRUE', 0, '1'], [true, false, true, false, true]],
      ['infinite dates', 'date', ['infinity', '-infinity', ''], [null, null, null]],
      ['timestamps in seconds', 'timestamp', [1_700_000_000], [new Date(1_700_000_000_000)]],
      ['timestamps in milliseconds', 'timestamp', [1_700_000_000_000], [new Date(1_700_000_000_000)]],
      ['JSON as values', 'json', [{ a: 1 }, [null], 'x', 5, true], [{ a: 1 }, [null], 'x', 5, true]],
      ['JSON as text', 'json', ['{"a":1}', ' [1]', '[oops', 'null'], [{ a: 1 }, [1], '[oops', 'null']],
      ['JSON without numbers', 'json', [[NaN, Infinity]], [[null, null]]],
      ['values of an unknown type by inference', 'geometry', [1, 2], [1, 2]],
      ['types in capitals', 'NUMBER', ['1'], [1]],
    ];
    for (const [name, type, values, expected] of CASES)
      it(`decodes ${name}`, () => {
        expect(cells(typed(type, ...values))).to.deep.equal(expected);
      });

    it('refuses values of other types, with their path', () => {
      const REFUSED: Record<string, unknown[]> = {
        number: ['abc', '0x10', true, [1], `${'1'.repeat(200_000)}x`],
        boolean: ['maybe', 2, { toString: 1 }],
        date: ['yesterday', '2026-02-30', 20_000, '+275761-01-01'],
        timestamp: [1e300, 'noon', true],
        json: [new Uint8Array(3)],
        string: [new Uint8Array(3)],
      };
      for (const [type, values] of Object.entries(REFUSED))
        for (const value of values) {
          const error = thrown(() => typed(type, null, value));
          expect(error.kind, type).to.equal('malformed');
          expect(error.message).to.include('rows[1][0]');
        }
    });

    it('refuses deeply nested JSON', () => {
      const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown;
      expect(thrown(() => typed('json', deep)).kind).to.equal('malformed');
      expect(thrown(() => typed('json', '['.repeat(5000) + ']'.repeat(5000))).kind).to.equal('malformed');
    });
  });

  it('makes column names unique and not empty', () => {
    for (const [given, expected] of Object.entries({
      'a;b.c;[d];"e\';👍;عربى; ': 'a;b.c;[d];"e\';👍;عربى; ',
      ';b;': 'column_1;b;column_3',
      'a;a;a': 'a;a_2;a_3',
      'a;a;a_2;a_2': 'a;a_3;a_2;a_2_2',
      ';column_1': 'column_1_2;column_1',
      '__proto__;constructor;__proto__': '__proto__;constructor;__proto___2',
    }))
      expect(uniqueNames(given.split(';')).join(';')).to.equal(expected);
    const headers = Array.from({ length: 100_000 }, () => 'a');
    expect(new Set(uniqueNames(headers)).size).to.equal(100_000);
  });

  describe('rows', () => {
    it('can have a column named __proto__', () => {
      const names = ['__proto__', 'x'];
      const arrays = read({ headers: names, rows: [[{ evil: true }, 1]] });
      const objects = read(JSON.parse('[{"__proto__": 1, "x": 2}, {"x": 3}]'));
      for (const { columns } of [arrays, objects])
        expect(columns.map(({ name }) => name)).to.deep.equal(names);
      expect(arrays.rows).to.deep.equal([[{ evil: true }, 1]]);
      expect(objects.rows.flat()).to.deep.equal([1, 2, null, 3]);
      expect('evil' in {}).to.equal(false);
    });

    it('can be objects with given columns', () => {
      const columns = [{ name: 'b', type: 'number' }, { name: 'toString' }];
      expect(read({ columns, rows: [{ a: 1, b: '2' }] }).rows).to.deep.equal([[2, null]]);
    });

    it('are padded or cut to the number of columns, and are copies', () => {
      const table = readTable({ headers: ['a', 'b'], rows: [['2026-01-31'], [1, 2, 3], []] });
      const { rows } = runSync(toDataset(table, { maxCells: 10 }));
      expect(rows.flat()).to.deep.equal(['2026-01-31', null, '1', 2, null, null]);
      expect(table.rows).to.deep.equal([['2026-01-31'], [1, 2, 3], []]);
    });

    it('can be missing, but must be lists or objects', () => {
      const columns = [{ name: 'a', type: 'string' }];
      expect(read({ headers: ['a'], rows: [] })).to.deep.equal({ columns, rows: [], truncated: false });
      for (const row of [1, 'x', null])
        expect(thrown(() => read({ headers: ['a'], rows: [[1], row] })).message).to.include('rows[1]');
    });
  });

  it('keeps truncated and asOf', () => {
    const dataset = read({ headers: ['a'], rows: [], truncated: true, asOf: '2026-01-31T10:00:00Z' });
    expect(dataset.truncated).to.equal(true);
    expect(dataset.asOf).to.deep.equal(new Date(Date.UTC(2026, 0, 31, 10)));
  });

  it('checks the cell limit before copying', () => {
    const wide = { headers: ['a', 'b'], rows: [[], [], []] };
    expect(read(wide, 6).rows).to.have.length(3);
    const error = thrown(() => read(wide, 5));
    expect(error.kind).to.equal('too-large');
    expect(error.message).to.include('6').and.include('5');
  });

  it('refuses an unknown time zone', () => {
    const error = thrown(() => read({ headers: ['a'], rows: [] }, 10, 'Mars/Olympus'));
    expect(error.kind).to.equal('config');
    expect(error.message).to.include('Mars/Olympus');
  });

  it('handles a thousand columns', () => {
    const headers = Array.from({ length: 1000 }, (_, index) => `c${index % 500}`);
    const dataset = read({ headers, rows: [headers.map((_, index) => index)] });
    expect(new Set(dataset.columns.map((column) => column.name)).size).to.equal(1000);
  });
});
