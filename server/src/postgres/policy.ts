import { refuse } from '../errors.ts';
import { tablesHint } from '../engine/external-data.ts';
import type { NamedTable } from '../engine/external-data.ts';
import {
  ALLOWED_FUNCTIONS,
  ALLOWED_KEYWORDS,
  ALLOWED_OPERATORS,
  ALLOWED_TYPES,
  MAX_LENGTH,
  PADDING_FUNCTIONS,
  REPEATED_TEXTS,
  UNPADDED_TYPES,
} from './allowed.ts';
import { FromFunctions } from './from-functions.ts';
import { catalogName, namesIn, nodeOf, refuseDepth } from './tree.ts';
import type { Fields } from './tree.ts';
import { isVolatileNode } from './volatile.ts';

/** A checked statement. */
export interface PreparedStatement {
  readonly sql: string;
  /** Whether its result depends on more than tables and values. */
  readonly isVolatile: boolean;
  /** The positions of values, from 1, that must have at most {@link MAX_LENGTH} characters. */
  readonly shortValues: ReadonlySet<number>;
}

/** The names of the `WITH` queries in scope. */
type Scope = ReadonlySet<string>;

/** Maximum nesting depth of nodes. The stack has space for some thousands. */
const MAX_DEPTH = 1000;

/**
 * The nodes of a SELECT and their fields, as PostgreSQL's parser names them. `field:Kind` contains a node without the name
 * of its kind. Other nodes and fields are refused, including those of later versions: `intoClause`, `lockingClause`,
 * `useOp`, `setof`, TABLESAMPLE, XMLTABLE and so on.
 */
const NODES: Readonly<Record<string, ReadonlyMap<string, string | undefined>>> = Object.fromEntries(
  Object.entries({
    A_ArrayExpr: 'elements list_start list_end',
    A_Const: 'ival fval sval boolval bsval isnull',
    A_Expr: 'kind name lexpr rexpr rexpr_list_start rexpr_list_end',
    A_Indices: 'is_slice lidx uidx',
    A_Indirection: 'arg indirection',
    A_Star: '',
    Alias: 'aliasname colnames',
    BoolExpr: 'boolop args',
    BooleanTest: 'arg booltesttype',
    CaseExpr: 'arg args defresult',
    CaseWhen: 'expr result',
    CoalesceExpr: 'args',
    CollateClause: 'arg collname',
    ColumnRef: 'fields',
    CommonTableExpr: 'ctename aliascolnames ctematerialized ctequery',
    FuncCall:
      'funcname args agg_order agg_filter agg_within_group agg_star agg_distinct func_variadic over:WindowDef funcformat',
    GroupingFunc: 'args',
    GroupingSet: 'kind content',
    Integer: 'ival',
    JoinExpr: 'jointype isNatural larg rarg usingClause join_using_alias:Alias quals alias:Alias',
    List: 'items',
    MinMaxExpr: 'op args',
    NamedArgExpr: 'arg name argnumber',
    NullTest: 'arg nulltesttype',
    ParamRef: 'number',
    RangeFunction: 'lateral ordinality is_rowsfrom functions alias:Alias',
    RangeSubselect: 'lateral subquery alias:Alias',
    RangeVar: 'schemaname relname inh relpersistence alias:Alias',
    ResTarget: 'name val',
    RowExpr: 'args row_format',
    SelectStmt:
      'distinctClause targetList fromClause whereClause groupClause groupDistinct havingClause windowClause valuesLists sortClause limitOffset limitCount limitOption op all larg:SelectStmt rarg:SelectStmt withClause:WithClause',
    SortBy: 'node sortby_dir sortby_nulls',
    SQLValueFunction: 'op typmod',
    String: 'sval',
    SubLink: 'subLinkType testexpr operName subselect',
    TypeCast: 'arg typeName:TypeName',
    TypeName: 'names typmods typemod arrayBounds',
    WindowDef: 'name refname partitionClause orderClause frameOptions startOffset endOffset',
    WithClause: 'ctes recursive',
  }).map(([kind, fields]) => [kind, readFields(`location ${fields}`)]),
);

function readFields(text: string): ReadonlyMap<string, string | undefined> {
  return new Map(
    text.split(' ').map((field) => {
      const [name = '', kind] = field.split(':');
      return [name, kind];
    }),
  );
}

/**
 * Checks that a statement is one SELECT over `tables` that calls only allowed functions, operators and types, and writes
 * the schema before the name of each table. The search path must be `pg_catalog`, so that no name has another meaning.
 *
 * @param tree What PostgreSQL's parser returns for `sql`
 * @param valueCount The number of bound values: the statement can contain `$1` and so on up to it
 * @returns the statement to run
 * @throws ApiError 403 if the statement is not allowed, 400 if it is nested too deeply
 */
export function qualifyStatement(
  tree: { readonly stmts?: readonly { readonly stmt?: unknown }[] },
  sql: string,
  tables: readonly NamedTable[],
  valueCount: number,
): PreparedStatement {
  const statements = tree.stmts ?? [];
  if (statements.length !== 1) refuse(`A query is one statement, not ${statements.length}.`);
  const [kind, fields] = nodeOf(statements[0]?.stmt) ?? [];
  if (kind !== 'SelectStmt' || !fields) refuse('Only SELECT statements are allowed.');
  const walker = new Walker(tables, valueCount);
  walker.visit(kind, fields, new Set());
  walker.fromFunctions.check();
  return {
    sql: insertSchemas(sql, walker.unqualified),
    isVolatile: walker.isVolatile,
    shortValues: walker.shortValues,
  };
}

/** Positions are offsets in UTF-8. */
function insertSchemas(sql: string, places: ReadonlyMap<number, string>): string {
  const bytes = Buffer.from(sql);
  const parts: Buffer[] = [];
  let from = 0;
  for (const [at, schema] of [...places].sort(([one], [other]) => one - other)) {
    parts.push(bytes.subarray(from, at), Buffer.from(`"${schema.replaceAll('"', '""')}".`));
    from = at;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]).toString();
}

class Walker {
  /** The schemas of tables that the statement names without one, by the positions of their names. */
  readonly unqualified = new Map<number, string>();
  isVolatile = false;
  readonly shortValues = new Set<number>();
  readonly #tables: readonly NamedTable[];
  readonly #valueCount: number;
  readonly fromFunctions = new FromFunctions();

  #depth = 0;

  constructor(tables: readonly NamedTable[], valueCount: number) {
    this.#tables = tables;
    this.#valueCount = valueCount;
  }

  visit(kind: string, fields: Fields, scope: Scope): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) refuseDepth();
    const known = NODES[kind];
    if (!known) refuse(`The query contains something that cannot be checked (${kind}).`);
    this.#checkNode(kind, fields, scope);
    this.isVolatile ||= isVolatileNode(kind, fields);
    const inner = kind === 'SelectStmt' ? this.#visitWith(fields['withClause'], scope) : scope;
    for (const [field, value] of Object.entries(fields)) {
      if (!known.has(field)) refuse(`The query contains something that is not allowed (${kind}.${field}).`);
      if (kind === 'SelectStmt' && field === 'withClause') continue;
      // Constants have a value without its kind.
      if (kind === 'A_Const') continue;
      this.#visitField(known.get(field), value, inner);
    }
    this.#depth -= 1;
  }

  #visitField(kind: string | undefined, value: unknown, scope: Scope): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return value.forEach((item) => this.#visitField(undefined, item, scope));
    if (kind !== undefined) return this.visit(kind, value as Fields, scope);
    // The parser writes an empty object for nothing, as in DISTINCT without expressions.
    if (Object.keys(value).length === 0) return;
    const [own, fields] = nodeOf(value) ?? refuse('The query contains something that cannot be checked.');
    this.visit(own, fields, scope);
  }

  /** Each `WITH` query can use those before it; with RECURSIVE, all can use all. */
  #visitWith(clause: unknown, scope: Scope): Scope {
    if (clause === undefined) return scope;
    const { ctes = [], recursive, ...others } = clause as { ctes?: readonly unknown[]; recursive?: boolean };
    for (const field of Object.keys(others))
      if (!NODES['WithClause']?.has(field))
        refuse(`The query contains something that is not allowed (${field}).`);
    const queries = ctes.map((cte) => nodeOf(cte)?.[1] ?? {});
    const names = queries.map((query) => String(query['ctename']));
    // All tables of the catalog have such names, and the statement must not read one where the name is not in scope.
    const reserved = names.find((name) => name.startsWith('pg_'));
    if (reserved !== undefined) refuse(`A WITH query cannot have the name "${reserved}".`);
    let inner = recursive ? new Set([...scope, ...names]) : scope;
    for (const [index, query] of queries.entries()) {
      this.visit('CommonTableExpr', query, inner);
      inner = new Set([...inner, names[index] as string]);
    }
    return inner;
  }

  #checkNode(kind: string, fields: Fields, scope: Scope): void {
    switch (kind) {
      case 'CommonTableExpr':
        if (nodeOf(fields['ctequery'])?.[0] !== 'SelectStmt') refuse('A WITH query must be a SELECT.');
        return;
      case 'RangeVar':
        return this.#checkTable(fields, scope);
      case 'FuncCall':
        return this.#checkFunction(fields);
      case 'A_Expr':
        return checkOperator(fields['name'], String(fields['kind']));
      case 'SubLink':
        if (fields['operName']) checkOperator(fields['operName']);
        return;
      case 'TypeName':
        return checkType(fields);
      case 'SQLValueFunction':
        if (!ALLOWED_KEYWORDS.has(String(fields['op'])))
          refuse(`The keyword ${String(fields['op']).replace('SVFOP_', '')} is not allowed.`);
        return;
      case 'ParamRef':
        if (!(Number(fields['number']) <= this.#valueCount))
          refuse('A query cannot have "$1" parameters. Write {{name}} and send its value in "args".');
        return;
      case 'A_Indirection':
        // `(5).pg_sleep` is a call.
        if (namesIn(fields['indirection']).some((name) => name !== undefined))
          refuse('(…).name is not allowed, as it can be a call of a function.');
        return;
      case 'RangeFunction':
        return this.fromFunctions.addFunction(fields);
      case 'ColumnRef':
        return this.fromFunctions.addColumn(fields);
    }
  }

  #checkTable({ schemaname, relname, location }: Fields, scope: Scope): void {
    const name = String(relname);
    if (schemaname === undefined && scope.has(name)) return;
    const found = this.#tables.filter(
      (table) => table.name === name && (schemaname === undefined || table.schema === schemaname),
    );
    const [table] = found;
    if (!table)
      refuse(
        `This viz has no table "${schemaname === undefined ? '' : `${String(schemaname)}.`}${name}".`,
        tablesHint(this.#tables),
      );
    if (schemaname !== undefined) return;
    if (found.length > 1) refuse(`This viz has several tables "${name}". Write the schema before the name.`);
    this.unqualified.set(Number(location ?? 0), table.schema);
  }

  #checkFunction({ funcname, args }: Fields): void {
    const name = catalogName(funcname);
    if (name === undefined || !ALLOWED_FUNCTIONS.has(name))
      refuse(`The function "${namesIn(funcname).join('.')}" is not allowed.`);
    const values = (args ?? []) as readonly unknown[];
    if (PADDING_FUNCTIONS.has(name) && !isSmallNumber(values[1]))
      refuse(`The length in ${name}() must be a plain number of at most ${MAX_LENGTH}.`);
    const repeated = REPEATED_TEXTS.get(name);
    if (repeated === undefined || isShortText(values[repeated])) return;
    const position = textValueOf(values[repeated]);
    if (position === undefined)
      refuse(
        `Argument ${repeated + 1} of ${name}() must be a plain text of at most ${MAX_LENGTH} characters.`,
      );
    this.shortValues.add(position);
  }
}

function checkOperator(list: unknown, kind = ''): void {
  // In these, `name` is the keyword.
  if (/^AEXPR_(NOT_)?BETWEEN/.test(kind)) return;
  const name = catalogName(list);
  if (name === undefined || !ALLOWED_OPERATORS.has(name))
    refuse(`The operator ${namesIn(list).join('.')} is not allowed.`);
}

function checkType({ names, typmods = [] }: Fields): void {
  const name = catalogName(names);
  if (name === undefined || !ALLOWED_TYPES.has(name))
    refuse(
      `The type "${namesIn(names).join('.')}" is not allowed.`,
      `Allowed: ${[...ALLOWED_TYPES].join(', ')}.`,
    );
  if (UNPADDED_TYPES.has(name)) return;
  if (!(typmods as readonly unknown[]).every(isSmallNumber))
    refuse(`The length of the type ${name} must be at most ${MAX_LENGTH}.`);
}

/** Returns the position of a value that is cast to a text, such as `$1::text`. */
function textValueOf(node: unknown): number | undefined {
  const [kind, { arg, typeName } = {} as Fields] = nodeOf(node) ?? [];
  const { names, arrayBounds } = (typeName ?? {}) as Fields;
  if (kind !== 'TypeCast' || arrayBounds !== undefined || catalogName(names) !== 'text') return undefined;
  const [inner, fields] = nodeOf(arg) ?? [];
  return inner === 'ParamRef' ? Number(fields?.['number']) : undefined;
}

function isSmallNumber(node: unknown): boolean {
  const value = constantOf(node)?.['ival'] as { ival?: number } | undefined;
  // The parser omits zeros and empty texts.
  return value !== undefined && (value.ival ?? 0) <= MAX_LENGTH;
}

function isShortText(node: unknown): boolean {
  const value = constantOf(node)?.['sval'] as { sval?: string } | undefined;
  return value !== undefined && (value.sval ?? '').length <= MAX_LENGTH;
}

function constantOf(node: unknown): Fields | undefined {
  const [kind, fields] = nodeOf(node) ?? [];
  return kind === 'A_Const' ? fields : undefined;
}
