// @engines all
import { expect } from 'chai';
import { VisibilityController } from '../../../src/controllers/chart/visibility.ts';
import { nextTask } from '../../../src/internal/tasks.ts';
import { cleanUp, frames, TestHost } from '../support.ts';

function setUp(style: string, canWait = false) {
  const host = new TestHost();
  host.style.cssText = `display: block; height: 10px; ${style}`;
  const visibility = new VisibilityController(host, () => canWait);
  document.body.append(host);
  return { host, visibility };
}

const isMeasured = ({ host }: ReturnType<typeof setUp>): boolean => host.isMeasured;
const FAR = 'position: absolute; top: 9000px';

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
    const all = [setUp(''), setUp(''), setUp(FAR)];
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
    const both = [setUp('', true), setUp(FAR, true)];
    await frames();
    expect(both.some(isMeasured)).to.equal(false);
    expect(both.map(({ visibility }) => visibility.wasVisible)).to.deep.equal([true, false]);
  });

  for (const style of [FAR, 'display: none']) {
    it(`does not mark a host with "${style}" until it is visible`, async () => {
      const { host, visibility } = setUp(style);
      await frames();
      expect(visibility.wasVisible).to.equal(false);
      host.style.cssText = `display: block; height: 10px; position: absolute; top: ${innerHeight + scrollY + 150}px`;
      await frames();
      expect(visibility.wasVisible, 'near the viewport').to.equal(true);
    });
  }

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
