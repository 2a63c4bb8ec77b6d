// @engines all
/** Tests donuts in a page: large text and tooltips. `test/pictures` shows their labels. */
import { expect } from 'chai';
import { rows } from '../../support/fake-api.ts';
import { Mouse } from '../../support/mouse.ts';
import { until } from '../../support/page.ts';
import { apiOf, cleanUp, drawViz, partsOf, textOf } from './harness.ts';

const TINY = { Coal: 960, Wind: 20, Solar: 10, Gas: 5, Water: 1 };

describe('<vibedasher-viz>: donuts', () => {
  afterEach(cleanUp);

  for (const size of ['width: 640px', 'width: 358px', 'width: 640px; font-size: 32px'])
    it(`keep labels of tiny parts in the picture and apart: ${size}`, async () => {
      const element = await drawViz(apiOf(rows(['power', 'n'], Object.entries(TINY))), { mark: 'arc' }, size);
      const picture = partsOf(element, 'svg')[0]!.getBoundingClientRect();
      const texts = partsOf(element, ':is(.layer_1_marks, .layer_2_marks) text').filter(
        (text) => text.textContent,
      );
      expect(texts).not.to.be.empty;
      const boxes = texts.map((text) => text.getBoundingClientRect());
      for (const [index, box] of boxes.entries()) {
        expect(box.left).to.be.at.least(picture.left - 1);
        expect(box.right).to.be.at.most(picture.right + 1);
        for (const other of boxes.slice(index + 1)) {
          const isBeside = box.right <= other.left + 1 || other.right <= box.left + 1;
          expect(isBeside || box.bottom <= other.top + 3 || other.bottom <= box.top + 3).to.equal(true);
        }
      }
    });

  it('show value and share in the tooltip', async () => {
    const votes = rows(['part', 'n'], Object.entries({ Yes: 51.9, No: 48.1 }));
    const element = await drawViz(apiOf(votes), { mark: 'arc' });
    const arc = partsOf(element, '.mark-arc path')[0]!.getBoundingClientRect();
    new Mouse().move({ x: arc.right - 12, y: arc.top + arc.height / 2 });
    await until(() => textOf(element, '.tooltip'), 'a tooltip');
    expect(textOf(element, '.tooltip')).to.match(/Part ?Yes ?N ?51\.9 ?Share ?51\.9%/);
  });
});
