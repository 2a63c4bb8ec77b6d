import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Dataflow } from 'vega-dataflow';
import { limitValue, weigh } from '../../../src/sandbox/budget.ts';

type Row = Record<string, unknown>;

/** As many rows as a dataflow knows by number. */
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

describe('what a value weighs', () => {
  it('counts what is in it as often as it is written down', () => {
    assert.equal(weigh([1, [2, 3], { a: 'x' }]), 1 + 1 + 3 + (1 + 1.01));
    const twice = [1, 2];
    assert.equal(weigh([twice, twice]), 7);
  });

  it('is more when a row has got more, whoever looked at it before', () => {
    const [row] = rowsOf(1) as [Row];
    const list = [row];
    assert.equal(weigh(list), 3);
    row['more'] = [1, 2, 3];
    assert.equal(weigh(list), 7);
  });

  it('is too much for rows that hold one another twice, forty in a row', () => {
    const rows = rowsOf(40);
    for (const row of rows) weigh(row);
    rows.forEach((row, index) => {
      if (index > 0) row['before'] = [rows[index - 1], rows[index - 1]];
    });
    assert.throws(() => limitValue(rows.at(-1)), /values in a list: at most 1000000 /);
  });

  it('ends where a row holds itself', () => {
    const [row] = rowsOf(1) as [Row];
    row['self'] = [row, row];
    assert.ok(weigh(row) < 10);
  });

  it('takes a walk, which is paid for unless it has been taken before', () => {
    const paid: number[] = [];
    const list = [[1], [2]];
    for (const value of [list, list, rowsOf(100)]) limitValue(value, (steps) => paid.push(steps));
    assert.ok(paid[0]! > 0);
    assert.equal(paid[1], 0);
    assert.ok(paid[2]! > 100);
  });
});
