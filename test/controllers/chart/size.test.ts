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

  it('reads the size at once without reporting it', async () => {
    const { size, sizes } = setUp('width: 300px; height: 200px');
    expect(size.current).to.deep.equal({ width: 300, height: 200 });
    await frames();
    expect(sizes).to.deep.equal([]);
  });

  it('reports each change of size, in whole pixels', async () => {
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

  it('does not report the initial size again if it is fractional', async () => {
    const { sizes, size } = setUp('width: 300.4px; height: 200.6px');
    expect(size.current).to.deep.equal({ width: 300, height: 201 });
    await frames();
    expect(sizes).to.deep.equal([]);
  });

  it('keeps the last size of a hidden box', async () => {
    const { box, sizes, size } = setUp('width: 300px; height: 200px');
    box.style.display = 'none';
    expect(size.measure()).to.deep.equal({ width: 300, height: 200 });
    await frames();
    box.style.display = '';
    await frames();
    expect(sizes).to.deep.equal([]);
  });

  it('does not report changes of less than a pixel', async () => {
    const { box, sizes } = setUp('width: 300px; height: 200px');
    await frames();
    box.style.width = '300.4px';
    await frames();
    expect(sizes).to.deep.equal([]);
  });

  for (const hide of ['display: none', 'width: 0; height: 200px', 'width: 300px; height: 0']) {
    it(`does not report a box without an area or its return to the previous size: ${hide}`, async () => {
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

  it('reports the first size of a box that was hidden', async () => {
    const { box, sizes, size } = setUp('display: none');
    expect(size.current).to.deep.equal({ width: 0, height: 0 });
    box.style.cssText = 'width: 300px; height: 200px';
    await frames();
    expect(sizes).to.deep.equal([{ width: 300, height: 200 }]);
  });

  it('reports nothing while its host is disconnected', async () => {
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
