import type { RunResult } from './backend.ts';
import type { RunTask } from './messages.ts';
import { EngineWorker } from './worker.ts';
import type { Limits } from '../limits.ts';
import type { UsedNames } from './used-columns.ts';

/** The processes for untrusted SQL: two that check statements, and one for each statement that runs at the same time. */
export class Engine {
  readonly #limits: Limits;
  readonly #log: (message: string) => void;
  /** Processes that check statements. Own statements do not wait for ad hoc ones that are slow to parse. */
  readonly #readers: { readonly own: EngineWorker; readonly adHoc: EngineWorker };
  readonly #workers = new Set<EngineWorker>();
  /** Idle processes, each with the database that it used last. The most recently used is at the end. */
  readonly #idle: { readonly worker: EngineWorker; readonly database: string | undefined }[] = [];

  /**
   * @param log Receives the standard error of the processes, and a message when one ends unexpectedly or is killed
   */
  constructor(limits: Limits, log: (message: string) => void) {
    this.#limits = limits;
    this.#log = log;
    this.#readers = { own: new EngineWorker(limits, log), adHoc: new EngineWorker(limits, log) };
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
    await this.#readers[adHoc ? 'adHoc' : 'own'].run({ kind: 'check', sql, aliases }, this.#limits.readMs);
  }

  /** Resolves with what published statements name, or `null`; see `usedNames`. Call it for one viz at a time. */
  async names(sqls: readonly string[], aliases: readonly string[]): Promise<UsedNames | null> {
    const { own } = this.#readers;
    return (await own.run({ kind: 'names', sqls, aliases }, this.#limits.readMs)) as UsedNames | null;
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
      return (await worker.run({ kind: 'run', task }, ms, signal)) as RunResult;
    } finally {
      this.#idle.push({ worker, database: task.database });
    }
  }

  /** Ends the processes. Running statements fail as `interrupted`. */
  async close(): Promise<void> {
    await Promise.all([...Object.values(this.#readers), ...this.#workers].map((worker) => worker.close()));
  }

  #addWorker(): EngineWorker {
    const worker = new EngineWorker(this.#limits, this.#log);
    this.#workers.add(worker);
    return worker;
  }
}
