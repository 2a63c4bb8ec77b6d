import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../engine/worker.ts';
import type { RunResult } from '../engine/messages.ts';
import { ApiError } from '../errors.ts';
import { FairCache } from './fair-cache.ts';
import { FairQueue } from './fair-queue.ts';
import type { Place } from './fair-queue.ts';
import { timeLimit } from '../limits.ts';
import type { Limits } from '../limits.ts';

export type QueryStatus = 'pending' | 'running' | 'completed' | 'failed';

/** A statement as it came, with its `{{key}}`. */
interface Statement {
  readonly sql: string;
  /** Only those that the statement names. */
  readonly args: Readonly<Record<string, string>>;
}

/** One execution. Submissions of the same statement over the same data share it. */
interface Run extends Statement {
  /** Also the name of its result's address. */
  readonly id: string;
  readonly identity: string;
  status: QueryStatus;
  errorMessage: string | null;
  /** Unix seconds of the last change. */
  updatedAt: number;
  result: RunResult | undefined;
  /** Where it waits. */
  place: Place | undefined;
}

/** One submission, and the run that it has, perhaps with others. */
export interface QueryRecord {
  readonly id: string;
  /** `ACCOUNT/SLUG`; a query is only known under the viz that it was submitted to. */
  readonly viz: string;
  readonly createdAt: number;
  readonly run: Readonly<Run>;
}

/** Which shares a query takes from. */
export interface Asker {
  readonly viz: string;
  /** See `visitorOf`. */
  readonly visitor: string;
  /** Whether the statement is no file of the viz. */
  readonly adHoc: boolean;
}

export interface Submission extends Statement, Asker {
  /** See {@link identityOf}. */
  readonly identity: string;
  /** Milliseconds for which the query is held in `running`; it is then always run anew. */
  readonly delay: number;
  readonly execute: (signal: AbortSignal) => Promise<RunResult>;
}

const SHUTDOWN = 'The server is shutting down.';
/** What a record or a run takes up besides its texts and rows, about. */
const RECORD_BYTES = 512;
const MAX_MESSAGE = 2000;

/** What makes two results the same: the viz, the version of its data and the filled statement. */
export function identityOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** Queries from submission to result: turns in the engine, and a memory of what was answered. */
export class QueryJobs {
  readonly #limits: Limits;
  readonly #onFailure: (error: unknown) => void;
  readonly #records: FairCache<QueryRecord>;
  readonly #runs: FairCache<Run>;
  readonly #byIdentity = new Map<string, Run>();
  readonly #queue: FairQueue;
  readonly #abort = new AbortController();
  readonly #open = new Set<Promise<void>>();

  constructor(limits: Limits, onFailure: (error: unknown) => void) {
    this.#limits = limits;
    this.#onFailure = onFailure;
    const { concurrency, concurrencyPerViz, concurrencyPerAddress, queue, queuePerViz } = limits;
    const running = concurrency + limits.concurrencyOwn;
    this.#queue = new FairQueue({
      running,
      runningAdHoc: concurrency,
      // One is left for the others, where there is more than one.
      runningPerGroup: Math.max(1, Math.min(concurrencyPerViz, concurrency - 1)),
      runningPerVisitor: () => concurrencyPerAddress,
      places: concurrency + queue,
      placesPerGroup: concurrencyPerViz + queuePerViz,
      placesPerVisitor: concurrencyPerAddress + limits.queuePerAddress,
      of: 'queries',
    });
    this.#records = new FairCache(limits.recordBytes, ({ run }) => isOver(run));
    this.#runs = new FairCache<Run>(limits.cacheBytes, isOver, (run) => {
      run.result = undefined;
      this.#unlist(run);
    });
  }

  /** Whether a statement has been taken on that is still waiting, running or kept: then it has been checked, too. */
  knows(identity: string): boolean {
    this.#forget();
    return this.#byIdentity.has(identity);
  }

  /**
   * Takes the query and returns at once.
   *
   * @throws ApiError 503 where too many of the viz, or of all, have not ended yet
   */
  submit(submission: Submission): { record: QueryRecord; cached: boolean } {
    this.#forget();
    const { viz, visitor, identity, delay } = submission;
    // A query that shares a run takes no place in the queue: its record is what bounds it.
    if (!this.#records.admits(viz, RECORD_BYTES))
      throw new ApiError(
        503,
        'too_many_queries',
        'This visualization has more unfinished queries than the server can remember.',
        { hint: 'Try again after the seconds that Retry-After names.', retryAfter: 1 },
      );
    const known = delay > 0 ? undefined : this.#byIdentity.get(identity);
    // Otherwise this visitor would wait behind all that the first one has queued.
    known?.place?.join(visitor);
    const run = known ?? this.#start(submission);
    const record: QueryRecord = { id: randomUUID(), viz, createdAt: now(), run };
    this.#records.put(viz, record.id, record, RECORD_BYTES);
    return { record, cached: run.status === 'completed' };
  }

  /** @throws ApiError 503 unless `count` more queries find room */
  demandRoom({ viz, ...work }: Asker, count: number): void {
    if (this.#abort.signal.aborted) throw new ApiError(503, 'shutting_down', SHUTDOWN, { retryAfter: 5 });
    this.#queue.demandRoom(viz, count, work);
  }

  /** The query of that id, unless it has been forgotten: by its age, or for want of memory. */
  find(viz: string, id: string): QueryRecord | undefined {
    const record = this.#records.get(id);
    return record?.viz === viz && this.#runs.get(record.run.id) ? record : undefined;
  }

  /** The encoded rows of a run, while they are kept. */
  result(runId: string): RunResult | undefined {
    return this.#runs.get(runId)?.result;
  }

  /** Refuses new queries, interrupts those that run, and waits until they have ended or `ms` have passed. */
  async close(ms: number): Promise<void> {
    this.#abort.abort();
    this.#queue.release();
    const patience = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#open),
      sleep(ms, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }

  #start(submission: Submission): Run {
    const { viz, visitor, adHoc, identity, sql, args, delay } = submission;
    this.demandRoom({ viz, visitor, adHoc }, 1);
    const place = this.#queue.enter(viz, { visitor, adHoc });
    const run: Run = {
      id: randomUUID(),
      identity,
      sql,
      args,
      status: 'pending',
      errorMessage: null,
      updatedAt: now(),
      result: undefined,
      place,
    };
    this.#runs.put(viz, run.id, run, RECORD_BYTES + bytesOf(run));
    if (delay === 0) this.#byIdentity.set(identity, run);
    const done = this.#perform(run, submission, place).finally(() => {
      place.leave();
      this.#open.delete(done);
      if (run.status === 'failed') this.#unlist(run);
    });
    this.#open.add(done);
    return run;
  }

  async #perform(run: Run, { delay, adHoc, execute }: Submission, place: Place): Promise<void> {
    const { signal } = this.#abort;
    const change = (status: QueryStatus): void => void Object.assign(run, { status, updatedAt: now() });
    try {
      if (delay > 0) {
        change('running');
        await sleep(delay, undefined, { signal });
      }
      await place.turn();
      run.place = undefined;
      signal.throwIfAborted();
      change('running');
      run.result = await execute(signal);
      change('completed');
      this.#runs.grow(run.id, run.result.bytes.byteLength);
    } catch (error) {
      run.errorMessage = (signal.aborted ? SHUTDOWN : this.#explain(error, adHoc)).slice(0, MAX_MESSAGE);
      change('failed');
    }
  }

  #explain(error: unknown, adHoc: boolean): string {
    if (!(error instanceof EngineError)) {
      this.#onFailure(error);
      return error instanceof ApiError ? error.message : 'The query could not be run.';
    }
    switch (error.failure) {
      case 'timeout':
        return `The query was stopped after ${timeLimit(this.#limits, adHoc) / 1000} s, the longest that ${adHoc ? 'one that is no file of its visualization' : 'one'} may take.`;
      case 'memory':
        return 'The query was stopped: it took more memory than there is for it.';
      case 'interrupted':
        return SHUTDOWN;
      case 'failed':
        // These two are about the server's files and DuckDB's own faults: the log's business, not the caller's.
        if (!/^(IO|INTERNAL) Error/.test(error.message)) return error.message;
        this.#onFailure(error);
        return 'The query could not be run.';
    }
  }

  /** Drops what is too old. Only what has ended is dropped. */
  #forget(): void {
    const horizon = Date.now() - this.#limits.resultSeconds * 1000;
    this.#records.expire(horizon);
    this.#runs.expire(horizon);
  }

  #unlist(run: Run): void {
    if (this.#byIdentity.get(run.identity) === run) this.#byIdentity.delete(run.identity);
  }
}

function isOver(run: Readonly<Run>): boolean {
  return run.status === 'completed' || run.status === 'failed';
}

/** At most, as a letter takes one byte or two. */
function bytesOf({ sql, args }: Statement): number {
  const texts = [sql, ...Object.entries(args).flat()];
  return 2 * texts.reduce((length, text) => length + text.length, 0);
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
