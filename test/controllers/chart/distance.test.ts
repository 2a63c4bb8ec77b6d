// @engines all
import { expect } from 'chai';
import { DistanceController } from '../../../src/controllers/chart/distance.ts';
import { cleanUp, frames, TestHost } from '../support.ts';
import { until } from '../../support/page.ts';

/** Records of observers whose delivery the test delays, as a busy page does. `null`: not delayed. */
let delayed: Map<IntersectionObserver, IntersectionObserverEntry[]> | null = null;
const callbacks = new Map<IntersectionObserver, IntersectionObserverCallback>();

/** Calls the observers with all their records, in the order of `rootMargins`. */
function deliver(...rootMargins: string[]): void {
  const records = delayed!;
  delayed = null;
  for (const margin of rootMargins) {
    const observer = [...callbacks.keys()].find(({ rootMargin }) => rootMargin.startsWith(margin))!;
    callbacks.get(observer)!(records.get(observer) ?? [], observer);
  }
}

/** Creates a host at this distance from the top of the page, in viewport heights, and records its reports. */
function hostAt(screens: number) {
  const host = new TestHost();
  host.style.cssText = `display: block; position: absolute; top: ${screens * 100}vh; height: 10px; width: 10px`;
  const reports: boolean[] = [];
  const distance = new DistanceController(host, () => reports.push(distance.far));
  document.body.append(host);
  return { host, reports };
}

const move = (host: TestHost, screens: number): void => {
  host.style.top = `${screens * 100}vh`;
};

describe('DistanceController', () => {
  const { IntersectionObserver: Original } = window;
  before(() => {
    window.IntersectionObserver = class extends Original {
      constructor(callback: IntersectionObserverCallback, options?: IntersectionObserverInit) {
        super((entries, observer) => {
          if (delayed) delayed.set(observer, [...(delayed.get(observer) ?? []), ...entries]);
          else callback(entries, observer);
        }, options);
        callbacks.set(this, callback);
      }
    };
  });
  after(() => (window.IntersectionObserver = Original));
  afterEach(cleanUp);

  for (const [what, places, wanted] of [
    ['a visible host', [], []],
    ['a host that moves far away and comes near again', [5, 0.5], [true, false]],
    ['a host that moves between the two margins, from either side', [3, 5, 3], [true]],
    ['a hidden host as far', [null], [true]],
  ] as const) {
    it(`reports the changes of ${what}`, async () => {
      const { host, reports } = hostAt(0.5);
      await frames(6);
      for (const place of places) {
        if (place === null) host.style.display = 'none';
        else move(host, place);
        await frames(6);
      }
      await until(() => reports.length >= wanted.length, 'the reports');
      expect(reports).to.deep.equal(wanted);
    });
  }

  it('reports nothing while its host is disconnected', async () => {
    const { host, reports } = hostAt(0.5);
    await frames();
    host.remove();
    await frames(6);
    expect(reports).to.deep.equal([]);
    move(host, 5);
    document.body.append(host);
    await until(() => reports.length === 1, 'far');
  });

  for (const order of [
    ['100%', '300%'],
    ['300%', '100%'],
  ]) {
    it(`leaves a host near that was far for a moment, if the records come late, ${order[0]!} first`, async () => {
      const { host, reports } = hostAt(0.5);
      await frames(6);
      const records = (delayed = new Map<IntersectionObserver, IntersectionObserverEntry[]>());
      const recorded = (count: number): boolean =>
        records.size === 2 && [...records.values()].every(({ length }) => length === count);
      move(host, 5);
      await until(() => recorded(1), 'far');
      move(host, 0.5);
      await until(() => recorded(2), 'near');
      deliver(...order);
      expect(reports.at(-1) ?? false).to.equal(false);
    });
  }
});
