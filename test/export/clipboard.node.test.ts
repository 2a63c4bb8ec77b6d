import { describe, it } from 'node:test';
import { expect } from 'chai';
import { toClipboardContent } from '../../src/export/clipboard.ts';
import type { Cell, ColumnType, Dataset } from '../../src/public-client/types.ts';

const copy = (type: ColumnType, cell: Cell): string => {
  const rows = [[cell]];
  const dataset: Dataset = { columns: [{ name: 'c', type }], rows, truncated: false };
  return toClipboardContent(dataset, rows, { header: false }).text;
};

describe('toClipboardContent', () => {
  for (const [name, type, cell, text] of [
    ['null', 'string', null, ''],
    ['a number', 'number', 1234.5, '1234.5'],
    ['a negative number', 'number', -3, '-3'],
    ['a long number', 'number', '-9007199254740993', '-9007199254740993'],
    ['a boolean', 'boolean', false, 'false'],
    ['a date', 'date', new Date(2024, 0, 5), '2024-01-05'],
    ['a moment', 'timestamp', new Date(2024, 0, 5, 7, 8, 9), '2024-01-05 07:08:09'],
    ['an invalid date', 'date', new Date(NaN), ''],
    ['a structure', 'string', { a: 1 } as never, '"{""a"":1}"'],
    ['a formula', 'string', '=1+1', "'=1+1"],
    ['a formula after a blank', 'string', ' @x', "' @x"],
    ['a formula with a full-width sign', 'string', '＝1+1', "'＝1+1"],
    ['a text that is a number', 'string', '-3', '-3'],
    ['a tab', 'string', 'a\tb', '"a\tb"'],
    ['a line end', 'string', 'a\nb', '"a\nb"'],
    ['a quote', 'string', 'a "b"', '"a ""b"""'],
  ] as const)
    it(`writes ${name} as ${JSON.stringify(text)}`, () => {
      expect(copy(type, cell)).to.equal(text);
    });

  it('escapes formulas in column names', () => {
    const columns = [{ name: '=1', type: 'string' as const }];
    const { text, html } = toClipboardContent({ columns, rows: [], truncated: false }, [], { header: true });
    expect([text, html]).to.deep.equal(["'=1", "<table><tr><th>'=1</th></tr></table>"]);
  });

  it('writes an escaped HTML table with an optional header', () => {
    const rows = [
      ['<b>&', 1],
      [null, 2],
    ];
    const columns = [
      { name: 'a<', type: 'string' as const },
      { name: 'b', type: 'number' as const },
    ];
    const dataset = { columns, rows, truncated: false };
    const body = '<tr><td>&lt;b&gt;&amp;</td><td>1</td></tr><tr><td></td><td>2</td></tr></table>';
    expect(toClipboardContent(dataset, rows, { header: true })).to.deep.equal({
      text: 'a<\tb\n<b>&\t1\n\t2',
      html: `<table><tr><th>a&lt;</th><th>b</th></tr>${body}`,
    });
    expect(toClipboardContent(dataset, rows.slice(1), { header: false })).to.deep.equal({
      text: '\t2',
      html: '<table><tr><td></td><td>2</td></tr></table>',
    });
  });

  it('writes text but no HTML for too many cells', () => {
    const html = (count: number): string | null => {
      const rows = Array<Cell[]>(count).fill([1]);
      const dataset: Dataset = { columns: [{ name: 'c', type: 'number' }], rows, truncated: false };
      return toClipboardContent(dataset, rows, { header: true }).html;
    };
    expect([html(200_000) === null, html(200_001) === null]).to.deep.equal([false, true]);
  });
});
