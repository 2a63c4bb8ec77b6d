import { randomUUID } from 'node:crypto';
import type { Redis } from 'iovalkey';
import { Breaker } from '../breaker.ts';
import { importPackage } from '../errors.ts';
import { LocalHits } from './local-hits.ts';
import { SCRIPTS } from './scripts.ts';
import type { ScriptCommands } from './scripts.ts';
import { stateUnavailable } from './shared.ts';
import type { Claim, Hits, Job, JobEnd, JobState, Shared } from './shared.ts';

/** Milliseconds after which another instance can take over the jobs of one that hangs or has ended. */
const LEASE_MS = 5000;
/** Leases are renewed this many times before they expire. */
const RENEWALS = 3;
/** Milliseconds that Valkey has for one command. */
const COMMAND_MS = 1000;
/** Milliseconds between two attempts to connect, at most. */
const RECONNECT_MS = 2000;
/** Jobs that are read at once. More could delay the commands of other requests until they fail. */
const MAX_IDS = 50;
/** Ended jobs that are stored again if Valkey has lost them, and the milliseconds for which they are kept. */
const MAX_ENDED = 500;
const ENDED_MS = 60_000;

const FIELDS = ['viz', 'status', 'errorMessage', 'createdAt', 'updatedAt'] as const;

export interface ValkeyOptions {
  /** `valkey://[USER:PASSWORD@]HOST[:PORT][/DATABASE]`, `valkeys://…` with TLS, or the same with `redis` and `rediss`. */
  readonly url: string;
  /** Seconds for which ended jobs are kept. */
  readonly seconds: number;
  readonly onProblem: (message: string) => void;
}

/** A job that this instance runs, or has ended lately. */
interface Held {
  readonly job: Job;
  /** Distinguishes this claim from others, including those of this instance. */
  readonly owner: string;
  /** When the job was ended, in milliseconds since 1970. */
  ended: { readonly end: JobEnd; readonly at: number } | undefined;
}

/**
 * Connects to Valkey in the background. If it cannot be reached, the instance works alone and tries again.
 *
 * @throws RangeError for an invalid URL
 * @throws Error if the package `iovalkey` is missing
 */
export async function openValkey(options: ValkeyOptions): Promise<Shared> {
  const url = toRedisUrl(options.url);
  const { Redis } = await importPackage('iovalkey', '--shared', () => import('iovalkey'));
  const client = new Redis(url, {
    commandTimeout: COMMAND_MS,
    connectTimeout: COMMAND_MS,
    // A command fails at once while there is no connection.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 100, RECONNECT_MS),
    scripts: SCRIPTS,
  }) as Redis & ScriptCommands;
  return new Valkey(client, options);
}

function toRedisUrl(text: string): string {
  const scheme = /^(?:valkey|redis)(s?):(?=\/\/[^/])/i.exec(text);
  if (scheme && URL.canParse(text)) {
    const rest = text.slice(scheme[0].length);
    if (/^(\/\d*)?$/.test(new URL(`redis:${rest}`).pathname)) return `redis${scheme[1]}:${rest}`;
  }
  throw new RangeError(
    `"shared" (--shared) is the address of Valkey, such as valkey://127.0.0.1:6379 or valkeys://USER:PASSWORD@HOST:PORT/0, not ${text}`,
  );
}

/** Job states and rate limits in Valkey. */
class Valkey implements Shared {
  readonly #client: Redis & ScriptCommands;
  readonly #options: ValkeyOptions;
  readonly #held = new Map<string, Held>();
  readonly #hits = new LocalHits();
  readonly #timer: NodeJS.Timeout;
  readonly #breaker: Breaker;
  /** The time of the connection. Until leases are renewed, a job that is not found may still be running. */
  #connectedAt = 0;

  constructor(client: Redis & ScriptCommands, options: ValkeyOptions) {
    this.#client = client;
    this.#options = options;
    this.#breaker = new Breaker('Valkey', options.onProblem);
    client.on('error', (error: unknown) => this.#breaker.report(error));
    client.on('ready', () => {
      this.#connectedAt = Date.now();
      this.#breaker.reset();
      void this.#restore();
    });
    this.#timer = setInterval(() => void this.#renew(), LEASE_MS / RENEWALS).unref();
  }

  get isReachable(): boolean {
    return this.#client.status === 'ready' && !this.#breaker.isPaused;
  }

  async claim(id: string, job: Job, isLost = false): Promise<Claim> {
    const held: Held = { job, owner: randomUUID(), ended: undefined };
    // Without Valkey, run the job here and publish it after reconnecting.
    const claim = await this.#hold(id, held, isLost).catch(() => 'mine' as const);
    if (claim === 'mine') this.#held.set(id, held);
    return claim;
  }

  async settle(id: string, end: JobEnd): Promise<void> {
    const held = this.#held.get(id);
    if (!held || held.ended) return;
    held.ended = { end, at: Date.now() };
    this.#forgetEnded();
    await this.#settle(id, held, end).catch(() => undefined);
  }

  async release(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (!held || held.ended) return;
    this.#held.delete(id);
    await this.#send(() => this.#client.release(...keysOf(id), held.owner)).catch(() => undefined);
  }

  async states(ids: readonly string[]): Promise<readonly (JobState | undefined)[]> {
    const found: unknown[] = [];
    for (let from = 0; from < ids.length; from += MAX_IDS)
      found.push(...(await this.#read(ids.slice(from, from + MAX_IDS))));
    const states = ids.map((_, at) => toState(found[2 * at] as (string | null)[], found[2 * at + 1] === 1));
    if (states.includes(undefined) && Date.now() - this.#connectedAt < LEASE_MS) throw stateUnavailable();
    return states;
  }

  /** Returns two values for each job: its fields, and whether it has a lease. @throws ApiError 503 */
  #read(ids: readonly string[]): Promise<unknown[]> {
    return this.#send(async () => {
      const pipeline = this.#client.pipeline();
      for (const [job, lease] of ids.map(keysOf)) pipeline.hmget(job, ...FIELDS).exists(lease);
      return valuesOf(await pipeline.exec());
    }).catch((cause: unknown) => {
      throw stateUnavailable(cause);
    });
  }

  async job(id: string): Promise<Job | undefined> {
    const [viz, sql, args] = await this.#send(() =>
      this.#client.hmget(keysOf(id)[0], 'viz', 'sql', 'args'),
    ).catch(() => []);
    if (!viz || !sql || !args) return undefined;
    return { viz, sql, args: JSON.parse(args) as Job['args'] };
  }

  async hit(key: string, windowMs: number): Promise<Hits> {
    const name = `vibedasher:hits:${key}`;
    try {
      const [count, , ttl] = await this.#send(async () =>
        valuesOf(await this.#client.multi().incr(name).pexpire(name, windowMs, 'NX').pttl(name).exec()),
      );
      return { count: Number(count), ttl: Number(ttl) };
    } catch {
      return this.#hits.hit(key, windowMs);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#client.disconnect();
  }

  async #hold(id: string, { owner, job }: Held, isLost = false): Promise<Claim> {
    const { viz, sql } = job;
    const args = JSON.stringify(job.args);
    const { seconds } = this.#options;
    return (await this.#send(() =>
      this.#client.hold(...keysOf(id), owner, LEASE_MS, seconds, now(), viz, sql, args, isLost ? 1 : 0),
    )) as Claim;
  }

  async #settle(id: string, held: Held, { status, errorMessage }: JobEnd): Promise<void> {
    const settle = (): Promise<unknown> =>
      this.#send(() => this.#client.settle(...keysOf(id), held.owner, status, errorMessage ?? '', now()));
    if ((await settle()) === 1) return;
    // Valkey was restarted, or this instance was stopped for longer than its lease.
    if ((await this.#hold(id, held)) === 'mine') await settle();
  }

  /** Renews the leases of all unfinished jobs. */
  async #renew(): Promise<void> {
    const running = [...this.#held].filter(([, { ended }]) => !ended);
    this.#forgetEnded();
    if (running.length === 0) return;
    await this.#send(async () => {
      const { seconds } = this.#options;
      const renewed = await Promise.all(
        running.map(([id, { owner }]) => this.#client.renew(...keysOf(id), owner, LEASE_MS, seconds)),
      );
      const lost = running.filter((_, at) => renewed[at] !== 1);
      await Promise.all(lost.map(([id, held]) => this.#hold(id, held)));
    }).catch(() => undefined);
  }

  /** Stores the jobs again that Valkey has lost in a restart. */
  async #restore(): Promise<void> {
    for (const [id, held] of this.#held)
      await (held.ended ? this.#settle(id, held, held.ended.end) : this.#hold(id, held)).catch(
        () => undefined,
      );
  }

  #forgetEnded(): void {
    const ended = [...this.#held].filter(([, { ended }]) => ended);
    const horizon = Date.now() - ENDED_MS;
    for (const [at, [id, held]] of ended.entries())
      if (at < ended.length - MAX_ENDED || held.ended!.at < horizon) this.#held.delete(id);
  }

  #send<T>(command: () => Promise<T>): Promise<T> {
    return this.#breaker.run(async () => {
      if (this.#client.status !== 'ready') throw new Error('there is no connection');
      return command();
    });
  }
}

/** Returns the keys of a job and its lease. A cluster of Valkey keeps both in one node. */
function keysOf(id: string): [string, string] {
  return [`vibedasher:{${id}}:job`, `vibedasher:{${id}}:lease`];
}

function toState(values: readonly (string | null)[], isHeld: boolean): JobState | undefined {
  const [viz, status, errorMessage, createdAt, updatedAt] = values;
  if (!viz) return undefined;
  return {
    viz,
    status: status === 'running' && !isHeld ? 'abandoned' : (status as JobState['status']),
    errorMessage: errorMessage || null,
    createdAt: Number(createdAt),
    updatedAt: Number(updatedAt),
  };
}

/** Returns the results of a pipeline. @throws Error of its first failed command */
function valuesOf(replies: readonly [error: Error | null, result: unknown][] | null): unknown[] {
  return (replies ?? []).map(([error, result]) => {
    if (error) throw error;
    return result;
  });
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
