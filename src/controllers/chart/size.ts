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

  /** The entry of a ResizeObserver is not rounded, and would report changes of a fraction of a pixel. */
  #readSize(): Size {
    const { clientWidth: width = 0, clientHeight: height = 0 } = this.#target ?? {};
    return { width, height };
  }
}

const controllers = new WeakMap<Element, DistanceController>();
let observers: readonly IntersectionObserver[] | null = null;

/** Beyond the outer margin, a host is far; within the inner one, it is near. Margins are in viewport heights. */
const viewportObservers = (): readonly IntersectionObserver[] =>
  (observers ??= [
    new IntersectionObserver((entries) => reportDistance(entries, false), { rootMargin: '300% 0px' }),
    new IntersectionObserver((entries) => reportDistance(entries, true), { rootMargin: '100% 0px' }),
  ]);

function reportDistance(entries: readonly IntersectionObserverEntry[], near: boolean): void {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting === near) controllers.get(target)?.setFar(!near);
  }
}

/**
 * Reports when the host has moved far from the viewport, and when it comes near again. Between the two margins nothing
 * changes. An element that is not rendered (a closed tab) is far.
 */
export class DistanceController implements ReactiveController {
  far = false;
  readonly #host: ReactiveControllerHost & Element;
  readonly #onChange: () => void;

  constructor(host: ReactiveControllerHost & Element, onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
    controllers.set(host, this);
    host.addController(this);
  }

  hostConnected(): void {
    for (const observer of viewportObservers()) observer.observe(this.#host);
  }

  hostDisconnected(): void {
    for (const observer of viewportObservers()) observer.unobserve(this.#host);
  }

  setFar(far: boolean): void {
    if (far === this.far) return;
    this.far = far;
    this.#onChange();
  }
}
