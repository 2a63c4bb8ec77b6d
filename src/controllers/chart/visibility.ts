import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isOnScreen } from '../../internal/elements.ts';
import { nextTask } from '../../internal/tasks.ts';
import { OUT_OF_SIGHT } from '../../public-client/request-queue.ts';

/** The distance from the viewport at which a host counts as visible, so it has loaded when the reader arrives. */
const ROOT_MARGIN = '200px';

/** Callbacks of hosts that have not been visible yet. */
const waiting = new Map<Element, () => void>();
/** Hosts that were connected in this task and are not measured yet. */
let newHosts: Element[] = [];
let isMeasuringScheduled = false;
let positions = 0;
let observer: IntersectionObserver | null = null;

/** Updates the host when it first comes near the viewport. All hosts share an observer. */
export class VisibilityController implements ReactiveController {
  /** Whether the host has been near the viewport since it was created. */
  wasVisible = false;
  /** The position in the request queue: document order, visible hosts first. */
  readonly order = (): number => this.#position + (this.wasVisible ? 0 : OUT_OF_SIGHT);
  readonly #position = positions++;
  readonly #host: ReactiveControllerHost & Element;
  readonly #canWait: () => boolean;

  /** @param canWait Returns whether the host shows a chart already, so it can wait for the observer */
  constructor(host: ReactiveControllerHost & Element, canWait: () => boolean) {
    this.#host = host;
    this.#canWait = canWait;
    host.addController(this);
    // An element in the page's markup is connected in the same task. Measure it before its first update.
    scheduleMeasuring();
  }

  hostConnected(): void {
    if (this.wasVisible) return;
    observer ??= createObserver();
    waiting.set(this.#host, () => this.show());
    if (this.#canWait()) {
      observer.observe(this.#host);
    } else {
      newHosts.push(this.#host);
      scheduleMeasuring();
    }
  }

  hostDisconnected(): void {
    waiting.delete(this.#host);
    observer?.unobserve(this.#host);
  }

  /** Treats the host as visible, wherever it is. */
  show(): void {
    if (this.wasVisible) return;
    this.hostDisconnected();
    this.wasVisible = true;
    this.#host.requestUpdate();
  }
}

function scheduleMeasuring(): void {
  if (!isMeasuringScheduled) queueMicrotask(measureNewHosts);
  isMeasuringScheduled = true;
}

/**
 * Measures all new hosts at once, with one layout. An IntersectionObserver would report the visible ones only after the
 * next frame. Inside an iframe, only the observer can determine what is visible.
 */
function measureNewHosts(): void {
  const seen: Element[] = [];
  for (const host of newHosts) {
    if (self === window.top && isOnScreen(host)) seen.push(host);
    else if (waiting.has(host)) observer?.observe(host);
  }
  newHosts = [];
  isMeasuringScheduled = false;
  void markVisibleOneByOne(seen);
}

/** Creates the observer that all hosts share. Printing shows the whole page, so it marks all hosts as visible. */
function createObserver(): IntersectionObserver {
  addEventListener('beforeprint', markAllVisible);
  matchMedia('print').addEventListener('change', ({ matches }) => {
    if (matches) markAllVisible();
  });
  return new IntersectionObserver(
    (entries) =>
      void markVisibleOneByOne(
        entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target),
      ),
    { rootMargin: ROOT_MARGIN },
  );
}

function markAllVisible(): void {
  for (const [host, show] of waiting) if (host.checkVisibility()) show();
}

/** Marks one host per task: starting all charts of a screen in one task would block the page. */
async function markVisibleOneByOne(hosts: readonly Element[]): Promise<void> {
  for (const [index, host] of hosts.entries()) {
    if (index > 0) await nextTask();
    waiting.get(host)?.();
  }
}
