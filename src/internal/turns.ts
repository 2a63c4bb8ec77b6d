/** Waits for a turn on the main thread. */
export type Turn = () => Promise<void>;

interface Waiting {
  readonly place: number;
  readonly begin: () => void;
}

let places = 0;
let pumping = false;
let paintDue = false;
/** Milliseconds after which a frame that does not come is not waited for. */
const LONGEST_FRAME = 100;
/** Those who wait, the first in line first. */
const line: Waiting[] = [];

/**
 * Joins the line of everything heavy on the page. Each turn is a task of its own, so that input and painting come
 * between; and whoever joined first has the next one, so that the first chart is complete before the last has begun.
 */
export function joinLine(): Turn {
  const place = places++;
  return () =>
    new Promise((begin) => {
      const next = line.findIndex((other) => other.place > place);
      line.splice(next < 0 ? line.length : next, 0, { place, begin });
      if (!pumping) void pump();
    });
}

/** Something is complete: whoever is next waits until it is painted. */
export function letPaint(): void {
  paintDue = true;
}

async function pump(): Promise<void> {
  pumping = true;
  while (line.length > 0) {
    if (paintDue) await nextFrame();
    paintDue = false;
    await nextTask();
    line.shift()?.begin();
  }
  pumping = false;
}

function nextFrame(): Promise<void> {
  // A hidden page paints nothing.
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
    setTimeout(resolve, LONGEST_FRAME);
  });
}

interface Scheduler {
  readonly yield?: () => Promise<void>;
}

/** A new task. Not by a timer: those wait for a second in a hidden tab, and nested ones 4 ms everywhere. */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
  if (scheduler?.yield) return scheduler.yield();
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
