import { ApiError } from '../errors.ts';

export interface QueueLimits {
  /** Works that go on at a time. */
  readonly running: number;
  /** Of these, works of one group. */
  readonly runningPerGroup: number;
  /** Works that go on, wait or are held back; beyond, 503 with `Retry-After`. */
  readonly places: number;
  /** Of these, works of one group. */
  readonly placesPerGroup: number;
  /** What they are called where one is refused. */
  readonly of: string;
}

/** What {@link FairQueue.enter} hands out. It is held until `leave`. */
export interface Place {
  /** Resolves when the work may begin. Called once at most. */
  turn(): Promise<void>;
  leave(): void;
}

interface Group {
  places: number;
  running: number;
  readonly waiting: (() => void)[];
  /** Which of all turns it had last. */
  lastTurn: number;
}

/**
 * Shares turns between groups: the next is always for the group that had its last one longest ago, and none has more
 * than its share. So a group that asks for a thousand turns keeps another one waiting for a single work, or for none.
 */
export class FairQueue {
  readonly #limits: QueueLimits;
  /** Those that have places. */
  readonly #groups = new Map<string, Group>();
  #places = 0;
  #running = 0;
  #turns = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** @throws ApiError 503 unless `count` more works of the group find a place */
  demandRoom(name: string, count: number): void {
    const { places, placesPerGroup, of } = this.#limits;
    const own = this.#groups.get(name)?.places ?? 0;
    // A group with less than its share is let in still: at the worst that makes twice as many.
    const sharers = this.#groups.size + (this.#groups.has(name) ? 0 : 1);
    if (this.#places + count > places && own + count > places / sharers)
      throw tooMany(`The server has more ${of} than it can take on: ${places}.`);
    if (own + count > placesPerGroup)
      throw tooMany(`This visualization has more ${of} than it can be given: ${placesPerGroup}.`);
  }

  /** @throws ApiError 503 where there is no place */
  enter(name: string): Place {
    this.demandRoom(name, 1);
    const group = this.#groups.get(name) ?? { places: 0, running: 0, waiting: [], lastTurn: 0 };
    this.#groups.set(name, group);
    group.places += 1;
    this.#places += 1;
    let runs = false;
    return {
      turn: () =>
        new Promise((resolve) => {
          group.waiting.push(() => {
            runs = true;
            resolve();
          });
          this.#advance();
        }),
      leave: () => {
        group.places -= 1;
        this.#places -= 1;
        if (group.places === 0) this.#groups.delete(name);
        if (!runs) return;
        group.running -= 1;
        this.#running -= 1;
        this.#advance();
      },
    };
  }

  /** Gives everybody who waits a turn at once: it is for them to see that there is nothing to do any more. */
  release(): void {
    for (const group of this.#groups.values()) while (group.waiting.length > 0) this.#begin(group);
  }

  #advance(): void {
    while (this.#running < this.#limits.running) {
      const [next] = [...this.#groups.values()]
        .filter(({ waiting, running }) => waiting.length > 0 && running < this.#limits.runningPerGroup)
        .sort((a, b) => a.lastTurn - b.lastTurn);
      if (!next) return;
      this.#begin(next);
    }
  }

  #begin(group: Group): void {
    group.running += 1;
    this.#running += 1;
    group.lastTurn = ++this.#turns;
    group.waiting.shift()?.();
  }
}

function tooMany(message: string): ApiError {
  return new ApiError(503, 'too_many_queries', message, {
    hint: 'Try again after the seconds that Retry-After names.',
    retryAfter: 1,
  });
}
