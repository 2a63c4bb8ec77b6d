import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Size } from '../../vega/types.ts';

/**
 * Follows the size of one element of the host's. Nothing is said of a box without area (a hidden tab, a closed
 * `<details>`), nor while the size stays the same to the pixel.
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

  /** The last size that had an area, in whole px; 0 × 0 before there was one. */
  get current(): Size {
    return this.#last;
  }

  /** Follows this element from now on, and reads its size at once. */
  observe(target: Element): void {
    if (target === this.#target) return;
    this.#target = target;
    this.#observer?.disconnect();
    this.#observer = new ResizeObserver(() => this.#take());
    this.#observer.observe(target);
    this.measure();
  }

  /** Reads the size now, ahead of the observer; of a box without area it is still the last one. */
  measure(): Size {
    const size = this.#read();
    if (size.width > 0 && size.height > 0) this.#last = size;
    return this.#last;
  }

  hostConnected(): void {
    if (this.#target) this.#observer?.observe(this.#target);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  #take(): void {
    const size = this.#read();
    const { width, height } = this.#last;
    if (size.width === 0 || size.height === 0 || (size.width === width && size.height === height)) return;
    this.#last = size;
    this.#onResize(size);
  }

  /**
   * One reading for both ways: an observer's entry is not rounded as this is, and would tell of changes that are none.
   */
  #read(): Size {
    const { clientWidth: width = 0, clientHeight: height = 0 } = this.#target ?? {};
    return { width, height };
  }
}

const followers = new WeakMap<Element, DistanceController>();
let observers: readonly IntersectionObserver[] | null = null;

/** The two lines around the viewport, in heights of it: beyond the outer one is far, within the inner one near. */
const linesOfSight = (): readonly IntersectionObserver[] =>
  (observers ??= [
    new IntersectionObserver((entries) => tell(entries, false), { rootMargin: '300% 0px' }),
    new IntersectionObserver((entries) => tell(entries, true), { rootMargin: '100% 0px' }),
  ]);

function tell(entries: readonly IntersectionObserverEntry[], near: boolean): void {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting === near) followers.get(target)?.take(!near);
  }
}

/**
 * Tells when the host has gone far from the viewport, and when it comes near again; what lies between stays what it
 * was. An element that is not shown at all (a closed tab) is far.
 */
export class DistanceController implements ReactiveController {
  far = false;
  readonly #host: ReactiveControllerHost & Element;
  readonly #onChange: () => void;

  constructor(host: ReactiveControllerHost & Element, onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
    followers.set(host, this);
    host.addController(this);
  }

  hostConnected(): void {
    for (const observer of linesOfSight()) observer.observe(this.#host);
  }

  hostDisconnected(): void {
    for (const observer of linesOfSight()) observer.unobserve(this.#host);
  }

  /** What the observers have seen. */
  take(far: boolean): void {
    if (far === this.far) return;
    this.far = far;
    this.#onChange();
  }
}
