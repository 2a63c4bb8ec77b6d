import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { EngineError } from '../engine/backend.ts';
import type { EngineFailure } from '../engine/backend.ts';
import type { BoundStatement } from '../engine/statement.ts';
import { Breaker } from '../breaker.ts';
import { messageOf } from '../errors.ts';
import { NEVER } from '../promises.ts';
import type { ClickHouseAddress } from './address.ts';
import { queryParams } from './dialect.ts';
import { exceptionIn, MAX_MESSAGE, toEngineError } from './errors.ts';
import { readLines } from './rows.ts';

/** The oldest version that is supported. */
const MIN_VERSION = [24, 8] as const;
/** Milliseconds that a response can take beyond the limits of its statement. */
const SLACK_MS = 10_000;
/** Maximum bytes of a line in results for the server itself. */
const OWN_LINE_BYTES = 1024 * 1024;

/**
 * Settings of all statements: values in the form that wire.ts reads, and errors instead of truncated results. A user with
 * `readonly = 1` cannot change settings, so its profile must contain the same; docs/engines.md has the SQL.
 */
export const SETTINGS: ClickHouseSettings = {
  // A FORMAT at the end of EXPLAIN would belong to the statement in it.
  default_format: 'JSONCompactEachRowWithNamesAndTypes',
  date_time_output_format: 'iso',
  session_timezone: 'UTC',
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_denormals: 1,
  output_format_decimal_trailing_zeros: 1,
  join_use_nulls: 1,
  result_overflow_mode: 'break',
  max_result_bytes: '0',
  read_overflow_mode: 'throw',
  timeout_overflow_mode: 'throw',
  cancel_http_readonly_queries_on_client_close: 1,
};

export interface RunLimits {
  /** Milliseconds. */
  readonly ms: number;
  /** Rows after which ClickHouse can end the result. */
  readonly rows: number;
}

/** The largest limits of a statement. */
export interface SessionLimits {
  readonly statementMs: number;
  readonly maxRows: number;
  /** Milliseconds after which a statement that ignores its time limit is stopped. */
  readonly graceMs: number;
}

/** Statements of one user, each in a request of its own. */
export class Sessions {
  readonly #client: ClickHouseClient;
  readonly #limits: SessionLimits;
  readonly #breaker: Breaker;
  readonly #running = new Set<(failure: EngineFailure) => void>();
  #usable: Promise<void> | undefined;

  constructor(
    address: ClickHouseAddress,
    connections: number,
    limits: SessionLimits,
    onProblem: (message: string) => void,
  ) {
    const { url, user, password, database } = address;
    this.#limits = limits;
    this.#breaker = new Breaker('ClickHouse', onProblem);
    this.#client = createClient({
      url,
      username: user,
      password,
      database,
      application: 'vibedasher-server',
      max_open_connections: connections,
      request_timeout: limits.statementMs + limits.graceMs + SLACK_MS,
      // Messages can contain statements.
      log: { level: ClickHouseLogLevel.OFF },
    });
  }

  get isReachable(): boolean {
    return !this.#breaker.isFailing;
  }

  /** @throws EngineError `unavailable` if ClickHouse does not answer, or the user must not be used */
  async assertReachable(): Promise<void> {
    await this.#assertUsable();
    await this.#call(async () => {
      const { success, ...answer } = await this.#client.ping({ select: false });
      if (!success) throw 'error' in answer ? answer.error : new Error('ClickHouse does not answer.');
    });
  }

  /**
   * Runs a statement and reads its result.
   *
   * @throws EngineError
   */
  async use<T>(
    statement: BoundStatement,
    limits: RunLimits,
    signal: AbortSignal | undefined,
    read: (stream: Readable) => Promise<T>,
  ): Promise<T> {
    await this.#assertUsable();
    return this.#run(statement, limits, signal ?? NEVER, read);
  }

  async close(): Promise<void> {
    for (const stop of this.#running) stop('interrupted');
    await this.#client.close();
  }

  #assertUsable(): Promise<void> {
    // A failure is not kept.
    return (this.#usable ??= this.#check().catch((error: unknown) => {
      this.#usable = undefined;
      this.#breaker.report(error);
      throw new EngineError('unavailable', messageOf(error), { cause: error });
    }));
  }

  async #run<T>(
    { sql, values }: BoundStatement,
    { ms, rows }: RunLimits,
    signal: AbortSignal,
    read: (stream: Readable) => Promise<T>,
  ): Promise<T> {
    const id = randomUUID();
    const aborter = new AbortController();
    let stopped: EngineFailure | undefined;
    let stream: Readable | undefined;
    const stop = (failure: EngineFailure): void => {
      stopped ??= failure;
      aborter.abort();
      stream?.destroy(new Error('The statement was stopped.'));
    };
    const abort = (): void => stop('interrupted');
    signal.addEventListener('abort', abort);
    this.#running.add(stop);
    const timer = setTimeout(stop, ms + this.#limits.graceMs, 'timeout');
    try {
      if (signal.aborted) throw new EngineError('interrupted', 'Interrupted before it started.');
      const request = {
        query: sql,
        query_params: queryParams(values),
        query_id: id,
        abort_signal: aborter.signal,
        // The client would leave out the end of its message.
        ignore_error_response: true,
        clickhouse_settings: { ...SETTINGS, max_execution_time: ms / 1000, max_result_rows: String(rows) },
      };
      const response = await this.#call(() => this.#client.exec(request), aborter.signal);
      stream = response.stream;
      if (response.http_status_code !== 200) throw exceptionIn((await text(stream)).slice(-MAX_MESSAGE));
      return await read(stream);
    } catch (cause) {
      const error = toEngineError(cause, stopped);
      if (error.failure === 'unavailable') this.#breaker.report(error);
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      this.#running.delete(stop);
      // The end of the connection cancels the statement, but a proxy can keep that connection open.
      if (stopped || stream?.readableEnded === false) this.#kill(id);
      stream?.destroy();
    }
  }

  /**
   * Sends a request.
   *
   * @throws EngineError `unavailable` if there is no connection
   */
  async #call<T>(send: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const outcome = await this.#breaker
      .run(async () => {
        try {
          return { answer: await send() };
        } catch (error) {
          // A connection that was lost may have been so because of the statement, which must not run again.
          if (signal?.aborted || !isOutage(error)) return { error };
          throw error;
        }
      })
      .catch((error: unknown) => {
        throw new EngineError('unavailable', messageOf(error), { cause: error });
      });
    if ('error' in outcome) throw outcome.error;
    return outcome.answer;
  }

  #kill(id: string): void {
    this.#client
      .command({ query: 'KILL QUERY WHERE query_id = {id:String} ASYNC', query_params: { id } })
      .catch(() => undefined);
  }

  /** @throws EngineError `internal` if the server or the user must not be used */
  async #check(): Promise<void> {
    const sql = "SELECT version(), toString(getSetting('readonly'))";
    // The profile may not allow them.
    const limits = { ms: this.#limits.statementMs, rows: this.#limits.maxRows + 1 };
    const [version = '', readonly] = await this.#run({ sql, values: [] }, limits, NEVER, readFirstRow);
    const [major = 0, minor = 0] = String(version).split('.').map(Number);
    if (major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1]))
      throw new EngineError('internal', `ClickHouse ${MIN_VERSION.join('.')} or newer is needed.`);
    if (readonly === '0')
      throw new EngineError(
        'internal',
        'The user is not read-only. Use one with "readonly = 1" in its profile; docs/engines.md has its SQL.',
      );
  }
}

/** Errors before a request has reached the server. */
const OUTAGES = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

function isOutage(error: unknown): boolean {
  return OUTAGES.has(String((error as NodeJS.ErrnoException).code));
}

/** Resolves with the first row of a result, as JSON. */
async function readFirstRow(stream: AsyncIterable<Buffer>): Promise<readonly unknown[]> {
  const [, , row = []] = await readAll(stream);
  return row;
}

/** Resolves with the names and types of a result and with its rows, as JSON. */
export async function readAll(stream: AsyncIterable<Buffer>): Promise<(readonly unknown[])[]> {
  const lines: (readonly unknown[])[] = [];
  for await (const line of readLines(stream, OWN_LINE_BYTES)) lines.push(line);
  return lines;
}
