/** Of its time, a page gets back so much more than a run took of it. */
const REST = 3;

/** What is told to a stream of `timer` events. */
export interface Tick {
  readonly timestamp: number;
  /** Milliseconds since the interval began. */
  readonly elapsed: number;
}

/** What the intervals of one chart have in common: none goes on before the page has had its time. */
export interface Pace {
  rested: number;
}

/**
 * Calls back every `delay` ms, and less often where what follows takes long: `settled` resolves when it is over. So
 * a chart that moves by itself leaves the page most of its time, however much it has to do.
 */
export function calmInterval(
  callback: (tick: Tick) => void,
  delay: number,
  settled: () => Promise<unknown>,
  pace: Pace,
): { stop(): void } {
  const begin = performance.now();
  let timer = setTimeout(run, delay);
  let stopped = false;

  function run(): void {
    const start = performance.now();
    if (start < pace.rested) return wait(pace.rested - start);
    callback({ timestamp: Date.now(), elapsed: start - begin });
    void settled().then(() => {
      const now = performance.now();
      pace.rested = now + REST * (now - start);
      wait(Math.max(delay - (now - start), pace.rested - now));
    });
  }

  function wait(milliseconds: number): void {
    if (!stopped) timer = setTimeout(run, milliseconds);
  }

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
