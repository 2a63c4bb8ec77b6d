import { setTimeout as sleep } from 'node:timers/promises';
import type { EncodedRows } from '../engine/backend.ts';
import { ApiError, messageOf } from '../errors.ts';
import type { Results, StoredResult } from '../results/results.ts';
import { ALONE, stateUnavailable } from '../shared/shared.ts';
import type { Job, JobEnd, JobState, Shared } from '../shared/shared.ts';
import { sharePending, within } from '../promises.ts';
import {
  createQueryId,
  engineUnavailable,
  queryFailed,
  shuttingDown,
  stillRunning,
  unixSeconds,
} from './query-jobs.ts';
import type { QueryJobs, QueryRecord, Requester, RunView, Submission } from './query-jobs.ts';

export interface SharedJobsOptions {
  readonly jobs: QueryJobs;
  readonly shared: Omit<Shared, 'hit'>;
  readonly results: Results;
  /**
   * Submits the statement of an instance that has ended, or whose rows are missing.
   *
   * @throws ApiError if the statement is no longer accepted
   */
  readonly resubmit: (job: Job, identity: string, visitor: string) => Promise<void>;
  readonly onProblem: (message: string) => void;
}

/** The status of a query of any instance. */
export type QueryState = Pick<QueryRecord, 'id' | 'viz' | 'createdAt'> & {
  readonly run: Omit<RunView, 'sql' | 'args' | 'isUnavailable'>;
};

/**
 * Milliseconds for which a submission waits for its run if the shared state cannot be reached. The answer then contains
 * the address of the rows, so the client does not ask another instance, which does not have the query.
 */
const ALONE_MS = 10_000;
/** Milliseconds between two checks of a run in another instance: at first, and at most. */
const FIRST_POLL_MS = 25;
const MAX_POLL_MS = 400;

/** The fields of a run in another instance that has not ended. */
const UNENDED = { errorMessage: null, isUnavailable: false, result: undefined } as const;

/** Counts since the start, and the present load of this instance. */
export interface JobStats {
  /** Runs of this instance, by their end. */
  readonly runs: Readonly<Record<'completed' | 'failed' | 'interrupted', number>>;
  /**
   * Where the rows of requested statements were found. `here`: they are cached or running. `stored`: in the store of
   * results. `elsewhere`: another instance runs the statement. `nowhere`: this instance runs it.
   */
  readonly found: Readonly<Record<'here' | 'stored' | 'elsewhere' | 'nowhere', number>>;
  readonly running: number;
  readonly waiting: number;
  /** Whether the shared state can be reached. */
  readonly isReachable: boolean;
}

/** The queries of all instances. Each statement runs in one of them. */
export class SharedJobs {
  readonly #options: SharedJobsOptions;
  /** Claims that have not ended, by identity. */
  readonly #claims = new Map<string, Promise<'here' | 'elsewhere'>>();

  readonly #runs = { completed: 0, failed: 0, interrupted: 0 };
  readonly #found = { here: 0, stored: 0, elsewhere: 0, nowhere: 0 };
  #isClosing = false;

  constructor(options: SharedJobsOptions) {
    this.#options = options;
  }

  get stats(): JobStats {
    const { jobs, shared } = this.#options;
    return { runs: this.#runs, found: this.#found, ...jobs.load, isReachable: shared.isReachable };
  }

  /** Returns whether a statement waits, runs or is cached in any instance. If so, it has already been checked. */
  async has(identity: string): Promise<boolean> {
    const { jobs, shared } = this.#options;
    if (jobs.has(identity)) return true;
    const [state] = await shared.states([identity]).catch(() => []);
    return state !== undefined && state.status !== 'failed';
  }

  /**
   * Accepts a query. Resolves without waiting for it.
   *
   * @throws ApiError 503 if the viz, the visitor or the server has too many unfinished queries
   */
  async submit(submission: Submission): Promise<{ record: QueryRecord; cached: boolean }> {
    const { jobs, shared } = this.#options;
    const { identity, viz, sql, args } = submission;
    if ((await this.#claim(submission)) === 'elsewhere') {
      const now = unixSeconds();
      const run = { id: identity, sql, args, status: 'running', updatedAt: now, ...UNENDED } as const;
      const record = { id: createQueryId(identity), viz, createdAt: now, run };
      return { record, cached: false };
    }
    const submitted = await this.#start(submission, (started) => jobs.submit(started));
    if (submitted.cached || shared.isReachable) return submitted;
    await within(jobs.ended(identity), ALONE_MS);
    return { ...submitted, cached: submitted.record.run.status === 'completed' };
  }

  /**
   * Resolves with the rows of a statement. Unlike {@link submit}, it keeps no record.
   *
   * @param ms The longest time to wait. The run then continues
   * @param signal Ends the wait if the client disconnects
   * @throws ApiError 400 if the statement failed, 503 if it has not ended, or cannot be accepted
   */
  async resultOf(submission: Submission, ms: number, signal: AbortSignal): Promise<EncodedRows> {
    const { jobs } = this.#options;
    const until = Date.now() + ms;
    const isElsewhere = (await this.#claim(submission)) === 'elsewhere';
    const known = isElsewhere ? await this.#awaitOther(submission, until, signal) : undefined;
    if (known) return known;
    const run = await this.#start(submission, (started) => jobs.share(started));
    return jobs.resultOf(run, Math.max(0, until - Date.now()), signal);
  }

  /** @throws ApiError 503 if there is no place for another query in this instance */
  assertCapacity(requester: Requester): void {
    this.#options.jobs.assertCapacity(requester);
  }

  /**
   * Resolves with a query of any instance, unless it has expired or was dropped to free memory.
   *
   * @throws ApiError 503 if the shared state cannot be reached, and this instance does not have the query; or if the
   * engine cannot be reached
   */
  async find(viz: string, id: string, visitor: string): Promise<QueryRecord | undefined> {
    this.#assertOpen();
    const local = this.#options.jobs.find(viz, id);
    if (local && !local.run.isUnavailable) return local;
    const [state] = await this.states(viz, [id], visitor);
    if (!state && local) throw engineUnavailable();
    if (!state) return undefined;
    const job = await this.#options.shared.job(state.run.id);
    if (!job) throw stateUnavailable();
    return { ...state, run: { ...state.run, isUnavailable: false, sql: job.sql, args: job.args } };
  }

  /**
   * Resolves with the states of queries of any instance, without unknown ones and those that could not reach the engine,
   * which clients submit again. Takes over queries whose instance has ended.
   *
   * @throws ApiError 503 if the shared state cannot be reached, and this instance does not have one of the queries
   */
  async states(viz: string, ids: readonly string[], visitor: string): Promise<readonly QueryState[]> {
    const { jobs, shared } = this.#options;
    this.#assertOpen();
    const known = new Map<string, QueryState>();
    for (const id of ids) {
      const record = jobs.find(viz, id);
      if (record && !record.run.isUnavailable) known.set(id, record);
    }
    const missing = ids.filter((id) => !known.has(id));
    if (missing.length === 0) return [...known.values()];
    const runIds = missing.map((id) => id.split('.')[0] ?? '');
    const found = await shared.states(runIds);
    for (const [at, id] of missing.entries()) {
      const state = found[at];
      const runId = runIds[at] ?? '';
      if (state?.viz !== viz) continue;
      if (state.status === 'abandoned') await this.#runAgain(runId, visitor);
      known.set(id, { id, viz, createdAt: state.createdAt, run: { id: runId, ...toRun(state) } });
    }
    return ids.flatMap((id) => known.get(id) ?? []);
  }

  /**
   * Resolves with the rows of a run and its viz, while they are kept.
   *
   * @throws ApiError 503 if the rows exist and cannot be read
   */
  async stored(
    id: string,
    visitor: string,
  ): Promise<{ readonly viz: string; readonly result: EncodedRows } | undefined> {
    const { jobs, shared, results } = this.#options;
    const local = jobs.stored(id);
    if (local) return local;
    let isReadable = true;
    const stored = await results.get(id).catch((error: unknown) => {
      this.#report('Rows could not be read', error);
      isReadable = false;
    });
    if (stored) return { viz: stored.viz, result: stored };
    const [state] = await shared.states([id]).catch(() => []);
    if (state?.status === 'completed') await this.#runAgain(id, visitor);
    else if (isReadable) return undefined;
    throw new ApiError(503, 'result_unavailable', 'The rows are on another instance.', {
      hint: 'Try again after the number of seconds in Retry-After.',
      retryAfter: 1,
    });
  }

  /** Refuses new queries, and interrupts running ones, which other instances can then run. Takes at most `ms`. */
  async close(ms: number): Promise<void> {
    const { jobs, shared, results } = this.#options;
    this.#isClosing = true;
    await jobs.close(ms);
    await Promise.all([shared.close(), results.close()]);
  }

  /** Starts a claimed statement in this instance, or joins it if it is already there. */
  async #start<T>(submission: Submission, start: (submission: Submission) => T): Promise<T> {
    const { jobs, shared } = this.#options;
    const { identity, viz } = submission;
    try {
      return start({
        ...submission,
        publish: ({ bytes }) => this.#publish(identity, { viz, bytes }),
        onEnd: (run, isInterrupted) => this.#end(run, isInterrupted),
      });
    } catch (error) {
      if (!jobs.has(identity)) await shared.release(identity);
      throw error;
    }
  }

  #end({ id, status, errorMessage }: RunView, isInterrupted: boolean): Promise<void> {
    const { shared } = this.#options;
    const end = status as JobEnd['status'];
    this.#runs[isInterrupted ? 'interrupted' : end] += 1;
    return isInterrupted ? shared.release(id) : shared.settle(id, { status: end, errorMessage });
  }

  /** Stores rows. Resolves with those of another instance if it has taken the run over, as this one was stopped. */
  async #publish(id: string, result: StoredResult): Promise<EncodedRows> {
    try {
      return await this.#options.results.put(id, result);
    } catch (error) {
      this.#report('Rows could not be stored', error);
      return result;
    }
  }

  /**
   * Claims a statement that this instance does not have, and caches its rows if another instance has stored them.
   *
   * @throws ApiError 503 if this instance could not run it
   */
  async #claim(submission: Submission): Promise<'here' | 'elsewhere'> {
    const { jobs } = this.#options;
    const { identity } = submission;
    if (jobs.has(identity)) {
      this.#found.here += 1;
      return 'here';
    }
    if (!this.#claims.has(identity)) jobs.assertCapacity(submission);
    return sharePending(this.#claims, identity, () => this.#claimNow(submission));
  }

  async #claimNow(submission: Submission): Promise<'here' | 'elsewhere'> {
    const { jobs, shared, results } = this.#options;
    const { identity, viz, sql, args } = submission;
    const job = { viz, sql, args };
    let claim = await shared.claim(identity, job);
    let stored: StoredResult | undefined;
    if (claim !== 'theirs')
      try {
        stored = await results.get(identity);
        // Otherwise others would take the job for completed while it runs again.
        if (claim === 'done' && !stored) claim = await shared.claim(identity, job, true);
      } catch (error) {
        this.#report('Rows could not be read', error);
      }
    if (claim === 'theirs') {
      this.#found.elsewhere += 1;
      return 'elsewhere';
    }
    this.#found[stored ? 'stored' : 'nowhere'] += 1;
    if (stored) {
      jobs.insert(submission, stored);
      if (claim === 'mine') await shared.settle(identity, { status: 'completed', errorMessage: null });
    }
    return 'here';
  }

  /**
   * Waits for the run of another instance. Resolves with `undefined` if this one must run the statement.
   *
   * @throws ApiError 400 if the statement failed, 503 if it has not ended
   */
  async #awaitOther(
    submission: Submission,
    until: number,
    signal: AbortSignal,
  ): Promise<EncodedRows | undefined> {
    const { jobs, shared, results } = this.#options;
    for (let pause = FIRST_POLL_MS; !signal.aborted; pause = Math.min(pause * 1.5, MAX_POLL_MS)) {
      if (Date.now() + pause > until) break;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      const [state] = await shared.states([submission.identity]).catch(() => []);
      if (state?.status === 'running') continue;
      if (state?.status === 'failed') throw queryFailed(state.errorMessage);
      if (state?.status === 'completed') {
        const stored = await results.get(submission.identity).catch(() => undefined);
        if (stored) {
          jobs.insert(submission, stored);
          return stored;
        }
      }
      // The other instance has ended, or Valkey, or the rows are missing.
      if ((await this.#claim(submission)) === 'here') return undefined;
    }
    throw stillRunning();
  }

  /** Runs a statement in this instance that another one has accepted. */
  async #runAgain(identity: string, visitor: string): Promise<void> {
    const { jobs, shared, resubmit } = this.#options;
    const job = jobs.has(identity) ? undefined : await shared.job(identity);
    if (!job) return;
    try {
      await resubmit(job, identity, visitor);
    } catch (error) {
      // The next request for the query tries again.
      if (!(error instanceof ApiError) || error.isTemporary) return;
      if ((await shared.claim(identity, job)) === 'mine')
        await shared.settle(identity, { status: 'failed', errorMessage: error.message });
    }
  }

  /** @throws ApiError 503 if another instance runs the interrupted queries of this one. A single server answers that they failed. */
  #assertOpen(): void {
    if (!this.#isClosing || this.#options.shared === ALONE) return;
    throw shuttingDown(1);
  }

  #report(what: string, error: unknown): undefined {
    this.#options.onProblem(`${what}: ${messageOf(error)}`);
  }
}

function toRun({ status, errorMessage, updatedAt }: JobState): Omit<QueryState['run'], 'id'> {
  return { status: status === 'abandoned' ? 'pending' : status, errorMessage, updatedAt, result: undefined };
}
