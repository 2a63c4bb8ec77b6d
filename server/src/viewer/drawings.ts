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

/** Draws pictures of vizzes: assigns them to processes in turn, and caches the results. */
export class Drawings {
  readonly #limits: Limits;
  readonly #options: DrawingsOptions;
  readonly #queue: FairQueue;
  readonly #kept: FairCache<Drawing>;
  readonly #underWay = new Map<string, Promise<Drawing>>();
  readonly #processes = new Set<DrawingProcess>();
  readonly #idle: DrawingProcess[] = [];
  #closed = false;

  constructor(limits: Limits, options: DrawingsOptions) {
    this.#limits = limits;
    this.#options = options;
    const { drawings, drawingQueue } = limits;
    this.#queue = new FairQueue({
      running: drawings,
      // If there is more than one, one is left to the others.
      runningPerGroup: Math.max(1, drawings - 1),
      places: drawings + drawingQueue,
      placesPerGroup: Math.ceil((drawings + drawingQueue) / 2),
      of: 'pictures',
    });
    this.#kept = new FairCache(limits.drawingCacheBytes, () => true);
  }

  /**
   * Draws, or returns an earlier drawing of the same data.
   *
   * @param viz `ACCOUNT/SLUG`; vizzes share processes and cache fairly
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
    await Promise.all([...this.#processes].map((each) => each.close()));
    this.#queue.release();
  }

  async #drawNow(viz: string, key: string, task: DrawingTask): Promise<Drawing> {
    const place = this.#queue.enter(viz);
    try {
      await place.turn();
      if (this.#closed) throw new ProcessEndedError('closed');
      const free = this.#idle.pop() ?? this.#addProcess();
      const outcome = await free.run(task, this.#limits.drawingMs).finally(() => void this.#idle.push(free));
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

  #addProcess(): DrawingProcess {
    const { embed, answer, log } = this.#options;
    const { drawingBytes: maxBytes } = this.#limits;
    const added: DrawingProcess = new TaskProcess({
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
    this.#processes.add(added);
    return added;
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
