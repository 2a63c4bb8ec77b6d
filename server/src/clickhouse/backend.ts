import { EngineError } from '../engine/backend.ts';
import type {
  Backend,
  CountWork,
  EngineLog,
  Plan,
  RunResult,
  TableVersion,
  VizTables,
} from '../engine/backend.ts';
import { compressResult } from '../engine/encode.ts';
import { ExternalBackend, externalOf, tableOf } from '../engine/external-data.ts';
import type { NamedTable } from '../engine/external-data.ts';
import { RecentValues } from '../engine/recent-values.ts';
import type { BoundStatement } from '../engine/statement.ts';
import { ApiError, messageOf, refuse } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { readAddress } from './address.ts';
import type { ClickHouseAddress } from './address.ts';
import { DIALECT, sampleValues } from './dialect.ts';
import { checkTree } from './policy.ts';
import { readRows } from './rows.ts';
import { readAll, Sessions } from './session.ts';
import { readText } from './text.ts';

/** Connections for checks, versions and ages of data, in addition to one for each statement that runs at the same time. */
const EXTRA_CONNECTIONS = 3;
/** Statements whose check is kept. Values are not in their texts, so a viz has few. */
const MAX_CHECKS = 1000;
/** Nodes of a statement. */
const MAX_NODES = 20_000;

/** The allowed functions that read the clock. Names have no escapes, see {@link readText}. */
const CLOCKS = /\b(?:now|now64|today|yesterday)\b/i;

/** Tables and views of a ClickHouse server, for published statements. */
class ClickHouseBackend extends ExternalBackend implements Backend {
  readonly name = 'ClickHouse';
  readonly dialect = DIALECT;
  readonly #sessions: Sessions;
  readonly #database: string;
  readonly #limits: Limits;
  /** The checked texts, by statement and tables. */
  readonly #checks = new RecentValues<Promise<string>>(MAX_CHECKS);

  constructor({ database }: ClickHouseAddress, sessions: Sessions, limits: Limits, log: EngineLog) {
    super(sessions, log);
    this.#database = database;
    this.#sessions = sessions;
    this.#limits = limits;
  }

  protected override async readVersion(sql: string, tables: readonly NamedTable[]): Promise<Uint8Array> {
    const statement = await this.#prepare({ sql, values: [] }, tables);
    const first = { ...this.#limits, maxRows: 1 };
    return (await this.#read(statement, first, this.#limits.adHocMs)).bytes;
  }

  async problems(): Promise<string[]> {
    try {
      await this.#own('SELECT 1', 1);
      return [];
    } catch (error) {
      return [`ClickHouse cannot be used: ${messageOf(error)}`];
    }
  }

  /** ClickHouse converts no words such as `today` to a date, so values do not matter. */
  isVolatile({ sql }: BoundStatement): boolean {
    return CLOCKS.test(sql);
  }

  async check(
    statement: BoundStatement,
    viz: VizTables,
    _isAdHoc: boolean,
    count?: CountWork,
  ): Promise<void> {
    await this.#prepare(statement, externalOf(viz).tables, count);
    await this.#sessions.assertReachable();
  }

  async run({ statement, tables, ms }: Plan, signal: AbortSignal): Promise<RunResult> {
    const prepared = await this.#prepare(statement, tables.map(tableOf));
    return compressResult(await this.#read(prepared, this.#limits, ms, signal));
  }

  async newest(table: TableVersion, column: string): Promise<string | null> {
    const { schema, name } = tableOf(table);
    const [, , row] = await this.#own(
      `SELECT maxOrNull(toDateTime64(${quote(column)}, 0)) FROM ${quote(schema)}.${quote(name)}`,
      1,
    );
    return (row?.[0] ?? null) as string | null;
  }

  /**
   * Resolves with the statement to run.
   *
   * @throws ApiError if it is not allowed
   * @throws EngineError if ClickHouse cannot read it
   */
  async #prepare(
    statement: BoundStatement,
    tables: readonly NamedTable[],
    count: CountWork = (work) => work(),
  ): Promise<BoundStatement> {
    const key = JSON.stringify([statement.sql, tables]);
    const check = this.#checks.get(key, () => this.#inspect(statement, tables, count));
    try {
      return { ...statement, sql: await check };
    } catch (error) {
      // ClickHouse may answer the next time. A refusal stays.
      if (error instanceof EngineError) this.#checks.delete(key);
      throw error;
    }
  }

  /** The parser that will run the statement shows its tree, so no other one can read the text differently. */
  async #inspect(
    { sql, values }: BoundStatement,
    tables: readonly NamedTable[],
    count: CountWork,
  ): Promise<string> {
    const placeholders = values.map((value, index) => DIALECT.placeholder(index + 1, value));
    const text = readText(sql, placeholders);
    // The text of the tree depends on no value of a reader.
    const tree = this.#own(`EXPLAIN AST ${text.sql}`, MAX_NODES + 1, sampleValues(values));
    const [, , ...lines] = await tree.catch((error: unknown) => {
      if (!(error instanceof EngineError) || error.failure !== 'failed') throw error;
      throw new ApiError(400, 'sql_invalid', `The query cannot be read: ${error.message}`, { cause: error });
    });
    if (lines.length > MAX_NODES) refuse(`A query has at most ${MAX_NODES} parts.`);
    const readable = { tables, database: this.#database, withNames: text.withNames };
    count(() =>
      checkTree(
        lines.map(([line]) => String(line)),
        readable,
      ),
    );
    return text.sql;
  }

  #read(statement: BoundStatement, limits: Limits, ms: number, signal?: AbortSignal): Promise<RunResult> {
    // One row more than the limit shows whether the result is cut off.
    const run = { ms, rows: limits.maxRows + 1 };
    return this.#sessions.use(statement, run, signal, (stream) => readRows(stream, limits));
  }

  /** Runs a statement of the server. */
  #own(sql: string, rows: number, values: BoundStatement['values'] = []): Promise<(readonly unknown[])[]> {
    return this.#sessions.use({ sql, values }, { ms: this.#limits.adHocMs, rows }, undefined, readAll);
  }
}

const quote = (name: string): string => `\`${name.replace(/[\\`]/g, '\\$&')}\``;

/**
 * Connects when the first statement needs it.
 *
 * @throws RangeError for an invalid address
 */
export function createClickHouse(url: string, limits: Limits, log: EngineLog): Backend {
  const address = readAddress(url);
  const connections = limits.concurrency + limits.concurrencyOwn + EXTRA_CONNECTIONS;
  const sessions = new Sessions(address, connections, limits, (problem) => log.warn(problem));
  return new ClickHouseBackend(address, sessions, limits, log);
}
