import { ApiError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { ProcessEndedError, TaskProcess } from '../task-process.ts';
import { EngineError } from './backend.ts';
import type { EngineFailure, RunResult } from './backend.ts';
import type { EngineLimits, EngineOutcome, EngineResult, EngineTask, RunTask } from './messages.ts';
import type { UsedNames } from './used-columns.ts';

/** A process that checks and runs SQL, one statement at a time. */
type EngineProcess = TaskProcess<EngineLimits, EngineTask, EngineOutcome>;

/** The processes for untrusted SQL: two that check statements, and one for each statement that runs at the same time. */
export class Engine {
  readonly #limits: Limits;
  readonly #log: (message: string) => void;
  /** Processes that check statements. Own statements do not wait for ad hoc ones that are slow to parse. */
  readonly #readers: { readonly own: EngineProcess; readonly adHoc: EngineProcess };
  readonly #workers = new Set<EngineProcess>();
  /** Idle processes, each with the database that it used last. The most recently used is at the end. */
  readonly #idle: { readonly worker: EngineProcess; readonly database: string | undefined }[] = [];

  /**
   * @param log Receives the standard error of the processes, and a message when one ends unexpectedly or is killed
   */
  constructor(limits: Limits, log: (message: string) => void) {
    this.#limits = limits;
    this.#log = log;
    this.#readers = { own: this.#createProcess(), adHoc: this.#createProcess() };
  }

  /** Starts the first processes in advance, so the first query does not wait for them. */
  start(): void {
    for (const reader of Object.values(this.#readers)) reader.start();
    const worker = this.#addWorker();
    worker.start();
    this.#idle.push({ worker, database: undefined });
  }

  /**
   * Checks a statement; see `checkStatement`. Call it for at most one own and one ad hoc statement at a time.
   *
   * @throws ApiError 400 or 403 if the statement is not allowed
   * @throws EngineError if parsing exceeds the limits of time or memory
   */
  async check(sql: string, aliases: readonly string[], adHoc = true): Promise<void> {
    await perform(
      this.#readers[adHoc ? 'adHoc' : 'own'],
      { kind: 'check', sql, aliases },
      this.#limits.readMs,
    );
  }

  /** Resolves with what published statements name, or `null`; see `usedNames`. Call it for one viz at a time. */
  async names(sqls: readonly string[], aliases: readonly string[]): Promise<UsedNames | null> {
    const task = { kind: 'names', sqls, aliases } as const;
    return (await perform(this.#readers.own, task, this.#limits.readMs)) as UsedNames | null;
  }

  /**
   * Runs one checked statement in a process of its own. The caller limits how many run at the same time.
   *
   * @throws EngineError if the statement fails, exceeds its time or memory, or `signal` is aborted
   */
  async run(task: RunTask, signal: AbortSignal): Promise<RunResult> {
    // Prefer a process that has the database open. If there is none, -1 takes the most recently used one.
    const warm = this.#idle.findIndex(({ database }) => database === task.database);
    const [free] = this.#idle.splice(warm, 1);
    const worker = free?.worker ?? this.#addWorker();
    const { statementMs, graceMs } = this.#limits;
    try {
      const ms = (task.ms ?? statementMs) + graceMs;
      return (await perform(worker, { kind: 'run', task }, ms, signal)) as RunResult;
    } finally {
      this.#idle.push({ worker, database: task.database });
    }
  }

  /** Ends the processes. Running statements fail as `interrupted`. */
  async close(): Promise<void> {
    await Promise.all([...Object.values(this.#readers), ...this.#workers].map((worker) => worker.close()));
  }

  #addWorker(): EngineProcess {
    const worker = this.#createProcess();
    this.#workers.add(worker);
    return worker;
  }

  #createProcess(): EngineProcess {
    const limits = this.#limits;
    return new TaskProcess({
      folder: 'engine',
      name: 'A query engine',
      start: limits,
      // Half for the values of a result, half for DuckDB.
      heapBytes: limits.engineBytes / 2,
      log: this.#log,
    });
  }
}

/**
 * Does one task. The previous task must be done.
 *
 * @param ms Milliseconds until the process is killed. The time starts again when a new process is ready
 * @throws EngineError if the task fails, exceeds its time or memory, or `signal` is aborted
 * @throws ApiError 400 or 403 for a statement that is not allowed
 */
async function perform(
  worker: EngineProcess,
  task: EngineTask,
  ms: number,
  signal?: AbortSignal,
): Promise<EngineResult> {
  if (signal?.aborted) throw new EngineError('interrupted', 'Interrupted before it started.');
  const outcome = await worker.run(task, ms, signal).catch((error: unknown) => {
    throw error instanceof ProcessEndedError
      ? new EngineError(toFailure(error), 'The query engine was stopped while the query ran.')
      : error;
  });
  if ('result' in outcome) return outcome.result;
  if ('failure' in outcome) throw new EngineError(outcome.failure, outcome.message);
  const { status, code, message, hint } = outcome.refusal;
  throw new ApiError(status, code, message, { hint });
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
