import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { readDelimited } from '../../src/sandbox/delimited.ts';

describe('delimited text', () => {
  const maker = globalThis.Function;

  beforeEach(() => {
    globalThis.Function = function forbidden(): never {
      throw new Error('Function was called');
    } as unknown as FunctionConstructor;
  });
  afterEach(() => {
    globalThis.Function = maker;
  });

  const CASES: readonly (readonly [name: string, text: string, format: { type: string }, rows: object[]])[] =
    [
      ['csv', 'a,b\n1,"x, ""y"""\n', { type: 'csv' }, [{ a: '1', b: 'x, "y"' }]],
      ['tsv', 'a\tb\n1\t2', { type: 'tsv' }, [{ a: '1', b: '2' }]],
      ['dsv', 'a|b\n1|2', { type: 'dsv', delimiter: '|' } as { type: string }, [{ a: '1', b: '2' }]],
      [
        'csv without names',
        '1,2',
        { type: 'csv', header: ['a', 'b'] } as { type: string },
        [{ a: '1', b: '2' }],
      ],
      ['an empty text', '', { type: 'csv' }, []],
    ];
  for (const [name, text, format, rows] of CASES) {
    it(`reads ${name} without generating code`, () => {
      expect(readDelimited(text, format).map((row) => ({ ...(row as object) }))).to.deep.equal(rows);
    });
  }

  it('reads a column named __proto__', () => {
    const [row] = readDelimited('__proto__,b\nx,1', { type: 'csv' });
    expect(Object.getPrototypeOf(row)).to.equal(Object.prototype);
    expect(Object.hasOwn(row!, '__proto__')).to.equal(true);
  });
});
