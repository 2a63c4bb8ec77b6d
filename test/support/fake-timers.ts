/** Timers and a clock that a test controls, for code that uses those of the page. */

const { setTimeout: setRealTimeout, clearTimeout: clearRealTimeout } = globalThis;
/** Browsers count up from 1, so their IDs never become this large. */
const FIRST_ID = 1e9;

export interface FakeTimers {
  /** Delays of the pending timers, in ms, in the order in which they were set. */
  readonly delays: readonly number[];
  /** Calls the callbacks of the timers that are pending now: only those with this delay, or all by default. */
  fire(delay?: number): void;
}

/**
 * Replaces `setTimeout` during each test of a `describe` block. Timers of at least `minDelay` ms stay pending until
 * the test fires them. Shorter timers run as usual.
 */
export function useFakeTimers(minDelay: number): FakeTimers {
  const pending = new Map<number, { readonly callback: () => void; readonly delay: number }>();
  let lastId = FIRST_ID;
  const set = (callback: () => void, delay = 0, ...values: unknown[]): unknown => {
    if (delay < minDelay) return setRealTimeout(callback as TimerHandler, delay, ...values);
    pending.set(++lastId, { callback: () => (callback as (...values: unknown[]) => void)(...values), delay });
    return lastId;
  };
  const clear = (id: number): void => {
    if (!pending.delete(id)) clearRealTimeout(id);
  };
  beforeEach(() => void Object.assign(globalThis, { setTimeout: set, clearTimeout: clear }));
  afterEach(() => {
    Object.assign(globalThis, { setTimeout: setRealTimeout, clearTimeout: clearRealTimeout });
    pending.clear();
  });
  return {
    get delays() {
      return [...pending.values()].map(({ delay }) => delay);
    },
    fire(wanted) {
      const due = [...pending].filter(([, { delay }]) => wanted === undefined || delay === wanted);
      for (const [id, { callback }] of due) if (pending.delete(id)) callback();
    },
  };
}

export interface FakeClock {
  /** What `performance.now()` returns, in ms. */
  now: number;
  /** Number of ms by which each reading advances the clock. */
  step: number;
}

/** Replaces `performance.now()` during each test of a `describe` block. */
export function useFakeClock(): FakeClock {
  const clock: FakeClock = { now: 0, step: 0 };
  beforeEach(() => {
    Object.assign(clock, { now: 0, step: 0 });
    performance.now = () => (clock.now += clock.step);
  });
  afterEach(() => delete (performance as Partial<Performance>).now);
  return clock;
}

/** Slows a clock down, so limits on steps apply before limits on time, even on a busy machine. */
export function slowDown(clock: Performance): void {
  const now = clock.now.bind(clock);
  clock.now = () => now() / 10;
}

/** Slows the page's clock down during the tests of a `describe` block (see {@link slowDown}). */
export function useSlowClock(): void {
  before(() => slowDown(performance));
  after(() => delete (performance as Partial<Performance>).now);
}
