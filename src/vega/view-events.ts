type Send = (event: Event) => void;

const FAMILIES = {
  pointer: { start: 'pointerdown', ends: ['pointerup', 'pointercancel'] },
  mouse: { start: 'mousedown', ends: ['mouseup'] },
  touch: { start: 'touchstart', ends: ['touchend', 'touchcancel'] },
} as const;

type Family = keyof typeof FAMILIES;

const familyNames = Object.keys(FAMILIES) as Family[];

/**
 * Sends move and end events on `window` to a chart, from the moment that a pointer goes down in the chart until it comes
 * up. (With pointer capture, Vega could not find the item under the pointer.)
 */
export class DragEvents {
  readonly #listeners: { readonly family: Family; readonly type: string; readonly send: Send }[] = [];
  readonly #drags = new Map<Family, AbortController>();
  readonly #attached = new AbortController();
  #host: HTMLElement | undefined;

  /** Sends events of a `type` such as `pointermove` while a drag lasts. */
  add(type: string, send: Send): void {
    const family = familyNames.find((name) => type.startsWith(name));
    if (family) this.#listeners.push({ family, type, send });
    this.#styleHost();
  }

  /** Listens for drags that start in an element. Event streams of facets are added later. */
  attach(host: HTMLElement): void {
    this.#host = host;
    this.#styleHost();
    const { signal } = this.#attached;
    for (const family of familyNames) {
      const begin = (): void => this.#startDrag(family);
      host.addEventListener(FAMILIES[family].start, begin, { signal, passive: true, capture: true });
    }
  }

  detach(): void {
    this.#attached.abort();
    for (const drag of this.#drags.values()) drag.abort();
  }

  /** Allows touches to scroll the page vertically, and keeps drags from selecting text. */
  #styleHost(): void {
    if (!this.#host || this.#listeners.length === 0) return;
    Object.assign(this.#host.style, {
      touchAction: 'pan-y pinch-zoom',
      userSelect: 'none',
      webkitUserSelect: 'none',
    });
  }

  #startDrag(family: Family): void {
    if (!this.#listeners.some((listener) => listener.family === family)) return;
    this.#drags.get(family)?.abort();
    const drag = new AbortController();
    this.#drags.set(family, drag);
    const { signal } = drag;
    for (const { type, send, family: own } of this.#listeners) {
      if (own === family) window.addEventListener(type, send, { signal, passive: true });
    }
    // Added last, so the chart receives the end event before its listeners are removed.
    for (const end of FAMILIES[family].ends) window.addEventListener(end, () => drag.abort(), { signal });
  }
}

/** After a run, the page gets this many times the duration of the run. */
const IDLE_RATIO = 3;

/** An event of a `timer` stream. */
export interface Tick {
  readonly timestamp: number;
  /** Milliseconds since the interval began. */
  readonly elapsed: number;
}

/** State that the intervals of all charts of a page share. One chart updates at a time. */
export interface Pace {
  /** No interval continues before this time (`performance.now()`). */
  idleUntil: number;
  /** The intervals that wait while another one updates its chart, in order; `null` if none does. */
  waiting: (() => void)[] | null;
}

const PAGE: Pace = { idleUntil: 0, waiting: null };

/**
 * Calls back every `delay` ms, but less often if charts take long to update, so all animated charts together leave most of
 * the time to the page.
 *
 * @param settled Resolves when the update is complete
 */
export function throttledInterval(
  callback: (tick: Tick) => void,
  delay: number,
  settled: () => Promise<unknown>,
  pace = PAGE,
): { stop(): void } {
  const begin = performance.now();
  let timer = setTimeout(run, delay);
  let stopped = false;
  /** When the current update began. */
  let updatedSince: number | null = null;

  function run(): void {
    if (stopped) return;
    if (pace.waiting) return void pace.waiting.push(run);
    const start = performance.now();
    if (start < pace.idleUntil) return wait(pace.idleUntil - start);
    pace.waiting = [];
    updatedSince = start;
    try {
      callback({ timestamp: Date.now(), elapsed: start - begin });
      void settled().finally(end);
    } catch (error) {
      // Other charts must not wait for this one.
      end();
      throw error;
    }
  }

  function end(): void {
    if (updatedSince === null) return;
    const now = performance.now();
    const duration = now - updatedSince;
    updatedSince = null;
    pace.idleUntil = now + IDLE_RATIO * duration;
    const others = pace.waiting ?? [];
    pace.waiting = null;
    // They come before the next turn of this one.
    for (const other of others) other();
    wait(Math.max(delay - duration, pace.idleUntil - now));
  }

  function wait(milliseconds: number): void {
    if (!stopped) timer = setTimeout(run, milliseconds);
  }

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      end();
    },
  };
}
