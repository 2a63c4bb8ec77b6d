import type { RunResult, RunTask } from './messages.ts';
import { EngineWorker } from './worker.ts';
import type { Limits } from '../limits.ts';

/** The processes in which strangers' SQL is read and run: two that read, and as many as statements run at a time. */
export class Engine {
  readonly #limits: Limits;
  readonly #log: (message: string) => void;
  /** Files of a viz have a reader of their own, so that they do not wait for ad hoc statements that are hard to read. */
  readonly #readers: { readonly own: EngineWorker; readonly adHoc: EngineWorker };
  readonly #workers = new Set<EngineWorker>();
  /** Those without work, with the database that each used last. The last is the one that worked last. */
  readonly #idle: { readonly worker: EngineWorker; readonly database: string | undefined }[] = [];

  /** @param log Told what a process writes to its standard error, and when one has ended by itself or had to be ended */
  constructor(limits: Limits, log: (message: string) => void) {
    this.#limits = limits;
    this.#log = log;
    this.#readers = { own: new EngineWorker(limits, log), adHoc: new EngineWorker(limits, log) };
  }

  /** Starts the first processes, so that the first query need not wait for them. */
  start(): void {
    for (const reader of Object.values(this.#readers)) reader.start();
    const worker = this.#addWorker();
    worker.start();
    this.#idle.push({ worker, database: undefined });
  }

  /**
   * Reads a statement, see `checkStatement`. One at a time of those that are ad hoc, and one of the others.
   *
   * @throws ApiError 400 or 403 where it is not allowed
   * @throws EngineError where it cannot be read in the time and memory that there are
   */
  async check(sql: string, aliases: readonly string[], adHoc = true): Promise<void> {
    await this.#readers[adHoc ? 'adHoc' : 'own'].do({ kind: 'check', sql, aliases }, this.#limits.readMs);
  }

  /**
   * Runs one checked statement in a process that does nothing else meanwhile. How many run at a time is the caller's
   * business.
   *
   * @throws EngineError when it fails, takes too long or too much, or `signal` is aborted
   */
  async run(task: RunTask, signal: AbortSignal): Promise<RunResult> {
    // Best a process that has the rows in memory.
    const warm = this.#idle.findIndex(({ database }) => database === task.database);
    const [free] = this.#idle.splice(warm, 1);
    const worker = free?.worker ?? this.#addWorker();
    const { statementMs, graceMs } = this.#limits;
    try {
      const ms = (task.ms ?? statementMs) + graceMs;
      return (await worker.do({ kind: 'run', task }, ms, signal)) as RunResult;
    } finally {
      this.#idle.push({ worker, database: task.database });
    }
  }

  /** Ends the processes. What still runs fails as interrupted. */
  async close(): Promise<void> {
    await Promise.all([...Object.values(this.#readers), ...this.#workers].map((worker) => worker.close()));
  }

  #addWorker(): EngineWorker {
    const worker = new EngineWorker(this.#limits, this.#log);
    this.#workers.add(worker);
    return worker;
  }
}
