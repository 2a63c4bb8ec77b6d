import { ApiError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { sharePending } from '../promises.ts';
import { FairCache } from '../queries/fair-cache.ts';
import { FairQueue } from '../queries/fair-queue.ts';
import type { Place } from '../queries/fair-queue.ts';
import { ProcessEndedError, TaskProcess } from '../task-process.ts';
import type { EmbedPackage } from './embed-package.ts';
import type {
  ApiAnswer,
  ApiRequest,
  Drawing,
  DrawingOutcome,
  DrawingApiRequest,
  DrawingRequest,
  DrawingStart,
  DrawingTask,
} from './messages.ts';

/** Approximate bytes of a cached drawing without its content. */
const ENTRY_BYTES = 1024;
/** The share of a process's memory for its JavaScript heap. */
const HEAP_SHARE = 0.75;

export interface DrawingsOptions {
  readonly embed: Pick<EmbedPackage, 'prerender' | 'client'>;
  /** Answers requests to the API from the drawing processes. */
  readonly answer: (request: ApiRequest) => Promise<ApiAnswer>;
  /** Receives the standard error of the processes, and a message when one ends unexpectedly or is killed. */
  readonly log: (message: string) => void;
}

type DrawingProcess = TaskProcess<DrawingStart, DrawingTask, DrawingOutcome>;

/**
 * Draws pictures of vizzes in separate processes and caches them. A process draws for one account only, so a chart
 * cannot change the pictures of other accounts.
 */
export class Drawings {
  readonly #limits: Limits;
  readonly #options: DrawingsOptions;
  /** Shares turns between accounts and their vizzes. */
  readonly #queue: FairQueue;
  /** Share the turns of each account between its vizzes and their visitors. */
  readonly #queues = new Map<string, FairQueue>();
  readonly #cache: FairCache<Drawing>;
  readonly #pending = new Map<string, Promise<Drawing>>();
  /** All processes with their accounts. */
  readonly #processes = new Map<DrawingProcess, string>();
  /** The most recently used is at the end. */
  readonly #idle: DrawingProcess[] = [];
  /** A process without an account, for the next new account. */
  #spare: DrawingProcess | undefined;
  #closed = false;

  constructor(limits: Limits, options: DrawingsOptions) {
    this.#limits = limits;
    this.#options = options;
    const { drawings, drawingQueue } = limits;
    this.#queue = new FairQueue({
      running: drawings,
      // If there is more than one process, one is left for other vizzes, and for other accounts if there are any.
      runningPerGroup: Math.max(1, drawings - 1),
      runningPerVisitor: () => (this.#queues.size > 1 ? Math.max(1, drawings - 1) : drawings),
      places: drawings + drawingQueue,
      // The queue of the account limits them.
      placesPerGroup: Infinity,
      placesPerVisitor: Infinity,
      noun: 'pictures',
    });
    this.#cache = new FairCache(limits.drawingCacheBytes, () => true);
  }

  /**
   * Draws, or returns an earlier drawing of the same data.
   *
   * @param viz `ACCOUNT/SLUG`. Accounts, vizzes and visitors share turns fairly, and vizzes share the cache fairly
   * @param version Changes with the data and the files
   * @param visitor Of the first request for this drawing
   * @throws ApiError 422 or 503
   */
  draw(viz: string, version: string, task: DrawingTask, visitor: string): Promise<Drawing> {
    this.#cache.expire(Date.now() - this.#limits.resultSeconds * 1000);
    const key = JSON.stringify([viz, version, task]);
    const cached = this.#cache.get(key);
    if (cached) return Promise.resolve(cached);
    return sharePending(this.#pending, key, () => this.#drawNow(viz, key, task, visitor));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#processes.keys(), this.#spare].map((each) => each?.close()));
    for (const queue of [this.#queue, ...this.#queues.values()]) queue.release();
  }

  async #drawNow(viz: string, key: string, task: DrawingTask, visitor: string): Promise<Drawing> {
    const [account = ''] = viz.split('/', 1);
    const inAccount = this.#queueOf(account).enter(viz, { visitor });
    let place: Place | undefined;
    try {
      place = this.#queue.enter(viz, { visitor: account });
      await inAccount.turn();
      await place.turn();
      if (this.#closed) throw new ProcessEndedError('closed');
      const process = this.#assignProcess(account);
      const outcome = await process.run(task, this.#limits.drawingMs).finally(() => {
        this.#idle.push(process);
        // Starting the spare process earlier would slow down the drawing.
        this.#spare?.start();
      });
      if ('error' in outcome) throw toDrawingError(outcome.error, outcome.message);
      const { drawing } = outcome;
      this.#cache.put(viz, key, drawing, ENTRY_BYTES + 2 * (key.length + drawing.content.length));
      return drawing;
    } catch (error) {
      throw error instanceof ProcessEndedError ? this.#toProcessError(error) : error;
    } finally {
      place?.leave();
      inAccount.leave();
    }
  }

  #queueOf(account: string): FairQueue {
    const { drawings, drawingQueue } = this.#limits;
    const places = drawings + drawingQueue;
    const queue =
      this.#queues.get(account) ??
      new FairQueue({
        running: drawings,
        runningPerGroup: Math.max(1, drawings - 1),
        places,
        placesPerGroup: Math.ceil(places / 2),
        placesPerVisitor: Math.ceil(places / 4),
        noun: 'pictures',
      });
    this.#queues.set(account, queue);
    return queue;
  }

  /** Returns an idle process of the account, or else an unused one. */
  #assignProcess(account: string): DrawingProcess {
    const at = this.#idle.findLastIndex((each) => this.#processes.get(each) === account);
    if (at >= 0) return this.#idle.splice(at, 1)[0]!;
    const process = this.#spare ?? this.#createProcess();
    this.#processes.set(process, account);
    // A server with one account needs no spare process.
    const hasOthers = [...this.#processes.values()].some((each) => each !== account);
    this.#spare = hasOthers ? this.#createProcess() : undefined;
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
      onMessage: async (message, send) => {
        const { id, request } = message as DrawingApiRequest;
        send({ kind: 'answer', id, answer: await answer(request) } satisfies DrawingRequest);
      },
    });
  }

  #toProcessError(cause: ProcessEndedError): ApiError {
    const { drawingMs } = this.#limits;
    switch (cause.reason) {
      case 'overdue':
        return new ApiError(422, 'cannot_draw', `The picture takes longer than ${drawingMs / 1000} s.`, {
          cause,
        });
      case 'closed':
        return unavailable('The server is shutting down.', cause);
      case 'unstarted':
        return unavailable('The process that draws could not be started.', cause);
      case 'died':
        return unavailable('The process that draws was stopped.', cause);
    }
  }
}

const unavailable = (message: string, cause?: unknown): ApiError =>
  new ApiError(503, 'cannot_draw', message, { cause, retryAfter: 5 });

/** Creates an error from the `kind` of an error of `@vibedasher/embed`. Errors of the viz or the request get 422. */
function toDrawingError(kind: string, message: string): ApiError {
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
