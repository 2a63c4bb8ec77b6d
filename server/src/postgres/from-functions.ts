import { refuse } from '../errors.ts';
import { FROM_FUNCTIONS } from './allowed.ts';
import { catalogName, namesIn, nodeOf } from './tree.ts';
import type { Fields } from './tree.ts';

/**
 * The functions in FROM, and the columns that a statement names with a table before them. PostgreSQL reads `f.name` as
 * the call `name(f)` if `f` has no such column. If `f` is a function that returns texts or numbers, any function can be
 * called this way. A table, a subquery, a `WITH` query or a join is a row: of the functions that are not allowed, those
 * that take a row have a name with `pg_`, or convert or hash it.
 */
export class FromFunctions {
  /** The columns of each function, by the name that the statement uses for it. It can use a name in several subqueries. */
  readonly #columns: { readonly table: string; readonly columns: readonly (string | undefined)[] }[] = [];
  readonly #references: { readonly table: string; readonly column: string }[] = [];

  /** @throws ApiError 403 if the function is not allowed in FROM, or cannot be checked */
  addFunction({ alias, functions, ordinality }: Fields): void {
    const { aliasname, colnames = [] } = (alias ?? {}) as { aliasname?: string; colnames?: unknown };
    const calls = (functions as readonly unknown[]).map(readCall);
    const [first] = calls;
    if (!first) refuse('The query contains something that cannot be checked (RangeFunction).');
    const isScalar = calls.length === 1 && first.count === 1;
    const columns = calls.flatMap(
      ({ name, count }) =>
        FROM_FUNCTIONS.get(name) ?? new Array<string>(count).fill(isScalar ? (aliasname ?? name) : name),
    );
    if (ordinality === true) columns.push('ordinality');
    const renamed = namesIn(colnames);
    this.#columns.push({
      table: aliasname ?? first.name,
      columns: [...renamed, ...columns.slice(renamed.length)],
    });
  }

  addColumn({ fields }: Fields): void {
    const [table, column] = namesIn(fields).slice(-2);
    if (table === undefined || column === undefined || column === '*') return;
    if (column.startsWith('pg_'))
      refuse(
        `${table}.${column} is not allowed, as it can be a call of a function.`,
        `Write ${column} without a table.`,
      );
    this.#references.push({ table, column });
  }

  /** @throws ApiError 403 if a column can be a call of a function */
  check(): void {
    for (const { table, column } of this.#references)
      if (this.#columns.some((each) => each.table === table && !each.columns.includes(column)))
        refuse(
          `${table}.${column} is not allowed, as it can be a call of a function.`,
          `Write ${table}(${column}) in FROM.`,
        );
  }
}

function readCall(item: unknown): { readonly name: string; readonly count: number } {
  const [call] = (nodeOf(item)?.[1]['items'] ?? []) as readonly unknown[];
  const [kind, fields] = nodeOf(call) ?? [];
  const name = kind === 'FuncCall' ? catalogName(fields?.['funcname']) : undefined;
  if (name === undefined || !FROM_FUNCTIONS.has(name))
    refuse(
      `This function is not allowed in FROM${name === undefined ? '' : `: ${name}`}.`,
      `Allowed: ${[...FROM_FUNCTIONS.keys()].join(', ')}.`,
    );
  // In FROM, each array of unnest() is a function of its own.
  const count = name === 'unnest' ? ((fields?.['args'] ?? []) as readonly unknown[]).length : 1;
  return { name, count };
}
