// @engines all
import { expect } from 'chai';
import { SizeController } from '../../../src/controllers/chart/size.ts';
import type { Size } from '../../../src/vega/types.ts';
import { cleanUp, frames, TestHost } from '../support.ts';

function setUp(style: string): {
  readonly host: TestHost;
  readonly box: HTMLElement;
  readonly sizes: Size[];
  readonly size: SizeController;
} {
  const host = new TestHost();
  const box = document.createElement('div');
  box.style.cssText = style;
  host.append(box);
  const sizes: Size[] = [];
  const size = new SizeController(host, (each) => sizes.push(each));
  document.body.append(host);
  size.observe(box);
  return { host, box, sizes, size };
}

describe('SizeController', () => {
  afterEach(cleanUp);

  it('knows the size at once, and says nothing of it', async () => {
    const { size, sizes } = setUp('width: 300px; height: 200px');
    expect(size.current).to.deep.equal({ width: 300, height: 200 });
    await frames();
    expect(sizes).to.deep.equal([]);
  });

  it('tells of each other size, in whole pixels', async () => {
    const { box, sizes } = setUp('width: 300px; height: 200px');
    await frames();
    box.style.width = '250.6px';
    await frames();
    box.style.height = '100px';
    await frames();
    expect(sizes).to.deep.equal([
      { width: 251, height: 200 },
      { width: 251, height: 100 },
    ]);
  });

  it('tells nothing new of a box whose size is no whole number of pixels', async () => {
    const { sizes, size } = setUp('width: 300.4px; height: 200.6px');
    expect(size.current).to.deep.equal({ width: 300, height: 201 });
    await frames();
    expect(sizes).to.deep.equal([]);
  });

  it('keeps the size of a box that is hidden, also for who reads it then', async () => {
    const { box, sizes, size } = setUp('width: 300px; height: 200px');
    box.style.display = 'none';
    expect(size.measure()).to.deep.equal({ width: 300, height: 200 });
    await frames();
    box.style.display = '';
    await frames();
    expect(sizes).to.deep.equal([]);
  });

  it('says nothing of less than a pixel', async () => {
    const { box, sizes } = setUp('width: 300px; height: 200px');
    await frames();
    box.style.width = '300.4px';
    await frames();
    expect(sizes).to.deep.equal([]);
  });

  for (const hide of ['display: none', 'width: 0; height: 200px', 'width: 300px; height: 0']) {
    it(`says nothing of a box without area, nor when it is as before again: ${hide}`, async () => {
      const { box, sizes, size } = setUp('width: 300px; height: 200px');
      await frames();
      box.style.cssText = hide;
      await frames();
      box.style.cssText = 'width: 300px; height: 200px';
      await frames();
      expect(sizes).to.deep.equal([]);
      expect(size.current).to.deep.equal({ width: 300, height: 200 });
    });
  }

  it('tells of the first size of a box that was hidden', async () => {
    const { box, sizes, size } = setUp('display: none');
    expect(size.current).to.deep.equal({ width: 0, height: 0 });
    box.style.cssText = 'width: 300px; height: 200px';
    await frames();
    expect(sizes).to.deep.equal([{ width: 300, height: 200 }]);
  });

  it('rests while its host is out of the page', async () => {
    const { host, box, sizes } = setUp('width: 300px; height: 200px');
    await frames();
    host.remove();
    box.style.width = '100px';
    await frames();
    expect(sizes).to.deep.equal([]);
    document.body.append(host);
    await frames();
    expect(sizes).to.deep.equal([{ width: 100, height: 200 }]);
  });
});
