import { ApiError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { ProcessEndedError, TaskProcess } from '../task-process.ts';
import type { EngineFailure, EngineLimits, EngineOutcome, EngineWork, RunResult } from './messages.ts';

/** A statement failed in the engine, with DuckDB's own message. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly failure: EngineFailure;

  constructor(failure: EngineFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

/** A process that reads and runs SQL, one statement at a time. */
export class EngineWorker {
  readonly #process: TaskProcess<EngineLimits, EngineWork, EngineOutcome>;

  /** @param log Told what the process writes to its standard error, and when it has ended by itself or had to be ended */
  constructor(limits: Limits, log: (message: string) => void) {
    this.#process = new TaskProcess({
      folder: 'engine',
      name: 'A query engine',
      start: limits,
      // Of a result's values, which live here, it may take half; the rest is DuckDB's.
      heapBytes: limits.engineBytes / 2,
      log,
    });
  }

  /** Starts the process, so that the first statement need not wait for it. */
  start(): void {
    this.#process.start();
  }

  /**
   * Does one work; the one before must be over.
   *
   * @param ms Milliseconds after which the process is ended. Its start has as many for itself
   * @throws EngineError when it fails, takes too long or too much, or `signal` is aborted
   * @throws ApiError 400 or 403 for a statement that is not allowed
   */
  async do(work: EngineWork, ms: number, signal?: AbortSignal): Promise<RunResult | undefined> {
    if (signal?.aborted) throw new EngineError('interrupted', 'Interrupted before it started.');
    const outcome = await this.#process.run(work, ms, signal).catch((error: unknown) => {
      throw error instanceof ProcessEndedError
        ? new EngineError(failureOf(error), 'The query engine was stopped while the query ran.')
        : error;
    });
    if ('result' in outcome) return outcome.result;
    if ('failure' in outcome) throw new EngineError(outcome.failure, outcome.message);
    const { status, code, message, hint } = outcome.refusal;
    throw new ApiError(status, code, message, { hint });
  }

  /** Ends the process. What still runs fails as interrupted. */
  close(): Promise<void> {
    return this.#process.close();
  }
}

/** A kill that was not sent from here is the process's own, or the system's, and an abort is V8's: for want of memory. */
function failureOf({ reason, signal }: ProcessEndedError): EngineFailure {
  if (reason === 'closed') return 'interrupted';
  if (reason === 'overdue') return 'timeout';
  return signal === 'SIGKILL' || signal === 'SIGABRT' ? 'memory' : 'failed';
}
