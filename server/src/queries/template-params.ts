import { ApiError, ValidationError } from '../errors.ts';

export type ParamType = 'string' | 'number' | 'boolean' | 'date';

/** What `params.json` says about a parameter, as far as filling it into SQL goes. */
export interface ParamDeclaration {
  readonly type: ParamType;
  /** Its value is a JSON array of strings. */
  readonly multiple: boolean;
  /** The values that can be chosen, where `params.json` lists them. */
  readonly options?: readonly string[] | undefined;
}

/** What is wrong with values for a parameter, or `undefined`. */
export function paramFault(declaration: ParamDeclaration, values: readonly string[]): string | undefined {
  const { type, multiple, options } = declaration;
  if (!multiple && values.length > 1) return 'takes one value';
  const given = values.filter((value) => value !== '');
  const other = given.find((value) => options && !options.includes(value));
  if (options && other !== undefined) {
    const listed = options.slice(0, MAX_ISSUES).join(', ');
    return `is one of ${listed}${options.length > MAX_ISSUES ? ', …' : ''}, not ${quote(other)}`;
  }
  const wrong = given.find((value) => literalOf(value, { ...declaration, multiple: false }) === undefined);
  return wrong === undefined ? undefined : `is a ${type}, not ${quote(wrong)}`;
}

const quote = (value: string): string => JSON.stringify(value.slice(0, MAX_QUOTE));

type Place = 'plain' | 'quoted' | 'identifier' | 'comment' | 'dollar quotes' | "an E'' string";

interface Segment {
  readonly text: string;
  readonly place: Place;
}

/** A statement whose `{{key}}` are filled. */
export interface FilledTemplate {
  readonly sql: string;
  /** Those of the values that the statement names. */
  readonly args: Readonly<Record<string, string>>;
}

/** Findings of one 422; whoever has more to mend sees the others next time. */
const MAX_ISSUES = 20;
/** Characters of a value that a message repeats. */
const MAX_QUOTE = 100;

const KEY = /\{\{\s*([\w.-]+)\s*\}\}/g;

/**
 * Fills each `{{key}}` of a statement. Inside quotes the value is escaped; outside it is written as a literal of the
 * declared type, or as a quoted text where none is declared. An empty value of a number, boolean or date is NULL.
 *
 * @param maxLength Characters of the filled statement. They are counted before any is written: a value that is named
 * often costs no memory.
 * @throws ValidationError (422) naming the first keys that `args` lacks or whose value is not of its type
 * @throws ApiError (400) for a `{{key}}` where no value can stand safely, and for a statement that would be too long
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
  const complain = (key: string, type: string, msg: string): void => {
    if (issues.size < MAX_ISSUES) issues.set(msg, { loc: ['body', 'args', key], msg, type });
  };
  // Each value is written once for each kind of place, however often it is named there.
  const written = new Map<string, string>();
  const write = (key: string, place: Place): string => {
    const value = Object.hasOwn(args, key) ? args[key] : undefined;
    if (value === undefined) {
      complain(key, 'missing', `The parameter "${key}" is missing.`);
      return '';
    }
    used.set(key, value);
    if (place === 'quoted') return value.replaceAll("'", "''");
    if (place === 'identifier') return value.replaceAll('"', '""');
    const literal = literalOf(value, declared.get(key));
    if (literal === undefined) {
      const { type } = declared.get(key) ?? {};
      complain(key, 'value_error', `The parameter "${key}" is not a ${type}: ${quote(value)}.`);
    }
    // Spaces, so that what stands before and after can neither join the value nor be joined by it.
    return ` ${literal ?? 'NULL'} `;
  };

  const parts: string[] = [];
  let length = 0;
  const add = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  for (const { text, place } of segmentsOf(sql)) {
    let from = 0;
    for (const { 0: whole, 1: key = '', index } of text.matchAll(KEY)) {
      if (place === 'comment' || place === 'dollar quotes' || place === "an E'' string")
        throw new ApiError(
          400,
          'parameter_misplaced',
          `${whole} cannot stand inside ${place === 'comment' ? 'a comment' : place}.`,
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
    `A query has at most ${maxLength} characters, its parameters filled; this one has ${length}.`,
  );
}

/** The value as SQL, or `undefined` where it is not of its declared type. */
function literalOf(value: string, declaration: ParamDeclaration | undefined): string | undefined {
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

/** What can begin a part of a statement that is not plain. */
const OPENING = /--|\/\*|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[eE]'|'|"/g;

const WORD = /[\w\u0080-\uffff]/;

function segmentsOf(sql: string): Segment[] {
  const segments: Segment[] = [];
  const opening = new RegExp(OPENING);
  let plainFrom = 0;
  for (let match = opening.exec(sql); match; match = opening.exec(sql)) {
    const { 0: mark, index } = match;
    // The e of `table'…'` and the $ of `a$b$` belong to a word.
    if (/^[eE$]/.test(mark) && index > 0 && WORD.test(sql[index - 1] as string)) {
      opening.lastIndex = index + 1;
      continue;
    }
    const { place, end } = partOf(sql, mark, index + mark.length);
    segments.push({ text: sql.slice(plainFrom, index), place: 'plain' });
    segments.push({ text: sql.slice(index, end), place });
    opening.lastIndex = plainFrom = end;
  }
  segments.push({ text: sql.slice(plainFrom), place: 'plain' });
  return segments;
}

/** What an opening begins, and where that ends. */
function partOf(sql: string, mark: string, from: number): { place: Place; end: number } {
  if (mark === '--') return { place: 'comment', end: endOf(sql, '\n', from) };
  if (mark === '/*') return { place: 'comment', end: endOfBlockComment(sql, from) };
  if (mark === "'") return { place: 'quoted', end: endOfQuotes(sql, "'", from, false) };
  if (mark === '"') return { place: 'identifier', end: endOfQuotes(sql, '"', from, false) };
  if (mark.startsWith('$')) return { place: 'dollar quotes', end: endOf(sql, mark, from) };
  return { place: "an E'' string", end: endOfQuotes(sql, "'", from, true) };
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
