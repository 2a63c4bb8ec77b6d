import { ApiError, ValidationError } from '../errors.ts';

export type ParamType = 'string' | 'number' | 'boolean' | 'date';

/** The parts of a parameter in `params.json` that are needed to fill it into SQL. */
export interface ParamDeclaration {
  readonly type: ParamType;
  /** Whether the value is a JSON array of strings. */
  readonly multiple: boolean;
  /** The possible values, if `params.json` lists them. */
  readonly options?: readonly string[] | undefined;
  /** The default, as `args` of a query contain it. */
  readonly default?: string | undefined;
}

/** Returns the reason why values are invalid for a parameter, or `undefined`. */
export function paramFault(declaration: ParamDeclaration, values: readonly string[]): string | undefined {
  const { type, multiple, options } = declaration;
  if (!multiple && values.length > 1) return 'can have only one value';
  const given = values.filter((value) => value !== '');
  const other = given.find((value) => options && !options.includes(value));
  if (options && other !== undefined) {
    const listed = options.slice(0, MAX_ISSUES).join(', ');
    return `must be one of ${listed}${options.length > MAX_ISSUES ? ', …' : ''}, not ${quote(other)}`;
  }
  const wrong = given.find((value) => toLiteral(value, { ...declaration, multiple: false }) === undefined);
  return wrong === undefined ? undefined : `must be a ${type}, not ${quote(wrong)}`;
}

const quote = (value: string): string => JSON.stringify(value.slice(0, MAX_QUOTE));

type Place = 'plain' | 'quoted' | 'identifier' | 'comment' | 'dollar quotes' | "an E'' string";

interface Segment {
  readonly text: string;
  readonly place: Place;
}

/** A statement with its `{{key}}` filled. */
export interface FilledTemplate {
  readonly sql: string;
  /** The values that the statement uses. */
  readonly args: Readonly<Record<string, string>>;
}

/** Maximum number of issues in one 422 response, and of options in one message. Further ones are left out. */
const MAX_ISSUES = 20;
/** Maximum number of characters of a value in a message. */
const MAX_QUOTE = 100;

const KEY = /\{\{\s*([\w.-]+)\s*\}\}/g;

/** Returns the names of the parameters that a statement uses. */
export function usedParams(sql: string): ReadonlySet<string> {
  return new Set([...sql.matchAll(KEY)].map(([, key]) => key as string));
}

/**
 * Fills each `{{key}}` of a statement. Inside quotes the value is escaped. Outside quotes it becomes a literal of the
 * declared type, or a quoted string if no type is declared. An empty number, boolean or date is NULL.
 *
 * @param maxLength Maximum length of the filled statement, in characters. It is checked before the statement is
 * built, so a value that is used many times takes no memory.
 * @throws ValidationError (422) naming the first keys that are missing in `args` or have a value of the wrong type
 * @throws ApiError (400) for a `{{key}}` in a place where no value is safe, and for a statement that would be too long
 */
export function fillTemplate(
  sql: string,
  args: Readonly<Record<string, string>>,
  declared: ReadonlyMap<string, ParamDeclaration>,
  maxLength: number,
): FilledTemplate {
  if (sql.length > maxLength) throw tooLong(sql.length, maxLength);
  const used = new Map<string, string>();
  const issues = new Map<string, { loc: string[]; msg: string; type: string }>();
  const addIssue = (key: string, type: string, msg: string): void => {
    if (issues.size < MAX_ISSUES) issues.set(msg, { loc: ['body', 'args', key], msg, type });
  };
  // By place and key: each value is converted once for each kind of place.
  const written = new Map<string, string>();
  const write = (key: string, place: Place): string => {
    const value = Object.hasOwn(args, key) ? args[key] : undefined;
    if (value === undefined) {
      addIssue(key, 'missing', `The parameter "${key}" is missing.`);
      return '';
    }
    used.set(key, value);
    if (place === 'quoted') return value.replaceAll("'", "''");
    if (place === 'identifier') return value.replaceAll('"', '""');
    const literal = toLiteral(value, declared.get(key));
    if (literal === undefined) {
      const { type } = declared.get(key) ?? {};
      addIssue(key, 'value_error', `The parameter "${key}" must be a ${type}, not ${quote(value)}.`);
    }
    // Spaces keep the value from joining the characters before and after it into one token.
    return ` ${literal ?? 'NULL'} `;
  };

  const parts: string[] = [];
  let length = 0;
  const add = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  for (const { text, place } of splitSegments(sql)) {
    let from = 0;
    for (const { 0: whole, 1: key = '', index } of text.matchAll(KEY)) {
      if (place === 'comment' || place === 'dollar quotes' || place === "an E'' string")
        throw new ApiError(
          400,
          'parameter_misplaced',
          `${whole} is not allowed inside ${place === 'comment' ? 'a comment' : place}.`,
        );
      const name = `${place} ${key}`;
      const filled = written.get(name) ?? write(key, place);
      written.set(name, filled);
      add(text.slice(from, index));
      add(filled);
      from = index + whole.length;
    }
    add(text.slice(from));
  }
  if (issues.size > 0) throw new ValidationError([...issues.values()]);
  if (length > maxLength) throw tooLong(length, maxLength);
  return { sql: parts.join(''), args: Object.fromEntries(used) };
}

function tooLong(length: number, maxLength: number): ApiError {
  return new ApiError(
    400,
    'sql_too_long',
    `A query has at most ${maxLength} characters, with its parameters filled. This one has ${length}.`,
  );
}

/** Returns the value as SQL, or `undefined` if it does not have the declared type. */
function toLiteral(value: string, declaration: ParamDeclaration | undefined): string | undefined {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  if (!declaration || declaration.multiple || declaration.type === 'string') return quoted;
  if (value === '') return 'NULL';
  switch (declaration.type) {
    case 'number':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value) ? value : undefined;
    case 'boolean':
      return /^(true|false)$/i.test(value) ? value.toUpperCase() : undefined;
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? `DATE ${quoted}` : undefined;
  }
}

/** Matches the start of a comment or of a quoted part. */
const OPENING = /--|\/\*|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[eE]'|'|"/g;

const WORD = /[\w\u0080-\uffff]/;

function splitSegments(sql: string): Segment[] {
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
