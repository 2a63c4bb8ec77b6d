import type { Column, Dataset } from '../../src/public-client/types.ts';
import type { FileMetadata } from '../../src/export/types.ts';

export const CREDITS: FileMetadata = {
  title: 'Sales, by region',
  description: 'All shops',
  byline: 'Jane Doe',
  source: 'acme/sales',
  url: 'https://example.org/sales',
  notes: 'Without returns.',
  params: { shop: ['N', 'S'], year: 2024 },
  choices: ['Shop: North, South', 'Year: 2024'],
  asOf: new Date(Date.UTC(2026, 0, 31)),
  retrievedAt: new Date(Date.UTC(2026, 1, 3, 4, 5, 6)),
};

export const dataset = (
  columns: Readonly<Record<string, Column['type']>>,
  rows: Dataset['rows'],
): Dataset => ({
  columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  rows,
  truncated: false,
});

/** Parses CSV strictly (RFC 4180): lines end in CRLF, quotes enclose whole fields. Throws for anything else. */
export function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  for (let at = 0; at < text.length; at = field.lastIndex) {
    field.lastIndex = at;
    const match = field.exec(text);
    if (!match) throw new Error(`No CSV from ${at} on: ${text.slice(at, at + 40)}`);
    line.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === ',') continue;
    lines.push(line);
    line = [];
  }
  return lines;
}
