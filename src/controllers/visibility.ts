import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How near the viewport counts as seen, in px: what is asked for now is there when the reader arrives. */
const NEAR = 200;

const followers = new WeakMap<Element, VisibilityController>();
/** Connected in this task, and not looked at yet. */
const fresh = new Set<Element>();
let observer: IntersectionObserver | null = null;

/** Tells when the host first comes near the viewport. One observer serves the page. */
export class VisibilityController implements ReactiveController {
  /** Whether the host has been near the viewport since it was created. */
  seen = false;
  readonly #host: ReactiveControllerHost & Element;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    followers.set(host, this);
    host.addController(this);
  }

  hostConnected(): void {
    if (this.seen) return;
    if (fresh.size === 0) queueMicrotask(lookAtFresh);
    fresh.add(this.#host);
  }

  hostDisconnected(): void {
    fresh.delete(this.#host);
    observer?.unobserve(this.#host);
  }

  /** What somebody has seen. */
  take(): void {
    observer?.unobserve(this.#host);
    this.seen = true;
    this.#host.requestUpdate();
  }
}

/**
 * An observer tells only after the next frame, which is late for what a page begins with. So whatever is in sight at
 * once is seen here, all in one go, as the layout is worked out for it.
 */
function lookAtFresh(): void {
  observer ??= new IntersectionObserver(onIntersect, { rootMargin: `${NEAR}px` });
  const inSight = [...fresh].filter(isInSight);
  for (const host of fresh) observer.observe(host);
  fresh.clear();
  for (const host of inSight) followers.get(host)?.take();
}

/** Whether an element is plainly in the viewport. In a frame only an observer knows what is shown of that. */
function isInSight(element: Element): boolean {
  if (window.top !== window) return false;
  const { width, height, top, right, bottom, left } = element.getBoundingClientRect();
  return width > 0 && height > 0 && bottom >= 0 && top <= innerHeight && right >= 0 && left <= innerWidth;
}

function onIntersect(entries: IntersectionObserverEntry[]): void {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) followers.get(target)?.take();
  }
}
