import { EngineError } from '../engine/backend.ts';
import type { RunResult } from '../engine/backend.ts';
import { RowEncoder, UnsendableColumnError } from '../engine/encode.ts';
import type { ResultLimits } from '../engine/encode.ts';
import { exceptionIn, MAX_MESSAGE } from './errors.ts';
import { columnType } from './wire.ts';

/** Bytes beyond the size of a result that one row can take as JSON. */
const SLACK_BYTES = 1024 * 1024;
const NEWLINE = 10;

/** A line of `JSONCompactEachRowWithNamesAndTypes`: the names of the columns, their types, or a row. */
type Line = readonly unknown[];

/**
 * Reads the lines of a result, with at most one line in memory.
 *
 * @param maxBytes Of a line
 * @throws EngineError also if ClickHouse ends the result with an error
 */
export async function* readLines(stream: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  // What follows a line that is no row.
  let rest: string | undefined;
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      if (rest !== undefined) break;
      const text = Buffer.concat([...parts, chunk.subarray(from, end)]).toString();
      const line = parseLine(text);
      if (line) yield line;
      else rest = `${text}\n`;
      parts = [];
      length = 0;
      from = end + 1;
    }
    if (rest !== undefined) {
      rest = (rest + chunk.subarray(from).toString()).slice(-MAX_MESSAGE);
      continue;
    }
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > maxBytes) throw new EngineError('memory', 'A row is too large.');
  }
  rest ??= Buffer.concat(parts).toString();
  const last = parseLine(rest);
  if (last) yield last;
  else if (rest.trim() !== '') throw exceptionIn(rest);
}

/** After the status 200, ClickHouse writes an error where the next row would be, or into an unfinished one. */
function parseLine(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return Array.isArray(line) ? line : undefined;
  } catch {
    return undefined;
  }
}

/** Encodes the rows of a result, up to the limits. */
export async function readRows(stream: AsyncIterable<Buffer>, limits: ResultLimits): Promise<RunResult> {
  const lines = readLines(stream, limits.maxResultBytes + SLACK_BYTES);
  const names = (await nextLine(lines)) as readonly string[];
  const types = (await nextLine(lines)) as readonly string[];
  try {
    const columns = names.map((name, index) => ({ name, ...columnType(name, types[index] ?? '') }));
    const encoder = new RowEncoder(
      columns.map(({ name, wire }) => ({ name, type: wire })),
      limits,
    );
    for await (const line of lines) {
      const row = line.map((value, index) => (value === null ? null : columns[index]!.convert(value)));
      if (!encoder.add(row)) break;
    }
    return encoder.finish();
  } catch (error) {
    if (error instanceof UnsendableColumnError) throw new EngineError('failed', error.message);
    throw error;
  }
}

async function nextLine(lines: AsyncGenerator<Line>): Promise<Line> {
  const { done, value } = await lines.next();
  if (done) throw new EngineError('internal', 'ClickHouse has described no columns.');
  return value;
}
