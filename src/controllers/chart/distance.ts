import type { ReactiveController, ReactiveControllerHost } from 'lit';

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
