// @engines all
import { expect } from 'chai';
import { SizeController } from '../../../src/controllers/chart/size.ts';
import type { Size } from '../../../src/vega/types.ts';
import { cleanUp, frames, TestHost } from '../support.ts';

function setUp(style: string) {
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

  const RECT = 'width: 300px; height: 200px';
  const FULL = { width: 300, height: 200 };
  for (const [what, styles, wanted] of [
    [
      'each change of size, in whole pixels',
      ['width: 250.6px; height: 200px', 'width: 250.6px; height: 100px'],
      [
        { width: 251, height: 200 },
        { width: 251, height: 100 },
      ],
    ],
    ['no change of less than a pixel', ['width: 300.4px; height: 200px'], []],
    ['no box that is hidden and shown again', ['display: none', RECT], []],
    ['no box without width', ['width: 0; height: 200px', RECT], []],
    ['no box without height', ['width: 300px; height: 0', RECT], []],
  ] as const) {
    it(`reports ${what}`, async () => {
      const { box, sizes, size } = setUp(RECT);
      await frames();
      for (const style of styles) {
        box.style.cssText = style;
        await frames();
      }
      expect(sizes).to.deep.equal(wanted);
      if (wanted.length === 0) expect(size.current).to.deep.equal(FULL);
    });
  }

  it('does not report the initial size again if it is fractional', async () => {
    const { sizes, size } = setUp('width: 300.4px; height: 200.6px');
    expect(size.current).to.deep.equal({ width: 300, height: 201 });
    await frames();
    expect(sizes).to.deep.equal([]);
  });

  it('measures a hidden box as it was', () => {
    const { box, size } = setUp(RECT);
    box.style.display = 'none';
    expect(size.measure()).to.deep.equal(FULL);
  });

  it('reports the first size of a box that was hidden', async () => {
    const { box, sizes, size } = setUp('display: none');
    expect(size.current).to.deep.equal({ width: 0, height: 0 });
    box.style.cssText = RECT;
    await frames();
    expect(sizes).to.deep.equal([FULL]);
  });

  it('reports nothing while its host is disconnected', async () => {
    const { host, box, sizes } = setUp(RECT);
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
