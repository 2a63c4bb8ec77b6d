/** The parts of a statement: plain SQL, quoted texts, comments. */

type Place = 'plain' | 'quoted' | 'identifier' | 'comment' | 'dollar quotes' | "an E'' string";

/** A part of a statement. Its text includes the quotes or marks around it. */
export interface Segment {
  readonly text: string;
  readonly place: Place;
}

/** Matches the start of a comment or of a quoted part. */
const OPENING = /--|\/\*|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[eE]'|'|"/g;

const WORD = /[\w\u0080-\uffff]/;

/** Splits a statement as DuckDB and PostgreSQL read it. The segments are in order and contain all of its text. */
export function splitSegments(sql: string): Segment[] {
  const segments: Segment[] = [];
  const opening = new RegExp(OPENING);
  let plainFrom = 0;
  for (let match = opening.exec(sql); match; match = opening.exec(sql)) {
    const { 0: mark, index } = match;
    // The e of `table'…'` and the $ of `a$b$` are part of a word.
    if (/^[eE$]/.test(mark) && index > 0 && WORD.test(sql[index - 1] as string)) {
      opening.lastIndex = index + 1;
      continue;
    }
    const { place, end } = readPart(sql, mark, index + mark.length);
    segments.push({ text: sql.slice(plainFrom, index), place: 'plain' });
    segments.push({ text: sql.slice(index, end), place });
    opening.lastIndex = plainFrom = end;
  }
  segments.push({ text: sql.slice(plainFrom), place: 'plain' });
  return segments;
}

/** Returns the kind and the end of the part that starts with `mark`. `from` is the position after `mark`. */
function readPart(sql: string, mark: string, from: number): { place: Place; end: number } {
  if (mark === '--') return { place: 'comment', end: findEnd(sql, '\n', from) };
  if (mark === '/*') return { place: 'comment', end: findCommentEnd(sql, from) };
  if (mark === "'") return { place: 'quoted', end: findQuoteEnd(sql, "'", from, false) };
  if (mark === '"') return { place: 'identifier', end: findQuoteEnd(sql, '"', from, false) };
  if (mark.startsWith('$')) return { place: 'dollar quotes', end: findEnd(sql, mark, from) };
  return { place: "an E'' string", end: findQuoteEnd(sql, "'", from, true) };
}

function findEnd(sql: string, closing: string, from: number): number {
  const at = sql.indexOf(closing, from);
  return at < 0 ? sql.length : at + closing.length;
}

/** Block comments nest, as in PostgreSQL. */
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
