// @engines all
import { expect } from 'chai';
import { VisibilityController } from '../../../src/controllers/chart/visibility.ts';
import { nextTask } from '../../../src/internal/tasks.ts';
import { cleanUp, frames, TestHost } from '../support.ts';

function setUp(style: string): { readonly host: TestHost; readonly visibility: VisibilityController } {
  const host = new TestHost();
  host.style.cssText = `display: block; height: 10px; ${style}`;
  const visibility = new VisibilityController(host);
  document.body.append(host);
  return { host, visibility };
}

describe('VisibilityController', () => {
  afterEach(cleanUp);

  it('sees what is in the viewport, and tells once', async () => {
    const { host, visibility } = setUp('');
    expect(visibility.seen).to.equal(false);
    await frames();
    expect(visibility.seen).to.equal(true);
    host.remove();
    document.body.append(host);
    await frames();
    expect(host.updates).to.equal(1);
  });

  it('sees what is in the viewport before the next frame, and with one look at all', async () => {
    const measured = new Set<Element>();
    const { getBoundingClientRect } = Element.prototype;
    Element.prototype.getBoundingClientRect = function () {
      measured.add(this);
      return getBoundingClientRect.call(this);
    };
    const shown = [setUp(''), setUp(''), setUp('position: absolute; top: 9000px')];
    expect(measured.size).to.equal(0);
    await Promise.resolve();
    Element.prototype.getBoundingClientRect = getBoundingClientRect;
    expect(measured.size).to.equal(3);
    const seen = (): boolean[] => shown.map(({ visibility }) => visibility.seen);
    // Each further one is a task of its own.
    expect(seen()).to.deep.equal([true, false, false]);
    await new Promise((resolve) => setTimeout(resolve));
    await nextTask();
    expect(seen()).to.deep.equal([true, true, false]);
  });

  for (const [what, style] of [
    ['far below', 'position: absolute; top: 9000px'],
    ['not displayed', 'display: none'],
  ] as const) {
    it(`does not see what is ${what}, until it is`, async () => {
      const { host, visibility } = setUp(style);
      await frames();
      expect(visibility.seen).to.equal(false);
      host.style.cssText = 'display: block; height: 10px';
      await frames();
      expect(visibility.seen).to.equal(true);
    });
  }

  it('sees what is near', async () => {
    const { visibility } = setUp(`position: absolute; top: ${innerHeight + scrollY + 150}px`);
    await frames();
    expect(visibility.seen).to.equal(true);
  });

  it('does not see what left before, but when it comes back', async () => {
    const { host, visibility } = setUp('');
    host.remove();
    await frames();
    expect(visibility.seen).to.equal(false);
    document.body.append(host);
    await frames();
    expect(visibility.seen).to.equal(true);
  });
});
