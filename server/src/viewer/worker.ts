import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EmbedPackage } from './embed-package.ts';
import type {
  ApiAnswer,
  ApiRequest,
  Drawing,
  DrawingReply,
  DrawingRequest,
  DrawingTask,
} from './messages.ts';

/** A drawing failed: for a reason that `@vibedasher/embed` names, or since it took too long or too much. */
export class DrawingError extends Error {
  override readonly name = 'DrawingError';
  /** A kind of error of `@vibedasher/embed`, `overdue` or `ended`. */
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface WorkerOptions {
  readonly embed: EmbedPackage;
  /** Bytes that the process may occupy. */
  readonly maxBytes: number;
  readonly answer: (request: ApiRequest) => Promise<ApiAnswer>;
  /** Told when the process has ended by itself, or had to be ended. */
  readonly onCrash: (message: string) => void;
}

interface Waiting {
  readonly id: number;
  /** Ends the process. */
  readonly timer: NodeJS.Timeout;
  readonly resolve: (drawing: Drawing) => void;
  readonly reject: (error: Error) => void;
}

const MiB = 1024 * 1024;

/** A process that draws, one task at a time. What brings it down fails by itself; the next task starts it afresh. */
export class DrawingWorker {
  readonly #options: WorkerOptions;
  #child: ChildProcess | undefined;
  #waiting: Waiting | undefined;
  #lastId = 0;
  #closed = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /**
   * Draws; the task before must be over.
   *
   * @param ms Milliseconds after which the process is ended. Its start has as many for itself
   * @throws DrawingError
   */
  async draw(task: DrawingTask, ms: number): Promise<Drawing> {
    const child = (this.#child ??= this.#launch());
    const id = ++this.#lastId;
    let overdue = false;
    const timer = setTimeout(() => {
      overdue = true;
      child.kill('SIGKILL');
    }, ms);
    try {
      return await new Promise<Drawing>((resolve, reject) => {
        this.#waiting = { id, timer, resolve, reject };
        child.send({ kind: 'draw', id, task } satisfies DrawingRequest);
      });
    } catch (error) {
      if (overdue) throw new DrawingError('overdue', `The picture takes longer than ${ms / 1000} s.`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process, and fails what is being drawn. */
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
    const { embed, maxBytes } = this.#options;
    const child = fork(fileURLToPath(module), {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${Math.ceil((maxBytes / MiB) * 0.75)}`],
      // What charts warn their authors of is not for the server's log.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (reply: DrawingReply) => this.#hear(child, reply));
    child.on('error', () => undefined); // an exit follows
    child.once('exit', (code, signal) => this.#lose(child, code, signal));
    const { prerender, client } = embed;
    const start: DrawingRequest = { kind: 'start', prerender: prerender.href, client: client.href, maxBytes };
    child.send(start);
    return child;
  }

  #hear(child: ChildProcess, reply: DrawingReply): void {
    if (child !== this.#child) return;
    if (reply.kind === 'ready') return void this.#waiting?.timer.refresh();
    if (reply.kind === 'ask') return void this.#answer(child, reply.id, reply.request);
    const waiting = this.#waiting;
    if (waiting?.id !== reply.id) return;
    this.#waiting = undefined;
    if (reply.worn) {
      this.#child = undefined;
      // It ends by this.
      child.disconnect();
    }
    if (reply.kind === 'drawn') waiting.resolve(reply.drawing);
    else waiting.reject(new DrawingError(reply.error, reply.message));
  }

  async #answer(child: ChildProcess, id: number, request: ApiRequest): Promise<void> {
    const answer = await this.#options.answer(request);
    if (child.connected) child.send({ kind: 'answer', id, answer } satisfies DrawingRequest);
  }

  #lose(child: ChildProcess, code: number | null, signal: string | null): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (!this.#closed) this.#options.onCrash(`A process that draws ended with ${signal ?? `code ${code}`}.`);
    this.#waiting?.reject(new DrawingError('ended', 'The process that draws was stopped.'));
    this.#waiting = undefined;
  }
}
