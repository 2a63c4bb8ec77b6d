import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How near the viewport counts as seen: what is asked for now is there when the reader arrives. */
const NEAR = '200px';

type Callback = () => void;
const waiting = new WeakMap<Element, Callback>();
let observer: IntersectionObserver | null = null;

/** Tells when the host first comes near the viewport. One observer serves the page. */
export class VisibilityController implements ReactiveController {
  /** Whether the host has been near the viewport since it was created. */
  seen = false;
  readonly #host: ReactiveControllerHost & Element;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    if (this.seen) return;
    observer ??= new IntersectionObserver(onIntersect, { rootMargin: NEAR });
    waiting.set(this.#host, () => {
      this.seen = true;
      this.#host.requestUpdate();
    });
    observer.observe(this.#host);
  }

  hostDisconnected(): void {
    observer?.unobserve(this.#host);
  }
}

function onIntersect(entries: IntersectionObserverEntry[]): void {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    observer?.unobserve(target);
    waiting.get(target)?.();
    waiting.delete(target);
  }
}
