/** Resolves when the queue starts the caller's next task. */
export type WaitForTask = () => Promise<void>;

/** A place in the queue. */
export interface TaskSlot {
  /** For work that the reader waits for. Runs before other tasks of the page, except input and painting. */
  readonly foreground: WaitForTask;
  /** For work that can wait. Runs after pending tasks: a network response may be for the first chart. */
  readonly background: WaitForTask;
}

interface Waiting {
  readonly order: number;
  readonly joined: number;
  readonly urgent: boolean;
  readonly begin: () => void;
}

let joins = 0;
let isRunning = false;
let paintDue = false;
/** Maximum time in ms to wait for a frame. */
const MAX_FRAME_WAIT = 100;
/** Sorted; the next entry comes first. */
const queue: Waiting[] = [];

/**
 * Joins the page's queue of expensive work. Each entry runs as its own task, so the browser can handle input and paint
 * in between. The queue starts the entry with the smallest `order` first, then the one that joined first. So the first
 * chart is complete before the next one begins, unless it waits outside of the queue, as a long dataflow does.
 */
export function joinTaskQueue(order = 0): TaskSlot {
  const place = { order, joined: joins++ };
  const wait = (urgent: boolean): Promise<void> =>
    new Promise((begin) => {
      queue.push({ ...place, urgent, begin });
      queue.sort((a, b) => a.order - b.order || a.joined - b.joined);
      if (!isRunning) void runQueue();
    });
  return { foreground: () => wait(true), background: () => wait(false) };
}

/** Makes the queue wait for a frame before it starts the next entry. Call it when a chart is complete. */
export function yieldToPaint(): void {
  paintDue = true;
}

async function runQueue(): Promise<void> {
  isRunning = true;
  while (queue.length > 0) {
    if (paintDue) await nextFrame();
    paintDue = false;
    await (queue[0]?.urgent ? nextTask() : backgroundTask());
    queue.shift()?.begin();
  }
  isRunning = false;
}

function nextFrame(): Promise<void> {
  // Hidden pages get no frames.
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
    setTimeout(resolve, MAX_FRAME_WAIT);
  });
}

interface Scheduler {
  readonly yield?: () => Promise<void>;
}

/** Maximum time in ms that {@link nextTask} lets the other tasks of the page wait. */
const MAX_AHEAD = 200;
/** Resolves after the tasks that were pending at `since`, in ms. */
let pendingTasks: { readonly since: number; readonly done: Promise<void> } | null = null;

/**
 * Resolves in a new task: before other pending tasks if the browser has `scheduler.yield()`, else after them. As tasks
 * that yield to each other would keep the timers of the page waiting, they let them run every 200 ms.
 */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
  if (!scheduler?.yield) return backgroundTask();
  pendingTasks ??= {
    since: performance.now(),
    done: backgroundTask().then(() => void (pendingTasks = null)),
  };
  if (performance.now() - pendingTasks.since > MAX_AHEAD) return pendingTasks.done;
  // Rejects in a task of the page that the page has aborted.
  return scheduler.yield().catch(backgroundTask);
}

/**
 * Resolves in a new task, after all pending tasks. Does not use a timer: browsers delay timers to 1 s in hidden tabs,
 * and nested timers to 4 ms everywhere.
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

/** A promise with its `resolve` and `reject` functions. Unhandled rejections are not reported. */
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

/** Maximum time in ms that sliced work may run without yielding to the page. */
const MAX_SLICE_TIME = 50;

/** Number of rows to process between two `yield`s of a {@link SlicedTask}. */
export const ITEMS_PER_SLICE = 256;

/** Work that can pause at each `yield`. */
export type SlicedTask<T> = Generator<void, T>;

/** Runs work in slices of about 50 ms, each in its own task. Rejects with the work's error or the signal's reason. */
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
