import { ApiError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { FairCache } from '../queries/fair-cache.ts';
import { FairQueue } from '../queries/fair-queue.ts';
import type { Drawing, DrawingTask } from './messages.ts';
import { DrawingError, DrawingWorker } from './worker.ts';
import type { WorkerOptions } from './worker.ts';

/** What a drawing takes up besides its content, about. */
const ENTRY_BYTES = 1024;

/** Pictures of vizzes: turns in the processes that draw, and a memory of what was drawn. */
export class Drawings {
  readonly #limits: Limits;
  readonly #options: Omit<WorkerOptions, 'maxBytes'>;
  readonly #queue: FairQueue;
  readonly #kept: FairCache<Drawing>;
  readonly #underWay = new Map<string, Promise<Drawing>>();
  readonly #workers = new Set<DrawingWorker>();
  readonly #idle: DrawingWorker[] = [];
  #closed = false;

  constructor(limits: Limits, options: Omit<WorkerOptions, 'maxBytes'>) {
    this.#limits = limits;
    this.#options = options;
    const { drawings, drawingQueue } = limits;
    this.#queue = new FairQueue({
      running: drawings,
      // One is left for the others, where there is more than one.
      runningPerGroup: Math.max(1, drawings - 1),
      places: drawings + drawingQueue,
      placesPerGroup: Math.ceil((drawings + drawingQueue) / 2),
      of: 'pictures',
    });
    this.#kept = new FairCache(limits.drawingCacheBytes, () => true);
  }

  /**
   * Draws, or takes what was drawn of the same data.
   *
   * @param viz `ACCOUNT/SLUG`: turns and memory are shared fairly between vizzes
   * @param version Another one with other data or files
   * @throws ApiError 422, 500, 501 or 503
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
    await Promise.all([...this.#workers].map((worker) => worker.close()));
    this.#queue.release();
  }

  async #drawNow(viz: string, key: string, task: DrawingTask): Promise<Drawing> {
    const place = this.#queue.enter(viz);
    try {
      await place.turn();
      if (this.#closed) throw new DrawingError('ended', 'The server is shutting down.');
      const worker = this.#idle.pop() ?? this.#hire();
      const drawing = await worker
        .draw(task, this.#limits.drawingMs)
        .finally(() => void this.#idle.push(worker));
      this.#kept.put(viz, key, drawing, ENTRY_BYTES + 2 * (key.length + drawing.content.length));
      return drawing;
    } catch (error) {
      throw error instanceof DrawingError ? refusalOf(error) : error;
    } finally {
      place.leave();
    }
  }

  #hire(): DrawingWorker {
    const worker = new DrawingWorker({ ...this.#options, maxBytes: this.#limits.drawingBytes });
    this.#workers.add(worker);
    return worker;
  }
}

/** By the kinds of `@vibedasher/embed`: what is the viz's or the request's own fault is no failure of the server. */
function refusalOf(cause: DrawingError): ApiError {
  const { kind, message } = cause;
  switch (kind) {
    case 'config':
      return /@resvg/.test(message)
        ? new ApiError(501, 'no_png', message, { cause, hint: 'The same address with .svg works.' })
        : new ApiError(422, 'cannot_draw', message, { cause });
    case 'rate-limited':
    case 'unavailable':
    case 'network':
    case 'timeout':
    case 'ended':
      return new ApiError(503, 'cannot_draw', message, { cause, retryAfter: 5 });
    default:
      return new ApiError(422, 'cannot_draw', message, { cause });
  }
}
