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
    this.#claim();
  }

  /** Starts listening for drags that begin in an element. Streams may come later: those of a facet do. */
  attach(host: HTMLElement): void {
    this.#host = host;
    this.#claim();
    const { signal } = this.#attached;
    for (const family of familyNames) {
      const begin = (): void => this.#begin(family);
      host.addEventListener(FAMILIES[family].start, begin, { signal, passive: true, capture: true });
    }
  }

  detach(): void {
    this.#attached.abort();
    for (const drag of this.#drags.values()) drag.abort();
  }

  /** A finger that moves up or down still scrolls the page; a drag selects no text. */
  #claim(): void {
    if (!this.#host || this.#listeners.length === 0) return;
    Object.assign(this.#host.style, {
      touchAction: 'pan-y pinch-zoom',
      userSelect: 'none',
      webkitUserSelect: 'none',
    });
  }

  #begin(family: Family): void {
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
