import { VibedasherError } from '../public-client/errors.ts';

/** Waits for the next task of the queue. */
export type WaitForTask = () => Promise<void>;

/** A slot in the queue: for what is waited for, and for what is done ahead of that. */
export interface TaskSlot {
  /** Goes before what else the page has to do, but for input and painting. */
  readonly foreground: WaitForTask;
  /** Goes behind what has arrived meanwhile: an answer of the network may be what the first chart waits for. */
  readonly background: WaitForTask;
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
const MAX_FRAME_WAIT = 100;
/** Those who wait, the next one first. */
const queue: Waiting[] = [];

/**
 * Joins the queue of everything heavy on the page. Each entry is a task of its own, so that input and painting come
 * between; and whoever has the smallest `order` (of several, the first to join) has the next one, so that the first
 * chart is complete before the last has begun.
 */
export function joinTaskQueue(order = 0): TaskSlot {
  const place = { order, joined: joins++ };
  const wait = (urgent: boolean): Promise<void> =>
    new Promise((begin) => {
      queue.push({ ...place, urgent, begin });
      queue.sort((a, b) => a.order - b.order || a.joined - b.joined);
      if (!pumping) void pump();
    });
  return { foreground: () => wait(true), background: () => wait(false) };
}

/** Something is complete: whoever is next waits until it is painted. */
export function yieldToPaint(): void {
  paintDue = true;
}

async function pump(): Promise<void> {
  pumping = true;
  while (queue.length > 0) {
    if (paintDue) await nextFrame();
    paintDue = false;
    await (queue[0]?.urgent ? nextTask() : backgroundTask());
    queue.shift()?.begin();
  }
  pumping = false;
}

function nextFrame(): Promise<void> {
  // A hidden page paints nothing.
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
    setTimeout(resolve, MAX_FRAME_WAIT);
  });
}

interface Scheduler {
  readonly yield?: () => Promise<void>;
}

/** A new task, before others where the browser can. */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
  return scheduler?.yield ? scheduler.yield() : backgroundTask();
}

/**
 * A new task, behind all that waits by now. Not by a timer: those wait for a second in a hidden tab, and nested ones 4
 * ms everywhere.
 */
function backgroundTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** A promise with its handles. A rejection without a handler is never reported. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (reason: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => {});
  }
}

/** Loads a part of the library. Rejects with an error of kind `network`, so that a retry is offered. */
export async function lazily<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new VibedasherError('network', 'A part of the library could not be loaded', { cause });
  }
}

/**
 * Says that a part will be needed: the script-tag bundle fetches and checks it, and does not run it yet. Never fails.
 * The build puts the bundle's own function in the place of this one (scripts/chunk-hashes.ts); elsewhere a page's
 * bundler knows better, and nothing happens.
 */
export function preload(_load: () => Promise<unknown>): void {}

/** Milliseconds of work after which the page has its turn. */
const MAX_SLICE_TIME = 50;

/** Rows between two looks at the clock. */
export const ITEMS_PER_SLICE = 256;

/** Work that can be left at each `yield`, and gone on with later. */
export type SlicedTask<T> = Generator<void, T>;

/** Does work in pieces, each of them a task. Rejects with what it throws, or with the signal's reason. */
export async function runSliced<T>(work: SlicedTask<T>, signal?: AbortSignal): Promise<T> {
  for (let start = performance.now(); ;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - start < MAX_SLICE_TIME) continue;
    await backgroundTask();
    signal?.throwIfAborted();
    start = performance.now();
  }
}

/** Does work at once. */
export function runSync<T>(work: SlicedTask<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
