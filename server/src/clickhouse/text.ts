import { ApiError, refuse } from '../errors.ts';
import { splitSegments } from '../queries/sql-segments.ts';
import type { Segment } from '../queries/sql-segments.ts';

export const NO_SETTINGS = 'FORMAT, SETTINGS and INTO OUTFILE are not allowed.';

/** A statement that all versions of ClickHouse split into the same parts. */
export interface ReadText {
  /** Without a semicolon at the end. */
  readonly sql: string;
  /** The names before `AS (SELECT …`. They include the names of all its `WITH` queries. */
  readonly withNames: readonly string[];
}

/**
 * Names that `EXPLAIN AST`, which writes no quotes, would show as something else: several lines, a name with an alias, or a
 * table with its database. Also escapes, which it would resolve.
 */
const AMBIGUOUS_NAME = /[\x00-\x1f\x7f\\"`]|\((?:alias|children) |^[^.\s]+\.[^.\s]+$/;

/** Matches a name, and `AS (` before a query. Names in quotes have been replaced by their positions. */
const WITH_QUERY =
  /(?:\b([A-Za-z_]\w*)|"(\d+)")\s*(?:\([^()]*\)\s*)?\bAS\s*(?:(?:NOT\s+)?MATERIALIZED\s*)?\(\s*(?=[(]|(?:SELECT|WITH|FROM)\b)/gi;

/**
 * Refuses what versions of ClickHouse read differently, or what its parse tree does not show: several statements,
 * parameters, comments other than `--` and plain block comments, heredocs, and characters outside of ASCII that are not in quotes.
 *
 * @param placeholders Of the values of the statement
 * @throws ApiError 403 if the statement is not allowed, 400 if it has no end
 */
export function readText(sql: string, placeholders: readonly string[]): ReadText {
  const names: string[] = [];
  const own = new Set(placeholders);
  const texts: string[] = [];
  const skeleton = splitSegments(sql, 'clickhouse').map((segment): string => {
    const { place, text } = segment;
    if (place === 'plain') {
      checkPlain(text, own);
      texts.push(text);
      return text;
    }
    checkQuotes(segment);
    texts.push(place === 'comment' ? ' ' : text);
    if (place === 'comment') return ' ';
    return place === 'identifier' ? ` "${names.push(text.slice(1, -1)) - 1}" ` : ` '' `;
  });
  const whole = skeleton.join('');
  if (/;\s*[^\s;]/.test(whole)) refuse('A query is one statement.');
  // They would be of EXPLAIN AST, too.
  if (/\bSETTINGS\s+\w+\s*=|\bINTO\s+OUTFILE\b/i.test(whole)) refuse(NO_SETTINGS);
  const withNames = [...whole.matchAll(WITH_QUERY)].map(
    ([, plain, quoted]) => plain ?? (names[Number(quoted)] as string),
  );
  return { sql: withoutEnd(texts.join('')), withNames };
}

/** Returns the text without semicolons and white space at its end. A regular expression would take quadratic time. */
function withoutEnd(sql: string): string {
  let end = sql.length;
  while (end > 0 && /[;\s]/.test(sql[end - 1] as string)) end -= 1;
  return sql.slice(0, end);
}

function checkPlain(text: string, placeholders: ReadonlySet<string>): void {
  const rest = text.replace(/\{[^{}]*\}/g, (part) => (placeholders.has(part) ? ' ' : part));
  const [odd] = /[^\t\n\r -~]|[$@\\#{}]/.exec(rest) ?? [];
  if (odd === undefined) return;
  if (odd === '{' || odd === '}')
    refuse('A query cannot have "{name:Type}" parameters. Write {{name}} and send its value in "args".');
  refuse(`The character ${JSON.stringify(odd)} is not allowed outside of quotes.`);
}

function checkQuotes({ place, text }: Segment): void {
  switch (place) {
    case 'comment':
      if (!text.startsWith('--') && !/^\/\*(?:(?!\/\*).)*\*\/$/s.test(text))
        refuse('This comment is not allowed.', 'Write -- before a comment.');
      return;
    case 'quoted':
    case 'identifier':
      if (text.length < 2 || !text.endsWith(text[0] as string))
        throw new ApiError(400, 'sql_invalid', 'The query contains a text without an end.');
      if (place === 'identifier' && AMBIGUOUS_NAME.test(text.slice(1, -1)))
        refuse(`The name ${text.slice(0, 100)} is not allowed.`);
      return;
    default:
      refuse(`${place} are not allowed.`, "Write '…'.");
  }
}
