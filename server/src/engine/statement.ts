/** A statement and its values. */

export type ParamType = 'string' | 'number' | 'boolean' | 'date';

/**
 * A value that an engine receives apart from the text of its statement. It is text in every type, so no number loses
 * digits: `-9007199254740993`, `3.5` or `1e-3`, `true` or `false`, `2026-01-31`. `null`: an empty number, boolean or date.
 * A list: the values of a parameter that can have several; `null` is then not possible, but the list can be empty.
 */
export interface BoundValue {
  readonly type: ParamType;
  readonly value: string | null | readonly string[];
}

/** A filled statement. `sql` contains a placeholder for each of `values`, in one place or several. */
export interface BoundStatement {
  readonly sql: string;
  /** In the order of the positions of their placeholders. Empty if the statement has no values, or contains literals. */
  readonly values: readonly BoundValue[];
}

/** Where an engine sees texts, names and comments in a statement. `standard`: DuckDB and PostgreSQL. */
export type Syntax = 'standard' | 'clickhouse';

/** How the statements of an engine contain values. */
export interface Dialect {
  /** The engine in messages, such as `PostgreSQL`. */
  readonly name: string;
  /** Folder in a viz with the files that its statements need, such as `postgres`. */
  readonly folder: string;
  readonly syntax: Syntax;
  /**
   * Returns the placeholder for a value, with its type, such as `$1::numeric`, or `$1::text[]` for a list.
   *
   * @param position From 1, in the order in which {@link BoundStatement.values} has them. Equal values of a type share
   * one position, so that `GROUP BY date_trunc('{{unit}}', day)` is the expression in SELECT
   */
  placeholder(position: number, value: BoundValue): string;
  /** Returns what a value must be instead if the engine would change it, such as `a date that exists`. */
  fault?(value: BoundValue): string | undefined;
}
