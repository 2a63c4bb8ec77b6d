import { expect } from 'chai';
import { Deferred } from '../../src/internal/tasks.ts';
import { throttledInterval, type Pace } from '../../src/vega/view-events.ts';
import { useFakeClock, useFakeTimers } from '../support/fake-timers.ts';
import { until } from '../support/page.ts';
import { BAR, mount, unmountAll } from '../vega/support.ts';

describe('promise 7: the interval of an animated chart', () => {
  const timers = useFakeTimers(0);
  const clock = useFakeClock();
  let ticks: number;
  const tick = (): void => void (ticks += 1);
  const settled = (): Promise<void> => Promise.resolve();
  const createPace = (): Pace => ({ idleUntil: 0, waiting: null });

  beforeEach(() => {
    ticks = 0;
  });

  it('waits until the update of a tick is complete', async () => {
    const update = new Deferred<void>();
    throttledInterval(tick, 1, () => update.promise, createPace());
    timers.fire();
    await settled();
    expect([ticks, timers.delays]).to.deep.equal([1, []]);
    update.resolve();
    await settled();
    timers.fire();
    expect(ticks).to.equal(2);
  });

  it('leaves the page three times as much time as it uses', async () => {
    const work = (): void => void (clock.now += 30);
    throttledInterval(work, 1, settled, createPace());
    timers.fire();
    await settled();
    expect(timers.delays).to.deep.equal([90]);
  });

  it('waits while another interval of the page is throttled', () => {
    throttledInterval(tick, 1, settled, { idleUntil: 1000, waiting: null });
    timers.fire();
    expect([ticks, timers.delays]).to.deep.equal([0, [1000]]);
  });

  it('takes turns with the intervals of other charts, of which one updates at a time', async () => {
    const pace = createPace();
    const updates: Deferred<void>[] = [];
    const log: string[] = [];
    const start = (name: string): { stop(): void } =>
      throttledInterval(
        () => void log.push(name),
        1,
        () => {
          const update = new Deferred<void>();
          updates.push(update);
          return update.promise;
        },
        pace,
      );
    const first = start('a');
    start('b');
    start('c');
    timers.fire();
    expect(log).to.deep.equal(['a']);
    for (const expected of ['b', 'c', 'a']) {
      clock.now += 10;
      updates.at(-1)!.resolve();
      await settled();
      await settled();
      // All wait until the page has had its time.
      expect(new Set(timers.delays)).to.deep.equal(new Set([30]));
      clock.now += 30;
      timers.fire();
      expect(log.at(-1)).to.equal(expected);
    }
    // The chart is removed during its update.
    first.stop();
    expect(log.at(-1)).to.equal('b');
  });

  it('does not stop the intervals of other charts if a tick fails', async () => {
    const pace = createPace();
    const fail = (): never => {
      throw new Error('failed');
    };
    throttledInterval(fail, 1, settled, pace);
    throttledInterval(tick, 2, settled, pace);
    expect(() => timers.fire(1)).to.throw('failed');
    timers.fire(2);
    await settled();
    expect(ticks).to.equal(1);
  });

  it('stops before and during a tick', async () => {
    throttledInterval(tick, 1, settled, createPace()).stop();
    expect(timers.delays).to.deep.equal([]);
    const interval = throttledInterval(
      () => {
        tick();
        interval.stop();
      },
      1,
      settled,
      createPace(),
    );
    timers.fire();
    await settled();
    expect([ticks, timers.delays]).to.deep.equal([1, []]);
  });
});

describe('promise 7: an animated chart', () => {
  const INTERVAL = 16;
  const timers = useFakeTimers(INTERVAL);
  // Because updates take no time, they do not delay the next one.
  useFakeClock();
  const on = [{ events: { type: 'timer', throttle: INTERVAL }, update: 'time + 1' }];
  const spec = { ...BAR, params: [{ name: 'time', value: 0, on }] };
  afterEach(unmountAll);

  it('updates on each tick, and stops after it is finalized', async () => {
    const { chart } = await mount(spec);
    for (const time of [1, 2, 3]) {
      await until(() => timers.delays.includes(INTERVAL), 'the timer');
      timers.fire(INTERVAL);
      await chart.view.runAsync();
      expect(chart.view.signal('time')).to.equal(time);
    }
    chart.finalize();
    expect(timers.delays).not.to.include(INTERVAL);
  });

  it('does not update while it is not on the screen', async () => {
    const { chart, container } = await mount(spec);
    container.style.cssText += 'position: fixed; top: 100vh';
    await until(() => timers.delays.includes(INTERVAL), 'the timer');
    timers.fire(INTERVAL);
    await chart.view.runAsync();
    expect(chart.view.signal('time')).to.equal(0);
    container.style.top = '0';
    await until(() => timers.delays.includes(INTERVAL), 'the timer');
    timers.fire(INTERVAL);
    await chart.view.runAsync();
    expect(chart.view.signal('time')).to.equal(1);
  });

  it('has no timer for readers who prefer reduced motion', async () => {
    const { chart } = await mount(spec, { reducedMotion: true });
    expect(timers.delays).not.to.include(INTERVAL);
    expect(chart.view.signal('time')).to.equal(0);
  });
});
