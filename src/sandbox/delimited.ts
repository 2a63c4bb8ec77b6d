/** Reads CSV and other delimited text. Loaded on demand, because most rows come from queries. */
import { dsvFormat } from 'd3-dsv';
import { escapeTexts } from '../spec/inherited-names.ts';
import { type DataFormat, delimitedReader } from './limited-data.ts';
import { atMost, MAX_CELLS } from './limits.ts';

export const provide = (): void => void (delimitedReader.value = readDelimited);

/**
 * Throws an error of kind `spec` for a text with too many fields, before it is parsed. Only the first character of the
 * delimiter separates fields, as in d3-dsv.
 */
export function limitFields(text: string, delimiter: string): void {
  const separator = delimiter[0];
  let fields = 1;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === separator || letter === '\n') fields++;
  }
  atMost(MAX_CELLS, fields, 'cells in a text');
}

type Row = Record<string, string | undefined>;

const DELIMITERS: Readonly<Record<string, string>> = { csv: ',', tsv: '\t' };

/** Reads the same rows as Vega's reader. Throws an error of kind `spec` for too many cells. */
export function readDelimited(text: string, { type = '', header, ...format }: DataFormat): Row[] {
  const delimiter = DELIMITERS[type] ?? format.delimiter ?? ',';
  limitFields(text, delimiter);
  const lines = dsvFormat(delimiter).parseRows(text);
  const names = header ?? lines.shift() ?? [];
  atMost(MAX_CELLS, lines.length * names.length, 'cells in a text');
  return lines.map((line) =>
    Object.fromEntries(names.map((name, place) => [name, escapeTexts(line[place])])),
  );
}
