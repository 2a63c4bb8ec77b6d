import { isDeepStrictEqual } from 'node:util';
import { tablesHint } from '../engine/external-data.ts';
import type { NamedTable } from '../engine/external-data.ts';
import { refuse } from '../errors.ts';
import { ALLOWED_TABLE_FUNCTIONS, isAllowedFunction, MAX_NUMBERS } from './allowed.ts';
import { NO_SETTINGS } from './text.ts';

/** A node of ClickHouse's parse tree. */
interface Node {
  readonly kind: string;
  /** What follows the kind, such as `sales (alias s)`. */
  readonly rest: string;
  readonly children: Node[];
}

/** The tables that a statement may read. */
export interface Readable {
  readonly tables: readonly NamedTable[];
  /** The database of names without one. */
  readonly database: string;
  /** As in {@link ReadText}. */
  readonly withNames: readonly string[];
}

/**
 * The nodes of a SELECT, as `EXPLAIN AST` names them. All others are refused, including those of later versions: `Set` is
 * SETTINGS, `ColumnsApplyTransformer` calls a function whose name is not shown.
 */
const NODES: ReadonlySet<string> = new Set(
  `ArrayJoin Asterisk ColumnsExceptTransformer ColumnsReplaceTransformer ColumnsReplaceTransformer::Replacement
  ColumnsTransformerList ExpressionList Function Identifier InterpolateElement Literal OrderByElement
  QualifiedAsterisk SampleRatio SelectIntersectExceptQuery SelectQuery SelectWithUnionQuery Subquery TableExpression
  TableIdentifier TableJoin TablesInSelectQuery TablesInSelectQueryElement WindowDefinition WindowListElement
  WithElement`.split(/\s+/),
);

/** The name of a node, before its alias and the number of its children. */
const NAME = /^(.*?)(?: \(alias .*\))?(?: \(children \d+\))?$/s;

/** A name on the right side of these can be that of a table, also as an alias: `WITH secrets AS sales SELECT 1 IN sales`. */
const MEMBERSHIP = /^(not)?in$/i;

/**
 * Checks that a statement is one SELECT over `tables` that calls only allowed functions.
 *
 * @param lines What `EXPLAIN AST` returns for it
 * @throws ApiError 403 if the statement is not allowed
 */
export function checkTree(lines: readonly string[], readable: Readable): void {
  const [root] = readTree(lines);
  if (root?.kind !== 'SelectWithUnionQuery') refuse('Only SELECT statements are allowed.');
  new Walker(readable, root).check();
}

function readTree(lines: readonly string[]): Node[] {
  const roots: Node[] = [];
  const open: Node[] = [];
  for (const line of lines) {
    if (line === '') continue;
    const depth = line.search(/[^ ]/);
    const [kind = '', ...words] = line.slice(depth).split(' ');
    const node = { kind, rest: words.join(' '), children: [] };
    const siblings = depth === 0 ? roots : open[depth - 1]?.children;
    if (!siblings || depth > open.length) refuse('The query cannot be checked.');
    siblings.push(node);
    open.length = depth;
    open.push(node);
  }
  if (roots.length !== 1) refuse('A query is one statement.');
  return roots;
}

const MISPLACED_WITH = 'WITH name AS (SELECT …) is allowed only at the start of the query.';

class Walker {
  readonly #readable: Readable;
  readonly #root: Node;
  /** The `WITH` queries at the start of the statement. The parser copies them to other parts of a UNION, but not to all. */
  readonly #queries: readonly Node[];
  /** Their places, and those of their copies. */
  readonly #places = new Map<Node, number>();

  constructor(readable: Readable, root: Node) {
    this.#readable = readable;
    this.#root = root;
    let first: Node | undefined = root;
    while (first && first.kind !== 'SelectQuery') first = first.children[0];
    this.#queries = first ? withQueries(first) : [];
  }

  check(): void {
    this.#visit(this.#root, []);
    // What looks like a WITH query in the text can be something else, so the numbers must be equal.
    if (this.#readable.withNames.length !== this.#queries.length) refuse(MISPLACED_WITH);
  }

  /** @param names The `WITH` queries in scope */
  #visit(node: Node, names: readonly string[]): void {
    const { kind, children } = node;
    if (!NODES.has(kind))
      refuse(
        kind === 'Set'
          ? 'SETTINGS is not allowed.'
          : `The query contains something that is not allowed (${kind}).`,
      );
    if (kind === 'TableIdentifier') this.#checkTable(node, names);
    if (kind === 'Function') checkFunction(node);
    // The others are FORMAT and INTO OUTFILE.
    if (kind === 'SelectWithUnionQuery' && children.length !== 1) refuse(NO_SETTINGS);
    let inner = names;
    if (kind === 'SelectQuery' && withQueries(node).length > 0) {
      // Names are not in the tree, so these must be all of them, in their order.
      const queries = withQueries(node);
      if (!isDeepStrictEqual(queries, this.#queries)) refuse(MISPLACED_WITH);
      for (const [place, query] of queries.entries()) this.#places.set(query, place);
      inner = this.#readable.withNames;
    }
    if (kind === 'WithElement') {
      // In itself, its name is that of a table.
      inner = names.slice(0, this.#places.get(node) ?? refuse(MISPLACED_WITH));
    }
    for (const child of children) {
      if (kind === 'TableExpression' && child.kind === 'Function') checkTableFunction(child);
      else this.#visit(child, inner);
    }
  }

  #checkTable(node: Node, names: readonly string[]): void {
    const name = nameOf(node);
    if (names.includes(name)) return;
    const { tables, database } = this.#readable;
    const isOwn = tables.some(
      ({ schema, name: own }) => name === `${schema}.${own}` || (schema === database && name === own),
    );
    if (isOwn) return;
    refuse(`This viz has no table "${name}".`, tablesHint(tables));
  }
}

/** They are in the first list of a SELECT, or in the last one if the parser has copied them. */
function withQueries(select: Node): Node[] {
  return select.children.flatMap(({ children }) => children.filter(({ kind }) => kind === 'WithElement'));
}

function checkFunction(node: Node): void {
  const name = nameOf(node);
  if (!/^\w+$/.test(name) || !isAllowedFunction(name)) refuse(`The function "${name}" is not allowed.`);
  const right = node.children[0]?.children[1];
  if (MEMBERSHIP.test(name) && right?.kind === 'Identifier')
    refuse(
      `A name on the right of IN is not allowed: ${nameOf(right)}.`,
      'Write (SELECT …) or has(list, value).',
    );
}

function checkTableFunction(node: Node): void {
  const name = nameOf(node);
  if (!ALLOWED_TABLE_FUNCTIONS.has(name))
    refuse(
      `This function is not allowed in FROM: ${name}.`,
      `Allowed: ${[...ALLOWED_TABLE_FUNCTIONS].join(', ')}.`,
    );
  const counts = node.children.flatMap(({ children }) => children);
  // Without a count, the numbers have no end.
  if (counts.length === 0 || !counts.every(isSmallNumber))
    refuse(`The arguments of ${name}() must be plain numbers of at most ${MAX_NUMBERS}.`);
}

function isSmallNumber(node: Node): boolean {
  const [, digits] = /^U?Int64_-?(\d+)$/.exec(nameOf(node)) ?? [];
  return node.kind === 'Literal' && digits !== undefined && Number(digits) <= MAX_NUMBERS;
}

function nameOf({ rest }: Node): string {
  return NAME.exec(rest)?.[1] ?? '';
}
