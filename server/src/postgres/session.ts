import type { Connection, Pool, PoolClient } from 'pg';
import pg from 'pg';
import { EngineError } from '../engine/backend.ts';
import type { EngineFailure } from '../engine/backend.ts';
import { Breaker } from '../breaker.ts';
import { messageOf } from '../errors.ts';
import type { PostgresAddress } from './address.ts';

/** The oldest version of PostgreSQL that is supported, as in `server_version_num`. */
const MIN_VERSION = 160_000;
/** Milliseconds for establishing a connection. */
const CONNECT_MS = 5000;
/** The message of the pool if no connection has become free within {@link CONNECT_MS}. */
const POOL_IS_FULL = 'timeout exceeded when trying to connect';
/** Files that one statement can write for sorting, if the role may set it. */
const TEMP_FILES = '1GB';

const SUPERUSER = 'The role is a superuser. Use one that can only read; docs/engines.md has its SQL.';

/** A client's session. Its types do not include what cancels a statement. */
type Client = PoolClient & { readonly processID: number; readonly secretKey: number };

export interface SessionLimits {
  /** Memory for one sort or hash of a statement, in bytes. */
  readonly workBytes: number;
  /** Processes that help with one statement. */
  readonly helpers: number;
  /** Milliseconds after which a statement that ignores its time limit loses its connection. */
  readonly graceMs: number;
}

/** A transaction in which one statement of the server or of a viz runs. */
export interface Session {
  readonly client: PoolClient;
  /** Stops the statement. If it does not end, it loses its connection. */
  stop(failure: EngineFailure): void;
  /** Ends the connection, and the statement with it. */
  drop(failure: EngineFailure): void;
  /** Ends the connection, as the work has what it needs. */
  abandon(): void;
  /** Resolves when the connection is abandoned. */
  readonly abandoned: Promise<'abandoned'>;
}

/** Connections of one read-only role. */
export class Sessions {
  readonly #pool: Pool;
  readonly #address: PostgresAddress;
  readonly #limits: SessionLimits;
  readonly #breaker: Breaker;
  /** The connections whose server and role are known to be usable, with the settings that the role may change. */
  readonly #settings = new WeakMap<PoolClient, string>();

  constructor(
    address: PostgresAddress,
    connections: number,
    limits: SessionLimits,
    onProblem: (message: string) => void,
  ) {
    this.#address = address;
    this.#limits = limits;
    this.#breaker = new Breaker('PostgreSQL', onProblem);
    this.#pool = new pg.Pool({
      ...address,
      max: connections,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      application_name: 'vibedasher-server',
    });
    // Without listeners, a connection that the server ends would end this process. The pool opens another one.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  get isReachable(): boolean {
    return !this.#breaker.isFailing;
  }

  /**
   * Tries to connect if the last attempt has failed.
   *
   * @throws EngineError `unavailable`
   */
  async assertReachable(): Promise<void> {
    if (!this.isReachable) (await this.#connect()).release();
  }

  /**
   * Does work in a read-only transaction, and ends it. It changes nothing that the next transaction could notice.
   *
   * @param ms Time limit of the work, in milliseconds
   * @throws EngineError
   */
  async use<T>(ms: number, signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T> {
    const client = await this.#begin(ms);
    let stopped: EngineFailure | undefined;
    let isDropped = false;
    const { promise: abandoned, resolve } = Promise.withResolvers<'abandoned'>();
    const { promise: dropped, reject } = Promise.withResolvers<never>();
    dropped.catch(() => undefined);
    const timers: NodeJS.Timeout[] = [];
    const end = (): void => {
      isDropped = true;
      client.connection.stream.destroy();
    };
    const session: Session = {
      client,
      abandoned,
      abandon: () => {
        end();
        resolve('abandoned');
      },
      stop: (failure) => {
        if (stopped) return;
        stopped = failure;
        this.#cancel(client);
        timers.push(setTimeout(() => session.drop(failure), this.#limits.graceMs));
      },
      drop: (failure) => {
        stopped ??= failure;
        end();
        reject(new Error('The connection was ended.'));
      },
    };
    const abort = (): void => session.stop('interrupted');
    signal.addEventListener('abort', abort);
    timers.push(setTimeout(() => session.stop('timeout'), ms + this.#limits.graceMs));
    try {
      if (signal.aborted) throw new EngineError('interrupted', 'Interrupted before it started.');
      return await Promise.race([work(session), dropped]);
    } catch (error) {
      const known = toEngineError(error, stopped);
      if (known.failure === 'unavailable') this.#breaker.report(error);
      throw known;
    } finally {
      if (!isDropped) await Promise.race([reset(client), dropped]).catch(() => (isDropped = true));
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      // A late cancel request would stop the next statement.
      client.release(isDropped || stopped !== undefined);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** An idle connection may have ended unnoticed, for example because the server restarted. The next one is then new. */
  async #begin(ms: number): Promise<Client> {
    for (let attempt = 0; ; attempt += 1) {
      let client: Client | undefined;
      try {
        client = await this.#connect();
        const known = this.#settings.get(client);
        const settings = known ?? (await readSettings(client));
        this.#settings.set(client, settings);
        await client.query(`BEGIN READ ONLY; ${this.#toSettings(ms)} ${settings}`);
        return client;
      } catch (error) {
        client?.release(true);
        const isLost = client !== undefined && !isFromServer(error);
        if (isLost && attempt <= this.#pool.options.max) continue;
        if (isLost) this.#breaker.report(error);
        throw toEngineError(error, undefined, isLost ? 'unavailable' : 'internal');
      }
    }
  }

  /** @throws EngineError `unavailable` */
  async #connect(): Promise<Client> {
    // After a refusal of the server, such as for too many connections, others can still be used. So can those of the pool.
    const isOutage = (error: unknown): boolean => !hasSqlState(error) && messageOf(error) !== POOL_IS_FULL;
    try {
      return (await this.#breaker.run(() => this.#pool.connect(), isOutage)) as Client;
    } catch (error) {
      if (hasSqlState(error)) this.#breaker.report(error);
      throw new EngineError('unavailable', messageOf(error), { cause: error });
    }
  }

  #toSettings(ms: number): string {
    const { workBytes, helpers } = this.#limits;
    return Object.entries({
      search_path: 'pg_catalog, pg_temp',
      statement_timeout: ms,
      lock_timeout: ms,
      idle_in_transaction_session_timeout: ms + 10_000,
      work_mem: `'${Math.floor(workBytes / 1024)}kB'`,
      max_parallel_workers_per_gather: helpers,
      timezone: "'UTC'",
      datestyle: "'ISO, YMD'",
      intervalstyle: "'postgres'",
      extra_float_digits: 1,
      standard_conforming_strings: 'on',
      transform_null_equals: 'off',
    })
      .map(([name, value]) => `SET LOCAL ${name} = ${value};`)
      .join(' ');
  }

  /** Sends a cancel request, for which the protocol requires a separate connection. */
  #cancel({ processID, secretKey }: Client): void {
    const { host, port, ssl } = this.#address;
    const connection = new pg.Connection({ ssl: ssl || undefined } as never) as Connection & {
      connect(port: number | string, host?: string): void;
      requestSsl(): void;
      cancel(processID: number, secretKey: number): void;
    };
    connection.on('error', () => undefined);
    if (ssl) connection.once('connect', () => connection.requestSsl());
    connection.once(ssl ? 'sslconnect' : 'connect', () => connection.cancel(processID, secretKey));
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  }
}

/** Ends the transaction, and releases what a function in a view can keep beyond it, such as locks. */
async function reset(client: PoolClient): Promise<void> {
  await client.query('ROLLBACK');
  await client.query('DISCARD ALL');
}

/** @throws EngineError `internal` if the server or the role must not be used */
async function readSettings(client: PoolClient): Promise<string> {
  const show = async (sql: string): Promise<unknown> =>
    (await client.query<[unknown]>({ text: `SELECT ${sql}`, rowMode: 'array' })).rows[0]?.[0];
  if (Number(await show(`current_setting('server_version_num')`)) < MIN_VERSION)
    throw new EngineError('internal', `PostgreSQL ${MIN_VERSION / 10_000} or newer is needed.`);
  if ((await show(`current_setting('is_superuser')`)) === 'on') throw new EngineError('internal', SUPERUSER);
  return (await show(`has_parameter_privilege('temp_file_limit', 'SET')`))
    ? `SET LOCAL temp_file_limit = '${TEMP_FILES}';`
    : '';
}

/** Whether an error is a message of PostgreSQL about a statement, and the connection can be used again. */
function isFromServer(error: unknown): boolean {
  if (error instanceof EngineError) return true;
  return hasSqlState(error) && (error as { severity?: string }).severity === 'ERROR';
}

function hasSqlState(error: unknown): boolean {
  const { code, severity } = error as { code?: string; severity?: string };
  return typeof code === 'string' && typeof severity === 'string';
}

/** Classes and codes of PostgreSQL's errors that the statement causes, not the server. */
const FAILURES: readonly (readonly [code: RegExp, failure: EngineFailure])[] = [
  [/^57014$/, 'timeout'],
  [/^(53200|53400)$/, 'memory'],
  [/^(0A|21|22|2F|34|42|44|54)/, 'failed'],
];

/**
 * Codes with which PostgreSQL ends a connection for reasons other than its statement. Without such a code, the statement may
 * have crashed the process, and must not run again.
 */
const ENDED = /^57P0[123]$/;

function toEngineError(
  error: unknown,
  stopped: EngineFailure | undefined,
  unknown: EngineFailure = 'internal',
): EngineError {
  if (error instanceof EngineError) return error;
  const { code = '' } = error as { code?: string };
  const known = FAILURES.find(([pattern]) => isFromServer(error) && pattern.test(code))?.[1];
  const ended = hasSqlState(error) && ENDED.test(code) ? 'unavailable' : undefined;
  return new EngineError(stopped ?? known ?? ended ?? unknown, messageOf(error), { cause: error });
}
