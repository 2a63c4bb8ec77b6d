import type { BoundStatement, BoundValue, Dialect, ParamType } from '../engine/statement.ts';
import { ApiError, ValidationError } from '../errors.ts';
import { splitSegments } from './sql-segments.ts';
import type { Segment } from './sql-segments.ts';

/** The parts of a parameter in `params.json` that are needed to fill it into SQL. */
export interface ParamDeclaration {
  readonly type: ParamType;
  /** Whether the value is a JSON array of strings. */
  readonly multiple: boolean;
  /** The possible values, if `params.json` lists them. */
  readonly options?: ReadonlySet<string> | undefined;
  /** The default, as `args` of a query contain it. */
  readonly default?: string | undefined;
}

/** Returns the reason why values are invalid for a parameter, or `undefined`. */
export function paramFault(declaration: ParamDeclaration, values: readonly string[]): string | undefined {
  const { type, multiple, options } = declaration;
  if (!multiple && values.length > 1) return 'can have only one value';
  const given = values.filter((value) => value !== '');
  const other = given.find((value) => options && !options.has(value));
  if (options && other !== undefined) return `must be one of ${listSome(options)}, not ${quote(other)}`;
  const wrong = given.find((value) => toValue(value, { ...declaration, multiple: false }) === undefined);
  return wrong === undefined ? undefined : `must be a ${type}, not ${quote(wrong)}`;
}

/** Returns names for a message. There can be very many. */
export function listSome(names: Iterable<string>): string {
  const listed: string[] = [];
  for (const name of names) {
    if (listed.length === MAX_LISTED) return `${listed.join(', ')}, …`;
    listed.push(name);
  }
  return listed.join(', ');
}

const quote = (value: string): string => JSON.stringify(value.slice(0, MAX_QUOTE));

/** A statement with its `{{key}}` filled. */
export interface FilledTemplate extends BoundStatement {
  /** The values that the statement uses. */
  readonly args: Readonly<Record<string, string>>;
}

/** A text of the statement, or a value that will be bound. */
type Piece = string | BoundValue;

/** The content of a quoted text that will be bound as one value. */
interface QuotedText {
  readonly texts: readonly string[];
}

/** Maximum number of issues in one 422 response. Further ones are left out. */
const MAX_ISSUES = 20;
/** Maximum number of options or charts in one message. */
const MAX_LISTED = 20;
/** Maximum number of characters of a value in a message. */
const MAX_QUOTE = 100;

const KEY = /\{\{\s*([\w.-]+)\s*\}\}/g;

/** Returns the names of the parameters that a statement uses. */
export function usedParams(sql: string): ReadonlySet<string> {
  return new Set([...sql.matchAll(KEY)].map(([, key]) => key as string));
}

/**
 * Fills each `{{key}}` of a statement. Inside quotes the value is text. Outside quotes it has the declared type, or is text
 * if no type is declared. An empty number, boolean or date is NULL.
 *
 * With a dialect, the text contains a placeholder for each value, and for each quoted text that contains values: the
 * engine never reads a value as SQL. Without one, values become literals, with their quotes doubled. DuckDB parses that
 * text to check it and again to run it, so a value cannot end its quotes.
 *
 * @param maxLength Maximum length of the statement with its values, in characters. It is checked before the statement is
 * built, so a value that is used many times takes no memory.
 * @throws ValidationError (422) naming the first keys that are missing in `args` or have a value of the wrong type
 * @throws ApiError (400) for a `{{key}}` in a place where no value is safe, and for a statement that would be too long
 */
export function fillTemplate(
  sql: string,
  args: Readonly<Record<string, string>>,
  declared: ReadonlyMap<string, ParamDeclaration>,
  maxLength: number,
  dialect?: Dialect,
): FilledTemplate {
  if (sql.length > maxLength) throw tooLong(sql.length, maxLength);
  if (!sql.includes('{{')) return { sql, values: [], args: {} };
  const used = new Map<string, string>();
  const issues = new Map<string, { loc: string[]; msg: string; type: string }>();
  const addIssue = (key: string, type: string, msg: string): void => {
    if (issues.size < MAX_ISSUES) issues.set(msg, { loc: ['body', 'args', key], msg, type });
  };
  // By place and key: each value is converted once for each kind of place.
  const written = new Map<string, Piece>();
  const write = (key: string, place: Segment['place']): Piece => {
    const text = Object.hasOwn(args, key) ? args[key] : undefined;
    if (text === undefined) {
      addIssue(key, 'missing', `The parameter "${key}" is missing.`);
      return '';
    }
    if (text.includes('\0')) {
      // DuckDB ends a statement there, and PostgreSQL has no such text.
      addIssue(key, 'value_error', `The parameter "${key}" contains a NUL character.`);
      return '';
    }
    used.set(key, text);
    if (place === 'quoted') return dialect ? text : text.replaceAll("'", "''");
    if (place === 'identifier') return text.replaceAll('"', '""');
    const declaration = declared.get(key) ?? UNDECLARED;
    const value = dialect && declaration.multiple ? toList(text, declaration) : toValue(text, declaration);
    if (value === undefined) {
      const { type } = declaration;
      const wanted = declaration.multiple ? `a JSON list of values of type ${type}` : `a ${type}`;
      addIssue(key, 'value_error', `The parameter "${key}" must be ${wanted}, not ${quote(text)}.`);
      return '';
    }
    const wanted = dialect?.fault?.(value);
    if (wanted !== undefined)
      addIssue(key, 'value_error', `The parameter "${key}" must be ${wanted}, not ${quote(text)}.`);
    // Spaces keep the value from joining the characters before and after it into one token.
    return dialect ? value : ` ${toLiteral(value)} `;
  };

  const pieces: (Piece | QuotedText)[] = [];
  let length = 0;
  // A statement can have very many segments, and most have no key: their texts are one piece.
  let copied = 0;
  let end = 0;
  const copyTo = (position: number): void => {
    pieces.push(sql.slice(copied, position));
    length += position - copied;
  };
  const segments = splitSegments(sql, dialect?.syntax ?? 'standard');
  for (const [index, segment] of segments.entries()) {
    const { text, place } = segment;
    const start = end;
    end += text.length;
    const whole = text.includes('{{') ? text.match(KEY)?.[0] : undefined;
    if (whole === undefined) continue;
    copyTo(start);
    copied = end;
    refuseMisplaced(whole, segment, segments[index - 1], dialect);
    const isOneValue = dialect !== undefined && place === 'quoted';
    // The texts between the keys, and the keys at odd positions.
    const parts = (isOneValue ? text.slice(1, -1).replaceAll("''", "'") : text).split(KEY);
    const filled = parts.map((part, at): Piece => {
      if (at % 2 === 0) return part;
      const name = `${place} ${part}`;
      const known = written.get(name) ?? write(part, place);
      written.set(name, known);
      return known;
    });
    length += filled.reduce((sum, piece) => sum + sizeOf(piece), 0);
    if (isOneValue) pieces.push({ texts: filled as string[] });
    else pieces.push(...filled);
  }
  copyTo(sql.length);
  if (issues.size > 0) throw new ValidationError([...issues.values()]);
  if (length > maxLength) throw tooLong(length, maxLength);
  return { ...bind(pieces, dialect), args: Object.fromEntries(used) };
}

/** Replaces values with placeholders. Equal values have one placeholder. */
function bind(pieces: readonly (Piece | QuotedText)[], dialect: Dialect | undefined): BoundStatement {
  const positions = new Map<string, number>();
  const values: BoundValue[] = [];
  const texts = pieces.map((piece) => {
    if (typeof piece === 'string' || !dialect) return piece;
    const value = 'texts' in piece ? { type: 'string' as const, value: piece.texts.join('') } : piece;
    const id = JSON.stringify(value);
    const position = positions.get(id) ?? values.push(value);
    positions.set(id, position);
    return ` ${dialect.placeholder(position, value)} `;
  });
  return { sql: texts.join(''), values };
}

/** Literals with a type before the quotes: an engine takes no placeholder there. */
const TYPED_LITERAL = /\b(date|time|timestamp|timestamptz|interval)\s*$/i;

/** @throws ApiError 400 for a `{{key}}`, `whole`, that is not allowed in its segment */
function refuseMisplaced(
  whole: string,
  { text, place }: Segment,
  before: Segment | undefined,
  dialect: Dialect | undefined,
): void {
  const refuse = (where: string, advice = ''): never => {
    throw new ApiError(400, 'parameter_misplaced', `${whole} is not allowed inside ${where}.${advice}`);
  };
  if (place === 'comment') refuse('a comment');
  if (place !== 'plain' && place !== 'quoted' && place !== 'identifier') refuse(place);
  if (!dialect) return;
  const { name } = dialect;
  if (place === 'identifier') refuse(`an identifier in ${name}`);
  if (place !== 'quoted') return;
  if (text.length < 2 || !text.endsWith("'")) refuse(`a text without an end in ${name}`);
  if (dialect.syntax === 'clickhouse' && text.includes('\\'))
    refuse(`a text with a backslash in ${name}`, ` Write concat('…', '${whole}').`);
  const type = TYPED_LITERAL.exec(before?.text ?? '')?.[1]?.toUpperCase();
  if (type !== undefined) refuse(`${type} '…' in ${name}`, ` Write CAST('…' AS ${type}).`);
}

function tooLong(length: number, maxLength: number): ApiError {
  return new ApiError(
    400,
    'sql_too_long',
    `A query has at most ${maxLength} characters, with its parameters filled. This one has ${length}.`,
  );
}

function sizeOf(piece: Piece): number {
  return typeof piece === 'string' ? piece.length : String(piece.value ?? '').length;
}

const UNDECLARED: ParamDeclaration = { type: 'string', multiple: false };

/**
 * Returns the value of a parameter, or `undefined` if it does not have the declared type. Several values are a text: their
 * JSON list.
 */
function toValue(text: string, { type, multiple }: ParamDeclaration): BoundValue | undefined {
  if (multiple || type === 'string') return { type: 'string', value: text };
  if (text === '') return { type, value: null };
  // Beyond the range of doubles, some engines have numbers and others have infinity.
  const isValid = FORMS[type].test(text) && (type !== 'number' || Number.isFinite(Number(text)));
  return isValid ? { type, value: type === 'boolean' ? text.toLowerCase() : text } : undefined;
}

/** Returns the values of a JSON list, or `undefined` if it is no list or one of them does not have the declared type. */
function toList(text: string, { type }: ParamDeclaration): BoundValue | undefined {
  const items = parseList(text)?.map((item) =>
    typeof item === 'object' ? null : (toValue(String(item), { type, multiple: false })?.value ?? null),
  );
  return items?.every((item) => typeof item === 'string') ? { type, value: items } : undefined;
}

function parseList(text: string): readonly unknown[] | undefined {
  if (text === '') return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

const FORMS: Readonly<Record<Exclude<ParamType, 'string'>, RegExp>> = {
  number: /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i,
  boolean: /^(true|false)$/i,
  date: /^\d{4}-\d{2}-\d{2}$/,
};

/** Returns a value that is not a list as a literal. */
function toLiteral({ type, value }: BoundValue): string {
  if (value === null) return 'NULL';
  const text = String(value);
  if (type === 'number') return text;
  if (type === 'boolean') return text.toUpperCase();
  return `${type === 'date' ? 'DATE ' : ''}'${text.replaceAll("'", "''")}'`;
}
