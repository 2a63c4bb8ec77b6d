/** Tests `renderViz` and `renderDashboard` in Node: requests, drawings and errors. */
import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { describe, it } from 'node:test';
import { pictureKey } from '../../src/charts/picture-key.ts';
import { renderDashboard, renderViz, WIDTHS } from '../../node/prerender/index.ts';
import { renderViz as renderHere } from '../../node/prerender/render-viz.ts';
import type { DashboardParams } from '../../node/prerender/types.ts';
import type { RenderSettings } from '../../node/prerender/index.ts';
import { isWellFormed } from '../../node/prerender/well-formed.ts';
import { createPublicClient, type PublicClient } from '../../src/public-client/index.ts';
import { apiOf, CASES, settingsOf } from '../support/picture-cases.ts';
import { createFakeApi, problem, rows, type FakeApi, type FakeApiOptions } from '../support/fake-api.ts';

const SQL = 'SELECT region, amount FROM sales';
const SPEC = {
  mark: 'bar',
  encoding: {
    x: { field: 'region', type: 'nominal', title: 'Shop' },
    y: { field: 'amount', type: 'quantitative' },
  },
};
const SALES = rows(['region', 'amount'], Object.entries({ North: 340, 'South <b>': 120 }));
const ELEMENTS =
  /^(?:figure|figcaption|div|bdi|p|a|b|span|details|summary|table|thead|tbody|tr|th|td|svg|g|path|rect|text|tspan|line|circle|clipPath|linearGradient|stop)$/;

function api(spec: unknown = SPEC, options: FakeApiOptions = {}): FakeApi {
  return createFakeApi({
    vizzes: {
      'acme/sales': {
        name: 'Sales by region',
        description: 'All shops',
        files: { 'charts/main.sql': SQL, ...(spec ? { 'charts/main.vl.json': JSON.stringify(spec) } : {}) },
      },
      ...options.vizzes,
    },
    queries: { [SQL]: SALES, ...options.queries },
  });
}

const clientOf = ({ base, fetch }: FakeApi): PublicClient =>
  createPublicClient({ apiBase: base, fetch, maxRetries: 0 });

const render = (
  from: FakeApi,
  settings: Partial<RenderSettings> = {},
  draw = renderViz,
): ReturnType<typeof renderViz> =>
  draw({
    client: clientOf(from),
    account: 'acme',
    slug: 'sales',
    ...settings,
  });

const elementsOf = (html: string): string[] => [...html.matchAll(/<([a-zA-Z]+)/g)].map(([, name]) => name!);
const countOf = (html: string, part: string | RegExp): number => html.split(part).length - 1;

const numbersIn = (html: string): (string | undefined)[] =>
  [...html.matchAll(/<td class="vd-number">(\d+)</g)].map(([, value]) => value);

describe('renderViz', () => {
  it('draws one picture for each width, with caption and rows', async () => {
    const { html, svg, title, description, rows: dataset } = await render(api());
    assert.equal(countOf(html, '<svg '), WIDTHS.length);
    assert.match(html, /<svg data-width="320"/);
    assert.match(html, /role="img" aria-label="Sales by region\. Bar chart of/);
    assert.match(html, /Sales by region/);
    assert.match(html, /<th scope="col">.*Shop/);
    assert.match(html, /South &lt;b&gt;/);
    assert.ok(svg?.startsWith('<svg '));
    assert.deepEqual([title, description, dataset.rows.length], ['Sales by region', 'All shops', 2]);
    for (const name of elementsOf(html)) assert.match(name, ELEMENTS);
  });

  it('names figure and picture as the page does, in every target', async () => {
    const texts = { heading: 'Mine', description: 'My text' };
    for (const target of ['web', 'feed', 'email'] as const) {
      const { html, title, alt } = await render(api(), { ...texts, target, widths: [480] });
      assert.match(html, /<figcaption><div><bdi>Mine<.*My text<.*<\/figcaption>/, target);
      assert.ok(!html.includes('Sales by region'), target);
      assert.deepEqual([title, alt.startsWith('Mine.')], ['Mine', true], target);
    }
  });

  it('writes author and text alternative, and keeps the summary', async () => {
    const texts = { byline: 'Jane Doe', alt: 'The north leads' };
    for (const target of ['web', 'feed'] as const) {
      const { html, alt } = await render(api(), { ...texts, target, widths: [480] });
      assert.equal(alt, 'Sales by region. The north leads', target);
      assert.ok(html.includes('<span><bdi>Jane Doe</bdi></span>'), target);
      assert.match(html, /<p><bdi>Bar chart of .*<\/bdi><\/p><table/, target);
    }
    assert.ok(!(await render(api(), { widths: [480] })).html.includes('<p><bdi>Bar chart'));
  });

  it('waits for a viz that arrives after the rows of a query and a spec of the page', async () => {
    const from = api();
    const client = clientOf(from);
    let release = (): void => {};
    const hasRows = new Promise<void>((resolve) => (release = resolve));
    const late: PublicClient = {
      apiBase: client.apiBase,
      getViz: (ref, options) => hasRows.then(() => client.getViz(ref, options)),
      queryViz: async (...query) => {
        const found = await client.queryViz(...query);
        // After all that follows the rows.
        setImmediate(release);
        return found;
      },
    } as PublicClient;
    const { title } = await render(from, { client: late, sql: SQL, spec: SPEC, caption: 'viz' });
    assert.equal(title, 'Sales by region');
  });

  it('shows the texts of the viz above rows of the page only with caption="viz", and names it as their source', async () => {
    const own = { sql: SQL, widths: [480] };
    const { html, title } = await render(api(), own);
    assert.deepEqual([title, html.includes('figcaption')], [null, false]);
    assert.ok(html.includes('Source: <bdi>Sales by region</bdi>'));
    assert.equal((await render(api(), { ...own, caption: 'viz' })).title, 'Sales by region');
    const sql = "SELECT * FROM (VALUES ('North', 1), ('South', 2)) AS t(region, people)";
    const result = rows(['region', 'people'], Object.entries({ North: 1, South: 2 }));
    const without = await render(api(null, { queries: { [sql]: result } }), { ...own, sql });
    assert.ok(!without.html.includes('Source:'));
  });

  it('states in each picture how many bars it shows, and grows to fit all with limit="all"', async () => {
    const countries = Array.from({ length: 62 }, (_, at) => [
      `Country ${'abcdefgh'[at % 8]}${'ABCDEFGH'[at >> 3]}`,
      (at * 37) % 62,
    ]);
    const sql = 'SELECT country, people FROM countries';
    const from = api(null, { queries: { [sql]: rows(['country', 'people'], countries) } });
    for (const lang of ['en', 'ar']) {
      const { html, alt } = await render(from, { sql, lang });
      const pictures = html.match(/<svg .*?<\/svg>/gs) ?? [];
      assert.equal(pictures.length, WIDTHS.length);
      for (const picture of pictures) {
        const names = countOf(picture, '>Country ');
        const text = lang === 'en' ? `${names} of 62` : new RegExp(`\\D${names} من 62`);
        assert.ok(names >= 8 && names < 40 && picture.search(text) > 0, `${names} names: ${text}`);
      }
      assert.doesNotMatch(html, / 6[12] more|and \d+ more/);
      if (lang !== 'en') continue;
      assert.match(alt, / \d+ of 62\.$/);
      assert.deepEqual(numbersIn(html).slice(0, 3), ['61', '60', '59']);
    }
    const { html, svg } = await render(from, { sql, limit: 'all' });
    assert.equal(countOf(svg!, '>Country '), 62);
    assert.doesNotMatch(html, /of 62/);
    assert.match(html, /data-natural/);
    assert.ok(Number(/viewBox="0 0 \d+ (\d+)/.exec(svg!)![1]) > 1200);
  });

  it('sorts the categories of a spec, and has the rows in their order', async () => {
    for (const [sort, expected] of [
      ['value', ['120', '340']],
      ['-value', ['340', '120']],
    ] as const) {
      const { html, svg } = await render(api(), { sort, widths: [480] });
      assert.deepEqual(numbersIn(html), expected);
      assert.equal(svg!.indexOf('>North<') < svg!.indexOf('>South'), sort === '-value');
    }
  });

  it('draws the colors of categories, with a lighter outline on dark pages', async () => {
    const own = { sql: SQL, colors: 'north: #4b4b00', widths: [480] };
    assert.match(
      (await render(api(null), own)).html,
      /fill="#4b4b00" stroke="light-dark\(transparent,#686829\)"/,
    );
    assert.match(
      (await render(api(null), { ...own, theme: 'dark' })).html,
      /fill="#4b4b00" stroke="#686829"/,
    );
    assert.doesNotMatch((await render(api(null), { ...own, theme: 'light' })).html, /#686829/);
  });

  it('writes values in stacked bars in white or black, by the color of the part in light and dark mode', async () => {
    const answers = [
      ['East', 'Agree', 61],
      ['East', 'Neutral', 35],
      ['East', 'Disagree', 4],
      ['West', 'Agree', 52],
      ['West', 'Neutral', 25],
      ['West', 'Disagree', 23],
    ];
    const from = api(null, { queries: { [SQL]: rows(['grp', 'answer', 'share'], answers) } });
    const { html } = await render(from, { unit: '%', widths: [640] });
    const values = /<g fill="#000000"[^>]*>((?:<text[^>]*>[^<]*<\/text>)+)/.exec(html)?.[1] ?? '';
    const fills = [...values.matchAll(/<text([^>]*)>([^<]*)/g)].map(([, attributes, text]) => [
      text,
      /fill="([^"]*)"/.exec(attributes!)?.[1],
    ]);
    assert.deepEqual(fills.slice(0, 2), [
      ['61%', 'light-dark(#ffffff,#000000)'],
      ['35%', undefined],
    ]);
    assert.doesNotMatch(html, /<text[^>]*>4%</);
  });

  it('writes well-formed XML for all kinds of charts', async () => {
    for (const each of CASES) {
      const { html } = await render(apiOf(each), { ...settingsOf(each), widths: [480] });
      assert.ok(isWellFormed(html), `${each.name}: ${html}`);
    }
  });

  it('refuses widths that the style sheet never shows', async () => {
    for (const widths of [[400, 900], [], [320.5], [0, 480], [NaN], [5000]])
      await assert.rejects(render(api(), { widths }), {
        kind: 'config',
        message: /^widths .*480, 640, 720, 800, 960, 1080, 1200, 1440 as others$/,
      });
    const { html } = await render(api(), { widths: [720, 401, 720] });
    assert.deepEqual(
      [...html.matchAll(/data-width="(\d+)"/g)].map(([, width]) => width),
      ['401', '720'],
    );
  });

  it('returns the warnings about the attributes of each chart', async () => {
    const attributes = { unit: 'sold: kg', annotate: 'East: new', highlight: 'West' };
    for (let chart = 1; chart <= 2; chart++) {
      const { warnings } = await render(api(null), { ...attributes, widths: [320, 480] });
      for (const name of Object.keys(attributes))
        assert.equal(warnings.filter((text) => text.includes(`${name}="`)).length, 1, `${name} of ${chart}`);
      assert.equal(warnings.length, 3);
    }
  });

  it('returns the same warnings about the markup as the element', async () => {
    const paramAttributes = { yaer: '2023' };
    const { warnings } = await render(api(null), { mark: 'map', paramAttributes, widths: [480] });
    assert.equal(warnings.length, 2);
    assert.match(warnings[0]!, /^<vibedasher-viz param-yaer="2023">: no query of the chart uses "yaer"/);
    assert.match(warnings[1]!, /^<vibedasher-viz mark="map">: the rows do not fit it/);
    const { warnings: none } = await render(api(), { widths: [480] });
    assert.deepEqual(none, []);
  });

  it('writes the same bytes each time, in any order', async () => {
    const [one, other] = [api(), api({ ...SPEC, mark: 'point' })];
    const first = await render(one);
    await render(other);
    assert.equal((await render(api())).html, first.html);
    const [again] = await Promise.all([render(one), render(other)]);
    assert.equal(again.html, first.html);
  });

  it('returns a key that changes with the rows and equals that of the element', async () => {
    const from = api();
    const { key, rows: dataset } = await render(from);
    const data = new Map([['main', dataset]]);
    assert.equal(key, pictureKey({ source: { spec: SPEC }, data, look: {} }));
    const other = api(SPEC, { queries: { [SQL]: rows(['region', 'amount'], [['North', 341]]) } });
    assert.notEqual((await render(other)).key, key);
    assert.notEqual((await render(api(), { mark: 'line' })).key, key);
  });

  it('sends the parameters of the tag', async () => {
    const sql = 'SELECT region, amount FROM sales WHERE year = {{year}}';
    const from = api(SPEC, { queries: { [sql]: SALES } });
    await render(from, { sql, paramAttributes: { YEAR: '2024' } });
    const [query] = from.to('query');
    assert.deepEqual((query?.body as { args: unknown }).args, { year: '2024' });
  });

  it('writes a number as text, and rows as a table', async () => {
    const from = api(null, { queries: { [SQL]: rows(['total'], [[460]]) } });
    const number = await render(from);
    assert.match(number.html, /<b data-length="short">460<\/b>/);
    assert.equal(number.svg, null);
    const table = await render(api(), { rowsOnly: true });
    assert.doesNotMatch(table.html, /<svg|<details/);
    assert.match(table.html, /<table/);
  });

  it('writes a dark variant of each color without a role', async () => {
    const heat = {
      mark: 'rect',
      encoding: {
        x: { field: 'region', type: 'nominal' },
        color: { field: 'amount', type: 'quantitative' },
      },
    };
    const { html, svg } = await render(api(heat));
    assert.match(html, /light-dark\(#[\da-f]{6},#[\da-f]{6}\)/);
    assert.doesNotMatch(svg ?? '', /light-dark/);
    assert.doesNotMatch((await render(api(heat), { theme: 'dark' })).html, /light-dark/);
  });

  it('keeps a color that the spec or the page sets on dark pages, also one of the theme', async () => {
    const blue = '#2d6dc4';
    const bars = /class="vd-accent"/;
    assert.match((await render(api())).html, bars);
    const ofSpec = await render(api({ ...SPEC, mark: { type: 'bar', color: blue.toUpperCase() } }));
    const ofPage = await render(api(), { colors: `North: ${blue}; South: orange` });
    for (const { html } of [ofSpec, ofPage]) {
      assert.doesNotMatch(html, bars);
      assert.match(html, new RegExp(`fill="${blue}"`));
    }
  });

  it('writes unit and decimals into the table, and the unit after a number', async () => {
    const rain = rows(['city', 'rain'], Object.entries({ Berlin: 570.25, Rome: 804 }));
    const { html } = await render(api(null, { queries: { [SQL]: rain } }), { unit: 'mm', decimals: '1' });
    assert.match(html, /<bdi>Rain \(mm\)<\/bdi><\/th>[^]*<td[^>]*>570\.3<\/td>/);
    const one = api(null, { queries: { [SQL]: rows(['people'], [[3_769_000]]) } });
    const number = await render(one, { unit: 'EUR', lang: 'de' });
    assert.match(number.html, /<b data-length="long">3\.769\.000\u00a0€<\/b>/);
  });

  it('lists annotations below narrow drawings', async () => {
    for (const [widths, list] of [
      [WIDTHS, /<ol data-annotations="480" hidden="">.*Best of all.*Rain.*<\/ol>/],
      [[640], /<\/figure>/],
      [[320], /<ol data-annotations="">/],
    ] as const) {
      const { html } = await render(api(), { annotate: 'North: Best of all; South <b>: Rain', widths });
      assert.match(html, list);
      assert.equal(html.includes('<ol'), list.source.includes('<ol'));
    }
  });

  it('draws in the language of the tag', async () => {
    assert.match((await render(api(), { lang: 'de' })).html, /lang="de"[^]*<summary [^>]*>Tabelle/);
  });

  it('writes a PNG and the rows for a feed', async () => {
    const saved: string[] = [];
    const { html } = await render(api(), {
      target: 'feed',
      saveImage: async (name, png) => {
        saved.push(name);
        assert.deepEqual([...png.subarray(1, 4)], [...Buffer.from('PNG')]);
        return `/images/${name}`;
      },
    });
    assert.equal(saved.length, 1);
    assert.match(html, new RegExp(`<img src="/images/${saved[0]}" width="720" height="\\d+" alt="[^"]+"/>`));
    assert.doesNotMatch(html, /<svg|<details/);
    assert.match(html, /<table/);
  });

  describe('a picture with too many marks for a page', () => {
    const points = (height: string): FakeApi =>
      api({
        data: { sequence: { start: 0, stop: 3500, as: 'n' } },
        transform: [{ calculate: height, as: 'm' }],
        mark: 'point',
        encoding: { x: { field: 'n', type: 'quantitative' }, y: { field: 'm', type: 'quantitative' } },
      });

    const line = points('datum.n');
    const cloud = points('(datum.n * 7919) % 4001');

    it('is a PNG in the page, or a file with saveImage', async () => {
      const { html, warnings } = await render(line);
      assert.match(html, /<img src="data:image\/png;base64,/);
      assert.doesNotMatch(html, /<svg/);
      assert.deepEqual(warnings, []);
      const names: string[] = [];
      const saveImage = async (name: string): Promise<string> => `/images/${(names.push(name), name)}`;
      const saved = await render(line, { saveImage });
      assert.equal(names.length, 1);
      assert.match(names[0]!, /^sales-[\da-f]{8}\.png$/);
      assert.match(saved.html, new RegExp(`<img src="/images/${names[0]}" width="720"`));
    });

    it('stays one SVG if the PNG is large, too, with a warning about saveImage', async () => {
      const { html, warnings } = await render(cloud);
      assert.doesNotMatch(html, /<img/);
      assert.equal(countOf(html, '<svg '), 1);
      assert.equal(warnings.length, 1);
      assert.match(
        warnings[0]!,
        /^sales: the picture is an SVG of \d+ kB with 3[5-9]\d\d marks\. For a PNG, .*--images DIR/,
      );
    });

    it('stays one SVG if the package for PNG is not installed, with a warning', async (context) => {
      const hooks = registerHooks({
        resolve(specifier, about, next) {
          if (specifier === '@resvg/resvg-js') throw new Error('not installed');
          return next(specifier, about);
        },
      });
      context.after(() => hooks.deregister());
      // The module hook works only in this process.
      const { html, warnings } = await render(line, {}, renderHere);
      assert.equal(countOf(html, '<svg '), 1);
      assert.match(warnings[0]!, /npm install --save-dev @resvg\/resvg-js$/);
      await assert.rejects(render(api(), { target: 'feed' }, renderHere), { kind: 'config' });
    });
  });

  it('refuses specs that draw nothing, and what the sandbox forbids', async () => {
    for (const spec of [
      { data: {} },
      { mark: 'pie' },
      { $schema: 'https://vega.github.io/schema/vega/v6.json', marks: [] },
      { ...SPEC, data: { url: 'https://evil.example/x.json' } },
      { data: { sequence: { start: 0, stop: 1e12 } }, mark: 'point', encoding: { x: { field: 'data' } } },
      { ...SPEC, transform: [{ calculate: 'modify("source_0", 1)', as: 'a' }] },
    ])
      await assert.rejects(
        render(api(spec)),
        { name: 'VibedasherError', kind: 'spec' },
        JSON.stringify(spec),
      );
  });

  it('writes no links and images of a spec', async () => {
    const spec = {
      layer: [
        { ...SPEC, mark: { type: 'bar', href: 'javascript:alert(1)', cursor: 'pointer' } },
        { mark: { type: 'image', url: 'data:image/png;base64,AAAA' }, encoding: SPEC.encoding },
      ],
    };
    const { html } = await render(api(spec));
    assert.doesNotMatch(html, /javascript|<image|<a |data:image|cursor/);
  });

  it('rejects with the error of the API', async () => {
    const down = api();
    down.answer('viz', () => problem(404, {}));
    await assert.rejects(render(down), { name: 'VibedasherError', kind: 'not-found' });
    const files = { 'charts/main.sql': SQL };
    const dataState = { status: 'waiting', canQuery: false, meaning: 'Loading' };
    const waiting = api(SPEC, { vizzes: { 'acme/sales': { files, dataState } } });
    await assert.rejects(render(waiting), { kind: 'unavailable', message: 'Loading' });
    const slow = api();
    slow.hold('viz');
    await assert.rejects(render(slow, { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' });
  });
});

describe('renderDashboard', () => {
  const files = {
    'charts/a.sql': SQL,
    'charts/a.vl.json': JSON.stringify(SPEC),
    'charts/b.sql': SQL,
    'dashboard.json': JSON.stringify({ title: 'Both <i>', columns: 2, charts: ['b', 'a'] }),
  };
  const PARAMS = [
    { name: 'year', label: 'Year', type: 'number', default: 2024 },
    {
      name: 'region',
      options: [
        { value: 'n', label: 'North & East' },
        { value: 's', label: 'South' },
      ],
      default: 's',
    },
    { name: 'known', type: 'boolean', default: true },
    { name: 'times', multiple: true, options: ['Day', 'Night'], default: ['Day'] },
    { name: 'from', type: 'date', help: 'Or later.' },
  ];
  const about = {
    source: { text: 'Office', url: null },
    notes: 'Provisional.',
    dataFreshness: { status: 'MEASURED', asOf: '2024-03-05T00:00:00Z', ageDays: 400 },
  };
  const from = (params: readonly object[] = PARAMS): FakeApi => {
    const all = { ...files, 'params.json': JSON.stringify(params) };
    return api(SPEC, { vizzes: { 'acme/sales': { name: 'Sales', ...about, files: all } } });
  };
  const all = (
    columns: number | null = null,
    params: readonly object[] = PARAMS,
    controls: Partial<DashboardParams> = {},
  ): ReturnType<typeof renderDashboard> =>
    renderDashboard({
      client: clientOf(from(params)),
      account: 'acme',
      slug: 'sales',
      columns,
      dashboards: [{ attributes: {}, params: {}, marked: {}, shown: {}, choosable: [], ...controls }],
    });

  it('writes a tag with a picture for each chart, in the order and grid of the viz', async () => {
    const { html, title } = await all();
    assert.equal(title, 'Both <i>');
    assert.ok(isWellFormed(html), html);
    assert.match(html, /^<div data-vibedasher="" data-columns="2">/);
    assert.match(html, /<h2><bdi>Both &lt;i&gt;<\/bdi><\/h2>/);
    assert.deepEqual(
      [...html.matchAll(/<vibedasher-viz chart="(\w+)"/g)].map(([, id]) => id),
      ['b', 'a'],
    );
    assert.equal(countOf(html, '<figure '), 2);
    assert.match((await all(3)).html, /data-columns="3"/);
  });

  it('sends an empty value for a control that shows nothing, as the element does', async () => {
    const sql = "SELECT 1 WHERE '{{product}}' = ''";
    const { base, fetch, requests } = api(SPEC, {
      vizzes: {
        'acme/sales': { files: { 'charts/main.sql': sql, 'charts/main.vl.json': JSON.stringify(SPEC) } },
      },
    });
    const client = createPublicClient({ apiBase: base, fetch, maxRetries: 0 });
    const dashboards = [{ attributes: {}, params: {}, marked: {}, shown: { product: null }, choosable: [] }];
    await renderDashboard({ client, account: 'acme', slug: 'sales', columns: null, dashboards }).catch(
      () => {},
    );
    const sent = requests.map(({ body }) => body).find(Boolean);
    assert.deepEqual(sent, { sql, args: { product: '' } });
  });

  it('requests all charts in one batch and returns the date of the oldest data', async () => {
    const client = clientOf(from());
    const days: Readonly<Record<string, Date | null>> = {
      a: new Date(Date.UTC(2026, 0, 2)),
      b: new Date(Date.UTC(2026, 0, 5)),
    };
    const requests: string[] = [];
    const askedSoon: number[] = [];
    const { asOf } = await renderDashboard(
      { client, account: 'acme', slug: 'sales', columns: null },
      async ({ chart }) => {
        requests.push(chart!);
        await null;
        askedSoon.push(requests.length);
        const rendered = await render(from(), { chart: chart! });
        return { ...rendered, asOf: days[chart!]! };
      },
    );
    assert.deepEqual(
      [requests, askedSoon],
      [
        ['b', 'a'],
        [2, 2],
      ],
    );
    assert.deepEqual(asOf, days['a']);
  });

  it('writes controls as text, and reserves their space', async () => {
    const { html } = await all();
    assert.match(html, /<p data-kind="number"><span>Year<\/span> <b data-longest="2024">2024<\/b><\/p>/);
    assert.match(
      html,
      /<p data-kind="select"><span>Region<\/span> <b data-longest="North &amp; East">South<\/b>/,
    );
    assert.match(html, /<p data-kind="checkboxes"><b><span>☑ Known<\/span><\/b><\/p>/);
    assert.match(
      html,
      /<p data-kind="checkboxes"><span>Times<\/span> <b><span>☑ Day<\/span> <span>☐ Night<\/span>/,
    );
    assert.match(
      html,
      /<p data-kind="date"><span>From<\/span> <b data-longest="–">–<\/b> <small>Or later\.<\/small>/,
    );
    assert.doesNotMatch((await all(null, [])).html, /<p data-kind/);
    const { html: rest } = await all(null, PARAMS, { marked: { year: 2023 }, shown: { from: null } });
    assert.doesNotMatch(rest, /Year|From/);
    assert.match(rest, /Region/);
  });

  it('writes source, notes and age once, below all charts', async () => {
    const { html } = await all();
    assert.match(
      html,
      /<footer><p data-notes="" dir="auto">Provisional\.<\/p><p data-source=""><span>Source: <bdi>Office<\/bdi><\/span> · As of [^<]*2024<\/p><\/footer>\n<\/div>$/,
    );
    assert.equal(countOf(html, 'As of '), 1);
    assert.equal(countOf(html, 'Provisional'), 1);
  });
});
