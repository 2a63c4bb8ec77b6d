/** Tests pictures for link previews: their texts, and the room that the chart has. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderPreview, type PreviewSettings } from '../../node/prerender/index.ts';
import { measureFor } from '../../node/prerender/text-widths.ts';
import { isWellFormed } from '../../node/prerender/well-formed.ts';
import { createPublicClient } from '../../src/public-client/index.ts';
import { createFakeApi, rows } from '../support/fake-api.ts';

const SQL = 'SELECT city, rain FROM stations';
const BIG = 'SELECT rain FROM stations';
const CITIES = ['Hamburg', 'Berlin', 'Munich', 'Cologne', 'Bremen', 'Leipzig'];
const LONG = 'How much rain fell at the stations of the largest cities, month by month. '.repeat(8);

const api = createFakeApi({
  vizzes: {
    'acme/rain': {
      name: 'Rain by city',
      description: 'At the stations of the largest cities',
      source: 'Weather <Service> https://weather.example/data',
      files: { 'charts/main.sql': SQL, 'charts/big.sql': BIG },
    },
    'acme/plain': { name: 'Rain', files: { 'charts/main.sql': SQL } },
  },
  queries: {
    [SQL]: rows(
      ['city', 'rain'],
      CITIES.map((city, index) => [city, 320 - 31 * index]),
    ),
    [BIG]: rows(['rain'], [[42]]),
  },
});

const BOX = { width: 600, height: 315 };

async function preview(settings: Partial<PreviewSettings> = {}): Promise<string> {
  const client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 });
  const { svg } = await renderPreview({ client, account: 'acme', slug: 'rain', ...BOX, ...settings });
  assert.ok(isWellFormed(svg));
  return svg;
}

interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly bold: boolean;
  readonly atEnd: boolean;
}

const CHART =
  /<g transform="translate\(([\d.]+),([\d.]+)\)(?: scale\(([\d.]+)\))?"><svg [\s\S]*?<\/svg><\/g>/;
const MOVED = /<g transform="translate\(([\d.]+),([\d.]+)\)">((?:<text [^>]*>[^<]*<\/text>)*)/g;
const TEXT = /<text x="([\d.]+)" y="([\d.]+)" font-size="(\d+)"([^>]*)>([^<]*)</g;

/** Returns the texts around the chart, with their positions in the picture. */
const textsOf = (svg: string): readonly Text[] =>
  [...svg.replace(CHART, '').matchAll(MOVED)].flatMap(([, left, top, content]) =>
    [...content!.matchAll(TEXT)].map(([, x, y, size, more, text]) => ({
      text: text!,
      x: Number(left) + Number(x),
      y: Number(top) + Number(y),
      size: Number(size),
      bold: more!.includes('bold'),
      atEnd: more!.includes('text-anchor="end"'),
    })),
  );

/** Returns top and bottom of the chart, and by how much its text is scaled. */
function chartOf(svg: string): { readonly top: number; readonly bottom: number; readonly scale: number } {
  const [drawing = '', , y, by = '1'] = CHART.exec(svg) ?? [];
  const outer = Number(/translate\([\d.]+,([\d.]+)\)">$/.exec(svg.slice(0, svg.indexOf(drawing)))![1]);
  const height = Number(/ height="([\d.]+)"/.exec(drawing)![1]);
  const scale = Number(by);
  return { top: outer + Number(y), bottom: outer + Number(y) + height * scale, scale };
}

describe('renderPreview', () => {
  it('has title, description, unit and source, in the font of the chart', async () => {
    const svg = await preview({ unit: 'mm' });
    assert.deepEqual(
      textsOf(svg).map(({ text }) => text),
      ['Rain by city', 'At the stations of the largest cities', 'Source: Weather &lt;Service&gt;'],
    );
    assert.match(CHART.exec(svg)![0], />Rain \(mm\)</);
    assert.match(
      await preview({ font: 'Georgia, "Times"' }),
      /^<svg [^>]*font-family="Georgia, &quot;Times&quot;"/,
    );
    assert.ok(!textsOf(await preview({ slug: 'plain' })).some(({ text }) => text.includes('Source')));
  });

  const texts = { heading: LONG, description: LONG, source: LONG, byline: 'Jane Doe' };
  for (const [name, settings] of [
    ['short texts', {}],
    ['long texts', texts],
    ['long texts in a low picture', { ...texts, width: 320, height: 168 }],
    ['long words', { heading: 'w'.repeat(200), description: 'w'.repeat(200), source: 'w'.repeat(200) }],
    ['Arabic', { lang: 'ar', heading: 'الأمطار حسب المدينة', description: 'في أكبر المدن' }],
  ] as const) {
    it(`lets nothing overlap or leave the picture: ${name}`, async () => {
      const size = { ...BOX, ...settings };
      const svg = await preview({ ...settings, font: 'Arial' });
      const measure = await measureFor('Arial', undefined);
      const found = textsOf(svg);
      const chart = chartOf(svg);
      for (const [index, { text, x, y, ...each }] of found.entries()) {
        const extent = measure(text, each);
        const [left, right] = each.atEnd ? [x - extent, x] : [x, x + extent];
        assert.ok(left >= 19 && right <= size.width - 19, `${text}: ${left} to ${right}`);
        const next = found[index + 1];
        if (next) assert.ok(next.y - next.size >= y, `${next.text} is below ${text}`);
      }
      const source = found.at(-1)!;
      assert.ok(source.y + source.size / 4 <= size.height - 8, 'the source is in the picture');
      assert.ok(found.at(-2)!.y + 4 <= chart.top, 'the chart is below its title');
      assert.ok(chart.bottom <= source.y - source.size + 1, 'the chart is above its source');
      assert.ok(chart.bottom - chart.top >= size.height * 0.4, 'the chart has its part of the picture');
    });
  }

  it('applies what a page can set', async () => {
    const plain = await preview();
    // Its texts are legible.
    assert.ok(chartOf(plain).scale >= 0.95);
    assert.match(await preview({ heading: 'Mine', description: 'My text' }), />Mine<.*>My text</);
    const choices: readonly Partial<PreviewSettings>[] = [
      { highlight: 'Berlin' },
      { reference: '200 Target' },
      { annotate: 'Berlin: Capital' },
      { colors: '#a20004' },
      { sort: 'name' },
      { limit: '2' },
      { decimals: '2' },
    ];
    for (const more of choices) assert.notEqual(await preview(more), plain, JSON.stringify(more));
  });

  it('writes description and source around a number and a table, whose measures have the unit', async () => {
    const number = textsOf(await preview({ chart: 'big', unit: 'mm' })).map(({ text }) => text);
    assert.deepEqual(number.slice(1), [
      'At the stations of the largest cities',
      '42\u00a0mm',
      'Source: Weather &lt;Service&gt;',
    ]);
    const table = textsOf(await preview({ mark: 'table', unit: 'mm' }));
    const headings = table.filter(({ bold }) => bold).map(({ text }) => text);
    assert.deepEqual(headings, ['Rain by city', 'City', 'Rain (mm)']);
    const source = table.at(-1)!;
    assert.match(source.text, /^Source: /);
    assert.ok(table.slice(0, -1).every(({ y }) => y + 4 <= source.y - source.size));
  });
});
