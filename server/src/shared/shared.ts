/** The state that instances share. The default is none: one instance alone. */
import { ApiError } from '../errors.ts';

/** A query that any instance can run. */
export interface Job {
  /** `ACCOUNT/SLUG`. */
  readonly viz: string;
  /** The statement as submitted, with its `{{key}}`. */
  readonly sql: string;
  readonly args: Readonly<Record<string, string>>;
}

export interface JobEnd {
  readonly status: 'completed' | 'failed';
  readonly errorMessage: string | null;
}

/** The state of a job that all instances can read. Times are Unix seconds. */
export interface JobState {
  /** `ACCOUNT/SLUG`. */
  readonly viz: string;
  /** `abandoned`: the instance that had it has ended or does not renew its lease. */
  readonly status: 'running' | 'abandoned' | JobEnd['status'];
  readonly errorMessage: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** `mine`: the caller runs the job. `theirs`: another instance runs it. `done`: it is completed. */
export type Claim = 'mine' | 'theirs' | 'done';

/** The requests of an address in the current window. */
export interface Hits {
  readonly count: number;
  /** Milliseconds until the window ends. */
  readonly ttl: number;
}

/**
 * The jobs and rate limits of a cluster. The id of a job is the identity of its result; see `identityOf`.
 *
 * An instance that has claimed a job holds a lease until it settles or releases the job. The implementation renews it.
 * If the instance ends or hangs, the lease expires, and another instance can claim the job.
 */
export interface Shared {
  /** Whether the state can be reached. Otherwise, this instance works alone: claims succeed, and no state is found. */
  readonly isReachable: boolean;
  /**
   * Claims a job that is new, failed or abandoned. Never rejects.
   *
   * @param isLost Whether the rows of a completed job are missing. The job can then be claimed, too
   */
  claim(id: string, job: Job, isLost?: boolean): Promise<Claim>;
  /** Records the end of a job, unless another instance has claimed it in the meantime. Never rejects. */
  settle(id: string, end: JobEnd): Promise<void>;
  /** Gives a job up, so another instance can claim it. Never rejects. */
  release(id: string): Promise<void>;
  /**
   * Resolves with the states of jobs, `undefined` for unknown ones.
   *
   * @throws ApiError 503 if the state cannot be reached
   */
  states(ids: readonly string[]): Promise<readonly (JobState | undefined)[]>;
  /** Resolves with the text of a job, if it is known and can be read. Never rejects. */
  job(id: string): Promise<Job | undefined>;
  /** Counts a request of an address in a window of that length. Never rejects. */
  hit(key: string, windowMs: number): Promise<Hits>;
  close(): Promise<void>;
}

/** 503 for a client that asks for a query of another instance. */
export function stateUnavailable(cause?: unknown): ApiError {
  return new ApiError(503, 'state_unavailable', 'The state of the query cannot be found out.', {
    hint: 'Try again after the number of seconds in Retry-After.',
    retryAfter: 1,
    cause,
  });
}

/** The cluster of one instance. It has no shared state, as {@link QueryJobs} has all jobs. */
export const ALONE: Omit<Shared, 'hit'> = {
  isReachable: true,
  claim: async () => 'mine',
  settle: async () => undefined,
  release: async () => undefined,
  states: async (ids) => ids.map(() => undefined),
  job: async () => undefined,
  close: async () => undefined,
};
