import { ApiError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { ProcessEndedError, TaskProcess } from '../task-process.ts';
import { EngineError } from './backend.ts';
import type { EngineFailure } from './backend.ts';
import type { EngineLimits, EngineOutcome, EngineResult, EngineTask } from './messages.ts';

/** A process that checks and runs SQL, one statement at a time. */
export class EngineWorker {
  readonly #process: TaskProcess<EngineLimits, EngineTask, EngineOutcome>;

  /** @param log Receives the standard error of the process, and a message when it ends unexpectedly or is killed */
  constructor(limits: Limits, log: (message: string) => void) {
    this.#process = new TaskProcess({
      folder: 'engine',
      name: 'A query engine',
      start: limits,
      // Half for the values of a result, half for DuckDB.
      heapBytes: limits.engineBytes / 2,
      log,
    });
  }

  /** Starts the process in advance, so the first statement does not wait for it. */
  start(): void {
    this.#process.start();
  }

  /**
   * Does one task. The previous task must be done.
   *
   * @param ms Milliseconds until the process is killed. The time starts again when a new process is ready
   * @throws EngineError if the task fails, exceeds its time or memory, or `signal` is aborted
   * @throws ApiError 400 or 403 for a statement that is not allowed
   */
  async run(work: EngineTask, ms: number, signal?: AbortSignal): Promise<EngineResult> {
    if (signal?.aborted) throw new EngineError('interrupted', 'Interrupted before it started.');
    const outcome = await this.#process.run(work, ms, signal).catch((error: unknown) => {
      throw error instanceof ProcessEndedError
        ? new EngineError(toFailure(error), 'The query engine was stopped while the query ran.')
        : error;
    });
    if ('result' in outcome) return outcome.result;
    if ('failure' in outcome) throw new EngineError(outcome.failure, outcome.message);
    const { status, code, message, hint } = outcome.refusal;
    throw new ApiError(status, code, message, { hint });
  }

  /** Ends the process. A running statement fails as `interrupted`. */
  close(): Promise<void> {
    return this.#process.close();
  }
}

/**
 * A signal that this server did not send means that the process ran out of memory: SIGKILL comes from the process
 * itself or the system, SIGABRT from V8.
 */
function toFailure({ reason, signal }: ProcessEndedError): EngineFailure {
  if (reason === 'closed') return 'interrupted';
  if (reason === 'overdue') return 'timeout';
  if (reason === 'unstarted') return 'unavailable';
  return signal === 'SIGKILL' || signal === 'SIGABRT' ? 'memory' : 'failed';
}
