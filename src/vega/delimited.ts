import { dsvFormat } from 'd3-dsv';
import { formats } from 'vega-loader';
import { limitFields } from './limited-data.ts';
import { atMost, MAX_CELLS } from './limits.ts';

interface DelimitedFormat {
  readonly delimiter?: string;
  /** Column names of a text that has none in its first line. */
  readonly header?: readonly string[];
}

type Row = Record<string, string | undefined>;

/** Vega's reader of delimited text makes a function out of the header; this one reads the same without, and no more than a page can hold. */
function read(text: string, { delimiter = ',', header }: DelimitedFormat): Row[] {
  limitFields(text, delimiter);
  const lines = dsvFormat(delimiter).parseRows(text);
  const names = header ?? lines.shift() ?? [];
  atMost(MAX_CELLS, lines.length * names.length, 'cells in a text');
  return lines.map((line) => Object.fromEntries(names.map((name, place) => [name, line[place]])));
}

/** Replaces Vega's readers of `csv`, `tsv` and `dsv`: nothing here builds code from text. */
export function registerDelimitedFormats(): void {
  for (const [name, delimiter] of [
    ['csv', ','],
    ['tsv', '\t'],
    ['dsv', undefined],
  ] as const) {
    const reader = (text: string, format: DelimitedFormat = {}): Row[] =>
      read(text, delimiter === undefined ? format : { ...format, delimiter });
    formats(name, Object.assign(reader, { responseType: 'text' }));
  }
}
