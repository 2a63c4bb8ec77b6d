import { loadModule, parseSync } from 'libpg-query';
import { ApiError, messageOf } from '../errors.ts';
import { qualifyStatement } from './policy.ts';
import type { NamedTable } from './policy.ts';

/** Loads PostgreSQL's parser, which is compiled to WebAssembly. Call it before {@link prepareStatement}. */
export const loadParser = loadModule;

/**
 * Reads a statement with the grammar of PostgreSQL 18, and checks it; see {@link qualifyStatement}.
 *
 * @returns the statement to run
 * @throws ApiError 400 if the text is not SQL, 403 if the statement is not allowed
 */
export function prepareStatement(sql: string, tables: readonly NamedTable[], valueCount: number): string {
  // The parser and the protocol end a text at NUL, and positions would differ after a lone surrogate.
  if (sql.includes('\0') || !sql.isWellFormed())
    throw new ApiError(400, 'sql_invalid', 'The query contains a character that SQL cannot contain.');
  let tree;
  try {
    tree = parseSync(sql);
  } catch (cause) {
    throw new ApiError(400, 'sql_invalid', `The query cannot be read: ${messageOf(cause)}`, { cause });
  }
  return qualifyStatement(tree, sql, tables, valueCount);
}
