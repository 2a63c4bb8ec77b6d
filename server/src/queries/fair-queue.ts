import { ApiError } from '../errors.ts';

export interface QueueLimits {
  /** Maximum number of running tasks. */
  readonly running: number;
  /** Maximum number of running ad hoc tasks. Default: `running`. */
  readonly runningAdHoc?: number;
  readonly runningPerGroup: number;
  /** Returns the maximum number of running tasks of one visitor. Called for each turn. Default: `running`. */
  readonly runningPerVisitor?: () => number;
  /** Maximum number of tasks that have entered and not left. Further ones get 503 with `Retry-After`. */
  readonly places: number;
  /** Maximum number of these tasks of one group. */
  readonly placesPerGroup: number;
  /** Maximum number of these tasks of one visitor. Default: `places`. */
  readonly placesPerVisitor?: number;
  /** The name of the tasks in error messages, such as `queries`. */
  readonly noun: string;
}

export interface QueueTask {
  /** The visitor who requests the task; see `visitorOf`. */
  readonly visitor?: string;
  /** Whether the task is ad hoc. Ad hoc and other tasks have separate shares. */
  readonly adHoc?: boolean;
}

/** A place in a {@link FairQueue}, until `leave` is called. */
export interface Place {
  /** Resolves when the task may start. Call it at most once. */
  turn(): Promise<void>;
  /** Adds a visitor who requests the same task. The task then runs on the first turn of any of its visitors. */
  join(visitor: string): void;
  leave(): void;
}

/** The places and turns of a group or a visitor. */
interface Share {
  places: number;
  running: number;
  /** The number of the last turn. */
  lastTurn: number;
}

interface Entry {
  readonly adHoc: boolean;
  readonly group: Share;
  /** Visitors by name. Empty for tasks without a visitor. */
  readonly visitors: Map<string, Share>;
  /** The visitor on whose turn the task has started. */
  runsFor: Share | undefined;
  runs: boolean;
  begin: (() => void) | undefined;
}

/** Maximum number of visitors of one task that are considered for turns. */
const MAX_VISITORS = 16;
/** The share of tasks without a visitor. */
const NOBODY: Readonly<Share> = { places: 0, running: 0, lastTurn: 0 };

/**
 * A queue that shares turns fairly between groups and visitors. The visitor with the fewest running tasks has the next
 * turn. Among equals, the turn goes to the task whose group and visitor both had their last turn longest ago. A visitor
 * with a thousand queued tasks delays another visitor by at most one task.
 */
export class FairQueue {
  readonly #limits: Required<QueueLimits>;
  /** Groups and visitors that have places. */
  readonly #groups = new Map<string, Share>();
  readonly #visitors = new Map<string, Share>();
  /** In the order of arrival. */
  readonly #waiting = new Set<Entry>();
  #places = 0;
  #running = 0;
  #runningAdHoc = 0;
  #turns = 0;

  constructor(limits: QueueLimits) {
    const { running, places } = limits;
    this.#limits = {
      runningAdHoc: running,
      runningPerVisitor: () => running,
      placesPerVisitor: places,
      ...limits,
    };
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#places - this.#running;
  }

  /** @throws ApiError 503 if there is no place for another task of the group and the visitor */
  assertCapacity(group: string, work: QueueTask = {}): void {
    const { places, placesPerGroup, placesPerVisitor, noun } = this.#limits;
    const name = shareKey(group, work);
    const own = this.#groups.get(name)?.places ?? 0;
    const sharers = this.#groups.size + (this.#groups.has(name) ? 0 : 1);
    const visitor = work.visitor === undefined ? undefined : shareKey(work.visitor, work);
    const asked = 1 + (visitor === undefined ? 0 : (this.#visitors.get(visitor)?.places ?? 0));
    const visitors = this.#visitors.size + (visitor !== undefined && this.#visitors.has(visitor) ? 0 : 1);
    // A visitor within its share enters even a full queue, which then has at most three times its places.
    const isWithinShare = (limit: number): boolean => visitor !== undefined && asked <= limit / visitors;
    if (this.#places >= places && own + 1 > places / sharers && !isWithinShare(places))
      throw tooMany(`The server already has the maximum of ${places} ${noun}.`);
    if (own >= placesPerGroup && !isWithinShare(placesPerGroup))
      throw tooMany(`This visualization already has the maximum of ${placesPerGroup} ${noun}.`);
    if (visitor !== undefined && asked > placesPerVisitor)
      throw tooMany(`This address already has the maximum of ${placesPerVisitor} ${noun}.`);
  }

  /** @throws ApiError 503 if there is no place */
  enter(group: string, work: QueueTask = {}): Place {
    this.assertCapacity(group, work);
    const name = shareKey(group, work);
    const entry: Entry = {
      adHoc: work.adHoc === true,
      group: takePlace(this.#groups, name),
      visitors: new Map(),
      runsFor: undefined,
      runs: false,
      begin: undefined,
    };
    const join = (visitor: string): void => {
      const by = shareKey(visitor, work);
      if (entry.runs || entry.visitors.has(by) || entry.visitors.size >= MAX_VISITORS) return;
      entry.visitors.set(by, takePlace(this.#visitors, by));
    };
    if (work.visitor !== undefined) join(work.visitor);
    this.#places += 1;
    return {
      turn: () =>
        new Promise((resolve) => {
          entry.begin = resolve;
          this.#waiting.add(entry);
          this.#advance();
        }),
      join: (visitor) => {
        join(visitor);
        this.#advance();
      },
      leave: () => {
        returnPlace(this.#groups, name);
        for (const by of entry.visitors.keys()) returnPlace(this.#visitors, by);
        this.#places -= 1;
        if (!entry.runs) return;
        entry.group.running -= 1;
        if (entry.runsFor) entry.runsFor.running -= 1;
        if (entry.adHoc) this.#runningAdHoc -= 1;
        this.#running -= 1;
        this.#advance();
      },
    };
  }

  /** Gives all waiting tasks a turn at once. They must check whether they still have to run. */
  release(): void {
    for (const entry of this.#waiting) this.#begin(entry, [...entry.visitors.values()][0]);
  }

  #advance(): void {
    while (this.#running < this.#limits.running) {
      let next: { readonly entry: Entry; readonly visitor: Share | undefined } | undefined;
      let least: readonly number[] = [Infinity];
      for (const entry of this.#waiting) {
        if (entry.adHoc && this.#runningAdHoc >= this.#limits.runningAdHoc) continue;
        if (entry.group.running >= this.#limits.runningPerGroup) continue;
        const visitors = entry.visitors.size > 0 ? entry.visitors.values() : [undefined];
        for (const visitor of visitors) {
          const { running, lastTurn } = visitor ?? NOBODY;
          if (running >= this.#limits.runningPerVisitor()) continue;
          const turns = [entry.group.lastTurn, lastTurn];
          const rank = [running, Math.max(...turns), Math.min(...turns)];
          if (!isLess(rank, least)) continue;
          least = rank;
          next = { entry, visitor };
        }
      }
      if (!next) return;
      this.#begin(next.entry, next.visitor);
    }
  }

  #begin(entry: Entry, visitor: Share | undefined): void {
    this.#waiting.delete(entry);
    this.#running += 1;
    if (entry.adHoc) this.#runningAdHoc += 1;
    this.#turns += 1;
    for (const share of [entry.group, visitor]) {
      if (!share) continue;
      share.running += 1;
      share.lastTurn = this.#turns;
    }
    entry.runs = true;
    entry.runsFor = visitor;
    entry.begin?.();
  }
}

const shareKey = (name: string, { adHoc = false }: QueueTask): string =>
  `${adHoc ? 'ad hoc' : 'own'} ${name}`;

function takePlace(shares: Map<string, Share>, name: string): Share {
  const share = shares.get(name) ?? { places: 0, running: 0, lastTurn: 0 };
  shares.set(name, share);
  share.places += 1;
  return share;
}

function returnPlace(shares: Map<string, Share>, name: string): void {
  const share = shares.get(name);
  if (share && (share.places -= 1) === 0) shares.delete(name);
}

/** Compares lists of numbers lexicographically. */
function isLess(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && one[at]! < (other[at] ?? Infinity);
}

/** 503 for a client that has too many queries or pictures. */
export function tooMany(message: string): ApiError {
  return new ApiError(503, 'too_many_queries', message, {
    hint: 'Try again after the number of seconds in Retry-After.',
    retryAfter: 1,
  });
}
