/** The parts of a statement: plain SQL, quoted texts, comments. */
import type { Syntax } from '../engine/statement.ts';

type Place =
  'plain' | 'quoted' | 'identifier' | 'comment' | 'dollar quotes' | "an E'' string" | "a b'' or x'' string";

/** A part of a statement. Its text includes the quotes or marks around it. */
export interface Segment {
  readonly text: string;
  readonly place: Place;
}

/** Match the start of a comment or of a quoted part. */
const OPENINGS: Readonly<Record<Syntax, RegExp>> = {
  standard: /--|\/\*|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[eE]'|'|"/g,
  clickhouse: /--|#|\/\/|\/\*|\$\w*\$|[bBxX]'|'|"|`/g,
};

const WORD = /[\w\u0080-\uffff]/;

/** Splits a statement as an engine reads it. The segments are in order and contain all of its text. */
export function splitSegments(sql: string, syntax: Syntax): Segment[] {
  const segments: Segment[] = [];
  const opening = new RegExp(OPENINGS[syntax]);
  let plainFrom = 0;
  for (let match = opening.exec(sql); match; match = opening.exec(sql)) {
    const { 0: mark, index } = match;
    // The e of `table'…'` and the $ of `a$b$` are part of a word.
    if (/^[a-z$]/i.test(mark) && index > 0 && WORD.test(sql[index - 1] as string)) {
      opening.lastIndex = index + 1;
      continue;
    }
    const { place, end } = readPart(sql, mark, index + mark.length, syntax);
    segments.push({ text: sql.slice(plainFrom, index), place: 'plain' });
    segments.push({ text: sql.slice(index, end), place });
    opening.lastIndex = plainFrom = end;
  }
  segments.push({ text: sql.slice(plainFrom), place: 'plain' });
  return segments;
}

/** Returns the kind and the end of the part that starts with `mark`. `from` is the position after `mark`. */
function readPart(sql: string, mark: string, from: number, syntax: Syntax): { place: Place; end: number } {
  const backslashes = syntax === 'clickhouse';
  switch (mark) {
    case '--':
    case '#':
    case '//':
      return { place: 'comment', end: findEnd(sql, '\n', from) };
    case '/*':
      return { place: 'comment', end: findCommentEnd(sql, from) };
    case "'":
      return { place: 'quoted', end: findQuoteEnd(sql, mark, from, backslashes) };
    case '"':
    case '`':
      return { place: 'identifier', end: findQuoteEnd(sql, mark, from, backslashes) };
  }
  if (mark.startsWith('$')) return { place: 'dollar quotes', end: findEnd(sql, mark, from) };
  if (backslashes) return { place: "a b'' or x'' string", end: findEnd(sql, "'", from) };
  return { place: "an E'' string", end: findQuoteEnd(sql, "'", from, true) };
}

function findEnd(sql: string, closing: string, from: number): number {
  const at = sql.indexOf(closing, from);
  return at < 0 ? sql.length : at + closing.length;
}

/** Block comments nest. */
function findCommentEnd(sql: string, from: number): number {
  let depth = 1;
  let at = from;
  while (at < sql.length && depth > 0) {
    if (sql.startsWith('/*', at)) depth += 1;
    else if (sql.startsWith('*/', at)) depth -= 1;
    else {
      at += 1;
      continue;
    }
    at += 2;
  }
  return at;
}

/** A doubled quote is a literal quote. With `backslashes`, any character after a backslash is also literal. */
function findQuoteEnd(sql: string, quote: string, from: number, backslashes: boolean): number {
  for (let at = from; at < sql.length; at += 1) {
    if (backslashes && sql[at] === '\\') at += 1;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}
