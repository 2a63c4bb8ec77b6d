import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { nextTask } from '../../internal/tasks.ts';
import { OUT_OF_SIGHT } from '../../public-client/request-queue.ts';

/** How near the viewport counts as seen: what is asked for now is there when the reader arrives. */
const NEAR = '200px';

/** Those who wait to be seen, by their element. */
const waiting = new Map<Element, () => void>();
/** Connected in this task, and not looked at yet. */
let fresh: Element[] = [];
let looking = false;
let places = 0;
let observer: IntersectionObserver | null = null;

/** Tells when the host first comes near the viewport. One observer serves the page. */
export class VisibilityController implements ReactiveController {
  /** Whether the host has been near the viewport since it was created. */
  seen = false;
  /**
   * Its position in the queue of requests: as elements come in the page, those first that have been near the viewport.
   */
  readonly order = (): number => this.#place + (this.seen ? 0 : OUT_OF_SIGHT);
  readonly #place = places++;
  readonly #host: ReactiveControllerHost & Element;
  readonly #canWait: () => boolean;

  /** @param canWait Whether the host shows a chart already: then the page is not laid out only to know where the host is */
  constructor(host: ReactiveControllerHost & Element, canWait = () => false) {
    this.#host = host;
    this.#canWait = canWait;
    host.addController(this);
    // An element of the page's own markup is connected in the same task, and looked at before its first update.
    lookSoon();
  }

  hostConnected(): void {
    if (this.seen) return;
    observer ??= observe();
    waiting.set(this.#host, () => {
      this.seen = true;
      this.#host.requestUpdate();
    });
    if (this.#canWait()) {
      observer.observe(this.#host);
    } else {
      fresh.push(this.#host);
      lookSoon();
    }
  }

  hostDisconnected(): void {
    waiting.delete(this.#host);
    observer?.unobserve(this.#host);
  }
}

function lookSoon(): void {
  if (!looking) queueMicrotask(lookAtFresh);
  looking = true;
}

/**
 * An observer tells only after the next frame, which is late for what a page begins with: what is in sight is seen
 * here, all in one go, as the layout is worked out for it. In a frame only an observer knows what is shown of that.
 */
function lookAtFresh(): void {
  const seen: Element[] = [];
  for (const host of fresh) {
    const { width, height, top, bottom, left, right } = host.getBoundingClientRect();
    const inSight = width * height > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    if (inSight && self === window.top) seen.push(host);
    else if (waiting.has(host)) observer?.observe(host);
  }
  fresh = [];
  looking = false;
  void seeInTurn(seen);
}

/** What is printed is on its pages from the first to the last: nothing waits to be seen any more. */
function observe(): IntersectionObserver {
  addEventListener('beforeprint', seeAll);
  matchMedia('print').addEventListener('change', ({ matches }) => {
    if (matches) seeAll();
  });
  return new IntersectionObserver(
    (entries) =>
      void seeInTurn(entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target)),
    { rootMargin: NEAR },
  );
}

function seeAll(): void {
  for (const host of waiting.keys()) if (host.checkVisibility()) see(host);
}

/** The first at once; to begin with all of a screen would be a long task, in which the page does not respond. */
async function seeInTurn(hosts: readonly Element[]): Promise<void> {
  for (const [index, host] of hosts.entries()) {
    if (index > 0) await nextTask();
    see(host);
  }
}

function see(host: Element): void {
  observer?.unobserve(host);
  waiting.get(host)?.();
  waiting.delete(host);
}
