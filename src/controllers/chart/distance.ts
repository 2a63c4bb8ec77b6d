import type { ReactiveController, ReactiveControllerHost } from 'lit';

const controllers = new WeakMap<Element, DistanceController>();
let observers: readonly IntersectionObserver[] | null = null;

/**
 * Returns the observers that all hosts share. Beyond the outer margin, a host is far; within the inner one, it is
 * near. Margins are in viewport heights.
 */
const viewportObservers = (): readonly IntersectionObserver[] =>
  (observers ??= [
    new IntersectionObserver((entries) => reportDistance(entries, false), { rootMargin: '300% 0px' }),
    new IntersectionObserver((entries) => reportDistance(entries, true), { rootMargin: '100% 0px' }),
  ]);

function reportDistance(entries: readonly IntersectionObserverEntry[], near: boolean): void {
  // A busy page gets several entries at once. An old one of one observer must not undo a new one of the other.
  const latest = new Map(entries.map(({ target, isIntersecting }) => [target, isIntersecting]));
  for (const [target, isIntersecting] of latest) {
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
