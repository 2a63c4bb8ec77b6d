/** Tests numbers and names in prerendered charts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderViz, type RenderSettings } from '../../node/prerender/index.ts';
import { createPublicClient } from '../../src/public-client/index.ts';
import type { FakeApi } from '../support/fake-api.ts';
import { ANNUAL, NUMBER_CASES, numberApi } from '../support/number-cases.ts';

const render = (from: FakeApi, settings: Partial<RenderSettings> = {}): ReturnType<typeof renderViz> =>
  renderViz({
    client: createPublicClient({ apiBase: from.base, fetch: from.fetch, maxRetries: 0 }),
    account: 'acme',
    slug: 'sales',
    widths: [640],
    ...settings,
  });

const textsIn = (svg: string | null): readonly string[] =>
  [...(svg ?? '').matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, text]) => text!.replace(/<[^>]*>/g, ''));

describe('numbers in a prerendered picture', () => {
  for (const { name, rows, mark, shown, never } of NUMBER_CASES) {
    it(`have ${name}`, async () => {
      const settings = mark ? ({ mark } as Partial<RenderSettings>) : {};
      const texts = textsIn((await render(numberApi(rows), settings)).svg);
      for (const text of shown) assert.ok(texts.includes(text), `${text} in ${texts.join(' | ')}`);
      for (const text of texts) assert.doesNotMatch(text, never);
    });
  }

  it('name only the year of annual data', async () => {
    const { html } = await render(numberApi(ANNUAL.rows, ANNUAL.asOf));
    assert.ok(html.includes(ANNUAL.text));
    assert.ok(!html.includes('January'));
  });
});
