import { describe, it } from 'node:test';
import { decode, encode } from '@msgpack/msgpack';
import { expect } from 'chai';
import fc from 'fast-check';
import { runSliced } from '../../src/internal/tasks.ts';
import { runSync } from '../support/tasks.ts';
import { decodeBlob } from '../../src/public-client/messagepack.ts';
import { toDataset } from '../../src/public-client/dataset.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import { readTable } from '../../src/public-client/wire.ts';
import { failure, harness, SALES } from './support.ts';

const MAX_CELLS = 1000;
/** The limit on values that results from `MAX_CELLS`. */
const MAX_VALUES = 2 * MAX_CELLS + 300_000;

const read = (bytes: Uint8Array, maxCells = MAX_CELLS): Dataset =>
  runSync(toDataset(readTable(runSync(decodeBlob(bytes, maxCells))), { maxCells }));

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Returns the dataset, or the VibedasherError that reading throws. */
function outcome(bytes: Uint8Array, maxCells?: number): Dataset | VibedasherError {
  try {
    return read(bytes, maxCells);
  } catch (error) {
    if (error instanceof VibedasherError) return error;
    throw error;
  }
}

describe('large responses', () => {
  /** Responses above a limit, with part of the expected error message. */
  const table = (cell: unknown) => encode({ headers: ['a'], rows: [[cell]] });
  const json = (cell: string) => utf8(`{"headers":["a"],"rows":[[${cell}]]}`);
  const zeros = (count: number) => many(count, () => 0);
  const text = `[${'[],'.repeat(400_000)}0]`;
  const CELLS = '1001 cells; the limit is 1000';
  const VALUES = `values; the limit is ${MAX_VALUES}`;
  const NAMES = '100001 names; the limit is 100000';
  const BOMBS: readonly [name: string, bytes: () => Uint8Array, message: string][] = [
    ['rows without columns', () => encode({ headers: [], rows: many(1001, () => []) }), CELLS],
    ['rows without columns, as JSON', () => utf8(`{"headers":[],"rows":[${'[],'.repeat(1000)}[]]}`), CELLS],
    ['bare rows', () => encode(many(1001, () => ({ a: 1 }))), CELLS],
    [
      'new names in each row',
      () => encode(many(40, (i) => ({ [`a${i}`]: 1 }))),
      '1600 cells; the limit is 1000',
    ],
    ['a list in a cell', () => table(zeros(1001)), CELLS],
    ['lists in lists', () => table(many(900, () => zeros(900))), VALUES],
    ['lists in lists, as JSON', () => json(`[${'[0],'.repeat(400_000)}0]`), VALUES],
    ['lists in JSON text', () => encode({ columns: [{ name: 'a', type: 'json' }], rows: [[text]] }), VALUES],
    ['objects with one name each', () => table(many(100, () => many(900, () => ({ b: 0 })))), VALUES],
    ['an object with many names', () => table(Object.fromEntries(many(100_001, (i) => [`k${i}`, 0]))), NAMES],
    ['many names in JSON', () => json(`{${many(101_000, (i) => `"key ${i}":0`).join()}}`), NAMES],
  ];
  for (const [name, bytes, message] of BOMBS)
    it(`are refused with the limit in the message: ${name}`, () => {
      const error = outcome(bytes());
      expect(error).to.be.instanceOf(VibedasherError);
      expect(error).to.include({ kind: 'too-large' });
      expect((error as VibedasherError).message).to.include(message);
    });

  it('are refused before a list longer than allowed is read', () => {
    // There are enough bytes for 2,000 rows, but they are invalid: reading them would fail with another error.
    const head = encode({ headers: ['a'] });
    const bytes = new Uint8Array(head.length + 10 + 2000).fill(0xc1);
    bytes.set(head);
    bytes[0] = 0x82;
    bytes.set([0xa4, ...utf8('rows'), 0xdd, 0, 0, 0x07, 0xd0], head.length);
    expect(outcome(bytes)).to.include({ kind: 'too-large' });
  });

  it('are refused by the limit of the caller, before they are decoded', async () => {
    const { api, client } = harness({}, { maxCells: 3 });
    api.script('query', new Response(JSON.stringify({ headers: [], rows: [[], [], [], []] })));
    const error = await failure(client.queryViz(SALES, { sql: 'SELECT 1' }));
    expect(error.kind).to.equal('too-large');
    expect(error.message).to.include('4 cells; the limit is 3');
  });

  it('are read in slices, so that the page stays responsive with 900,000 rows', async () => {
    const bytes = encode({
      headers: ['a', 'b', 'c'],
      rows: many(900_000, (index) => [index, 'text', '2026-01-31']),
    });
    let turns = 0;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      turns++;
      port2.postMessage(null);
    };
    port2.postMessage(null);
    const raw = await runSliced(decodeBlob(bytes, 5_000_000));
    const whileRead = turns;
    const dataset = await runSliced(toDataset(readTable(raw), { maxCells: 5_000_000 }));
    port1.close();
    expect(dataset.rows).to.have.length(900_000);
    expect(dataset.columns.map(({ type }) => type)).to.deep.equal(['number', 'string', 'date']);
    expect(dataset.rows.at(-1)).to.deep.equal([899_999, 'text', new Date(2026, 0, 31)]);
    expect(whileRead).to.be.above(0);
    expect(turns).to.be.above(whileRead);
  });

  it('are no longer read when all callers have aborted', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    function* endless(): Generator<void, never> {
      for (;;) yield;
    }
    const error = await runSliced(endless(), signal).catch((error: unknown) => error);
    expect(error).to.equal(signal.reason);
  });

  describe('with random bytes', () => {
    const names = '__proto__ constructor toString hasOwnProperty a a rows headers'.split(' ');
    const name = fc.oneof(
      fc.constantFrom('', ...names),
      fc.string({ maxLength: 8 }),
      fc.string({ minLength: 40, maxLength: 200, size: 'max' }),
    );
    const scalar = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const table = fc.record({
      headers: fc.array(name, { maxLength: 6 }),
      rows: fc.array(fc.array(scalar, { maxLength: 6 }), { maxLength: 6 }),
    });

    it('result in the same rows as with another decoder', () => {
      fc.assert(
        fc.property(table, ({ headers, rows }) => {
          const bytes = encode({ headers, rows });
          const other = decode(bytes, { useBigInt64: true }) as { headers: string[]; rows: unknown[][] };
          const { columns, rows: own } = read(bytes);
          expect(columns).to.have.length(headers.length);
          expect(new Set(columns.map((column) => column.name)).size).to.equal(headers.length);
          expect(columns.every((column) => column.name !== '')).to.equal(true);
          const raw = runSync(decodeBlob(bytes, MAX_CELLS)) as { headers: string[]; rows: unknown[][] };
          expect(raw).to.deep.equal(other);
          expect(own.map((row) => row.length)).to.deep.equal(rows.map(() => headers.length));
          expect(read(utf8(JSON.stringify({ headers, rows }))).columns).to.deep.equal(columns);
        }),
        { numRuns: 300 },
      );
    });

    it('can contain objects with columns of any name', () => {
      fc.assert(
        fc.property(fc.array(fc.dictionary(name, scalar, { maxKeys: 5 }), { maxLength: 5 }), (rows) => {
          const dataset = read(utf8(JSON.stringify(rows)));
          const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
          expect(dataset.columns).to.have.length(names.length);
          for (const [index, row] of dataset.rows.entries())
            for (const [place, name] of names.entries()) {
              const isThere = Object.hasOwn(rows[index]!, name) && rows[index]![name] !== null;
              expect(row[place] !== null).to.equal(isThere);
            }
        }),
        { numRuns: 300 },
      );
    });

    /** Headers of lists, maps, texts and bytes that state random lengths, and a few other bytes. */
    const head = fc.oneof(
      fc.constantFrom([0x90], [0x91], [0x80], [0x81], [0xc0], [0x00], [0xa0], [0xcb], [0xd9, 0x02]),
      fc.tuple(fc.constantFrom(0xdc, 0xde), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constantFrom(0xdd, 0xdf, 0xdb, 0xc6), fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.array(fc.nat(255), { maxLength: 4 }),
    );
    const lying = fc
      .tuple(fc.array(head, { maxLength: 40 }), fc.nat(4000), fc.constantFrom(0x90, 0xc0, 0x00, 0x91, 0x81))
      .map(([heads, rest, filling]) => {
        const start = [...encode({ headers: ['a'], rows: 0 }).slice(0, -1), ...heads.flat()];
        const bytes = new Uint8Array(start.length + rest).fill(filling);
        bytes.set(start);
        return bytes;
      });

    it('result in rows within the limit, or in an error with a reason', () => {
      fc.assert(
        fc.property(fc.oneof(lying, fc.uint8Array({ maxLength: 200 })), (bytes) => {
          const read = outcome(bytes, 50);
          if (read instanceof VibedasherError) expect(read.kind).to.be.oneOf(['malformed', 'too-large']);
          else expect(read.rows.length * Math.max(1, read.columns.length)).to.be.at.most(50);
        }),
        { numRuns: 1000 },
      );
    });

    it('result in rows or an error for random text, too', () => {
      const piece = fc.constantFrom(...'{}[],:"\\1 '.split(''), '"a"', '"__proto__"', 'null');
      fc.assert(
        fc.property(fc.string({ unit: piece, maxLength: 60 }), fc.boolean(), (text, whole) => {
          const read = outcome(utf8(whole ? `{"headers":["a"],"rows":[[${text}]]}` : `[${text}`), 50);
          if (read instanceof VibedasherError) expect(read.kind).to.be.oneOf(['malformed', 'too-large']);
          else expect(read.rows.length).to.be.at.most(50);
        }),
        { numRuns: 1000 },
      );
    });
  });
});
