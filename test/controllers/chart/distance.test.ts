// @engines all
import { expect } from 'chai';
import { DistanceController } from '../../../src/controllers/chart/size.ts';
import { until } from '../../support/page.ts';
import { cleanUp, frames, TestHost } from '../support.ts';

/** A host so many viewport heights below the top of the page, and what its controller has told. */
function hostAt(screens: number): { readonly host: TestHost; readonly told: boolean[] } {
  const host = new TestHost();
  host.style.cssText = `display: block; position: absolute; top: ${screens * 100}vh; height: 10px; width: 10px`;
  const told: boolean[] = [];
  const distance = new DistanceController(host, () => told.push(distance.far));
  document.body.append(host);
  return { host, told };
}

const move = (host: TestHost, screens: number): void => {
  host.style.top = `${screens * 100}vh`;
};

describe('DistanceController', () => {
  afterEach(cleanUp);

  it('says nothing of a host in sight', async () => {
    const { told } = hostAt(0.5);
    await frames(6);
    expect(told).to.deep.equal([]);
  });

  it('tells when the host goes far, and when it is near again', async () => {
    const { host, told } = hostAt(0.5);
    await frames();
    move(host, 5);
    await until(() => told.length === 1, 'far');
    move(host, 0.5);
    await until(() => told.length === 2, 'near');
    expect(told).to.deep.equal([true, false]);
  });

  it('says nothing between the two lines, from whichever side', async () => {
    const { host, told } = hostAt(0.5);
    await frames();
    move(host, 3);
    await frames(6);
    expect(told).to.deep.equal([]);
    move(host, 5);
    await until(() => told.length === 1, 'far');
    move(host, 3);
    await frames(6);
    expect(told).to.deep.equal([true]);
  });

  it('takes a host that is not shown for far', async () => {
    const { host, told } = hostAt(0.5);
    await frames();
    host.style.display = 'none';
    await until(() => told.length === 1, 'far');
    expect(told).to.deep.equal([true]);
  });

  it('rests while its host is out of the page', async () => {
    const { host, told } = hostAt(0.5);
    await frames();
    host.remove();
    await frames(6);
    expect(told).to.deep.equal([]);
    move(host, 5);
    document.body.append(host);
    await until(() => told.length === 1, 'far');
  });
});
