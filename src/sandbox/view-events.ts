type Send = (event: Event) => void;

const FAMILIES = {
  pointer: { start: 'pointerdown', ends: ['pointerup', 'pointercancel'] },
  mouse: { start: 'mousedown', ends: ['mouseup'] },
  touch: { start: 'touchstart', ends: ['touchend', 'touchcancel'] },
} as const;

type Family = keyof typeof FAMILIES;

const familyNames = Object.keys(FAMILIES) as Family[];

/**
 * Serves a chart's streams of moves and ends on `window`: only from the moment that a pointer goes down in the
 * chart until it comes up again. Pointer capture would do the same, but hide from Vega which item is under the
 * pointer meanwhile.
 */
export class DragEvents {
  readonly #listeners: { readonly family: Family; readonly type: string; readonly send: Send }[] = [];
  readonly #drags = new Map<Family, AbortController>();
  readonly #attached = new AbortController();
  #host: HTMLElement | undefined;

  /** Sends events of a `type` like `pointermove` while a drag lasts. */
  add(type: string, send: Send): void {
    const family = familyNames.find((name) => type.startsWith(name));
    if (family) this.#listeners.push({ family, type, send });
    this.#styleHost();
  }

  /** Starts listening for drags that begin in an element. Streams may come later: those of a facet do. */
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

  /** A finger that moves up or down still scrolls the page; a drag selects no text. */
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
    // Added last, so that the chart hears of the end before it stops listening.
    for (const end of FAMILIES[family].ends) window.addEventListener(end, () => drag.abort(), { signal });
  }
}

/** Of its time, a page gets back so much more than a run took of it. */
const IDLE_RATIO = 3;

/** What a stream of `timer` events receives. */
export interface Tick {
  readonly timestamp: number;
  /** Milliseconds since the interval began. */
  readonly elapsed: number;
}

/** What the intervals of one chart have in common: none goes on before the page has had its time. */
export interface Throttle {
  idleUntil: number;
}

/**
 * Calls back every `delay` ms, and less often where what follows takes long: `settled` resolves when it is over. So
 * a chart that moves by itself leaves the page most of its time, however much it has to do.
 */
export function throttledInterval(
  callback: (tick: Tick) => void,
  delay: number,
  settled: () => Promise<unknown>,
  pace: Throttle,
): { stop(): void } {
  const begin = performance.now();
  let timer = setTimeout(run, delay);
  let stopped = false;

  function run(): void {
    const start = performance.now();
    if (start < pace.idleUntil) return wait(pace.idleUntil - start);
    callback({ timestamp: Date.now(), elapsed: start - begin });
    void settled().then(() => {
      const now = performance.now();
      pace.idleUntil = now + IDLE_RATIO * (now - start);
      wait(Math.max(delay - (now - start), pace.idleUntil - now));
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
