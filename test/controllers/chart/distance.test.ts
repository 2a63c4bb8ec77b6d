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
function hostAt(screens: number): { readonly host: TestHost; readonly reports: boolean[] } {
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

  it('does not report a visible host', async () => {
    const { reports } = hostAt(0.5);
    await frames(6);
    expect(reports).to.deep.equal([]);
  });

  it('reports when the host moves far away and when it comes near again', async () => {
    const { host, reports } = hostAt(0.5);
    await frames();
    move(host, 5);
    await until(() => reports.length === 1, 'far');
    move(host, 0.5);
    await until(() => reports.length === 2, 'near');
    expect(reports).to.deep.equal([true, false]);
  });

  it('reports nothing when the host moves between the two margins, from either side', async () => {
    const { host, reports } = hostAt(0.5);
    await frames();
    move(host, 3);
    await frames(6);
    expect(reports).to.deep.equal([]);
    move(host, 5);
    await until(() => reports.length === 1, 'far');
    move(host, 3);
    await frames(6);
    expect(reports).to.deep.equal([true]);
  });

  it('reports a hidden host as far', async () => {
    const { host, reports } = hostAt(0.5);
    await frames();
    host.style.display = 'none';
    await until(() => reports.length === 1, 'far');
    expect(reports).to.deep.equal([true]);
  });

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
