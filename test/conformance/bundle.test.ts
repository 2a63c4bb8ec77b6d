// @lane long
/** The bundle contains or loads all parts that a spec needs, and draws like vega-embed under the policy of docs/security.md. */
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { addChart, drawn, inside } from '../support/charts.ts';
import { closePages, openPage, type Page } from '../support/page.ts';
import { drawStock, expectSame, loadEngines, pictureIn, restoreRandom } from './engines.ts';
import { givenSpecs } from './given-specs.ts';
import { inlineData } from './inline-data.ts';

type DicePage = Page['window'] & { __startDice(): void };

const ATTRIBUTES = {
  sql: 'SELECT 1 AS one',
  fit: 'none',
  theme: 'none',
  renderer: 'svg',
  'allow-hosts': location.origin,
};

const given = await givenSpecs();

describe('conformance of the script-tag bundle', () => {
  let page: Page;

  before(async function () {
    this.timeout(60_000);
    await loadEngines();
    page = await openPage('dice.html', { width: 1200 });
    await page.window.customElements.whenDefined('vibedasher-viz');
  });
  after(() => {
    closePages();
    restoreRandom();
  });

  for (const [file, raw] of given) {
    it(`draws ${file} like vega-embed`, async () => {
      const spec = (await inlineData(raw)) as VegaLiteSpec;
      const { container, remove } = await drawStock(structuredClone(spec));
      const stock = withoutPage(container);
      remove();
      (page.window as DicePage).__startDice();
      const viz = await drawn(addChart(page, { attributes: ATTRIBUTES, spec }));
      const ours = withoutPage(inside(viz).querySelector('[part=chart]')!);
      viz.remove();
      expectSame(ours, stock, 'the picture');
    });
  }
  if (given.size === 0) it.skip('draws the example specs (their folder does not exist)');
});

/** Returns a picture without the page URL that references to gradients and images contain. */
function withoutPage(container: HTMLElement): string {
  return pictureIn(container).replaceAll(/http:[^#"]*?(?=#|data\/)/g, '');
}
