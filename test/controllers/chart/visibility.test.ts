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

const isMeasured = ({ host }: { readonly host: TestHost }): boolean => host.isMeasured;

describe('VisibilityController', () => {
  afterEach(cleanUp);

  it('marks hosts in the viewport as visible and updates them once', async () => {
    const { host, visibility } = setUp('');
    expect(visibility.wasVisible).to.equal(false);
    await frames();
    expect(visibility.wasVisible).to.equal(true);
    host.remove();
    document.body.append(host);
    await frames();
    expect(host.updates).to.equal(1);
  });

  it('marks hosts in the viewport before the next frame, with one layout', async () => {
    const all = [setUp(''), setUp(''), setUp('position: absolute; top: 9000px')];
    expect(all.some(isMeasured)).to.equal(false);
    await Promise.resolve();
    expect(all.every(isMeasured)).to.equal(true);
    const visible = (): boolean[] => all.map(({ visibility }) => visibility.wasVisible);
    // Each further host is marked in its own task.
    expect(visible()).to.deep.equal([true, false, false]);
    await nextTask();
    expect(visible()).to.deep.equal([true, true, false]);
  });

  it('marks hosts that can wait in a later frame, without measuring them', async () => {
    const near = setUp('', true);
    const far = setUp('position: absolute; top: 9000px', true);
    await frames();
    expect([near, far].some(isMeasured)).to.equal(false);
    expect(near.visibility.wasVisible).to.equal(true);
    expect(far.visibility.wasVisible).to.equal(false);
  });

  for (const [what, style] of [
    ['far below', 'position: absolute; top: 9000px'],
    ['not displayed', 'display: none'],
  ] as const) {
    it(`does not mark a host that is ${what} until it is visible`, async () => {
      const { host, visibility } = setUp(style);
      await frames();
      expect(visibility.wasVisible).to.equal(false);
      host.style.cssText = 'display: block; height: 10px';
      await frames();
      expect(visibility.wasVisible).to.equal(true);
    });
  }

  it('marks hosts near the viewport', async () => {
    const { visibility } = setUp(`position: absolute; top: ${innerHeight + scrollY + 150}px`);
    await frames();
    expect(visibility.wasVisible).to.equal(true);
  });

  it('does not mark a host that was removed until it is connected again', async () => {
    const { host, visibility } = setUp('');
    host.remove();
    await frames();
    expect(visibility.wasVisible).to.equal(false);
    document.body.append(host);
    await frames();
    expect(visibility.wasVisible).to.equal(true);
  });
});
