// @engines all
import { expect } from 'chai';
import { throttledInterval } from '../../src/vega/view-events.ts';
import { mount, unmountAll } from '../vega/support.ts';
import { BAR } from './hostile-specs.ts';

/** Waits long enough for an interval of 1 ms to fire. */
const pass = (milliseconds = 50) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('promise 7: an animated chart', () => {
  afterEach(unmountAll);

  it('waits until the update of a tick is complete', async () => {
    let ticks = 0;
    const settle: (() => void)[] = [];
    const interval = throttledInterval(
      () => (ticks += 1),
      1,
      () => new Promise<void>((resolve) => settle.push(resolve)),
      { idleUntil: 0 },
    );
    await pass();
    expect(ticks).to.equal(1);
    settle[0]!();
    await pass(400);
    expect(ticks).to.equal(2);
    interval.stop();
  });

  it('leaves the page more time than it uses', async () => {
    const work = 30;
    const ends: number[] = [];
    const starts: number[] = [];
    await new Promise<void>((resolve) => {
      const interval = throttledInterval(
        () => {
          starts.push(performance.now());
          if (starts.length < 3) return;
          interval.stop();
          resolve();
        },
        1,
        async () => {
          await pass(work);
          ends.push(performance.now());
        },
        { idleUntil: 0 },
      );
    });
    // A timer may be late, but not early.
    for (const [index, end] of ends.slice(0, 2).entries()) {
      expect(starts[index + 1]! - end).to.be.greaterThan(2 * work);
    }
  });

  it('waits while another interval of the chart is throttled', async () => {
    let ticks = 0;
    const throttle = { idleUntil: performance.now() + 1e6 };
    const interval = throttledInterval(
      () => (ticks += 1),
      1,
      () => Promise.resolve(),
      throttle,
    );
    await pass();
    interval.stop();
    expect(ticks).to.equal(0);
  });

  it('stops, also during a tick', async () => {
    let ticks = 0;
    const idle = throttledInterval(
      () => (ticks += 1),
      1,
      () => Promise.resolve(),
      { idleUntil: 0 },
    );
    idle.stop();
    const busy = throttledInterval(
      () => {
        ticks += 1;
        busy.stop();
      },
      1,
      () => Promise.resolve(),
      { idleUntil: 0 },
    );
    await pass();
    expect(ticks).to.equal(1);
  });

  const on = [{ events: { type: 'timer', throttle: 16 }, update: 'time + 1' }];
  const spec = { ...BAR, params: [{ name: 'time', value: 0, on }] };

  it('updates on each tick', async () => {
    const { chart } = await mount(spec);
    while (Number(chart.view.signal('time')) < 3) await pass(16);
  });

  it('stops for readers who prefer reduced motion, and after it is finalized', async () => {
    const { chart } = await mount(spec, { reducedMotion: true });
    await pass(100);
    expect(chart.view.signal('time')).to.equal(0);
    const moving = (await mount(spec)).chart;
    moving.finalize();
    const time = Number(moving.view.signal('time'));
    await pass(100);
    expect(moving.view.signal('time')).to.equal(time);
  });
});
