import type { Backend, EngineLog, Plan, RunResult, TableVersion, VizTables } from '../engine/backend.ts';
import { compressResult } from '../engine/encode.ts';
import { ExternalBackend, externalOf, tableOf } from '../engine/external-data.ts';
import type { NamedTable } from '../engine/external-data.ts';
import type { BoundStatement, BoundValue, Dialect } from '../engine/statement.ts';
import { messageOf, refuse } from '../errors.ts';
import { NEVER } from '../promises.ts';
import { FairQueue } from '../queries/fair-queue.ts';
import { parseBytes } from '../limits.ts';
import type { Limits } from '../limits.ts';
import { readAddress } from './address.ts';
import { MAX_LENGTH } from './allowed.ts';
import { loadParser, prepareStatement } from './parse.ts';
import type { PreparedStatement } from './policy.ts';
import { readRows } from './rows.ts';
import { Sessions } from './session.ts';
import type { Session } from './session.ts';
import { isRelativeTime } from './volatile.ts';
import { TEXT_VALUES } from './wire.ts';

/** Connections for versions and ages of data, in addition to one for each statement that runs at the same time. */
const EXTRA_CONNECTIONS = 2;
/** Statements share memory: a plan has several sorts and hashes, each of which can take its work memory. */
const WORK_SHARE = 1 / 16;

const CASTS = { string: 'text', number: 'numeric', boolean: 'boolean', date: 'date' } as const;

/** A number that is a double in DuckDB: one with an exponent, or with more digits than a decimal. */
const DOUBLE = /e|^\D?(\.?\d){39}/i;

const DIALECT: Dialect = {
  name: 'PostgreSQL',
  folder: 'postgres',
  syntax: 'standard',
  placeholder: (position, { type, value }) => {
    const isDouble = type === 'number' && typeof value === 'string' && DOUBLE.test(value);
    return `$${position}::${isDouble ? 'float8' : CASTS[type]}${Array.isArray(value) ? '[]' : ''}`;
  },
};

/** Tables and views of a PostgreSQL server, for published statements. */
class PostgresBackend extends ExternalBackend implements Backend {
  readonly name = 'PostgreSQL';
  readonly dialect = DIALECT;
  readonly #sessions: Sessions;
  readonly #limits: Limits;
  readonly #extra = new FairQueue({
    running: EXTRA_CONNECTIONS,
    runningPerGroup: EXTRA_CONNECTIONS,
    places: Infinity,
    placesPerGroup: Infinity,
    noun: 'reads',
  });

  constructor(sessions: Sessions, limits: Limits, log: EngineLog) {
    super(sessions, log);
    this.#sessions = sessions;
    this.#limits = limits;
  }

  protected override async readVersion(sql: string, tables: readonly NamedTable[]): Promise<Uint8Array> {
    const prepared = prepareStatement(sql, tables, 0).sql;
    const first = { ...this.#limits, maxRows: 1 };
    return (await this.#useExtra((session) => readRows(session, prepared, [], first))).bytes;
  }

  async problems(): Promise<string[]> {
    try {
      const writable = await this.#own(WRITABLE);
      return writable.map(
        ([name]) => `The role can write to ${name}. Use one that can only read; docs/engines.md has its SQL.`,
      );
    } catch (error) {
      return [`PostgreSQL cannot be used: ${messageOf(error)}`];
    }
  }

  isVolatile({ sql, values }: BoundStatement, viz: VizTables): boolean {
    if (values.some(({ value }) => [value ?? []].flat().some(isRelativeTime))) return true;
    try {
      return prepareStatement(sql, externalOf(viz).tables, values.length).isVolatile;
    } catch {
      // The check refuses it.
      return false;
    }
  }

  async check({ sql, values }: BoundStatement, viz: VizTables): Promise<void> {
    assertShort(prepareStatement(sql, externalOf(viz).tables, values.length), values);
    await this.#sessions.assertReachable();
  }

  async run({ statement: { sql, values }, tables, ms }: Plan, signal: AbortSignal): Promise<RunResult> {
    const named = tables.map(tableOf);
    const prepared = prepareStatement(sql, named, values.length);
    assertShort(prepared, values);
    const result = await this.#sessions.use(ms, signal, (session) =>
      readRows(session, prepared.sql, values.map(toText), this.#limits),
    );
    return compressResult(result);
  }

  async newest(table: TableVersion, column: string): Promise<string | null> {
    const { schema, name } = tableOf(table);
    const [row] = await this.#own(
      `SELECT to_char(max(${quote(column)})::timestamp, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM ${quote(schema)}.${quote(name)}`,
    );
    return row?.[0] ?? null;
  }

  /** Uses one of the extra connections, so that slow reads of versions do not delay the statements of readers. */
  async #useExtra<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const place = this.#extra.enter('');
    try {
      await place.turn();
      return await this.#sessions.use(this.#limits.adHocMs, NEVER, work);
    } finally {
      place.leave();
    }
  }

  /** Runs a statement of the server. */
  #own(sql: string): Promise<(string | null)[][]> {
    return this.#useExtra(async ({ client }) => {
      const config = { text: sql, rowMode: 'array' as const, types: TEXT_VALUES as never };
      return (await client.query<(string | null)[]>(config)).rows;
    });
  }
}

/** Tables that the role could change, without those of PostgreSQL itself. */
const WRITABLE = `
  SELECT c.oid::regclass::text FROM pg_class c
  WHERE relkind IN ('r', 'p', 'v', 'f') AND relnamespace <> ALL ('{pg_catalog,information_schema}'::regnamespace[])
    AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
  LIMIT 3`;

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** @throws ApiError 403 if a value is too long for a function that repeats it */
function assertShort({ shortValues }: PreparedStatement, values: readonly BoundValue[]): void {
  for (const position of shortValues)
    if ((values[position - 1]?.value?.length ?? 0) > MAX_LENGTH)
      refuse(`A value that replaces or separates texts can have at most ${MAX_LENGTH} characters.`);
}

function toText({ value }: BoundValue): string | null | string[] {
  return typeof value === 'string' || value === null ? value : [...value];
}

/**
 * Connects when the first statement needs it.
 *
 * @throws RangeError for an invalid address
 */
export async function createPostgres(url: string, limits: Limits, log: EngineLog): Promise<Backend> {
  const address = readAddress(url);
  await loadParser();
  const connections = limits.concurrency + limits.concurrencyOwn + EXTRA_CONNECTIONS;
  const memory = parseBytes(limits.memoryPerViz) * WORK_SHARE;
  const session = { workBytes: memory, helpers: limits.threads - 1, graceMs: limits.graceMs };
  const sessions = new Sessions(address, connections, session, (problem) => log.warn(problem));
  return new PostgresBackend(sessions, limits, log);
}
