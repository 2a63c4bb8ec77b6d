import { ApiError, ValidationError } from './errors.ts';

export type ParamType = 'string' | 'number' | 'boolean' | 'date';

/** What `params.json` says about a parameter, as far as filling it into SQL goes. */
export interface ParamDeclaration {
  readonly type: ParamType;
  /** Its value is a JSON array of strings. */
  readonly multiple: boolean;
}

type Place = 'plain' | 'quoted' | 'identifier' | 'comment' | 'dollar quotes' | "an E'' string";

interface Segment {
  readonly text: string;
  readonly place: Place;
}

const KEY = /\{\{\s*([\w.-]+)\s*\}\}/g;

/**
 * Fills each `{{key}}` of a statement. Inside quotes the value is escaped; outside it is written as a literal of the
 * declared type, or as a quoted text where none is declared. An empty value of a number, boolean or date is NULL.
 *
 * @throws ValidationError (422) naming each key that `args` lacks or whose value is not of its type
 * @throws ApiError (400) for a `{{key}}` where no value can stand safely
 */
export function fillTemplate(
  sql: string,
  args: Readonly<Record<string, string>>,
  declared: ReadonlyMap<string, ParamDeclaration>,
): string {
  const issues: { loc: string[]; msg: string; type: string }[] = [];
  const fill = (key: string, place: Place): string => {
    if (!Object.hasOwn(args, key)) {
      issues.push({ loc: ['body', 'args', key], msg: `The parameter "${key}" is missing.`, type: 'missing' });
      return '';
    }
    const value = args[key] as string;
    if (place === 'quoted') return value.replaceAll("'", "''");
    if (place === 'identifier') return value.replaceAll('"', '""');
    const literal = literalOf(value, declared.get(key));
    if (literal === undefined)
      issues.push({
        loc: ['body', 'args', key],
        msg: `The parameter "${key}" is not a ${declared.get(key)?.type}: ${JSON.stringify(value)}.`,
        type: 'value_error',
      });
    // Spaces, so that what stands before and after can neither join the value nor be joined by it.
    return ` ${literal ?? 'NULL'} `;
  };

  const filled = segmentsOf(sql).map(({ text, place }) =>
    text.replace(KEY, (whole, key: string) => {
      if (place === 'comment' || place === 'dollar quotes' || place === "an E'' string")
        throw new ApiError(
          400,
          'parameter_misplaced',
          `${whole} cannot stand inside ${place === 'comment' ? 'a comment' : place}.`,
        );
      return fill(key, place);
    }),
  );
  if (issues.length > 0) throw new ValidationError(uniqueByKey(issues));
  return filled.join('');
}

function uniqueByKey<T extends { readonly msg: string }>(issues: readonly T[]): T[] {
  return [...new Map(issues.map((issue) => [issue.msg, issue])).values()];
}

/** The value as SQL, or `undefined` where it is not of its declared type. */
function literalOf(value: string, declaration: ParamDeclaration | undefined): string | undefined {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  if (!declaration || declaration.multiple || declaration.type === 'string') return quoted;
  if (value === '') return 'NULL';
  switch (declaration.type) {
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? value : undefined;
    case 'boolean':
      return /^(true|false)$/i.test(value) ? value.toUpperCase() : undefined;
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? `DATE ${quoted}` : undefined;
  }
}

/** What can begin a part of a statement that is not plain, tried in this order at each place. */
const OPENINGS: readonly (readonly [
  RegExp,
  Place,
  (sql: string, from: number, opening: string) => number,
])[] = [
  [/--/y, 'comment', (sql, from) => endOf(sql, '\n', from)],
  [/\/\*/y, 'comment', (sql, from) => endOfBlockComment(sql, from)],
  [
    /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y,
    'dollar quotes',
    (sql, from, opening) => endOf(sql, opening, from),
  ],
  [/[eE]'/y, "an E'' string", (sql, from) => endOfQuotes(sql, "'", from, true)],
  [/'/y, 'quoted', (sql, from) => endOfQuotes(sql, "'", from, false)],
  [/"/y, 'identifier', (sql, from) => endOfQuotes(sql, '"', from, false)],
];

const WORD = /[\w\u0080-\uffff]/;

function segmentsOf(sql: string): Segment[] {
  const segments: Segment[] = [];
  let plainFrom = 0;
  let at = 0;
  while (at < sql.length) {
    const opened = openingAt(sql, at);
    if (!opened) {
      at += 1;
      continue;
    }
    segments.push({ text: sql.slice(plainFrom, at), place: 'plain' });
    segments.push({ text: sql.slice(at, opened.end), place: opened.place });
    at = plainFrom = opened.end;
  }
  segments.push({ text: sql.slice(plainFrom), place: 'plain' });
  return segments;
}

function openingAt(sql: string, at: number): { place: Place; end: number } | undefined {
  // The e of `table'…'` and the $ of `a$b$` belong to a word.
  const insideWord = at > 0 && WORD.test(sql[at - 1] as string) && /[eE$]/.test(sql[at] as string);
  if (insideWord) return undefined;
  for (const [pattern, place, end] of OPENINGS) {
    pattern.lastIndex = at;
    const opening = pattern.exec(sql)?.[0];
    if (opening) return { place, end: end(sql, at + opening.length, opening) };
  }
  return undefined;
}

function endOf(sql: string, closing: string, from: number): number {
  const at = sql.indexOf(closing, from);
  return at < 0 ? sql.length : at + closing.length;
}

/** Block comments nest, as in PostgreSQL. */
function endOfBlockComment(sql: string, from: number): number {
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

/** A doubled quote stands for itself; after a backslash, where those count, so does anything. */
function endOfQuotes(sql: string, quote: string, from: number, backslashes: boolean): number {
  for (let at = from; at < sql.length; at += 1) {
    if (backslashes && sql[at] === '\\') at += 1;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}
