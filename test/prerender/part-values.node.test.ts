/** Tests the values in the parts of stacked bars of prerendered charts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderViz, type RenderSettings } from '../../src/prerender/index.ts';
import { createPublicClient } from '../../src/public-client/index.ts';
import { createFakeApi, rows } from '../support/fake-api.ts';

const SQL = 'SELECT * FROM answers';
const ANSWERS = rows(
  ['grp', 'answer', 'share'],
  [
    ['East', 'Agree', 61],
    ['East', 'Neutral', 35],
    ['East', 'Disagree', 4],
    ['West', 'Agree', 52],
    ['West', 'Neutral', 25],
    ['West', 'Disagree', 23],
  ],
);

const FILES = { 'charts/main.sql': SQL };

const render = async (settings: Partial<RenderSettings> = {}, files: object = FILES): Promise<string> => {
  const api = createFakeApi({
    vizzes: { 'acme/survey': { name: 'Survey', files: files as never } },
    queries: { [SQL]: ANSWERS },
  });
  const { html } = await renderViz({
    client: createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 }),
    account: 'acme',
    slug: 'survey',
    widths: [640],
    unit: '%',
    ...settings,
  } as RenderSettings);
  return html;
};

describe('the values in stacked bars of a prerendered picture', () => {
  it('are in the parts that are large enough', async () => {
    const texts = [...(await render()).matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    for (const text of ['61%', '35%', '52%', '25%', '23%']) assert.ok(texts.includes(text), texts.join());
    assert.ok(!texts.includes('4%'), texts.join());
    assert.ok(texts.includes('100%'), texts.join());
  });

  it('are white or black, depending on the color of the part in light and dark mode', async () => {
    const html = await render();
    const values = /<g fill="#000000"[^>]*>((?:<text[^>]*>[^<]*<\/text>)+)/.exec(html)?.[1] ?? '';
    const fills = [...values.matchAll(/<text([^>]*)>([^<]*)/g)].map(([, attributes, text]) => [
      text,
      /fill="([^"]*)"/.exec(attributes!)?.[1] ?? 'as the group',
    ]);
    assert.deepEqual(fills.slice(0, 2), [
      ['61%', 'light-dark(#ffffff,#000000)'],
      ['35%', 'as the group'],
    ]);
  });

  it('follow the order of the rows in a spec that leaves it open', async () => {
    const spec = {
      mark: 'bar',
      encoding: {
        y: { field: 'grp', type: 'nominal' },
        x: { field: 'share', type: 'quantitative' },
        color: { field: 'answer', type: 'nominal' },
      },
    };
    const html = await render({ sql: SQL, spec: JSON.stringify(spec) });
    const texts = [...html.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
    const names = texts.filter((text) => /gree|Neutral/.test(text));
    assert.deepEqual(names, ['Agree', 'Neutral', 'Disagree']);
  });
});
