// @engines all
import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { until } from '../../support/page.ts';
import {
  BAR_SPEC,
  barsOf,
  cleanUp,
  listenToConsole,
  mountViz,
  place,
  readyViz,
  salesApi,
  shadow,
} from './harness.ts';

/** Whether this browser can emulate print media. */
const canEmulate = /Chrom/.test(navigator.userAgent);

const pictureOf = (element: VibedasherViz): Element =>
  shadow(element).querySelector('.picture svg, .picture canvas')!;

describe('<vibedasher-viz>: print', () => {
  beforeEach(() => void listenToConsole());
  afterEach(async () => {
    cleanUp();
    if (canEmulate) await emulateMedia({ media: 'screen' });
  });

  it('loads before printing, even off screen', async () => {
    const api = salesApi();
    const elements = Array.from({ length: 20 }, (_, index) =>
      mountViz(api, {}, { parent: place(`position: absolute; width: 400px; top: ${index * 400}vh`) }),
    );
    await elements[0]!.ready;
    expect(elements.at(-1)!.status).to.equal('idle');
    const hidden = mountViz(api, {}, { parent: place('display: none') });
    window.dispatchEvent(new Event('beforeprint'));
    await Promise.all(elements.map(({ ready }) => ready));
    for (const element of elements) expect(barsOf(element)).to.equal(3);
    expect(hidden.status).to.equal('idle');
  });

  describe('with emulated print media', function () {
    before(function () {
      if (!canEmulate) this.skip();
    });

    it('loads in print media', async () => {
      const element = mountViz(
        salesApi(),
        {},
        { parent: place('position: absolute; top: 900vh; width: 400px') },
      );
      await element.updateComplete;
      expect(element.status).to.equal('idle');
      await emulateMedia({ media: 'print' });
      await element.ready;
      expect(barsOf(element)).to.equal(3);
    });

    for (const renderer of ['svg', 'canvas']) {
      for (const [what, style, spec] of [
        ['in its default box', '', BAR_SPEC],
        ['in a box of fixed height', 'height: 300px; display: block', BAR_SPEC],
        [
          'of a composed spec',
          '',
          { hconcat: [1, 2, 3].map(() => ({ ...BAR_SPEC, width: 300, height: 200 })) },
        ],
        ['of fixed size', '', { ...BAR_SPEC, width: 900, height: 200 }],
      ] as const) {
        it(`shows the whole picture ${what} (${renderer}) on narrower paper`, async () => {
          const fit = what === 'of fixed size' ? 'none' : 'container';
          const parent = place('width: 1000px');
          const element = mountViz(salesApi(), { renderer, style, fit }, { parent });
          element.spec = spec;
          await element.ready;
          const { width, height } = pictureOf(element).getBoundingClientRect();
          await emulateMedia({ media: 'print' });
          // Measure at once: charts are not redrawn for print.
          parent.style.width = '400px';
          const shown = pictureOf(element).getBoundingClientRect();
          const outer = element.getBoundingClientRect();
          expect(shown.width).to.be.closeTo(400, 1);
          expect(shown.height).to.be.closeTo((height * shown.width) / width, 2);
          expect(shown.left).to.be.at.least(outer.left - 1);
          expect(shown.bottom).to.be.at.most(outer.bottom + 1);
          for (let each: Element | null = pictureOf(element).parentElement; each; each = each.parentElement) {
            expect(getComputedStyle(each).overflow, each.className).to.equal('visible');
          }
        });
      }
    }

    it('prints dark text on a light background with any theme', async () => {
      const parent = place('width: 600px; background: #16191f; color: #eee; color-scheme: dark');
      const element = await readyViz(salesApi(), {}, { parent });
      const styleOf = (selector: string): CSSStyleDeclaration =>
        getComputedStyle(shadow(element).querySelector(selector)!);
      expect(styleOf('.title').color).to.equal('rgb(232, 234, 237)');
      await emulateMedia({ media: 'print' });
      expect(styleOf('.title').color).to.equal('rgb(27, 31, 36)');
      expect(styleOf('.figure').backgroundColor).to.equal('rgb(255, 255, 255)');
      expect(styleOf('.picture').filter).to.contain('invert(1)');
      expect(styleOf('.tools').display).to.equal('none');
    });

    it('keeps the space of a chart that has not loaded', async () => {
      const api = salesApi();
      api.hold('query');
      const element = mountViz(api, {}, { parent: place('width: 400px'), content: '<p>Sales</p>' });
      await until(() => element.status === 'loading', 'it loads');
      await emulateMedia({ media: 'print' });
      expect(element.getBoundingClientRect().height).to.be.closeTo(460, 1);
    });
  });
});
