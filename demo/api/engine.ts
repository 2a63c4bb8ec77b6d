import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineFailure, EngineReply, EngineRequest, RunResult, RunTask } from './engine-messages.ts';
import type { Limits } from './limits.ts';

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
  readonly resolve: (value: string | RunResult) => void;
  readonly reject: (error: EngineError) => void;
}

/** Holds the process that reads and runs SQL, and starts it afresh when a statement has brought it down. */
export class Engine {
  readonly #limits: Limits;
  readonly #onCrash: (message: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | undefined;
  /** The process that was ended because a statement would not. */
  #overdue: ChildProcess | undefined;
  #lastId = 0;
  #closed = false;

  /** @param onCrash Told when the process has ended by itself, or had to be ended */
  constructor(limits: Limits, onCrash: (message: string) => void) {
    this.#limits = limits;
    this.#onCrash = onCrash;
  }

  /** Starts the process, so that the first query need not wait for it. */
  start(): void {
    this.#child ??= this.#launch();
  }

  /** DuckDB's parse tree of the text as JSON, see sql-policy.ts. */
  parse(sql: string): Promise<string> {
    return this.#ask((id) => ({ kind: 'parse', id, sql })).answer as Promise<string>;
  }

  /**
   * Runs one checked statement.
   *
   * @throws EngineError when it fails, takes too long or too much, or `signal` is aborted.
   */
  async run(task: RunTask, signal: AbortSignal): Promise<RunResult> {
    if (signal.aborted) throw new EngineError('interrupted', 'Interrupted before it started.');
    const { id, answer } = this.#ask((id) => ({ kind: 'run', id, task }));
    const child = this.#child;
    const interrupt = (): void => void child?.send({ kind: 'interrupt', id } satisfies EngineRequest);
    const timer = setTimeout(() => this.#kill(child), this.#limits.statementMs + this.#limits.graceMs);
    signal.addEventListener('abort', interrupt);
    try {
      return (await answer) as RunResult;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
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

  #ask(request: (id: number) => EngineRequest): { id: number; answer: Promise<string | RunResult> } {
    if (this.#closed) throw new EngineError('interrupted', 'The server is shutting down.');
    const child = (this.#child ??= this.#launch());
    const id = ++this.#lastId;
    const answer = new Promise<string | RunResult>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    child.send(request(id));
    return { id, answer };
  }

  #launch(): ChildProcess {
    const module = new URL(`./engine-process.${import.meta.url.split('.').pop()}`, import.meta.url);
    const child = fork(fileURLToPath(module), {
      serialization: 'advanced',
      execArgv: [],
      // Each running statement holds one thread of the pool; reading SQL must not wait for them.
      env: { ...process.env, UV_THREADPOOL_SIZE: String(this.#limits.concurrency + 3) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (message) => this.#settle(message as EngineReply));
    child.on('error', () => undefined); // an exit follows
    child.once('exit', (code, signal) => this.#lose(child, code, signal));
    child.send({ kind: 'start', limits: this.#limits } satisfies EngineRequest);
    return child;
  }

  #settle(message: EngineReply): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('value' in message) waiting?.resolve(message.value);
    else waiting?.reject(new EngineError(message.failure, message.message));
  }

  #kill(child: ChildProcess | undefined): void {
    this.#overdue = child;
    child?.kill('SIGKILL');
  }

  #lose(child: ChildProcess, code: number | null, signal: string | null): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (!this.#closed) this.#onCrash(`The query engine ended with ${signal ?? `code ${code}`}.`);
    const failure = this.#failureOf(child, signal);
    for (const waiting of this.#waiting.values())
      waiting.reject(new EngineError(failure, 'The query engine was stopped while the query ran.'));
    this.#waiting.clear();
  }

  /** A kill that was not sent from here is the process's own, or the system's: both for want of memory. */
  #failureOf(child: ChildProcess, signal: string | null): EngineFailure {
    if (this.#closed) return 'interrupted';
    if (child === this.#overdue) return 'timeout';
    return signal === 'SIGKILL' ? 'memory' : 'failed';
  }
}
