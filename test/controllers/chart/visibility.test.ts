// @engines all
import { expect } from 'chai';
import { VisibilityController } from '../../../src/controllers/chart/visibility.ts';
import { nextTask } from '../../../src/internal/tasks.ts';
import { cleanUp, frames, TestHost } from '../support.ts';

function setUp(
  style: string,
  canWait = false,
): { readonly host: TestHost; readonly visibility: VisibilityController } {
  const host = new TestHost();
  host.style.cssText = `display: block; height: 10px; ${style}`;
  const visibility = new VisibilityController(host, () => canWait);
  document.body.append(host);
  return { host, visibility };
}

/** Elements whose place is asked for, which lays the page out. */
function watchMeasuring(): { readonly measured: ReadonlySet<Element>; restore(): void } {
  const measured = new Set<Element>();
  const { getBoundingClientRect } = Element.prototype;
  Element.prototype.getBoundingClientRect = function () {
    measured.add(this);
    return getBoundingClientRect.call(this);
  };
  return { measured, restore: () => void (Element.prototype.getBoundingClientRect = getBoundingClientRect) };
}

describe('VisibilityController', () => {
  afterEach(cleanUp);

  it('sees what is in the viewport, and tells once', async () => {
    const { host, visibility } = setUp('');
    expect(visibility.wasVisible).to.equal(false);
    await frames();
    expect(visibility.wasVisible).to.equal(true);
    host.remove();
    document.body.append(host);
    await frames();
    expect(host.updates).to.equal(1);
  });

  it('sees what is in the viewport before the next frame, and with one look at all', async () => {
    const { measured, restore } = watchMeasuring();
    const shown = [setUp(''), setUp(''), setUp('position: absolute; top: 9000px')];
    expect(measured.size).to.equal(0);
    await Promise.resolve();
    restore();
    expect(measured.size).to.equal(3);
    const seen = (): boolean[] => shown.map(({ visibility }) => visibility.wasVisible);
    // Each further one is a task of its own.
    expect(seen()).to.deep.equal([true, false, false]);
    await new Promise((resolve) => setTimeout(resolve));
    await nextTask();
    expect(seen()).to.deep.equal([true, true, false]);
  });

  it('does not lay the page out for what can wait, and sees it all the same', async () => {
    const { measured, restore } = watchMeasuring();
    const { visibility } = setUp('', true);
    const far = setUp('position: absolute; top: 9000px', true);
    await frames();
    restore();
    expect(measured.size).to.equal(0);
    expect(visibility.wasVisible).to.equal(true);
    expect(far.visibility.wasVisible).to.equal(false);
  });

  for (const [what, style] of [
    ['far below', 'position: absolute; top: 9000px'],
    ['not displayed', 'display: none'],
  ] as const) {
    it(`does not see what is ${what}, until it is`, async () => {
      const { host, visibility } = setUp(style);
      await frames();
      expect(visibility.wasVisible).to.equal(false);
      host.style.cssText = 'display: block; height: 10px';
      await frames();
      expect(visibility.wasVisible).to.equal(true);
    });
  }

  it('sees what is near', async () => {
    const { visibility } = setUp(`position: absolute; top: ${innerHeight + scrollY + 150}px`);
    await frames();
    expect(visibility.wasVisible).to.equal(true);
  });

  it('does not see what left before, but when it comes back', async () => {
    const { host, visibility } = setUp('');
    host.remove();
    await frames();
    expect(visibility.wasVisible).to.equal(false);
    document.body.append(host);
    await frames();
    expect(visibility.wasVisible).to.equal(true);
  });
});
