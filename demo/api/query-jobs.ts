import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from './engine.ts';
import type { RunResult } from './engine-messages.ts';
import { ApiError } from './errors.ts';
import type { Limits } from './limits.ts';

export type QueryStatus = 'pending' | 'running' | 'completed' | 'failed';

/** One execution. Submissions of the same statement over the same data share it. */
interface Run {
  /** Also the name of its result's address. */
  readonly id: string;
  readonly identity: string;
  status: QueryStatus;
  errorMessage: string | null;
  /** Unix seconds of the last change. */
  updatedAt: number;
  result: RunResult | undefined;
}

/** One submission. */
export interface QueryRecord {
  readonly id: string;
  /** `ACCOUNT/SLUG`; a query is only known under the viz that it was submitted to. */
  readonly viz: string;
  readonly sql: string;
  readonly args: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly run: Readonly<Run>;
}

export interface Submission {
  readonly viz: string;
  /** As it came, with its `{{key}}`. */
  readonly sql: string;
  readonly args: Readonly<Record<string, string>>;
  /** What makes two results the same: the viz, the version of its data and the filled statement. */
  readonly identity: readonly string[];
  /** Milliseconds for which the query is held in `running`; it is then always run anew. */
  readonly delay: number;
  readonly execute: (signal: AbortSignal) => Promise<RunResult>;
}

const SHUTDOWN = 'The server is shutting down.';

/** Queries from submission to result: a gate before the engine, and a memory of what was answered. */
export class QueryJobs {
  readonly #limits: Limits;
  readonly #onFailure: (error: unknown) => void;
  /** In the order of submission, so that the first are the first to be forgotten. */
  readonly #records = new Map<string, QueryRecord>();
  readonly #runs = new Map<string, Run>();
  readonly #byIdentity = new Map<string, Run>();
  readonly #line: (() => void)[] = [];
  readonly #abort = new AbortController();
  readonly #open = new Set<Promise<void>>();
  #taken = 0;
  #bytes = 0;

  constructor(limits: Limits, onFailure: (error: unknown) => void) {
    this.#limits = limits;
    this.#onFailure = onFailure;
  }

  /**
   * Takes the query and returns at once.
   *
   * @throws ApiError 503 where too many are waiting already
   */
  submit(submission: Submission): { record: QueryRecord; cached: boolean } {
    this.#forget();
    const identity = createHash('sha256').update(JSON.stringify(submission.identity)).digest('hex');
    const known = submission.delay > 0 ? undefined : this.#byIdentity.get(identity);
    const run = known ?? this.#start(submission, identity);
    const record: QueryRecord = {
      id: randomUUID(),
      viz: submission.viz,
      sql: submission.sql,
      args: submission.args,
      createdAt: now(),
      run,
    };
    this.#records.set(record.id, record);
    return { record, cached: run.status === 'completed' };
  }

  /** @throws ApiError 503 unless `count` more queries find room */
  demandRoom(count: number): void {
    const free = this.#limits.concurrency - this.#taken + this.#limits.queue - this.#line.length;
    if (this.#abort.signal.aborted) throw new ApiError(503, 'shutting_down', SHUTDOWN, { retryAfter: 5 });
    if (count > free)
      throw new ApiError(503, 'too_many_queries', 'The server has more queries than it can take on.', {
        hint: 'Try again after the seconds that Retry-After names.',
        retryAfter: 1,
      });
  }

  find(viz: string, id: string): QueryRecord | undefined {
    const record = this.#records.get(id);
    return record?.viz === viz ? record : undefined;
  }

  /** The encoded rows of a run, while they are kept. */
  result(runId: string): RunResult | undefined {
    return this.#runs.get(runId)?.result;
  }

  /** Refuses new queries, interrupts those that run, and waits until they have ended or `ms` have passed. */
  async close(ms: number): Promise<void> {
    this.#abort.abort();
    for (const step of this.#line.splice(0)) step();
    const patience = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#open),
      sleep(ms, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }

  #start(submission: Submission, identity: string): Run {
    this.demandRoom(1);
    const run: Run = {
      id: randomUUID(),
      identity,
      status: 'pending',
      errorMessage: null,
      updatedAt: now(),
      result: undefined,
    };
    this.#runs.set(run.id, run);
    if (submission.delay === 0) this.#byIdentity.set(identity, run);
    const done = this.#perform(run, submission).finally(() => {
      this.#open.delete(done);
      if (run.status === 'failed') this.#unlist(run);
    });
    this.#open.add(done);
    return run;
  }

  async #perform(run: Run, { delay, execute }: Submission): Promise<void> {
    const { signal } = this.#abort;
    const change = (status: QueryStatus): void => void Object.assign(run, { status, updatedAt: now() });
    try {
      if (delay > 0) {
        change('running');
        await sleep(delay, undefined, { signal });
      }
      await this.#turn();
      try {
        signal.throwIfAborted();
        change('running');
        run.result = await execute(signal);
      } finally {
        this.#release();
      }
      this.#bytes += run.result.bytes.byteLength;
      change('completed');
    } catch (error) {
      run.errorMessage = signal.aborted ? SHUTDOWN : this.#explain(error);
      change('failed');
    }
  }

  #explain(error: unknown): string {
    if (!(error instanceof EngineError)) {
      this.#onFailure(error);
      return error instanceof ApiError ? error.message : 'The query could not be run.';
    }
    switch (error.failure) {
      case 'timeout':
        return `The query was stopped after ${this.#limits.statementMs / 1000} s, the longest that one may take.`;
      case 'memory':
        return 'The query was stopped: it, or what ran beside it, took more memory than there is for it.';
      case 'interrupted':
        return SHUTDOWN;
      case 'failed':
        // These two are about the server's files and DuckDB's own faults: the log's business, not the caller's.
        if (!/^(IO|INTERNAL) Error/.test(error.message)) return error.message;
        this.#onFailure(error);
        return 'The query could not be run.';
    }
  }

  /** Waits for one of the places in the engine. */
  async #turn(): Promise<void> {
    if (this.#taken < this.#limits.concurrency) this.#taken += 1;
    else await new Promise<void>((resolve) => this.#line.push(resolve));
  }

  /** Hands the place to the next in line. */
  #release(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#taken -= 1;
  }

  /** Drops what is too old or too much. Only what has ended is dropped. */
  #forget(): void {
    const horizon = now() - this.#limits.resultSeconds;
    for (const [id, record] of this.#records) {
      if (record.createdAt > horizon) break;
      if (isOver(record.run)) this.#records.delete(id);
    }
    for (const run of this.#runs.values()) {
      if (!isOver(run)) continue;
      if (run.updatedAt > horizon && this.#bytes <= this.#limits.cacheBytes) break;
      this.#drop(run);
    }
  }

  #drop(run: Run): void {
    this.#runs.delete(run.id);
    this.#bytes -= run.result?.bytes.byteLength ?? 0;
    run.result = undefined;
    this.#unlist(run);
  }

  #unlist(run: Run): void {
    if (this.#byIdentity.get(run.identity) === run) this.#byIdentity.delete(run.identity);
  }
}

function isOver(run: Readonly<Run>): boolean {
  return run.status === 'completed' || run.status === 'failed';
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
