import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../engine/backend.ts';
import type { EncodedRows } from '../engine/backend.ts';
import { ApiError } from '../errors.ts';
import { FairCache } from './fair-cache.ts';
import { FairQueue, tooMany } from './fair-queue.ts';
import type { Place } from './fair-queue.ts';
import { timeLimit } from '../limits.ts';
import type { Limits } from '../limits.ts';
import { within } from '../promises.ts';

export type QueryStatus = 'pending' | 'running' | 'completed' | 'failed';

/** A statement as submitted, with its `{{key}}`. */
interface Statement {
  readonly sql: string;
  /** Only the values that the statement uses. */
  readonly args: Readonly<Record<string, string>>;
}

/** One execution of a statement. Submissions of the same statement over the same data share it. */
export interface RunView extends Statement {
  /** The {@link identityOf} its statement. The result has the same id. */
  readonly id: string;
  readonly status: QueryStatus;
  readonly errorMessage: string | null;
  /** Whether the run failed because the engine could not be reached. */
  readonly isUnavailable: boolean;
  /** Unix seconds of the last change. */
  readonly updatedAt: number;
  /** The rows, if this instance has them. */
  readonly result: EncodedRows | undefined;
}

interface Run extends RunView {
  /** `ACCOUNT/SLUG` */
  readonly viz: string;
  status: QueryStatus;
  errorMessage: string | null;
  isUnavailable: boolean;
  updatedAt: number;
  result: EncodedRows | undefined;
  /** The place in the queue while the run waits. */
  place: Place | undefined;
  /** Resolves when the run has ended, also if it failed. */
  done: Promise<void>;
}

/** One submission, with its run, which other submissions may share. */
export interface QueryRecord {
  readonly id: string;
  /** `ACCOUNT/SLUG`. A query is found only under the viz that it was submitted to. */
  readonly viz: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly run: RunView;
}

/** The viz and visitor that a query counts for. */
export interface Requester {
  readonly viz: string;
  /** See `visitorOf`. */
  readonly visitor: string;
  /** Whether the statement is not a file of the viz. */
  readonly adHoc: boolean;
}

export interface Submission extends Statement, Requester {
  /** See {@link identityOf}. */
  readonly identity: string;
  /** Milliseconds for which the query stays `running` before it runs. */
  readonly delay: number;
  readonly execute: (signal: AbortSignal) => Promise<EncodedRows>;
  /**
   * Stores the rows before others see that the run is completed, and resolves with the stored ones. The run no longer has
   * a place in the queue.
   */
  readonly publish?: (result: EncodedRows) => Promise<EncodedRows>;
  /**
   * Called when the run that this submission has started is over. {@link QueryJobs.close} waits for it.
   *
   * @param isInterrupted Whether it failed because of this instance, and another one can run the statement
   */
  readonly onEnd?: (run: RunView, isInterrupted: boolean) => Promise<void>;
}

const SHUTDOWN = 'The server is shutting down.';
const UNAVAILABLE = 'The data cannot be reached at the moment.';
/** Approximate size of a record or run in bytes, without its texts and rows. */
const RECORD_BYTES = 512;
const MAX_MESSAGE = 2000;

/** Returns a hash of what a result depends on: the viz, the version of its data and the filled statement. */
export function identityOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** Returns a new id of a submission. It contains the id of the run, so that other instances find it. */
export function createQueryId(runId: string): string {
  return `${runId}.${randomBytes(12).toString('base64url')}`;
}

/** Queues, runs and caches the queries of this instance. */
export class QueryJobs {
  readonly #limits: Limits;
  readonly #onFailure: (error: unknown) => void;
  readonly #records: FairCache<QueryRecord & { readonly run: Run }>;
  readonly #runs: FairCache<Run>;
  readonly #queue: FairQueue;
  readonly #abort = new AbortController();
  readonly #unfinished = new Set<Promise<void>>();

  constructor(limits: Limits, onFailure: (error: unknown) => void) {
    this.#limits = limits;
    this.#onFailure = onFailure;
    const { concurrency, concurrencyPerViz, concurrencyPerAddress, queue, queuePerViz } = limits;
    const running = concurrency + limits.concurrencyOwn;
    this.#queue = new FairQueue({
      running,
      runningAdHoc: concurrency,
      // If there is more than one process, one is left for other vizzes.
      runningPerGroup: Math.max(1, Math.min(concurrencyPerViz, concurrency - 1)),
      runningPerVisitor: () => concurrencyPerAddress,
      places: concurrency + queue,
      placesPerGroup: concurrencyPerViz + queuePerViz,
      placesPerVisitor: concurrencyPerAddress + limits.queuePerAddress,
      noun: 'queries',
    });
    this.#records = new FairCache(limits.recordBytes, ({ run }) => isOver(run));
    this.#runs = new FairCache<Run>(limits.cacheBytes, isOver, (run) => (run.result = undefined));
  }

  /** Returns whether a statement is waiting, running or cached. If so, it has already been checked. */
  has(identity: string): boolean {
    this.#expire();
    return this.#find(identity) !== undefined;
  }

  /**
   * Returns the run of a statement: one that is cached or running, or a new one. Unlike {@link submit}, it keeps no record.
   *
   * @throws ApiError 503 if the viz, the visitor or the server has too many unfinished queries
   */
  share(submission: Submission): Readonly<Run> {
    this.#expire();
    const known = this.#find(submission.identity);
    // Otherwise this visitor would wait behind all queries of the visitor who submitted the statement first.
    known?.place?.join(submission.visitor);
    return known ?? this.#start(submission);
  }

  /**
   * Waits for a run.
   *
   * @param ms The longest time to wait. The run then continues
   * @param signal Ends the wait if the client disconnects
   * @throws ApiError 400 if the statement failed, 503 if it has not ended or the engine cannot be reached
   */
  async resultOf(run: Readonly<Run>, ms: number, signal: AbortSignal): Promise<EncodedRows> {
    await within(run.done, ms, signal);
    if (run.status === 'failed') {
      this.#assertOpen();
      if (run.isUnavailable) throw engineUnavailable();
      throw queryFailed(run.errorMessage);
    }
    if (run.result) return run.result;
    throw stillRunning();
  }

  /** Resolves when the run of a statement is over, or at once if there is none. */
  async ended(identity: string): Promise<void> {
    await this.#runs.get(identity)?.done;
  }

  /** Caches the rows of another instance, so that submissions of the statement share them. */
  insert({ viz, identity, sql, args }: Submission, result: EncodedRows): void {
    if (this.#find(identity)) return;
    const run = createRun({ id: identity, viz, sql, args }, { status: 'completed', result });
    this.#runs.put(viz, run.id, run, RECORD_BYTES + statementBytes(run));
    this.#runs.grow(run.id, result.bytes.byteLength);
  }

  /**
   * Accepts a query and returns at once.
   *
   * @throws ApiError 503 if the viz, the visitor or the server has too many unfinished queries
   */
  submit(submission: Submission): { record: QueryRecord; cached: boolean } {
    this.#expire();
    const { viz } = submission;
    // Queries that share a run take no place in the queue. Their records limit them.
    if (!this.#records.admits(viz, RECORD_BYTES))
      throw tooMany('This visualization has more unfinished queries than the server can remember.');
    const run = this.share(submission);
    const record = { id: createQueryId(run.id), viz, createdAt: unixSeconds(), run };
    this.#records.put(viz, record.id, record, RECORD_BYTES);
    return { record, cached: run.status === 'completed' };
  }

  /** @throws ApiError 503 if there is no place for another query */
  assertCapacity({ viz, ...work }: Requester): void {
    this.#assertOpen();
    this.#queue.assertCapacity(viz, work);
  }

  /** Returns the query with that id, unless it has expired or was dropped to free memory. */
  find(viz: string, id: string): QueryRecord | undefined {
    const record = this.#records.get(id);
    if (record?.viz !== viz) return undefined;
    const { run } = record;
    // The next run of a failed statement has the same id.
    return run.status === 'failed' || run === this.#runs.get(run.id) ? record : undefined;
  }

  /** Returns the result of a run and its viz, while they are cached. */
  stored(runId: string): { readonly viz: string; readonly result: EncodedRows } | undefined {
    const { viz = '', result } = this.#runs.get(runId) ?? {};
    return result && { viz, result };
  }

  /** The numbers of statements that run and wait. */
  get load(): { readonly running: number; readonly waiting: number } {
    const { running, waiting } = this.#queue;
    return { running, waiting };
  }

  /** Refuses new queries, interrupts running ones, and waits for them to end, for at most `ms`. */
  async close(ms: number): Promise<void> {
    this.#abort.abort();
    this.#queue.release();
    await within(Promise.allSettled(this.#unfinished), ms);
  }

  #start(submission: Submission): Run {
    const { viz, visitor, adHoc, identity, sql, args, onEnd } = submission;
    this.#assertOpen();
    const place = this.#queue.enter(viz, { visitor, adHoc });
    const run = createRun({ id: identity, viz, sql, args }, { place });
    this.#runs.put(viz, run.id, run, RECORD_BYTES + statementBytes(run));
    run.done = this.#perform(run, submission, place);
    const settled = run.done.then(() =>
      onEnd?.(run, run.status === 'failed' && (this.#abort.signal.aborted || run.isUnavailable)),
    );
    const unfinished = settled.finally(() => this.#unfinished.delete(unfinished));
    this.#unfinished.add(unfinished);
    return run;
  }

  async #perform(run: Run, submission: Submission, place: Place): Promise<void> {
    try {
      const result = await this.#execute(run, submission, place).finally(() => place.leave());
      run.result = (await submission.publish?.(result)) ?? result;
      change(run, 'completed');
      this.#runs.grow(run.id, run.result.bytes.byteLength);
    } catch (error) {
      const isClosing = this.#abort.signal.aborted;
      run.isUnavailable = error instanceof EngineError && error.failure === 'unavailable';
      run.errorMessage = (isClosing ? SHUTDOWN : this.#toMessage(error, submission.adHoc)).slice(
        0,
        MAX_MESSAGE,
      );
      change(run, 'failed');
    }
  }

  async #execute(run: Run, { delay, execute }: Submission, place: Place): Promise<EncodedRows> {
    const { signal } = this.#abort;
    if (delay > 0) {
      change(run, 'running');
      await sleep(delay, undefined, { signal });
    }
    await place.turn();
    run.place = undefined;
    signal.throwIfAborted();
    change(run, 'running');
    return execute(signal);
  }

  #toMessage(error: unknown, adHoc: boolean): string {
    if (!(error instanceof EngineError)) {
      this.#onFailure(error);
      return error instanceof ApiError ? error.message : 'The query could not be run.';
    }
    switch (error.failure) {
      case 'timeout':
        return `The query was stopped after ${timeLimit(this.#limits, adHoc) / 1000} s, the longest that ${adHoc ? 'a query that is not a file of its visualization' : 'a query'} may take.`;
      case 'memory':
        return 'The query was stopped because it exceeded its memory limit.';
      case 'interrupted':
        return SHUTDOWN;
      case 'failed':
        return error.message;
      case 'unavailable':
        return UNAVAILABLE;
      case 'internal':
        this.#onFailure(error);
        return 'The query could not be run.';
    }
  }

  /** Drops finished queries that are too old. */
  #expire(): void {
    const horizon = Date.now() - this.#limits.resultSeconds * 1000;
    this.#records.expire(horizon);
    this.#runs.expire(horizon);
  }

  /** Returns the run of a statement, unless it failed: a later submission may succeed. */
  #find(identity: string): Run | undefined {
    const run = this.#runs.get(identity);
    return run?.status === 'failed' ? undefined : run;
  }

  #assertOpen(): void {
    if (this.#abort.signal.aborted) throw shuttingDown();
  }
}

/** 400 for a query that has ended with an error. */
export function queryFailed(message: string | null): ApiError {
  return new ApiError(400, 'query_failed', message ?? 'The query failed.');
}

/** @param retryAfter Seconds until another instance answers, or this one is replaced */
export function shuttingDown(retryAfter = 5): ApiError {
  return new ApiError(503, 'shutting_down', SHUTDOWN, { retryAfter });
}

/** 503 for a client that has waited long enough. Others would wait for the same query. */
export function stillRunning(): ApiError {
  return new ApiError(503, 'query_running', 'The query is still running.', {
    hint: 'Send the same request again after the number of seconds in Retry-After.',
    retryAfter: 1,
    surrogateSeconds: 1,
  });
}

/** 503 if the engine cannot be reached. */
export function engineUnavailable(cause?: unknown): ApiError {
  return new ApiError(503, 'engine_unavailable', UNAVAILABLE, {
    hint: 'Try again after the number of seconds in Retry-After.',
    retryAfter: 2,
    cause,
  });
}

function createRun(
  fixed: Statement & { readonly id: string; readonly viz: string },
  known: Pick<Run, 'status' | 'result'> | Pick<Run, 'place'>,
): Run {
  return {
    ...fixed,
    status: 'pending',
    errorMessage: null,
    isUnavailable: false,
    updatedAt: unixSeconds(),
    result: undefined,
    place: undefined,
    done: Promise.resolve(),
    ...known,
  };
}

function change(run: Run, status: QueryStatus): void {
  run.status = status;
  run.updatedAt = unixSeconds();
}

function isOver(run: RunView): boolean {
  return run.status === 'completed' || run.status === 'failed';
}

/** Returns an upper bound: a UTF-16 code unit takes one byte or two. */
function statementBytes({ sql, args }: Statement): number {
  const texts = [sql, ...Object.entries(args).flat()];
  return 2 * texts.reduce((length, text) => length + text.length, 0);
}

export function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
