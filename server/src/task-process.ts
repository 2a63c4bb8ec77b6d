import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A message to a process. `start` is the first one and is sent once. */
export type ProcessRequest<Start, Task> =
  | { readonly kind: 'start'; readonly start: Start }
  | { readonly kind: 'task'; readonly id: number; readonly task: Task }
  /** The caller no longer needs the task's result. */
  | { readonly kind: 'interrupt'; readonly id: number };

/** A message from a process: it has started, or a task is done. */
export type ProcessReply<Result> =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly result: Result;
      /** Whether the process uses too much memory or is no longer trusted, and must be replaced. */
      readonly retire: boolean;
    };

/** Thrown if the process ends before its task is done. */
export class ProcessEndedError extends Error {
  override readonly name = 'ProcessEndedError';
  /**
   * `overdue`: the task exceeded its time limit. `closed`: {@link TaskProcess.close} was called. `unstarted`: the system
   * has too few resources for a new process. `died`: otherwise.
   */
  readonly reason: 'overdue' | 'closed' | 'unstarted' | 'died';
  /** The signal that ended the process, if any. */
  readonly signal: NodeJS.Signals | null;

  constructor(reason: ProcessEndedError['reason'], signal: NodeJS.Signals | null = null) {
    super(`The process is ${reason}.`);
    this.reason = reason;
    this.signal = signal;
  }
}

export interface TaskProcessOptions<Start> {
  /** The folder with the process's module, `process.ts`. */
  readonly folder: 'engine' | 'viewer';
  /** Its name in log messages, such as "A query engine". */
  readonly name: string;
  readonly start: Start;
  /** Size limit of its JavaScript heap, in bytes. */
  readonly heapBytes: number;
  /** Receives each line of its standard error, and a message when the process ends unexpectedly or is killed. */
  readonly log: (message: string) => void;
  /** Receives messages other than {@link ProcessReply}. `answer` does nothing after the process has ended. */
  readonly onMessage?: (message: unknown, answer: (message: object) => void) => void;
}

interface PendingTask<Result> {
  readonly id: number;
  /** Kills the process when the time is up. */
  readonly timer: NodeJS.Timeout;
  overdue: boolean;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: ProcessEndedError) => void;
}

const MiB = 1024 * 1024;

/**
 * A child process that does one task at a time. If a task crashes it, only that task fails. The next task starts a
 * new process.
 */
export class TaskProcess<Start, Task, Result> {
  readonly #options: TaskProcessOptions<Start>;
  #child: ChildProcess | undefined;
  #pending: PendingTask<Result> | undefined;
  #lastId = 0;
  #closed = false;

  constructor(options: TaskProcessOptions<Start>) {
    this.#options = options;
  }

  /** Starts the process in advance, so the first task does not wait for it. */
  start(): void {
    if (!this.#closed) this.#child ??= this.#launch();
  }

  /**
   * Does a task. The previous task must be done.
   *
   * @param ms Milliseconds until the process is killed. The time starts again when a new process is ready
   * @param signal Sends `interrupt` to the process, which decides how the task ends
   * @throws ProcessEndedError
   */
  async run(task: Task, ms: number, signal?: AbortSignal): Promise<Result> {
    if (this.#closed) throw new ProcessEndedError('closed');
    const child = (this.#child ??= this.#launch());
    const id = ++this.#lastId;
    const interrupt = (): void => this.#send(child, { kind: 'interrupt', id });
    const timer = setTimeout(() => {
      if (this.#pending) this.#pending.overdue = true;
      child.kill('SIGKILL');
    }, ms);
    signal?.addEventListener('abort', interrupt);
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#pending = { id, timer, overdue: false, resolve, reject };
        this.#send(child, { kind: 'task', id, task });
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
    }
  }

  /** Kills the process and rejects its task. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    if (!child) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }

  #launch(): ChildProcess {
    const { folder, start, heapBytes, log } = this.#options;
    const module = new URL(`${folder}/process${extname(import.meta.url)}`, import.meta.url);
    const child = fork(fileURLToPath(module), {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${Math.ceil(heapBytes / MiB)}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // Without free file descriptors, there is no `stderr`.
    if (child.stderr) createInterface({ input: child.stderr }).on('line', log);
    child.on('message', (message) => this.#handleMessage(child, message));
    child.on('error', ({ message }) => {
      // Otherwise, `exit` follows.
      if (child.pid === undefined) this.#handleEnd(child, `could not be started: ${message}`);
    });
    child.once('exit', (code, signal) => this.#handleEnd(child, `ended with ${signal ?? `code ${code}`}`));
    this.#send(child, { kind: 'start', start });
    return child;
  }

  #send(child: ChildProcess, request: ProcessRequest<Start, Task>): void {
    if (child.connected) child.send(request);
  }

  #handleMessage(child: ChildProcess, message: unknown): void {
    if (child !== this.#child) return;
    const reply = message as ProcessReply<Result>;
    const pending = this.#pending;
    if (reply.kind === 'ready') pending?.timer.refresh();
    else if (reply.kind !== 'done')
      this.#options.onMessage?.(message, (answer) => void (child.connected && child.send(answer)));
    else if (reply.id === pending?.id) {
      this.#pending = undefined;
      if (reply.retire) {
        this.#child = undefined;
        // Kill the process: work that a task left running could keep it alive.
        child.kill('SIGKILL');
        this.start();
      }
      pending.resolve(reply.result);
    }
  }

  #handleEnd(child: ChildProcess, end: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const { name, log } = this.#options;
    if (!this.#closed) log(`${name} ${end}.`);
    this.#pending?.reject(new ProcessEndedError(this.#endOf(child), child.signalCode));
    this.#pending = undefined;
  }

  #endOf({ pid }: ChildProcess): ProcessEndedError['reason'] {
    if (this.#closed) return 'closed';
    if (this.#pending?.overdue) return 'overdue';
    return pid === undefined ? 'unstarted' : 'died';
  }
}
