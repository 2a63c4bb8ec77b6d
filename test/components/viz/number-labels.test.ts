/** Tests numbers and names in live charts. `test/prerender/number-labels.node.test.ts` tests prerendered ones. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { plain } from '../../locale/languages.ts';
import type { FakeApi } from '../../support/fake-api.ts';
import { ANNUAL, NUMBER_CASES, numberApi } from '../../support/number-cases.ts';
import { cleanUp, place, settle, shadow, textOf, readyViz } from './harness.ts';

async function draw(api: FakeApi, attributes: Readonly<Record<string, string>> = {}): Promise<VibedasherViz> {
  const element = await readyViz(
    api,
    { slug: 'sales', renderer: 'svg', loading: 'eager', ...attributes },
    { parent: place('width: 640px') },
  );
  await settle(element);
  return element;
}

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

  it('name only the year of annual data', async () => {
    expect(textOf(await draw(numberApi(ANNUAL.rows, ANNUAL.asOf)), '.notices')).to.contain(ANNUAL.text);
  });
});
