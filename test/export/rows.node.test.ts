import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { writeCsv, writeJson } from '../../src/export/rows.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import { dataset, parseCsv, CREDITS } from './support.ts';

const write = async (data: Dataset): Promise<string> =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await (await writeCsv(data)).arrayBuffer());

/** Returns the written rows without the header. */
const cells = async (data: Dataset): Promise<string[][]> => parseCsv((await write(data)).slice(1)).slice(1);

const text = (value: string): Promise<string[][]> => cells(dataset({ a: 'string' }, [[value]]));

describe('CSV', () => {
  it('is UTF-8 with a byte order mark and lines that end in CRLF', async () => {
    const csv = await write(dataset({ Ort: 'string', Wert: 'number' }, [['Köln ☕', 1.5]]));
    expect(csv.startsWith('\ufeffOrt,Wert\r\nKöln ☕,1.5\r\n')).to.equal(true);
    expect(csv.replaceAll('\r\n', '')).to.not.match(/[\r\n]/);
  });

  it('contains unformatted numbers, ISO dates and empty cells', async () => {
    const data = dataset({ n: 'number', b: 'boolean', d: 'date', t: 'timestamp', s: 'string', j: 'json' }, [
      [-5, true, new Date(2024, 1, 29), new Date(2024, 1, 29, 13, 4, 5), 'x', { a: [1, '=2'] }],
      [1e21, false, new Date(2024, 11, 1), new Date(2024, 0, 1, 0, 0, 0, 7), '', 'plain'],
      ['-9007199254740993', null, null, null, null, null],
      [NaN, null, new Date(NaN), null, null, -1],
    ]);
    expect(await cells(data)).to.deep.equal([
      ['-5', 'true', '2024-02-29', '2024-02-29 13:04:05', 'x', '{"a":[1,"=2"]}'],
      ['1e+21', 'false', '2024-12-01', '2024-01-01 00:00:00.007', '', 'plain'],
      ['-9007199254740993', '', '', '', '', ''],
      ['', '', '', '', '', '-1'],
    ]);
  });

  it('contains years beyond four digits with a sign', async () => {
    const early = new Date(2000, 0, 1);
    early.setFullYear(33);
    const late = new Date(12345, 5, 7);
    expect(await cells(dataset({ d: 'date' }, [[early], [late]]))).to.deep.equal([
      ['0033-01-01'],
      ['+012345-06-07'],
    ]);
  });

  it('preserves separators, quotes and line ends in a round trip', async () => {
    const values = ['a,b', 'say "yes"', 'two\nlines', 'two\r\nlines', ' blank ', 'a;b', 'a\tb', '"', '#1'];
    for (const value of values) expect(await text(value)).to.deep.equal([[value]]);
  });

  it('escapes formulas', async () => {
    const formulas = [
      '=1+1',
      '+49 171',
      '-5',
      '-cmd|’ /C calc’!A0',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '＝1+1',
    ];
    for (const value of [...formulas, '=HYPERLINK("https://evil.example","x")'])
      expect((await text(value))[0]![0]!.startsWith("'"), value).to.equal(true);
  });

  it('escapes formulas after separators of other spreadsheets', async () => {
    for (const value of ['x;=1+1', 'x;"=1+1', 'x\n=1+1', 'x\r\n  @SUM(A1)', 'x\t-1+1']) {
      const csv = await write(dataset({ a: 'string' }, [[value]]));
      expect(csv, value).to.not.match(/[;\t\r\n]["\s]*[=+\-@]/);
    }
    expect(await text('a; b - c = d')).to.deep.equal([['a; b - c = d']]);
  });

  it('escapes the same parts as a search of all positions', async () => {
    const inner = /([;\t\r\n]["'\s]*)(?=[=+\-@＝＋－＠])/g;
    const letters = fc.constantFrom(...'ab;\t\r\n"\' =+-@＝＋－＠'.split(''));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: letters, maxLength: 12 }), async (value) => {
        // Starts with a letter, because another rule handles leading signs.
        expect(await text(`a${value}`)).to.deep.equal([[`a${value}`.replace(inner, "$1'")]]);
      }),
      { numRuns: 500 },
    );
  });

  it('contains only a header, whose names it escapes, and rows', async () => {
    const [names] = parseCsv((await write(dataset({ '=a': 'string', 'b,c': 'number' }, []))).slice(1));
    expect(names).to.deep.equal(["'=a", 'b,c']);
    const csv = await write({ ...dataset({ a: 'number' }, [[1], [2]]), truncated: true });
    expect(csv).to.equal('\ufeffa\r\n1\r\n2\r\n');
  });

  it('keeps the order of many rows', async () => {
    const count = 250_001;
    const rows = Array.from({ length: count }, (_, index) => [index]);
    const lines = (await write(dataset({ n: 'number' }, rows))).split('\r\n');
    expect(lines.slice(1, count + 1).every((line, index) => line === String(index))).to.equal(true);
    expect(lines.slice(count + 1)).to.deep.equal(['']);
  });
});

describe('JSON', () => {
  it('contains rows, columns and metadata', async () => {
    const data = dataset({ n: 'number', d: 'date', t: 'timestamp', j: 'json' }, [
      [-5, new Date(2024, 1, 29), new Date(2024, 1, 29, 13, 4, 5), { a: ['=1'] }],
      [null, new Date(NaN), null, null],
    ]);
    const blob = await writeJson({ ...data, truncated: true }, CREDITS);
    expect(blob.type).to.equal('application/json');
    expect(JSON.parse(await blob.text())).to.deep.equal({
      title: 'Sales, by region',
      description: 'All shops',
      byline: 'Jane Doe',
      source: 'acme/sales',
      url: 'https://example.org/sales',
      notes: 'Without returns.',
      params: { shop: ['N', 'S'], year: 2024 },
      asOf: '2026-01-31T00:00:00.000Z',
      retrievedAt: '2026-02-03T04:05:06.000Z',
      truncated: true,
      columns: [
        { name: 'n', type: 'number' },
        { name: 'd', type: 'date' },
        { name: 't', type: 'timestamp' },
        { name: 'j', type: 'json' },
      ],
      rows: [
        [-5, '2024-02-29', '2024-02-29T13:04:05', { a: ['=1'] }],
        [null, null, null, null],
      ],
    });
  });

  it('is valid without rows and with very many rows', async () => {
    for (const count of [0, 1, 250_001]) {
      const rows = Array.from({ length: count }, (_, index) => [index]);
      const { rows: read } = JSON.parse(
        await (await writeJson(dataset({ n: 'number' }, rows), CREDITS)).text(),
      );
      expect(read).to.have.length(count);
      expect(read.at(-1)).to.deep.equal(rows.at(-1));
    }
  });

  it('allows any column name', async () => {
    const data = dataset(JSON.parse('{"__proto__":"string","constructor":"string"}'), [['a', 'b']]);
    const read = JSON.parse(await (await writeJson(data, CREDITS)).text());
    expect(read.columns.map(({ name }: { name: string }) => name)).to.deep.equal([
      '__proto__',
      'constructor',
    ]);
    expect(read.rows).to.deep.equal([['a', 'b']]);
  });
});
