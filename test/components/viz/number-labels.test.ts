/** Tests numbers and names in live charts. `test/prerender/number-labels.node.test.ts` tests prerendered ones. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { plain } from '../../locale/languages.ts';
import type { FakeApi } from '../../support/fake-api.ts';
import { ANNUAL, NUMBER_CASES, numberApi } from '../../support/number-cases.ts';
import { cleanUp, drawViz, place, readyViz, SALES_SQL, salesApi, settle, shadow, textOf } from './harness.ts';

const specScript = (spec: object): string =>
  `<script type="application/vnd.vegalite+json">${JSON.stringify(spec)}</script>`;

const draw = (api: FakeApi, attributes: Readonly<Record<string, string>> = {}): Promise<VibedasherViz> =>
  drawViz(api, { slug: 'sales', ...attributes }, 'width: 640px');

describe('<vibedasher-viz>: numbers in a picture', () => {
  afterEach(cleanUp);

  for (const { name, rows, mark, shown, never } of NUMBER_CASES) {
    it(`have ${name}`, async () => {
      const element = await draw(numberApi(rows), mark ? { mark } : {});
      const texts = [...shadow(element).querySelectorAll('.picture text')].map(({ textContent }) =>
        plain(textContent),
      );
      expect(texts).to.include.members([...shown]);
      for (const text of texts) expect(text).not.to.match(never);
    });
  }

  for (const [what, scale, legend, labels] of [
    ['thresholds', { type: 'threshold', domain: [80.5, 81.77, 83] }, {}, ['', '80.5', '81.8', '83.0']],
    ['quantiles', { type: 'quantile' }, {}, ['', '80.5', '81.8', '82.5', '83.1']],
    ['values of its own', {}, { values: [80, 82.5] }, ['80.0', '82.5']],
  ] as const)
    it(`have equal decimals in a legend with ${what}`, async () => {
      const spec = {
        mark: 'bar',
        encoding: {
          x: { field: 'name', type: 'nominal' },
          y: { field: 'life', type: 'quantitative' },
          color: { field: 'life', type: 'quantitative', scale, legend },
        },
      };
      const rows = [79.12, 80.5, 81.77, 82.5, 83.1, 84.33].map((life, at) => [`${at}`, life] as const);
      const element = await readyViz(
        salesApi({ queries: { [SALES_SQL]: { result: { headers: ['name', 'life'], rows } } } }),
        { renderer: 'svg', loading: 'eager' },
        { content: specScript(spec), parent: place('width: 640px') },
      );
      await settle(element);
      const texts = [...shadow(element).querySelectorAll('.role-legend-label text')];
      expect(texts.map(({ textContent }) => textContent)).to.deep.equal(labels);
    });

  it('name only the year of annual data', async () => {
    expect(textOf(await draw(numberApi(ANNUAL.rows, ANNUAL.asOf)), '.notices')).to.contain(ANNUAL.text);
  });
});
