import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Dataflow } from 'vega-dataflow';
import { limitValue, countValues } from '../../src/sandbox/budget.ts';

type Row = Record<string, unknown>;

/** Returns rows with tuple ids. */
function rowsOf(count: number): Row[] {
  const flow = new Dataflow() as unknown as {
    add(value: unknown): object;
    pulse(operator: object, changes: object): void;
    changeset(): { insert(rows: Row[]): object };
    ingest(target: object, rows: Row[]): unknown;
  };
  const rows = Array.from({ length: count }, (_, index) => ({ index }));
  flow.ingest(flow.add(null), rows);
  return rows;
}

describe('countValues', () => {
  it('counts a shared value each time that it occurs', () => {
    assert.equal(countValues([1, [2, 3], { a: 'x' }]), 1 + 1 + 3 + (1 + 1.01));
    const twice = [1, 2];
    assert.equal(countValues([twice, twice]), 7);
  });

  it('counts a row again after it has grown', () => {
    const [row] = rowsOf(1) as [Row];
    const list = [row];
    assert.equal(countValues(list), 3);
    row['more'] = [1, 2, 3];
    assert.equal(countValues(list), 7);
  });

  it('terminates for a row that contains itself', () => {
    const [row] = rowsOf(1) as [Row];
    row['self'] = [row, row];
    assert.ok(countValues(row) < 10);
  });
});

describe('limitValue', () => {
  it('throws for 40 rows that each contain the previous row twice', () => {
    const rows = rowsOf(40);
    for (const row of rows) countValues(row);
    rows.forEach((row, index) => {
      if (index > 0) row['before'] = [rows[index - 1], rows[index - 1]];
    });
    assert.throws(() => limitValue(rows.at(-1)), /values in a list: at most 1000000 /);
  });

  it('charges for a walk unless its result is cached', () => {
    const paid: number[] = [];
    const list = [[1], [2]];
    for (const value of [list, list, rowsOf(100)]) limitValue(value, (steps) => paid.push(steps));
    assert.ok(paid[0]! > 0);
    assert.equal(paid[1], 0);
    assert.ok(paid[2]! > 100);
  });
});
