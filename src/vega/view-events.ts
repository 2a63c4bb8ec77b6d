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

/** State that the intervals of a chart share. */
export interface Throttle {
  /** No interval continues before this time (`performance.now()`). */
  idleUntil: number;
}

/**
 * Calls back every `delay` ms, but less often if the chart takes long to update, so an animated chart leaves most of
 * the time to the page.
 *
 * @param settled Resolves when the update is complete
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
