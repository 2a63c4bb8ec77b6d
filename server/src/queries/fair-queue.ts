import { ApiError } from '../errors.ts';

export interface QueueLimits {
  /** Works that go on at a time. */
  readonly running: number;
  /** Of these, works that are ad hoc. Default: all. */
  readonly runningAdHoc?: number;
  /** Of these, works of one group. */
  readonly runningPerGroup: number;
  /** Of these, works of one visitor. Default: all. It is read at each turn. */
  readonly runningPerVisitor?: () => number;
  /** Works that go on, wait or are held back; beyond, 503 with `Retry-After`. */
  readonly places: number;
  /** Of these, works of one group. */
  readonly placesPerGroup: number;
  /** Of these, works of one visitor. Default: all. */
  readonly placesPerVisitor?: number;
  /** What they are called where one is refused. */
  readonly of: string;
}

export interface Work {
  /** Who asks for it. */
  readonly visitor?: string;
  /** Whether it is ad hoc. What is and what is not have shares of their own, so neither takes those of the other. */
  readonly adHoc?: boolean;
}

/** What {@link FairQueue.enter} hands out. It is held until `leave`. */
export interface Place {
  /** Resolves when the work may begin. Called once at most. */
  turn(): Promise<void>;
  /** Another visitor asks for the same work: it has the turn of the one whose turn comes first. */
  join(visitor: string): void;
  leave(): void;
}

/** What a group or a visitor has. */
interface Share {
  places: number;
  running: number;
  /** Which of all turns it had last. */
  lastTurn: number;
}

interface Entry {
  readonly adHoc: boolean;
  readonly group: Share;
  /** By name. Where nobody has said who asks, there is none. */
  readonly visitors: Map<string, Share>;
  /** The one on whose turn it has begun. */
  runsFor: Share | undefined;
  runs: boolean;
  begin: (() => void) | undefined;
}

/** Visitors of one work whose turns are looked at. */
const MOST_VISITORS = 16;
/** That of works without a visitor. */
const NOBODY: Readonly<Share> = { places: 0, running: 0, lastTurn: 0 };

/**
 * Shares turns between groups and visitors. The next turn is for the visitor with the fewest running works; of these, for
 * the work whose group and visitor both had their last turn longest ago. None has more than its share. A visitor with a
 * thousand queued works delays another one by at most one work.
 */
export class FairQueue {
  readonly #limits: Required<QueueLimits>;
  /** Those that have places. */
  readonly #groups = new Map<string, Share>();
  readonly #visitors = new Map<string, Share>();
  /** The first is the one that has waited longest. */
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

  /** @throws ApiError 503 unless `count` more works of the group and the visitor find a place */
  demandRoom(group: string, count: number, work: Work = {}): void {
    const { places, placesPerGroup, placesPerVisitor, of } = this.#limits;
    const name = nameOf(group, work);
    const own = this.#groups.get(name)?.places ?? 0;
    const sharers = this.#groups.size + (this.#groups.has(name) ? 0 : 1);
    const visitor = work.visitor === undefined ? undefined : nameOf(work.visitor, work);
    const asked = count + (visitor === undefined ? 0 : (this.#visitors.get(visitor)?.places ?? 0));
    const visitors = this.#visitors.size + (visitor !== undefined && this.#visitors.has(visitor) ? 0 : 1);
    // A visitor below its share is admitted even if all places are taken: at most three times as many.
    const isModest = (of: number): boolean => visitor !== undefined && asked <= of / visitors;
    if (this.#places + count > places && own + count > places / sharers && !isModest(places))
      throw tooMany(`The server has more ${of} than it can take on: ${places}.`);
    if (own + count > placesPerGroup && !isModest(placesPerGroup))
      throw tooMany(`This visualization has more ${of} than it can be given: ${placesPerGroup}.`);
    if (visitor !== undefined && asked > placesPerVisitor)
      throw tooMany(`This address has more ${of} than it can be given: ${placesPerVisitor}.`);
  }

  /** @throws ApiError 503 where there is no place */
  enter(group: string, work: Work = {}): Place {
    this.demandRoom(group, 1, work);
    const name = nameOf(group, work);
    const entry: Entry = {
      adHoc: work.adHoc === true,
      group: take(this.#groups, name),
      visitors: new Map(),
      runsFor: undefined,
      runs: false,
      begin: undefined,
    };
    const join = (visitor: string): void => {
      const by = nameOf(visitor, work);
      if (entry.runs || entry.visitors.has(by) || entry.visitors.size >= MOST_VISITORS) return;
      entry.visitors.set(by, take(this.#visitors, by));
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
        give(this.#groups, name);
        for (const by of entry.visitors.keys()) give(this.#visitors, by);
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

  /** Gives everybody who waits a turn at once: it is for them to see that there is nothing to do any more. */
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

const nameOf = (name: string, { adHoc = false }: Work): string => `${adHoc ? 'ad hoc' : 'own'} ${name}`;

/** Takes a place for the group or the visitor of that name. */
function take(shares: Map<string, Share>, name: string): Share {
  const share = shares.get(name) ?? { places: 0, running: 0, lastTurn: 0 };
  shares.set(name, share);
  share.places += 1;
  return share;
}

function give(shares: Map<string, Share>, name: string): void {
  const share = shares.get(name);
  if (share && (share.places -= 1) === 0) shares.delete(name);
}

/** Whether the first number that differs is less. */
function isLess(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && one[at]! < (other[at] ?? Infinity);
}

function tooMany(message: string): ApiError {
  return new ApiError(503, 'too_many_queries', message, {
    hint: 'Try again after the seconds that Retry-After names.',
    retryAfter: 1,
  });
}
