import { expect } from 'chai';
import { until } from '../support/page.ts';
import { joinTaskQueue, nextTask, yieldToPaint } from '../../src/internal/tasks.ts';

interface Scheduler {
  postTask(
    task: () => void,
    options: { readonly priority?: 'user-blocking'; readonly signal?: AbortSignal },
  ): Promise<void>;
}

/** Runs a task with the priority of user input. */
function urgently(task: () => void): void {
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
  if (scheduler) return void scheduler.postTask(task, { priority: 'user-blocking' });
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = task;
  port2.postMessage(null);
}

describe('joinTaskQueue', () => {
  it('finishes the entry that joined first before the second one', async () => {
    const first = joinTaskQueue().foreground;
    const second = joinTaskQueue().foreground;
    const order: string[] = [];
    const work = async (name: string, foreground: () => Promise<void>): Promise<void> => {
      for (const step of [1, 2, 3]) {
        await foreground();
        order.push(`${name}${step}`);
      }
    };
    await Promise.all([work('b', second), work('a', first)]);
    expect(order).to.deep.equal(['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
  });

  it('runs entries by their order number, whenever they joined', async () => {
    const order: string[] = [];
    const work = async (name: string, { foreground }: ReturnType<typeof joinTaskQueue>): Promise<void> => {
      await foreground();
      order.push(name);
    };
    await Promise.all([
      work('last', joinTaskQueue(7)),
      work('second', joinTaskQueue(2)),
      work('third', joinTaskQueue(2)),
      work('first', joinTaskQueue(1)),
    ]);
    expect(order).to.deep.equal(['first', 'second', 'third', 'last']);
  });

  it('runs the next entry while the first one waits for something else', async () => {
    const first = joinTaskQueue().foreground;
    const second = joinTaskQueue().foreground;
    const order: string[] = [];
    const work = async (
      name: string,
      foreground: () => Promise<void>,
      waits?: Promise<void>,
    ): Promise<void> => {
      await foreground();
      await waits;
      await foreground();
      order.push(name);
    };
    const quick = work('second', second);
    await Promise.all([work('first', first, quick), quick]);
    expect(order).to.deep.equal(['second', 'first']);
  });

  it('runs each step in its own task', async () => {
    const { foreground } = joinTaskQueue();
    let other = 0;
    for (let index = 0; index < 20; index++) {
      await foreground();
      urgently(() => void other++);
    }
    expect(other).to.be.greaterThan(10);
  });

  it('lets timers run while tasks yield to each other', async () => {
    let ran = false;
    setTimeout(() => (ran = true));
    for (const end = performance.now() + 2000; !ran && performance.now() < end;) await nextTask();
    expect(ran).to.equal(true);
  });

  it('continues in a task that the page has aborted', async () => {
    const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
    const abort = new AbortController();
    let continued = false;
    const work = async (): Promise<void> => {
      abort.abort();
      await nextTask();
      continued = true;
    };
    await (scheduler ? scheduler.postTask(work, { signal: abort.signal }) : work()).catch(() => {});
    await until(() => continued, 'the next task');
  });

  it('runs background steps after pending tasks', async () => {
    const order: string[] = [];
    const work = ['one', 'two', 'three'].map(async (name) => {
      await joinTaskQueue().background();
      order.push(name);
    });
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => order.push('arrived');
    port2.postMessage(null);
    await Promise.all(work);
    port1.close();
    expect(order.indexOf('arrived')).to.be.within(0, 2);
  });

  it('waits for a frame after yieldToPaint(), but not forever', async () => {
    const { foreground } = joinTaskQueue();
    await foreground();
    let painted = false;
    requestAnimationFrame(() => (painted = true));
    yieldToPaint();
    await foreground();
    expect(painted).to.equal(true);
    const { requestAnimationFrame: original } = window;
    window.requestAnimationFrame = () => 0;
    yieldToPaint();
    try {
      expect(await foreground().then(() => 'started')).to.equal('started');
    } finally {
      window.requestAnimationFrame = original;
    }
  });

  it('works without scheduler.yield()', async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'scheduler');
    Object.defineProperty(globalThis, 'scheduler', { value: undefined, configurable: true });
    try {
      const { foreground } = joinTaskQueue();
      await foreground();
      expect(await foreground().then(() => 'started')).to.equal('started');
    } finally {
      if (own) Object.defineProperty(globalThis, 'scheduler', own);
      else delete (globalThis as { scheduler?: unknown }).scheduler;
    }
  });
});
