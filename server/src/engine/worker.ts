import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type {
  EngineFailure,
  EngineGreeting,
  EngineReply,
  EngineRequest,
  EngineWork,
  RunResult,
} from './messages.ts';
import { ApiError } from '../errors.ts';
import type { Limits } from '../limits.ts';

/** A statement failed in the engine, with DuckDB's own message. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly failure: EngineFailure;

  constructor(failure: EngineFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

interface Waiting {
  readonly id: number;
  /** Ends the process. */
  readonly timer: NodeJS.Timeout;
  readonly resolve: (result: RunResult | undefined) => void;
  readonly reject: (error: Error) => void;
}

const MiB = 1024 * 1024;

/**
 * A process that reads and runs SQL, one statement at a time: what brings it down fails by itself, and nothing else
 * does. The next statement starts it afresh.
 */
export class EngineWorker {
  readonly #limits: Limits;
  readonly #onCrash: (message: string) => void;
  #child: ChildProcess | undefined;
  #waiting: Waiting | undefined;
  /** The process that was ended because a statement would not. */
  #overdue: ChildProcess | undefined;
  #lastId = 0;
  #closed = false;

  /** @param onCrash Told when the process has ended by itself, or had to be ended */
  constructor(limits: Limits, onCrash: (message: string) => void) {
    this.#limits = limits;
    this.#onCrash = onCrash;
  }

  /** Starts the process, so that the first statement need not wait for it. */
  start(): void {
    this.#child ??= this.#launch();
  }

  /**
   * Does one work; the one before must be over.
   *
   * @param ms Milliseconds after which the process is ended. Its start has as many for itself
   * @throws EngineError when it fails, takes too long or too much, or `signal` is aborted
   * @throws ApiError 400 or 403 for a statement that is not allowed
   */
  async do(work: EngineWork, ms: number, signal?: AbortSignal): Promise<RunResult | undefined> {
    if (this.#closed || signal?.aborted)
      throw new EngineError('interrupted', 'Interrupted before it started.');
    const child = (this.#child ??= this.#launch());
    const id = ++this.#lastId;
    const timer = setTimeout(() => this.#kill(child), ms);
    const answer = new Promise<RunResult | undefined>((resolve, reject) => {
      this.#waiting = { id, timer, resolve, reject };
    });
    const interrupt = (): void => void child.send({ kind: 'interrupt', id } satisfies EngineRequest);
    signal?.addEventListener('abort', interrupt);
    child.send({ kind: 'work', id, work } satisfies EngineRequest);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
    }
  }

  /** Ends the process. What still runs fails as interrupted. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    if (!child) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }

  #launch(): ChildProcess {
    const module = new URL(`./process.${import.meta.url.split('.').pop()}`, import.meta.url);
    const { engineBytes } = this.#limits;
    const child = fork(fileURLToPath(module), {
      serialization: 'advanced',
      // Of a result's values, which live here, it may take half; the rest is DuckDB's.
      execArgv: [`--max-old-space-size=${Math.ceil(engineBytes / MiB / 2)}`],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (message: EngineGreeting | EngineReply) => this.#hear(child, message));
    child.on('error', () => undefined); // an exit follows
    child.once('exit', (code, signal) => this.#lose(child, code, signal));
    child.send({ kind: 'start', limits: this.#limits } satisfies EngineRequest);
    return child;
  }

  #hear(child: ChildProcess, reply: EngineGreeting | EngineReply): void {
    const waiting = this.#waiting;
    if (child !== this.#child || !waiting) return;
    if ('ready' in reply) return void waiting.timer.refresh();
    if (reply.id !== waiting.id) return;
    this.#waiting = undefined;
    if (reply.worn) {
      this.#child = undefined;
      // It ends by this. The next one starts while nobody waits for it.
      child.disconnect();
      this.start();
    }
    if ('result' in reply) return waiting.resolve(reply.result);
    if ('failure' in reply) return waiting.reject(new EngineError(reply.failure, reply.message));
    const { status, code, message, hint } = reply.refusal;
    waiting.reject(new ApiError(status, code, message, { hint }));
  }

  #kill(child: ChildProcess): void {
    this.#overdue = child;
    child.kill('SIGKILL');
  }

  #lose(child: ChildProcess, code: number | null, signal: string | null): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (!this.#closed) this.#onCrash(`A query engine ended with ${signal ?? `code ${code}`}.`);
    const message = 'The query engine was stopped while the query ran.';
    this.#waiting?.reject(new EngineError(this.#failureOf(child, signal), message));
    this.#waiting = undefined;
  }

  /** A kill that was not sent from here is the process's own, or the system's, and an abort is V8's: for want of memory. */
  #failureOf(child: ChildProcess, signal: string | null): EngineFailure {
    if (this.#closed) return 'interrupted';
    if (child === this.#overdue) return 'timeout';
    return signal === 'SIGKILL' || signal === 'SIGABRT' ? 'memory' : 'failed';
  }
}
