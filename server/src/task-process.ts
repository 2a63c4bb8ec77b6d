import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a process is told; `Start` is what it is told first, once. */
export type ProcessRequest<Start, Task> =
  | { readonly kind: 'start'; readonly start: Start }
  | { readonly kind: 'task'; readonly id: number; readonly task: Task }
  /** The task is no longer wanted. */
  | { readonly kind: 'interrupt'; readonly id: number };

/** What a process tells: that it has started, and what came of a task. */
export type ProcessReply<Result> =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly result: Result;
      /** The process has grown or is no longer trusted, and takes no further task. */
      readonly worn: boolean;
    };

/** A process ended before its task was done. */
export class ProcessEndedError extends Error {
  override readonly name = 'ProcessEndedError';
  /** `overdue`: the task took too long. `closed`: nobody wants it any more. `died`: all else. */
  readonly reason: 'overdue' | 'closed' | 'died';
  /** What ended it, where that was a signal. */
  readonly signal: NodeJS.Signals | null;

  constructor(reason: ProcessEndedError['reason'], signal: NodeJS.Signals | null = null) {
    super(`The process is ${reason}.`);
    this.reason = reason;
    this.signal = signal;
  }
}

export interface TaskProcessOptions<Start> {
  /** Folder of its module, `process.ts`. */
  readonly folder: 'engine' | 'viewer';
  /** What it is called where it is said that it ended, such as "A query engine". */
  readonly name: string;
  readonly start: Start;
  /** Bytes that its JavaScript may occupy. */
  readonly heapBytes: number;
  /** Told each line that it writes to its standard error, and when it has ended by itself or had to be ended. */
  readonly log: (message: string) => void;
  /** Told whatever else it tells. `answer` does nothing once it has ended. */
  readonly onMessage?: (message: unknown, answer: (message: object) => void) => void;
}

interface Waiting<Result> {
  readonly id: number;
  /** Ends the process. */
  readonly timer: NodeJS.Timeout;
  overdue: boolean;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: ProcessEndedError) => void;
}

const MiB = 1024 * 1024;

/** A process that does one task at a time. What brings it down fails by itself; the next task starts it afresh. */
export class TaskProcess<Start, Task, Result> {
  readonly #options: TaskProcessOptions<Start>;
  #child: ChildProcess | undefined;
  #waiting: Waiting<Result> | undefined;
  #lastId = 0;
  #closed = false;

  constructor(options: TaskProcessOptions<Start>) {
    this.#options = options;
  }

  /** Starts the process, so that the first task need not wait for it. */
  start(): void {
    if (!this.#closed) this.#child ??= this.#launch();
  }

  /**
   * Does a task; the one before must be over.
   *
   * @param ms Milliseconds after which the process is ended. Its start has as many for itself
   * @param signal Tells the process that the task is no longer wanted; what becomes of it then is the process's business
   * @throws ProcessEndedError
   */
  async run(task: Task, ms: number, signal?: AbortSignal): Promise<Result> {
    if (this.#closed) throw new ProcessEndedError('closed');
    const child = (this.#child ??= this.#launch());
    const id = ++this.#lastId;
    const tell = (request: ProcessRequest<Start, Task>): void => void child.send(request);
    const interrupt = (): void => tell({ kind: 'interrupt', id });
    const timer = setTimeout(() => {
      if (this.#waiting) this.#waiting.overdue = true;
      child.kill('SIGKILL');
    }, ms);
    signal?.addEventListener('abort', interrupt);
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#waiting = { id, timer, overdue: false, resolve, reject };
        tell({ kind: 'task', id, task });
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
    }
  }

  /** Ends the process, and fails its task. */
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
    createInterface({ input: child.stderr! }).on('line', log);
    child.on('message', (message) => this.#hear(child, message));
    child.on('error', () => undefined); // an exit follows
    child.once('exit', (code, signal) => this.#lose(child, code, signal));
    child.send({ kind: 'start', start } satisfies ProcessRequest<Start, Task>);
    return child;
  }

  #hear(child: ChildProcess, message: unknown): void {
    if (child !== this.#child) return;
    const reply = message as ProcessReply<Result>;
    const waiting = this.#waiting;
    if (reply.kind === 'ready') waiting?.timer.refresh();
    else if (reply.kind !== 'done')
      this.#options.onMessage?.(message, (answer) => void (child.connected && child.send(answer)));
    else if (reply.id === waiting?.id) {
      this.#waiting = undefined;
      if (reply.worn) {
        this.#child = undefined;
        // What a task has left running could keep it from ending by itself. The next one starts while nobody waits for it.
        child.kill('SIGKILL');
        this.start();
      }
      waiting.resolve(reply.result);
    }
  }

  #lose(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const { name, log } = this.#options;
    if (!this.#closed) log(`${name} ended with ${signal ?? `code ${code}`}.`);
    const reason = this.#closed ? 'closed' : this.#waiting?.overdue ? 'overdue' : 'died';
    this.#waiting?.reject(new ProcessEndedError(reason, signal));
    this.#waiting = undefined;
  }
}
