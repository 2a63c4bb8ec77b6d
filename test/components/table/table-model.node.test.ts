import { describe, it } from 'node:test';
import { expect } from 'chai';
import * as model from '../../../src/components/table/table-model.ts';
import type { Cell, ColumnType, Dataset } from '../../../src/public-client/types.ts';

const { originalOrder, isLarge, moveInGrid, sortOrder, trackWidths } = model;

const dataset = (types: readonly ColumnType[], rows: readonly (readonly Cell[])[]): Dataset => ({
  columns: types.map((type, index) => ({ name: `c${index}`, type })),
  rows,
  truncated: false,
});
const texts = (columns: number): readonly ColumnType[] => Array<ColumnType>(columns).fill('string');
const sized = (rows: number, columns: number): Dataset =>
  dataset(texts(columns), Array<readonly Cell[]>(rows).fill(Array<Cell>(columns).fill('')));

describe('table-model', () => {
  it('treats more than 1,000 rows or 20,000 cells as large', () => {
    for (const [rows, columns, large] of [
      [1000, 1, false],
      [1001, 1, true],
      [1000, 20, false],
      [800, 25, false],
      [801, 25, true],
    ] as const)
      expect(isLarge(sized(rows, columns)), `${rows} x ${columns}`).to.equal(large);
  });

  const LONG = ['9007199254740993', 9007199254740992, '9007199254740994', 5];
  const ORDERS: readonly (readonly [string, ColumnType, readonly Cell[], up: string, down: string])[] = [
    ['numbers', 'number', [10, 9, -1, 0.5], '2 3 1 0', '0 1 3 2'],
    ['nulls last in both directions', 'number', [null, 2, null, 1], '3 1 0 2', '1 3 0 2'],
    ['cells that are not numbers last', 'number', [NaN, 2, 1], '2 1 0', '1 2 0'],
    ['equal values in their previous order', 'number', [1, 0, 1, 0], '1 3 0 2', '0 2 1 3'],
    ['dates', 'date', [12_000, 2024, 1999].map((year) => new Date(year, 0)), '2 1 0', '0 1 2'],
    ['booleans', 'boolean', [true, false, null], '1 0 2', '0 1 2'],
    ['texts by the given comparison', 'string', ['b', 'A', 'a', null], '2 1 0 3', '0 1 2 3'],
    ['long integers digit by digit', 'number', LONG, '3 1 0 2', '2 0 1 3'],
    ['long negative integers', 'number', [0, '-9007199254740992', '-9007199254740993'], '2 1 0', '0 1 2'],
    ['structured values', 'string', [{ a: 2 } as never, { a: 1 } as never], '1 0', '0 1'],
  ];
  for (const [name, type, cells, up, down] of ORDERS) {
    it(`sorts ${name}`, () => {
      const sorted = (direction: model.Direction): string => {
        const order = originalOrder(cells.length);
        const rows = dataset(
          [type],
          cells.map((cell) => [cell]),
        );
        sortOrder(order, rows, { column: 0, direction }, (a, b) => a.localeCompare(b, 'en'));
        return [...order].join(' ');
      };
      expect([sorted('ascending'), sorted('descending')]).to.deep.equal([up, down]);
    });
  }

  const MOVES: readonly (readonly [key: string, from: string, to: string | null, rtl?: string | null])[] = [
    ['ArrowLeft', '5,1', '5,0', '5,2'],
    ['ArrowLeft', '5,0', '5,0', '5,1'],
    ['ArrowRight', '5,1', '5,2', '5,0'],
    ['ArrowRight', '5,3', '5,3', '5,2'],
    ['ArrowUp', '0,1', '-1,1'],
    ['ArrowUp', '-1,1', '-1,1'],
    ['ArrowDown', '-1,1', '0,1'],
    ['ArrowDown', '99,1', '99,1'],
    ['PageUp', '25,1', '15,1'],
    ['PageUp', '5,1', '0,1'],
    ['PageUp', '-1,1', '-1,1'],
    ['PageDown', '-1,1', '9,1'],
    ['PageDown', '95,1', '99,1'],
    ['Home', '5,2', '5,0', '5,0'],
    ['End', '5,2', '5,3', '5,3'],
    ['^Home', '5,2', '-1,0'],
    ['^End', '5,2', '99,3'],
    ['^ArrowLeft', '5,2', null],
    ['^PageDown', '5,2', null],
    ['a', '5,2', null],
    ['Tab', '5,2', null],
  ];
  for (const [keys, from, to, rtlTo = to] of MOVES) {
    it(`moves from ${from} to ${to} with ${keys}`, () => {
      const [place = 0, column = 0] = from.split(',').map(Number);
      const move = (rtl: boolean): string | null => {
        const key = { key: keys.replace('^', ''), jump: keys.startsWith('^') };
        const there = moveInGrid(key, { place, column }, { rows: 100, columns: 4, page: 10, rtl });
        return there && `${there.place},${there.column}`;
      };
      expect([move(false), move(true)]).to.deep.equal([to, rtlTo]);
    });
  }

  it('fits columns to their longest text, within bounds, with double width for full-width characters', () => {
    const rows = dataset(texts(4), [['', 'twelve signs', 'x'.repeat(99), '日本語日本語']]);
    const widths = trackWidths(rows, (row, column) => String(rows.rows[row]![column]));
    expect(widths).to.deep.equal([7, 14, 36, 14]);
    const unnamed = { ...rows, columns: [{ name: '', type: 'string' as const }] };
    expect(trackWidths(unnamed, () => '')).to.deep.equal([6]);
  });

  it('samples very many rows for the width, from the first to nearly the last', () => {
    const rows = sized(10_000, 1);
    const seen: number[] = [];
    trackWidths(rows, (row) => (seen.push(row), ''));
    expect([seen.length, seen[0], seen.at(-1)]).to.deep.equal([200, 0, 9950]);
  });
});
