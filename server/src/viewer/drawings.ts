import { ApiError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { FairCache } from '../queries/fair-cache.ts';
import { FairQueue } from '../queries/fair-queue.ts';
import { ProcessEndedError, TaskProcess } from '../task-process.ts';
import type { EmbedPackage } from './embed-package.ts';
import type {
  ApiAnswer,
  ApiRequest,
  Drawing,
  DrawingOutcome,
  DrawingQuestion,
  DrawingRequest,
  DrawingStart,
  DrawingTask,
} from './messages.ts';

/** Approximate bytes that a drawing takes besides its content. */
const ENTRY_BYTES = 1024;
/** The share of its memory that a process may use for JavaScript. */
const HEAP_SHARE = 0.75;

export interface DrawingsOptions {
  readonly embed: Pick<EmbedPackage, 'prerender' | 'client'>;
  /** Answers the requests of the API's client in a process. */
  readonly answer: (request: ApiRequest) => Promise<ApiAnswer>;
  /** Told what a process writes to its standard error, and when one has ended by itself or had to be ended. */
  readonly log: (message: string) => void;
}

type DrawingProcess = TaskProcess<DrawingStart, DrawingTask, DrawingOutcome>;

/**
 * Draws pictures of vizzes: assigns them to processes in turn, and caches the results. A process draws for one account
 * only, so that no chart can change what others see.
 */
export class Drawings {
  readonly #limits: Limits;
  readonly #options: DrawingsOptions;
  readonly #queue: FairQueue;
  readonly #kept: FairCache<Drawing>;
  readonly #underWay = new Map<string, Promise<Drawing>>();
  /** All that anything has been drawn for. */
  readonly #accounts = new Set<string>();
  /** All processes with their accounts. */
  readonly #processes = new Map<DrawingProcess, string>();
  /** The one used last is at the end. */
  readonly #idle: DrawingProcess[] = [];
  /** For the next account. */
  #fresh: DrawingProcess | undefined;
  #closed = false;

  constructor(limits: Limits, options: DrawingsOptions) {
    this.#limits = limits;
    this.#options = options;
    const { drawings, drawingQueue } = limits;
    this.#queue = new FairQueue({
      running: drawings,
      // If there is more than one, one is left to the others: other vizzes and, on a server with several, other accounts.
      runningPerGroup: Math.max(1, drawings - 1),
      runningPerVisitor: () => (this.#accounts.size > 1 ? Math.max(1, drawings - 1) : drawings),
      places: drawings + drawingQueue,
      placesPerGroup: Math.ceil((drawings + drawingQueue) / 2),
      // Or two busy vizzes would have all places of their account.
      placesPerVisitor: Infinity,
      of: 'pictures',
    });
    this.#kept = new FairCache(limits.drawingCacheBytes, () => true);
  }

  /**
   * Draws, or returns an earlier drawing of the same data.
   *
   * @param viz `ACCOUNT/SLUG`; accounts and vizzes share turns fairly, and vizzes the cache
   * @param version Changes with the data and the files
   * @throws ApiError 422 or 503
   */
  draw(viz: string, version: string, task: DrawingTask): Promise<Drawing> {
    this.#kept.expire(Date.now() - this.#limits.resultSeconds * 1000);
    const key = JSON.stringify([viz, version, task]);
    const kept = this.#kept.get(key);
    if (kept) return Promise.resolve(kept);
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay;
    const drawing = this.#drawNow(viz, key, task).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, drawing);
    return drawing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#processes.keys(), this.#fresh].map((each) => each?.close()));
    this.#queue.release();
  }

  async #drawNow(viz: string, key: string, task: DrawingTask): Promise<Drawing> {
    const [account = ''] = viz.split('/', 1);
    this.#accounts.add(account);
    const place = this.#queue.enter(viz, { visitor: account });
    try {
      await place.turn();
      if (this.#closed) throw new ProcessEndedError('closed');
      const process = this.#processOf(account);
      const outcome = await process.run(task, this.#limits.drawingMs).finally(() => {
        this.#idle.push(process);
        // Not earlier, as that would slow down the drawing.
        this.#fresh?.start();
      });
      if ('error' in outcome) throw refusalOf(outcome.error, outcome.message);
      const { drawing } = outcome;
      this.#kept.put(viz, key, drawing, ENTRY_BYTES + 2 * (key.length + drawing.content.length));
      return drawing;
    } catch (error) {
      throw error instanceof ProcessEndedError ? this.#refusalFor(error) : error;
    } finally {
      place.leave();
    }
  }

  /** An idle process of the account, else one that has drawn nothing. */
  #processOf(account: string): DrawingProcess {
    const at = this.#idle.findLastIndex((each) => this.#processes.get(each) === account);
    if (at >= 0) return this.#idle.splice(at, 1)[0]!;
    const process = this.#fresh ?? this.#createProcess();
    this.#processes.set(process, account);
    // A server with one account needs no process for the next.
    const hasOthers = [...this.#processes.values()].some((each) => each !== account);
    this.#fresh = hasOthers ? this.#createProcess() : undefined;
    if (this.#processes.size > this.#limits.drawings) this.#end(this.#idle.shift());
    return process;
  }

  #end(process: DrawingProcess | undefined): void {
    if (!process) return;
    this.#processes.delete(process);
    void process.close();
  }

  #createProcess(): DrawingProcess {
    const { embed, answer, log } = this.#options;
    const { drawingBytes: maxBytes } = this.#limits;
    return new TaskProcess({
      folder: 'viewer',
      name: 'A process that draws',
      start: { prerender: embed.prerender.href, client: embed.client.href, maxBytes },
      heapBytes: maxBytes * HEAP_SHARE,
      log,
      onMessage: async (message, tell) => {
        const { id, request } = message as DrawingQuestion;
        tell({ kind: 'answer', id, answer: await answer(request) } satisfies DrawingRequest);
      },
    });
  }

  #refusalFor(cause: ProcessEndedError): ApiError {
    const { drawingMs } = this.#limits;
    switch (cause.reason) {
      case 'overdue':
        return new ApiError(422, 'cannot_draw', `The picture takes longer than ${drawingMs / 1000} s.`, {
          cause,
        });
      case 'closed':
        return unavailable('The server is shutting down.', cause);
      case 'died':
        return unavailable('The process that draws was stopped.', cause);
    }
  }
}

const unavailable = (message: string, cause?: unknown): ApiError =>
  new ApiError(503, 'cannot_draw', message, { cause, retryAfter: 5 });

/** By the kinds of `@vibedasher/embed`. Faults of the viz or of the request are not failures of the server. */
function refusalOf(kind: string, message: string): ApiError {
  switch (kind) {
    case 'rate-limited':
    case 'unavailable':
    case 'network':
    case 'timeout':
      return unavailable(message);
    default:
      return new ApiError(422, 'cannot_draw', message);
  }
}
