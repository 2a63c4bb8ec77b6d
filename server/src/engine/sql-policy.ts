import { ApiError, refuse } from '../errors.ts';
import {
  ALLOWED_FUNCTIONS,
  ALLOWED_TABLE_FUNCTIONS,
  MAX_PADDING,
  PADDING_FUNCTIONS,
} from './sql-functions.ts';

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json;
}

/** The names that are allowed in `FROM` at a node: the viz's datasets and the `WITH` queries in scope. */
type Scope = ReadonlySet<string>;

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const EXPRESSIONS = set(`
  BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA LAMBDA_REF OPERATOR
  POSITIONAL_REFERENCE STAR SUBQUERY WINDOW TYPE
`);

/** Other values of `type` in the tree: query nodes, table references, modifiers, types. */
const PARTS = set(`
  SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE
  BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST EMPTY
  ORDER_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER DISTINCT_MODIFIER
  ORDER_DEFAULT ASCENDING DESCENDING
  UNBOUND_TYPE_INFO DECIMAL_TYPE_INFO LIST_TYPE_INFO STRUCT_TYPE_INFO ARRAY_TYPE_INFO STRING_TYPE_INFO
  GENERIC_TYPE_INFO
`);

const EXPLANATIONS: Readonly<Record<string, string>> = {
  PIVOT:
    'PIVOT and UNPIVOT cannot be checked and are not allowed. Write the columns out with FILTER or CASE.',
  SHOW_REF: 'DESCRIBE, SHOW and SUMMARIZE are not allowed, only SELECT.',
  PARAMETER: 'A query cannot have "?" or "$1" parameters. Write {{name}} and send its value in "args".',
};

/**
 * Checks that a statement is one SELECT over `aliases` that calls only allowed functions. It refuses unknown kinds of
 * nodes, including new syntax in later versions of DuckDB.
 *
 * @param tree JSON text from DuckDB's `json_serialize_sql`
 * @throws ApiError 400 if the text is not SQL, 403 if the statement is not allowed
 */
export function checkStatement(tree: string, sql: string, aliases: readonly string[]): void {
  const parsed = JSON.parse(tree) as JsonObject;
  if (parsed['error'] === true) throw unreadable(parsed, sql);
  const statements = parsed['statements'];
  if (!Array.isArray(statements) || statements.length !== 1)
    refuse(`A query is one statement, not ${Array.isArray(statements) ? statements.length : 0}.`);
  const walker = new Walker(aliases);
  walker.visit(statements[0] as Json, new Set(aliases.map(normalizeName)));
}

function unreadable(parsed: JsonObject, sql: string): ApiError {
  if (parsed['error_type'] !== 'not implemented') {
    const message = String(parsed['error_message'] ?? 'The query cannot be read.');
    if (parsed['position'] === undefined) return new ApiError(400, 'sql_invalid', message);
    const before = sql.slice(0, Number(parsed['position']));
    const isQuote = before.endsWith("'") || message.startsWith('unterminated quoted string');
    const hint = isQuote ? "Double an apostrophe inside a text: 'it''s'." : undefined;
    return new ApiError(400, 'sql_invalid', `${message} (line ${before.split('\n').length})`, { hint });
  }
  const pivot = /\b(un)?pivot(_wider|_longer)?\b/i.test(sql);
  refuse(pivot ? (EXPLANATIONS['PIVOT'] as string) : 'Only SELECT statements are allowed.');
}

class Walker {
  readonly #aliases: readonly string[];

  constructor(aliases: readonly string[]) {
    this.#aliases = aliases;
  }

  visit(node: Json | undefined, scope: Scope): void {
    if (Array.isArray(node)) for (const item of node as readonly Json[]) this.visit(item, scope);
    else if (typeof node === 'object' && node !== null) this.#visitObject(node as JsonObject, scope);
  }

  #visitObject(node: JsonObject, scope: Scope): void {
    const kind = node['class'] ?? node['type'];
    if (typeof kind === 'string') this.#checkKind(kind, node, scope);
    const inner = 'cte_map' in node ? this.#visitCtes(node, scope) : scope;
    for (const [key, child] of Object.entries(node)) {
      if (key === 'cte_map' || (key === 'function' && kind === 'TABLE_FUNCTION')) continue;
      const own = key === 'right' && kind === 'RECURSIVE_CTE_NODE' ? [normalizeName(node['cte_name'])] : [];
      this.visit(child, own.length ? new Set([...inner, ...own]) : inner);
    }
  }

  /**
   * Each `WITH` query can use those before it. A recursive one can also use itself, by the `cte_name` of its node.
   */
  #visitCtes(node: JsonObject, scope: Scope): Scope {
    const map = (node['cte_map'] as JsonObject | null)?.['map'];
    let inner = scope;
    for (const entry of Array.isArray(map) ? (map as readonly JsonObject[]) : []) {
      this.visit(entry['value'], inner);
      inner = new Set([...inner, normalizeName(entry['key'])]);
    }
    return inner;
  }

  #checkKind(kind: string, node: JsonObject, scope: Scope): void {
    if (kind in EXPLANATIONS) refuse(EXPLANATIONS[kind] as string);
    if (!('class' in node ? EXPRESSIONS : PARTS).has(kind))
      refuse(`The query contains something that cannot be checked (${kind}).`);
    const isCall = kind === 'FUNCTION' || kind === 'WINDOW';
    for (const key of ['catalog', 'catalog_name', 'schema', 'schema_name'])
      this.#checkQualifier(node[key], isCall);
    if (kind === 'BASE_TABLE') this.#checkTable(node, scope);
    if (kind === 'TABLE_FUNCTION') this.#checkTableFunction(node, scope);
    if (isCall) this.#checkFunction(node);
  }

  /**
   * DuckDB writes `main` before the functions of its operators. Tables must have no qualifier: `main.x` is never the
   * `WITH` query `x`, but a view that DuckDB provides.
   */
  #checkQualifier(name: Json | undefined, isCall = false): void {
    if (name && !(isCall && normalizeName(name) === 'main'))
      refuse(`A query cannot name the catalog or schema "${String(name)}".`, this.#tablesHint());
  }

  #checkTable(node: JsonObject, scope: Scope): void {
    const table = String(node['table_name']);
    if (node['at_clause']) refuse('A query cannot read an earlier state (AT).');
    if (!scope.has(normalizeName(table))) refuse(`This viz has no table "${table}".`, this.#tablesHint());
  }

  #tablesHint(): string {
    return this.#aliases.length ? `Its tables: ${this.#aliases.join(', ')}.` : 'It has no tables.';
  }

  #checkTableFunction(node: JsonObject, scope: Scope): void {
    const call = node['function'] as JsonObject;
    const name = normalizeName(call['function_name']);
    if (call['class'] !== 'FUNCTION' || !ALLOWED_TABLE_FUNCTIONS.has(name))
      refuse(`The table function "${name}" is not allowed.`, 'Allowed: range, generate_series, unnest.');
    for (const key of ['catalog', 'schema']) this.#checkQualifier(call[key]);
    this.visit(call['children'], scope);
  }

  #checkFunction(node: JsonObject): void {
    const name = normalizeName(node['function_name']);
    if (!ALLOWED_FUNCTIONS.has(name))
      refuse(
        `The function "${name}" is not allowed.`,
        ALLOWED_TABLE_FUNCTIONS.has(name) ? `Use it as a table: FROM ${name}(…).` : undefined,
      );
    if (PADDING_FUNCTIONS.has(name) && !isSmallConstant((node['children'] as readonly JsonObject[])[1]))
      refuse(`The length in ${name}() must be a plain number of at most ${MAX_PADDING}.`);
  }
}

function isSmallConstant(node: JsonObject | undefined): boolean {
  const value = node?.['class'] === 'CONSTANT' ? (node['value'] as JsonObject)['value'] : undefined;
  return typeof value === 'number' && value <= MAX_PADDING;
}

/**
 * Returns a name as DuckDB compares names: with A to Z in lower case. `toLowerCase()` would also convert U+212A to k.
 * Returns an empty text for anything else.
 */
export function normalizeName(name: unknown): string {
  return typeof name === 'string' ? name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : '';
}
