import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Size } from '../../vega/types.ts';

/**
 * Observes the size of an element in the host, in whole px. Ignores sizes without area (a hidden tab, a closed
 * `<details>`).
 */
export class SizeController implements ReactiveController {
  readonly #onResize: (size: Size) => void;
  #observer: ResizeObserver | null = null;
  #target: Element | null = null;
  #last: Size = { width: 0, height: 0 };

  constructor(host: ReactiveControllerHost, onResize: (size: Size) => void) {
    this.#onResize = onResize;
    host.addController(this);
  }

  /** The last size with an area, in whole px; 0 × 0 before there was one. */
  get current(): Size {
    return this.#last;
  }

  /** Observes this element instead of the previous one, and reads its size at once. */
  observe(target: Element): void {
    if (target === this.#target) return;
    this.#target = target;
    this.#observer?.disconnect();
    this.#observer = new ResizeObserver(() => this.#onObserved());
    this.#observer.observe(target);
    this.measure();
  }

  /** Reads the size now, ahead of the observer. Returns the last size if the element has no area. */
  measure(): Size {
    const size = this.#readSize();
    if (size.width > 0 && size.height > 0) this.#last = size;
    return this.#last;
  }

  hostConnected(): void {
    if (this.#target) this.#observer?.observe(this.#target);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  #onObserved(): void {
    const size = this.#readSize();
    const { width, height } = this.#last;
    if (size.width === 0 || size.height === 0 || (size.width === width && size.height === height)) return;
    this.#last = size;
    this.#onResize(size);
  }

  /** Reads the size in whole px. Entries of a ResizeObserver would also report changes of a fraction of a px. */
  #readSize(): Size {
    const { clientWidth: width = 0, clientHeight: height = 0 } = this.#target ?? {};
    return { width, height };
  }
}
