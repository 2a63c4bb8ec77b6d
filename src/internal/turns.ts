/** Waits for a turn on the main thread. */
export type Turn = () => Promise<void>;

/** A place in the line: for what is waited for, and for what is done ahead of that. */
export interface Place {
  /** Goes before what else the page has to do, but for input and painting. */
  readonly turn: Turn;
  /** Goes behind what has arrived meanwhile: an answer of the network may be what the first chart waits for. */
  readonly ahead: Turn;
}

interface Waiting {
  readonly order: number;
  readonly joined: number;
  readonly urgent: boolean;
  readonly begin: () => void;
}

let joins = 0;
let pumping = false;
let paintDue = false;
/** Milliseconds after which a frame that does not come is not waited for. */
const LONGEST_FRAME = 100;
/** Those who wait, the first in line first. */
const line: Waiting[] = [];

/**
 * Joins the line of everything heavy on the page. Each turn is a task of its own, so that input and painting come
 * between; and whoever has the smallest `order` (of several, the first to join) has the next one, so that the first chart
 * is complete before the last has begun.
 */
export function joinLine(order = 0): Place {
  const place = { order, joined: joins++ };
  const wait = (urgent: boolean): Promise<void> =>
    new Promise((begin) => {
      line.push({ ...place, urgent, begin });
      line.sort((a, b) => a.order - b.order || a.joined - b.joined);
      if (!pumping) void pump();
    });
  return { turn: () => wait(true), ahead: () => wait(false) };
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
    await (line[0]?.urgent ? nextTask() : lastTask());
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

/** A new task, before others where the browser can. */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
  return scheduler?.yield ? scheduler.yield() : lastTask();
}

/** A new task, behind all that waits by now. Not by a timer: those wait for a second in a hidden tab, and nested ones 4 ms everywhere. */
export function lastTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
