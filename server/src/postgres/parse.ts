import { setFlagsFromString } from 'node:v8';
import { loadModule, parseSync } from 'libpg-query';
import type { NamedTable } from '../engine/external-data.ts';
import { RecentValues } from '../engine/recent-values.ts';
import { ApiError, messageOf } from '../errors.ts';
import { qualifyStatement } from './policy.ts';
import type { PreparedStatement } from './policy.ts';
import { refuseDepth } from './tree.ts';

/** Statements whose outcome is kept. Values are not in their texts, so a viz has few. */
const MAX_OUTCOMES = 1000;

type Outcome = { readonly prepared: PreparedStatement } | { readonly error: unknown };

const outcomes = new RecentValues<Outcome>(MAX_OUTCOMES);

/** Loads PostgreSQL's parser, which is compiled to WebAssembly. Call it before {@link prepareStatement}. */
export async function loadParser(): Promise<void> {
  // After twenty statements, V8 would take 600 MB for a second to optimize a parser that needs 0.1 ms.
  setFlagsFromString(`--wasm-tiering-budget=${2 ** 31 - 1}`);
  await loadModule();
}

/**
 * Reads a statement with the grammar of PostgreSQL 18, and checks it; see {@link qualifyStatement}.
 *
 * @throws ApiError 400 if the text is not SQL, 403 if the statement is not allowed
 */
export function prepareStatement(
  sql: string,
  tables: readonly NamedTable[],
  valueCount: number,
): PreparedStatement {
  const key = JSON.stringify([sql, tables, valueCount]);
  const outcome = outcomes.get(key, () => attempt(() => prepare(sql, tables, valueCount)));
  if ('error' in outcome) throw outcome.error;
  return outcome.prepared;
}

function attempt(work: () => PreparedStatement): Outcome {
  try {
    return { prepared: work() };
  } catch (error) {
    return { error };
  }
}

function prepare(sql: string, tables: readonly NamedTable[], valueCount: number): PreparedStatement {
  // The parser and the protocol end a text at NUL, and positions would differ after a lone surrogate.
  if (sql.includes('\0') || !sql.isWellFormed())
    throw new ApiError(400, 'sql_invalid', 'The query contains a character that SQL cannot contain.');
  let tree;
  try {
    tree = parseSync(sql);
  } catch (cause) {
    if (cause instanceof RangeError) refuseDepth(cause);
    throw new ApiError(400, 'sql_invalid', `The query cannot be read: ${messageOf(cause)}`, { cause });
  }
  return qualifyStatement(tree, sql, tables, valueCount);
}
