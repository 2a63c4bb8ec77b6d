// @lane long
/** Tests viewer pages, frames, oEmbed and pictures over real HTTP, with independent programs that read them. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { extract, setProviderList } from '@extractus/oembed-extractor';
import { HtmlValidate } from 'html-validate';
import { parse, parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { unfurl } from 'unfurl.js';
import { serve, writeViz } from './support.ts';
import type { TestApi } from './support.ts';

/** A text that tries to break out of attributes, elements, comments and templates. */
const HOSTILE = `"'><script>alert(1)</script><!-- --></title><img src=x onerror=alert(2)>&amp;{{x}}`;

/** Long limits, so a busy machine does not fail the tests. */
const LIMITS = { pageMs: 60_000, drawingMs: 60_000 };

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

function findElements(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  return [...('tagName' in node ? [node] : []), ...children.flatMap(findElements)];
}

const attribute = (element: Element | undefined, name: string): string | undefined =>
  element?.attrs.find((each) => each.name === name)?.value;

/** Reads the width and height of a PNG. */
const pngSize = (png: Buffer): readonly [number, number] => [png.readUInt32BE(16), png.readUInt32BE(20)];

const BAR = { mark: 'bar', encoding: { y: { field: 'amount', type: 'quantitative' } } };

async function arrange(root: string): Promise<void> {
  await writeViz(root, 'acme/plain', {
    viz: { name: 'Plain' },
    'charts/main.sql': 'SELECT region AS dimension, sum(amount) AS value FROM sales GROUP BY 1',
    'charts/big.sql': 'SELECT sum(amount) AS value FROM sales',
    'charts/rows.sql': "SELECT 'a' || i AS code, 'b' AS word FROM range(30) AS t(i)",
    'charts/one.sql': `SELECT day, amount FROM sales WHERE region = '{{region}}' AND amount >= {{least}}`,
    'charts/one.vl.json': {
      ...BAR,
      title: 'One region',
      encoding: { x: { field: 'day', type: 'temporal' }, ...BAR.encoding },
    },
    'params.json': [
      { name: 'region', default: 'EU', options: ['EU', { value: 'US', label: 'States' }] },
      { name: 'least', type: 'number', default: 0 },
    ],
  });
  await writeViz(root, 'results/sql', {
    viz: { name: 'Named as routes are' },
    'charts/main.sql': 'SELECT 7 AS value',
  });
  await writeViz(root, 'acme/hostile', {
    viz: { name: HOSTILE, description: HOSTILE, source: HOSTILE },
    'charts/main.sql': `SELECT '${HOSTILE.replaceAll("'", "''").replaceAll('{{x}}', '')}' AS dimension, 1 AS amount`,
    'charts/main.vl.json': {
      ...BAR,
      title: HOSTILE,
      encoding: {
        x: { field: 'dimension', title: HOSTILE },
        ...BAR.encoding,
        href: { value: 'javascript:alert(3)' },
      },
    },
    'params.json': [{ name: HOSTILE, default: '' }],
  });
}

describe('viewer routes', () => {
  let api: TestApi;
  let base: string;
  before(async () => {
    api = await serve(LIMITS, arrange);
    base = api.origin;
  });

  const fetchAt = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(path.startsWith('http') ? path : base + path, { headers });
  async function get(path: string): Promise<{ status: number; headers: Headers; text: string }> {
    const response = await fetchAt(path);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
  const textAt = async (path: string): Promise<string> => (await get(path)).text;
  const bytes = async (path: string): Promise<Buffer> =>
    Buffer.from(await (await fetchAt(path)).arrayBuffer());
  const oembedOf = (url: string): string => `/oembed?url=${encodeURIComponent(url)}`;

  it('serve metadata that a link unfurler can read', async () => {
    assert.deepEqual([api.api.viewerBase, api.api.lacks], [`${base}/v`, []]);
    const address = `${base}/v/acme/plain?chart=one&v.region=US`;
    const found = await unfurl(address);
    assert.equal(found.title, 'One region');
    assert.equal(found.canonical_url, address);
    assert.equal(found.twitter_card.card, 'summary_large_image');
    assert.equal(found.open_graph.url, address);
    const [image] = found.open_graph.images ?? [];
    assert.equal(image?.url, `${base}/render/acme/plain.png?chart=one&v.region=US`);
    assert.match(image?.alt ?? '', /^One region\. Bar chart/);
    assert.deepEqual([image?.width, image?.height], [1200, 630]);
    assert.deepEqual(pngSize(await bytes(image?.url ?? '')), [1200, 630]);
    assert.deepEqual([found.oEmbed?.type, found.oEmbed?.title], ['rich', 'One region']);
  });

  it('answer an independent oEmbed client', async () => {
    const endpoints = [{ schemes: [`${base}/v/*`], url: `${base}/oembed`, discovery: true }];
    setProviderList([{ provider_name: 'own', provider_url: base, endpoints }]);
    const fetchHttp = async (url: string): Promise<Response> => fetch(url.replace(/^https:/, 'http:'));
    const answer = await extract(`${base}/v/acme/plain`, { maxwidth: 500, maxheight: 300 }, fetchHttp);
    const { version, type, title, width, height, html, thumbnail_url, cache_age } = answer as Record<
      string,
      unknown
    >;
    assert.deepEqual([version, type, title, width, height], ['1.0', 'rich', 'Plain', 500, 300]);
    const [frame] = findElements(parseFragment(String(html)));
    assert.equal(frame?.tagName, 'iframe');
    assert.deepEqual(
      ['src', 'width', 'height'].map((name) => attribute(frame, name)),
      [`${base}/embed/acme/plain`, '500', '300'],
    );
    assert.deepEqual(pngSize(await bytes(String(thumbnail_url))), [1200, 630]);
    assert.equal(typeof cache_age, 'number');
  });

  it('redirect a URL with a trailing slash to the one without', async () => {
    const { status, url } = await fetchAt('/v/acme/plain/?chart=one&v.region=US');
    assert.deepEqual([status, url], [200, `${base}/v/acme/plain?chart=one&v.region=US`]);
  });

  it('refuse oEmbed for other URLs, non-public vizzes and formats other than JSON', async () => {
    const page = `${base}/v/acme/plain`;
    for (const [path, status] of [
      [oembedOf(`${base}/embed/acme/plain`), 200],
      [oembedOf(`${page}?__proto__=1&constructor=2&v.__proto__=3`), 200],
      [oembedOf('https://cloud.vibedasher.com/v/plain'), 404],
      [oembedOf('https://evil.example/v/acme/plain'), 404],
      [oembedOf(`${base.replace('//', '//evil.example@')}.evil.example/v/acme/plain`), 404],
      [oembedOf(`javascript:${page}`), 404],
      [oembedOf(`${base}/v/acme/draft`), 404],
      [oembedOf(`${base}/v/acme/private`), 404],
      [oembedOf(`${page}/more`), 404],
      [oembedOf(`${base}/v/acme/%2e%2e`), 404],
      [oembedOf(`${page}?chart=none`), 404],
      [oembedOf('nonsense'), 404],
      [`${oembedOf(page)}&format=xml`, 501],
      ['/oembed', 422],
      ...['0', '-3', '1e3', 'wide'].map((width) => [`${oembedOf(page)}&maxwidth=${width}`, 422] as const),
    ] as const) {
      const answer = await get(path);
      assert.equal(answer.status, status, path);
      if (path.includes('maxwidth')) assert.match(answer.text, /maxwidth/);
    }
  });

  it('serve valid HTML that contains the drawing', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:recommended'],
      // The author of a viz decides how long its title is.
      rules: { 'doctype-style': ['error', { style: 'lowercase' }], 'long-title': 'off' },
    });
    for (const path of [
      '/v/acme/plain',
      '/v/acme/plain?chart=one&theme=dark&lang=de',
      '/v/acme/sales',
      '/v/acme/hostile',
      '/v/acme/waiting',
      '/v/acme/none',
      '/embed/acme/plain?chart=rows',
      '/embed/acme/sales',
    ]) {
      const { valid, results } = await validator.validateString(await textAt(path));
      assert.ok(valid, `${path}: ${JSON.stringify(results.flatMap(({ messages }) => messages))}`);
    }
    const text = await textAt('/v/acme/plain');
    assert.match(text, /<vibedasher-viz [^>]*><!--vibedasher [\da-f]{8}--><figure data-vibedasher/);
    assert.match(text, /<svg data-width="320"/);
  });

  it('apply parameters to the drawing, and leave them to the URL in the live page', async () => {
    const text = await textAt('/v/acme/plain?chart=one&v.region=US&v.least=1');
    const table = text.slice(text.indexOf('<tbody>'), text.indexOf('</tbody>'));
    assert.match(table, /30\.25/);
    assert.doesNotMatch(table, /10\.5/);
    assert.match(text, /<vibedasher-dashboard account="acme" slug="plain" sync="url">/);
    assert.match(
      await textAt('/embed/acme/plain?chart=one&v.region=US'),
      /<vibedasher-dashboard account="acme" slug="plain" params="\{&quot;region&quot;:&quot;US&quot;\}">/,
    );
  });

  it('ignore unknown parameters and invalid values in the URL', async () => {
    const text = await textAt(
      '/v/acme/plain?chart=one&utm_source=x&v.nothing=1&v.region=Mars&v.least=many&theme=pink',
    );
    assert.match(text, /<link rel="canonical" href="[^"]*\/v\/acme\/plain\?chart=one">/);
    assert.doesNotMatch(text, /utm_source|nothing|Mars|many|pink/);
  });

  it('answer 404 for draft, private and missing vizzes and for missing charts', async () => {
    const vizzes = ['acme/draft', 'acme/private', 'acme/protected', 'acme/none', 'none/plain', 'acme/%2e%2e'];
    for (const viz of vizzes)
      for (const path of [`/v/${viz}`, `/embed/${viz}`, `/render/${viz}.svg`, `/render/${viz}.png`])
        assert.equal((await get(path)).status, 404, path);
    const { text, headers } = await get('/v/acme/draft');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.doesNotMatch(text, /Draft/);
    assert.match(text, /Check the address/);
    const chartless = await textAt('/v/acme/plain?chart=none');
    assert.match(chartless, /no such chart.*big, main, one, rows/);
    assert.match(chartless, /<a href="[^"]+\/v\/acme\/plain">/);
    assert.equal((await get('/render/acme/plain.gif')).status, 404);
  });

  it('draw again when the data changes, and answer 404 for a withdrawn viz with cached drawings', async () => {
    const own = await serve(LIMITS, arrange);
    const change = async (path: string, edit: (text: string) => string): Promise<void> =>
      writeFile(join(own.root, path), edit(await readFile(join(own.root, path), 'utf8')));
    const paths = ['/v/acme/plain', '/embed/acme/plain', '/render/acme/plain.svg'].map(
      (path) => own.origin + path,
    );
    for (const path of paths) assert.equal((await get(path)).status, 200, path);
    const first = await textAt(paths[2]!);
    await change('datasets/sales.csv', (text) => `${text}2026-01-05,Atlantis,99,true\n`);
    let next = first;
    while (next === first) next = await textAt(paths[2]!);
    assert.match(next, />Atlantis</);
    await change('vizzes/acme/plain/viz.json', (text) => text.replace('"PUBLISHED"', '"WITHDRAWN"'));
    for (const path of paths) {
      let status = 200;
      while (status === 200) ({ status } = await get(path));
      assert.equal(status, 404, path);
    }
  });

  it('draw pictures in the requested size, theme and language, and rows as text', async () => {
    const svg = await get('/render/acme/plain.svg?width=400&theme=dark');
    assert.equal(svg.headers.get('content-type'), 'image/svg+xml');
    assert.equal(svg.headers.get('content-security-policy'), "default-src 'none'; sandbox");
    assert.equal(svg.headers.get('x-content-type-options'), 'nosniff');
    assert.match(svg.text, /^<svg [^>]*width="400" height="210"/);
    assert.match(svg.text, /fill="#16191f"/);
    assert.doesNotMatch(await textAt('/render/acme/plain.svg'), /#16191f/);
    assert.deepEqual(pngSize(await bytes('/render/acme/plain.png?width=400')), [800, 420]);
    assert.match(await textAt('/render/acme/plain.svg?chart=one&v.region=US'), /One region/);
    assert.match(await textAt('/render/results/sql.svg'), />7</);
    assert.match(await textAt('/render/acme/plain.svg?chart=big'), /font-size="72"[^>]*>[\d.]+</);
    const rows = await textAt('/render/acme/plain.svg?chart=rows');
    assert.match(rows, />Code<.*>Word<.*>a0<.*>a5</);
    assert.doesNotMatch(rows, />a29</);
  });

  it('explain what is invalid in the URL of a picture', async () => {
    const width = '"width" must be a whole number from 320 to 1200.';
    for (const [query, message] of [
      ['width=319', width],
      ['width=1e3', width],
      ['width=99999999', width],
      ['theme=pink', '"theme" must be one of auto, light, dark.'],
      ['lang=x', '"lang" must be a language such as en or pt-BR.'],
      ['chart=one&v.region=Mars', '"v.region" must be one of EU, US, not "Mars".'],
      ['chart=one&v.region=EU&v.region=US', '"v.region" can have only one value.'],
      ['v.least=many', '"v.least" must be a number, not "many".'],
      [`v.region=${'x'.repeat(1001)}`, '"v.region" can have at most 100 values of 1000 characters.'],
    ] as const) {
      const { status, text } = await get(`/render/acme/plain.svg?${query}`);
      assert.equal(status, 422, query);
      assert.equal((JSON.parse(text) as { detail: { msg: string }[] }).detail[0]?.msg, message);
    }
    const { status, text } = await get('/render/acme/lacking.svg');
    assert.ok(status === 422 || status === 503, text);
    assert.ok((JSON.parse(text) as { message: string }).message);
  });

  it('escape all values from authors and URLs', async () => {
    const query = new URLSearchParams({
      ...{ [`v.${HOSTILE}`]: HOSTILE, [HOSTILE]: HOSTILE },
      ...{ 'v.x': HOSTILE, theme: HOSTILE, lang: HOSTILE },
    });
    for (const kind of ['v', 'embed']) {
      const { status, text } = await get(`/${kind}/acme/hostile?${query}`);
      assert.equal(status, 200);
      const elements = findElements(parse(text));
      const scripts = elements.filter(({ tagName }) => tagName === 'script');
      const data = scripts.filter((each) => attribute(each, 'type') === 'application/json');
      assert.equal(data.length, 1);
      assert.deepEqual(
        scripts.filter((each) => !data.includes(each)).map((each) => attribute(each, 'src')),
        ['viewer/viz.js', 'cdn/vibedasher.js', ...(kind === 'v' ? [] : ['viewer/frame.js'])].map(
          (path) => `../../${path}`,
        ),
      );
      for (const { tagName, attrs } of elements) {
        assert.doesNotMatch(tagName, /^(img|style)$/);
        for (const { name, value } of attrs) {
          assert.doesNotMatch(name, /^on|^style$/);
          assert.doesNotMatch(value, /^\s*javascript:/i);
        }
      }
    }
    for (const { tagName, attrs } of findElements(parseFragment(await textAt('/render/acme/hostile.svg')))) {
      assert.match(tagName, /^(svg|title|g|rect|text|tspan|path|line)$/);
      for (const { name } of attrs) assert.doesNotMatch(name, /^on|^style$|href/);
    }
    const oembed = await textAt(oembedOf(`${base}/v/acme/hostile?${query}`));
    const [frame, ...others] = findElements(parseFragment((JSON.parse(oembed) as { html: string }).html));
    assert.deepEqual([frame?.tagName, others.length], ['iframe', 0]);
    for (const path of [
      `/v/acme/${encodeURIComponent(HOSTILE.slice(0, 60))}`,
      `/v/acme/plain?chart=${encodeURIComponent(HOSTILE)}`,
    ]) {
      const { status, text } = await get(path);
      assert.equal(status, 404);
      for (const { tagName } of findElements(parse(text))) assert.doesNotMatch(tagName, /^(script|img)$/);
    }
  });

  it('send a strict Content-Security-Policy, and allow framing of frames only', async () => {
    for (const path of ['/v/acme/plain', '/embed/acme/plain', '/v/acme/none']) {
      const policy = (await get(path)).headers.get('content-security-policy')?.split('; ') ?? [];
      for (const directive of [
        "default-src 'none'",
        `script-src 'self' ${base}`,
        `connect-src 'self' ${base} ${api.api.storageBase}`,
        "require-trusted-types-for 'script'",
        `frame-ancestors ${path.startsWith('/embed') ? '*' : "'none'"}`,
      ])
        assert.ok(policy.includes(directive), `${path}: ${directive}`);
    }
  });

  it('refuse an invalid Host header', async () => {
    const statusFor = async (host: string): Promise<number | undefined> => {
      const sent = request(`${base}/v/acme/plain`, { headers: { host } }).end();
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    assert.equal(await statusFor('bi.example.org'), 200);
    for (const host of ['"><script>', "a'b", 'a b', 'a/b', 'x;default-src *'])
      assert.equal(await statusFor(host), 400, host);
  });

  it('have the key to purge caches, and answer 304 to a client that has the current version', async () => {
    const page = `${base}/v/acme/plain`;
    const keyed = [page, '/embed/acme/plain', '/render/acme/plain.png', oembedOf(page)];
    for (const path of [...keyed, '/cdn/vibedasher.js']) {
      const { headers } = await fetchAt(path);
      assert.equal(headers.get('surrogate-key'), keyed.includes(path) ? 'acme/plain' : null, path);
      const etag = headers.get('etag') ?? '';
      assert.ok(etag, path);
      assert.equal((await fetchAt(path, { 'if-none-match': etag })).status, 304, path);
    }
    assert.equal((await get('/v/acme/none')).headers.get('surrogate-key'), null);
  });

  it('contain the answer of the API for the viz, unless it is long', async () => {
    const inline = (html: string): Element | undefined =>
      findElements(parse(html)).find((each) => attribute(each, 'type') === 'application/json');
    const withoutAge = (json: string): string => json.replace(/"age(Days|Seconds)":\d+/g, '');
    for (const slug of ['plain', 'hostile']) {
      const block = inline(await textAt(`/v/acme/${slug}`));
      const answer = await textAt(`/api/v1/public/viz/acme/${slug}`);
      const text = block?.childNodes[0];
      assert.ok(text && 'value' in text);
      assert.equal(withoutAge(JSON.stringify(JSON.parse(text.value))), withoutAge(answer));
      assert.equal(attribute(block, 'data-url'), `../../api/v1/public/viz/acme/${slug}`);
      assert.match(attribute(block, 'data-until') ?? '', /^\d{13}$/);
    }
    const files = { 'charts/main.sql': 'SELECT 1', 'charts/long.sql': `SELECT 1 -- ${'x'.repeat(70_000)}` };
    await writeViz(api.root, 'acme/long', { viz: { name: 'Long' }, ...files });
    const { status, text } = await get('/v/acme/long');
    assert.deepEqual([status, inline(text)], [200, undefined]);
  });

  it('send Early Hints to browsers, if the option is set', async () => {
    /** Resolves with the `Link` headers of 103 responses, and the final status. */
    const hintsOf = async (from: TestApi, headers: Record<string, string>): Promise<unknown> => {
      const hints: unknown[] = [];
      const sent = request(`${from.origin}/v/acme/sales`, { headers })
        .on('information', (info) => hints.push(info.headers['link']))
        .end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.resume();
      return [...hints, response.statusCode];
    };
    const hinting = await serve({ earlyHints: true, pageMs: 60_000 });
    const navigation = { 'sec-fetch-mode': 'navigate' };
    assert.deepEqual(await hintsOf(hinting, navigation), [
      [
        '<../../cdn/vibedasher.css>; rel=preload; as=style',
        '<../../viewer/page.css>; rel=preload; as=style',
        '<../../viewer/viz.js>; rel=modulepreload',
        '<../../cdn/vibedasher.js>; rel=modulepreload',
      ].join(', '),
      200,
    ]);
    assert.deepEqual(await hintsOf(hinting, {}), [200]);
    assert.deepEqual(await hintsOf(api, navigation), [200]);
  });

  it('serve the files of the bundle to any origin, and no other files', async () => {
    const { headers } = await get('/cdn/vibedasher.js');
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.match(headers.get('content-type') ?? '', /^text\/javascript/);
    const { files } = JSON.parse(await textAt('/cdn/integrity.json')) as { files: Record<string, string> };
    for (const name of Object.keys(files)) {
      const file = await get(`/cdn/${name}`);
      assert.equal(file.status, 200, name);
      if (name.startsWith('chunks/')) assert.match(file.headers.get('cache-control') ?? '', /immutable/);
    }
    for (const path of ['', '../package.json', '%2e%2e/package.json', '..%2fpackage.json'])
      assert.equal((await get(`/cdn/${path}`)).status, 404, path);
  });

  it('write URLs with the public base', async () => {
    const publicBase = 'https://bi.example.org/charts/';
    const publicStorageBase = 'https://data.example.org/files';
    const own = await serve({ publicBase, publicStorageBase, pageMs: 60_000 });
    const { headers, text } = await get(`${own.origin}/v/acme/sales`);
    assert.match(text, /<link rel="canonical" href="https:\/\/bi\.example\.org\/charts\/v\/acme\/sales">/);
    assert.match(text, /data-api-base="\.\.\/\.\.\/api"/);
    assert.match(
      headers.get('content-security-policy') ?? '',
      /script-src 'self' https:\/\/bi\.example\.org;.* https:\/\/data\.example\.org;/,
    );
    assert.match(text, /<figure data-vibedasher/);
    assert.equal((await get(own.origin + oembedOf(`${publicBase}v/acme/sales`))).status, 200);
    await assert.rejects(serve({ publicBase: 'bi.example.org' }), /"publicBase" is not an address/);
  });
});
