/** Tests viewer pages, frames, oEmbed and pictures over real HTTP, with independent programs that read them. */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { extract, setProviderList } from '@extractus/oembed-extractor';
import { HtmlValidate } from 'html-validate';
import { parse, parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { unfurl } from 'unfurl.js';
import { createHttpServer } from '../src/http/app.ts';
import { registerViewer } from '../src/http/viewer-routes.ts';
import { resolveLimits } from '../src/limits.ts';
import { PublicApi } from '../src/public-api.ts';
import { openBackend } from '../src/engine/open-backend.ts';
import { Drawings } from '../src/viewer/drawings.ts';
import { findEmbedPackage } from '../src/viewer/embed-package.ts';
import type { EmbedPackage } from '../src/viewer/embed-package.ts';
import type { DrawingTask } from '../src/viewer/messages.ts';
import { createWorkFolder } from '../src/vizzes/work-folder.ts';
import { serve } from './support.ts';
import type { TestApi } from './support.ts';

/** A text that tries to break out of attributes, elements, comments and templates. */
const HOSTILE = `"'><script>alert(1)</script><!-- --></title><img src=x onerror=alert(2)>&amp;{{x}}`;

interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

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

async function addViz(
  root: string,
  path: string,
  {
    charts,
    params = [],
    ...viz
  }: { charts: Record<string, string>; params?: object[]; [key: string]: unknown },
): Promise<void> {
  const folder = join(root, 'vizzes', path);
  await mkdir(join(folder, 'charts'), { recursive: true });
  const published = { publishStatus: 'PUBLISHED', viewMode: 'public', datasets: ['sales'] };
  await writeFile(join(folder, 'viz.json'), JSON.stringify({ ...published, ...viz }));
  await writeFile(join(folder, 'params.json'), JSON.stringify(params));
  for (const [name, text] of Object.entries(charts)) await writeFile(join(folder, 'charts', name), text);
}

/**
 * Creates drawings with a module that replaces the elements' package.
 * @param prerender Source of the module
 */
const createDrawings = (
  prerender: string,
  log: (line: string) => void,
  limits = resolveLimits({}),
): Drawings =>
  new Drawings(limits, {
    embed: {
      prerender: new URL(`data:text/javascript,${encodeURIComponent(prerender)}`),
      client: new URL('data:text/javascript,export const createPublicClient = () => ({});'),
    },
    answer: () => Promise.reject(new Error('An unexpected request to the API')),
    log,
  });

describe('viewer routes', () => {
  let api: TestApi;
  let base: string;

  before(async () => {
    // Set long limits, so a busy machine does not fail the tests.
    api = await serve({ pageMs: 60_000, drawingMs: 60_000 }, async (root) => {
      await addViz(root, 'acme/plain', {
        name: 'Plain',
        charts: {
          'main.sql': 'SELECT region AS dimension, sum(amount) AS value FROM sales GROUP BY 1',
          'big.sql': 'SELECT sum(amount) AS value FROM sales',
          'rows.sql': "SELECT 'a' || i AS code, 'b' AS word FROM range(30) AS t(i)",
          'one.sql': `SELECT day, amount FROM sales WHERE region = '{{region}}' AND amount >= {{least}}`,
          'one.vl.json':
            '{"title":"One region","mark":"bar","encoding":{"x":{"field":"day","type":"temporal"},"y":{"field":"amount","type":"quantitative"}}}',
        },
        params: [
          { name: 'region', default: 'EU', options: ['EU', { value: 'US', label: 'States' }] },
          { name: 'least', type: 'number', default: 0 },
        ],
      });
      await addViz(root, 'results/sql', {
        name: 'Named as routes are',
        charts: { 'main.sql': 'SELECT 7 AS value' },
      });
      await addViz(root, 'acme/hostile', {
        name: HOSTILE,
        description: HOSTILE,
        source: HOSTILE,
        charts: {
          'main.sql': `SELECT '${HOSTILE.replaceAll("'", "''").replaceAll('{{x}}', '')}' AS dimension, 1 AS value`,
          'main.vl.json': JSON.stringify({
            title: HOSTILE,
            mark: 'bar',
            encoding: {
              x: { field: 'dimension', title: HOSTILE },
              y: { field: 'value', type: 'quantitative' },
              href: { value: 'javascript:alert(3)' },
            },
          }),
        },
        params: [{ name: HOSTILE, default: '' }],
      });
    });
    base = new URL(api.api.apiBase).origin;
  });

  async function get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    const response = await fetch(path.startsWith('http') ? path : base + path, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async function bytes(path: string): Promise<Buffer> {
    const response = await fetch(path.startsWith('http') ? path : base + path);
    assert.equal(response.status, 200, path);
    return Buffer.from(await response.arrayBuffer());
  }

  it('report the base URL of viewer pages', () => {
    assert.equal(api.api.viewerBase, `${base}/v`);
    assert.deepEqual(api.api.lacks, []);
  });

  it('serve metadata that a link unfurler can read', async () => {
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
    assert.equal(found.oEmbed?.type, 'rich');
    assert.equal(found.oEmbed?.title, 'One region');
  });

  it('answer an independent oEmbed client', async () => {
    const providers = [
      {
        provider_name: 'own',
        provider_url: base,
        endpoints: [{ schemes: [`${base}/v/*`], url: `${base}/oembed`, discovery: true }],
      },
    ];
    setProviderList(providers);
    const fetchHttp = async (url: string): Promise<Response> => fetch(url.replace(/^https:/, 'http:'));
    const answer = await extract(`${base}/v/acme/plain`, { maxwidth: 500, maxheight: 300 }, fetchHttp);
    assert.deepEqual([answer['version'], answer['type'], answer['title']], ['1.0', 'rich', 'Plain']);
    assert.deepEqual([answer['width'], answer['height']], [500, 300]);
    const [frame] = findElements(parseFragment(String(answer['html'])));
    assert.equal(frame?.tagName, 'iframe');
    assert.equal(attribute(frame, 'src'), `${base}/embed/acme/plain`);
    assert.deepEqual([attribute(frame, 'width'), attribute(frame, 'height')], ['500', '300']);
    assert.deepEqual(pngSize(await bytes(String(answer['thumbnail_url']))), [1200, 630]);
    assert.equal(typeof answer['cache_age'], 'number');
  });

  it('redirect a URL with a trailing slash to the one without', async () => {
    const answer = await fetch(`${base}/v/acme/plain/?chart=one&v.region=US`);
    assert.equal(answer.status, 200);
    assert.equal(answer.url, `${base}/v/acme/plain?chart=one&v.region=US`);
  });

  it('refuse oEmbed for other URLs, non-public vizzes and formats other than JSON', async () => {
    const statusOf = async (query: string): Promise<number> => (await get(`/oembed?${query}`)).status;
    const of = (url: string): string => `url=${encodeURIComponent(url)}`;
    for (const path of ['/embed/acme/plain', '/v/acme/plain?__proto__=1&constructor=2&v.__proto__=3'])
      assert.equal(await statusOf(of(base + path)), 200, path);
    for (const url of [
      'https://cloud.vibedasher.com/v/plain',
      'https://evil.example/v/acme/plain',
      `${base.replace('//', '//evil.example@')}.evil.example/v/acme/plain`,
      `javascript:${base}/v/acme/plain`,
      `${base}/v/acme/draft`,
      `${base}/v/acme/private`,
      `${base}/v/acme/plain/more`,
      `${base}/v/acme/%2e%2e`,
      `${base}/v/acme/plain?chart=none`,
      'nonsense',
    ])
      assert.equal(await statusOf(of(url)), 404, url);
    assert.equal(await statusOf(`${of(`${base}/v/acme/plain`)}&format=xml`), 501);
    assert.equal(await statusOf(''), 422);
    for (const width of ['0', '-3', '1e3', 'wide']) {
      const { status, text } = await get(`/oembed?${of(`${base}/v/acme/plain`)}&maxwidth=${width}`);
      assert.equal(status, 422, width);
      assert.match(text, /maxwidth/);
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
      const { text } = await get(path);
      const { valid, results } = await validator.validateString(text);
      assert.ok(valid, `${path}: ${JSON.stringify(results.flatMap(({ messages }) => messages))}`);
    }
    const { text } = await get('/v/acme/plain');
    assert.match(text, /<vibedasher-viz [^>]*><!--vibedasher [\da-f]{8}--><figure data-vibedasher/);
    assert.match(text, /<svg data-width="320"/);
  });

  it('apply parameters to the drawing, and leave them to the URL in the live page', async () => {
    const { text } = await get('/v/acme/plain?chart=one&v.region=US&v.least=1');
    const table = text.slice(text.indexOf('<tbody>'), text.indexOf('</tbody>'));
    assert.match(table, /30\.25/);
    assert.doesNotMatch(table, /10\.5/);
    assert.match(text, /<vibedasher-dashboard account="acme" slug="plain" sync="url">/);
    const { text: frame } = await get('/embed/acme/plain?chart=one&v.region=US');
    assert.match(
      frame,
      /<vibedasher-dashboard account="acme" slug="plain" params="\{&quot;region&quot;:&quot;US&quot;\}">/,
    );
  });

  it('ignore unknown parameters and invalid values in the URL', async () => {
    const { text } = await get(
      '/v/acme/plain?chart=one&utm_source=x&v.nothing=1&v.region=Mars&v.least=many&theme=pink',
    );
    assert.match(text, /<link rel="canonical" href="[^"]*\/v\/acme\/plain\?chart=one">/);
    assert.doesNotMatch(text, /utm_source|nothing|Mars|many|pink/);
  });

  it('answer 404 for draft, private and missing vizzes and for missing charts', async () => {
    for (const viz of [
      'acme/draft',
      'acme/private',
      'acme/protected',
      'acme/none',
      'none/plain',
      'acme/%2e%2e',
    ])
      for (const path of [`/v/${viz}`, `/embed/${viz}`, `/render/${viz}.svg`, `/render/${viz}.png`])
        assert.equal((await get(path)).status, 404, path);
    const { status, text, headers } = await get('/v/acme/draft');
    assert.equal(status, 404);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.doesNotMatch(text, /Draft/);
    assert.match(text, /Check the address/);
    const { text: chartless } = await get('/v/acme/plain?chart=none');
    assert.match(chartless, /no such chart.*big, main, one, rows/);
    assert.match(chartless, /<a href="[^"]+\/v\/acme\/plain">/);
    assert.equal((await get('/render/acme/plain.gif')).status, 404);
  });

  it('answer 404 for a withdrawn viz with cached drawings', async () => {
    const own = await serve();
    const { origin } = new URL(own.api.apiBase);
    const paths = ['/v/acme/sales', '/embed/acme/sales', '/render/acme/sales.svg'];
    for (const path of paths) assert.equal((await fetch(origin + path)).status, 200, path);
    const file = join(own.root, 'vizzes/acme/sales/viz.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"PUBLISHED"', '"WITHDRAWN"'));
    for (const path of paths) {
      let status = 200;
      while (status === 200) ({ status } = await fetch(origin + path));
      assert.equal(status, 404, path);
    }
  });

  it('draw again when the data changes', async () => {
    const picture = async (): Promise<string> => (await get('/render/acme/plain.svg?width=500')).text;
    const first = await picture();
    assert.doesNotMatch(first, /Atlantis/);
    const file = join(api.root, 'datasets/sales.csv');
    await writeFile(file, `${await readFile(file, 'utf8')}2026-01-05,Atlantis,99,true\n`);
    let next = first;
    while (next === first) next = await picture();
    assert.match(next, />Atlantis</);
  });

  it('draw pictures in the requested size, theme and language', async () => {
    const svg = await get('/render/acme/plain.svg?width=400&theme=dark');
    assert.equal(svg.headers.get('content-type'), 'image/svg+xml');
    assert.match(svg.text, /^<svg [^>]*width="400" height="210"/);
    assert.match(svg.text, /fill="#16191f"/);
    assert.doesNotMatch((await get('/render/acme/plain.svg')).text, /#16191f/);
    assert.deepEqual(pngSize(await bytes('/render/acme/plain.png?width=400')), [800, 420]);
    assert.match((await get('/render/acme/plain.svg?chart=one&v.region=US')).text, /One region/);
    assert.match((await get('/render/results/sql.svg')).text, />7</);
  });

  it('draw a number and the first rows of a table as text', async () => {
    assert.match((await get('/render/acme/plain.svg?chart=big')).text, /font-size="72"[^>]*>[\d.]+</);
    const { text } = await get('/render/acme/plain.svg?chart=rows');
    assert.match(text, />Code<.*>Word<.*>a0<.*>a5</);
    assert.doesNotMatch(text, />a29</);
  });

  it('explain what is invalid in the URL of a picture', async () => {
    for (const [query, message] of [
      ['width=319', '"width" must be a whole number from 320 to 1200.'],
      ['width=1e3', '"width" must be a whole number from 320 to 1200.'],
      ['width=99999999', '"width" must be a whole number from 320 to 1200.'],
      ['theme=pink', '"theme" must be one of auto, light, dark.'],
      ['lang=x', '"lang" must be a language such as en or pt-BR.'],
      ['chart=one&v.region=Mars', '"v.region" must be one of EU, US, not "Mars".'],
      ['chart=one&v.region=EU&v.region=US', '"v.region" can have only one value.'],
      ['v.least=many', '"v.least" must be a number, not "many".'],
      [`v.region=${'x'.repeat(1001)}`, '"v.region" can have at most 100 values of 1000 characters.'],
    ] as const) {
      const { status, text } = await get(`/render/acme/plain.svg?${query}`);
      assert.equal(status, 422, query);
      const { detail } = JSON.parse(text) as { detail: { msg: string }[] };
      assert.equal(detail[0]?.msg, message);
    }
    const { status, text } = await get('/render/acme/lacking.svg');
    assert.ok(status === 422 || status === 503, text);
    assert.ok((JSON.parse(text) as { message: string }).message);
  });

  it('escape all values from authors and URLs', async () => {
    const query = new URLSearchParams({
      [`v.${HOSTILE}`]: HOSTILE,
      'v.x': HOSTILE,
      theme: HOSTILE,
      lang: HOSTILE,
      [HOSTILE]: HOSTILE,
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
        [
          '../../viewer/viz.js',
          '../../cdn/vibedasher.js',
          ...(kind === 'v' ? [] : ['../../viewer/frame.js']),
        ],
      );
      assert.deepEqual(
        elements.filter(({ tagName }) => tagName === 'img' || tagName === 'style'),
        [],
      );
      for (const { attrs } of elements)
        for (const { name, value } of attrs) {
          assert.doesNotMatch(name, /^on|^style$/);
          assert.doesNotMatch(value, /^\s*javascript:/i);
        }
    }
    const svg = (await get('/render/acme/hostile.svg')).text;
    const shapes = findElements(parseFragment(svg));
    assert.deepEqual(
      shapes.filter(({ tagName }) => !/^(svg|title|g|rect|text|tspan|path|line)$/.test(tagName)),
      [],
    );
    const names = shapes.flatMap(({ attrs }) => attrs.map(({ name }) => name));
    assert.deepEqual(
      names.filter((name) => /^on|^style$|href/.test(name)),
      [],
    );
    const { text } = await get(`/oembed?url=${encodeURIComponent(`${base}/v/acme/hostile?${query}`)}`);
    const [frame, ...others] = findElements(parseFragment((JSON.parse(text) as { html: string }).html));
    assert.deepEqual([frame?.tagName, others.length], ['iframe', 0]);
    for (const path of [
      `/v/acme/${encodeURIComponent(HOSTILE.slice(0, 60))}`,
      `/v/acme/plain?chart=${encodeURIComponent(HOSTILE)}`,
    ]) {
      const { status, text: page } = await get(path);
      assert.equal(status, 404);
      assert.deepEqual(
        findElements(parse(page)).filter(({ tagName }) => tagName === 'script' || tagName === 'img'),
        [],
      );
    }
  });

  it('send a strict Content-Security-Policy, and allow framing of frames only', async () => {
    const policyOf = async (path: string): Promise<Record<string, string>> => {
      const header = (await get(path)).headers.get('content-security-policy') ?? '';
      return Object.fromEntries(
        header.split('; ').map((each) => each.split(/ (.*)/).slice(0, 2) as [string, string]),
      );
    };
    for (const path of ['/v/acme/plain', '/embed/acme/plain', '/v/acme/none']) {
      const policy = await policyOf(path);
      assert.equal(policy['default-src'], "'none'");
      assert.equal(policy['script-src'], `'self' ${base}`);
      assert.equal(policy['connect-src'], `'self' ${base} ${api.api.storageBase}`);
      assert.equal(policy['require-trusted-types-for'], "'script'");
      assert.equal(policy['frame-ancestors'], path.startsWith('/embed') ? '*' : "'none'");
    }
    const picture = await get('/render/acme/plain.svg');
    assert.equal(picture.headers.get('content-security-policy'), "default-src 'none'; sandbox");
    assert.equal(picture.headers.get('x-content-type-options'), 'nosniff');
  });

  it('refuse an invalid Host header', async () => {
    const { port } = new URL(base);
    const statusFor = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const sent = request(
          { port, host: '127.0.0.1', path: '/v/acme/plain', headers: { host } },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          },
        );
        sent.on('error', reject).end();
      });
    assert.equal(await statusFor('bi.example.org'), 200);
    for (const host of ['"><script>', "a'b", 'a b', 'a/b', 'x;default-src *'])
      assert.equal(await statusFor(host), 400, host);
  });

  it('have the key to purge caches when the viz has changed', async () => {
    const page = `${base}/v/acme/plain`;
    const oembed = `/oembed?url=${encodeURIComponent(page)}`;
    for (const path of [page, '/embed/acme/plain', '/render/acme/plain.svg', oembed])
      assert.equal((await get(path)).headers.get('surrogate-key'), 'acme/plain', path);
    assert.equal((await get('/v/acme/none')).headers.get('surrogate-key'), null);
  });

  it('contain the answer of the API for the viz, unless it is long', async () => {
    const inline = (html: string): DefaultTreeAdapterTypes.Element | undefined =>
      findElements(parse(html)).find((each) => attribute(each, 'type') === 'application/json');
    for (const slug of ['plain', 'hostile']) {
      const block = inline((await get(`/v/acme/${slug}`)).text);
      const answer = (await get(`/api/v1/public/viz/acme/${slug}`)).text;
      const text = block?.childNodes[0];
      assert.ok(text && 'value' in text);
      const withoutAge = (json: string): string => json.replace(/"age(Days|Seconds)":\d+/g, '');
      assert.equal(withoutAge(JSON.stringify(JSON.parse(text.value))), withoutAge(answer));
      assert.equal(attribute(block!, 'data-url'), `../../api/v1/public/viz/acme/${slug}`);
      assert.match(attribute(block!, 'data-until') ?? '', /^\d{13}$/);
    }
    const path = join(api.root, 'vizzes/acme/long');
    await cp(join(api.root, 'vizzes/acme/plain'), path, { recursive: true });
    await writeFile(join(path, 'charts/long.sql'), `SELECT 1 -- ${'x'.repeat(70_000)}`);
    const { status, text } = await get('/v/acme/long');
    assert.deepEqual([status, inline(text)], [200, undefined]);
  });

  it('send Early Hints to browsers, if the option is set', async () => {
    /** Resolves with the `Link` headers of 103 responses, and the final status. */
    const hintsOf = async (from: TestApi, headers: Record<string, string>): Promise<unknown> => {
      const hints: unknown[] = [];
      const url = `${new URL(from.api.apiBase).origin}/v/acme/sales`;
      const sent = request(url, { headers })
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
    assert.deepEqual(await hintsOf(await serve({ pageMs: 60_000 }), navigation), [200]);
  });

  it('answer 304 to a client that has the current version', async () => {
    for (const path of [
      '/v/acme/plain',
      '/embed/acme/plain',
      '/render/acme/plain.png',
      '/cdn/vibedasher.js',
    ]) {
      const etag = (await get(path)).headers.get('etag') ?? '';
      assert.ok(etag, path);
      assert.equal((await get(path, { 'if-none-match': etag })).status, 304, path);
    }
  });

  it('serve the files of the bundle to any origin, and no other files', async () => {
    const { headers } = await get('/cdn/vibedasher.js');
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.match(headers.get('content-type') ?? '', /^text\/javascript/);
    const integrity = JSON.parse((await get('/cdn/integrity.json')).text) as {
      files: Record<string, string>;
    };
    for (const name of Object.keys(integrity.files)) {
      const file = await get(`/cdn/${name}`);
      assert.equal(file.status, 200, name);
      if (name.startsWith('chunks/')) assert.match(file.headers.get('cache-control') ?? '', /immutable/);
    }
    for (const path of [
      '/cdn/',
      '/cdn/../package.json',
      '/cdn/%2e%2e/package.json',
      '/cdn/..%2fpackage.json',
    ])
      assert.equal((await get(path)).status, 404, path);
  });

  it('write URLs with the public base', async () => {
    const own = await serve({
      publicBase: 'https://bi.example.org/charts/',
      publicStorageBase: 'https://data.example.org/files',
      pageMs: 60_000,
    });
    const page = await fetch(`${new URL(own.api.apiBase).origin}/v/acme/sales`);
    const text = await page.text();
    assert.match(text, /<link rel="canonical" href="https:\/\/bi\.example\.org\/charts\/v\/acme\/sales">/);
    assert.match(text, /data-api-base="\.\.\/\.\.\/api"/);
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /script-src 'self' https:\/\/bi\.example\.org;/,
    );
    assert.match(page.headers.get('content-security-policy') ?? '', / https:\/\/data\.example\.org;/);
    assert.match(text, /<figure data-vibedasher/);
    const url = encodeURIComponent('https://bi.example.org/charts/v/acme/sales');
    const answer = await fetch(`${new URL(own.api.apiBase).origin}/oembed?url=${url}`);
    assert.equal(answer.status, 200);
    await assert.rejects(serve({ publicBase: 'bi.example.org' }), /"publicBase" is not an address/);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('drawing processes', () => {
  const PICTURE: DrawingTask = {
    kind: 'picture',
    type: 'svg',
    account: 'acme',
    slug: 'one',
    chart: null,
    params: {},
    theme: 'light',
    lang: 'en',
    width: 600,
    height: 315,
  };

  const BARS = 'SELECT region AS dimension, sum(amount) AS value FROM sales GROUP BY 1';
  const addOne = (root: string): Promise<void> =>
    addViz(root, 'acme/one', { name: 'One', charts: { 'main.sql': BARS } });
  const drawn = async (origin: string, path: string): Promise<number> => {
    const response = await fetch(`${origin}/render/${path}`);
    await response.arrayBuffer();
    if (response.status === 503) assert.ok(Number(response.headers.get('retry-after')) > 0);
    return response.status;
  };
  const apiOrigin = ({ api }: TestApi): string => new URL(api.apiBase).origin;

  it('accept as many of 200 pictures as the queue has room for, refuse the others, and do not delay queries', async () => {
    const api = await serve({ drawingQueue: 20 }, async (root) => {
      for (const slug of ['one', 'two'])
        await addViz(root, `acme/${slug}`, { name: slug, charts: { 'main.sql': BARS } });
    });
    const drawings = Array.from({ length: 200 }, (_, n) =>
      drawn(apiOrigin(api), `acme/${n % 2 ? 'one' : 'two'}.png?width=${320 + n}`),
    );
    const { rows } = await api.rows('SELECT count(*)::INT FROM sales');
    assert.deepEqual(rows, [[4]]);
    const statuses = await Promise.all(drawings);
    const count = (status: number): number => statuses.filter((each) => each === status).length;
    assert.equal(count(200) + count(503), 200);
    assert.ok(count(200) >= 20 && count(503) >= 100, `${count(200)} and ${count(503)}`);
    assert.equal(await drawn(apiOrigin(api), 'acme/one.png'), 200);
  });

  it('draw a picture once for many concurrent requests', async () => {
    const api = await serve({ drawingQueue: 1 }, addOne);
    const statuses = await Promise.all(
      Array.from({ length: 50 }, () => drawn(apiOrigin(api), 'acme/one.png')),
    );
    assert.deepEqual([...new Set(statuses)], [200]);
  });

  it('are killed when a picture takes too long, and replaced for the next one', async () => {
    const api = await serve({ drawingMs: 12_000 }, async (root) => {
      await addViz(root, 'acme/late', { name: 'Late', delay: 600_000, charts: { 'main.sql': BARS } });
      await addOne(root);
    });
    const origin = apiOrigin(api);
    const late = fetch(`${origin}/render/acme/late.svg`);
    assert.equal(await drawn(origin, 'acme/one.svg'), 200);
    const response = await late;
    assert.equal(response.status, 422);
    assert.match(await response.text(), /longer than 12 s/);
    assert.equal(await drawn(origin, 'acme/one.png'), 200);
  });

  it('do not delay a page whose drawing is slow or fails', async () => {
    const api = await serve({ pageMs: 0 }, async (root) => {
      await addOne(root);
      await addViz(root, 'acme/broken', { name: 'Broken', charts: { 'main.sql': 'SELECT nothing' } });
    });
    const page = async (slug: string): Promise<{ html: string; caching: string | null }> => {
      const response = await fetch(`${apiOrigin(api)}/v/acme/${slug}`);
      assert.equal(response.status, 200);
      return { html: await response.text(), caching: response.headers.get('cache-control') };
    };
    const first = await page('one');
    assert.match(first.html, /<vibedasher-viz account="acme" slug="one"[^>]*><\/vibedasher-viz>/);
    assert.match(first.html, /<h1 dir="auto">One<\/h1>/);
    assert.equal(first.caching, 'no-store');
    let later = first;
    while (!later.html.includes('<svg')) later = await page('one');
    assert.match(later.caching ?? '', /max-age=60/);
    assert.match((await page('broken')).html, /<vibedasher-viz account="acme" slug="broken"/);
  });

  it('are killed when they exceed their memory limit, without harm to the server', async () => {
    const api = await serve({ drawingBytes: 24 * 1024 * 1024 }, addOne);
    assert.equal(await drawn(apiOrigin(api), 'acme/one.svg'), 503);
    assert.equal((await fetch(`${apiOrigin(api)}/v/acme/one`)).status, 200);
    assert.equal((await api.get('/v1/public/viz/acme/one')).status, 200);
  });

  it('send requests to the server without the limits per address', async () => {
    const api = await serve({ rateMax: 2 }, addOne);
    assert.deepEqual(
      [await drawn(apiOrigin(api), 'acme/one.svg'), await drawn(apiOrigin(api), 'acme/one.png')],
      [200, 200],
    );
    assert.equal(await drawn(apiOrigin(api), 'acme/one.svg'), 429);
  });

  it('log their standard error, but no warnings for authors of charts', async () => {
    const lines: string[] = [];
    let end!: () => void;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const prerender = `export const renderPreview = async () => {
      console.warn('the axis has no title');
      console.error('out of paint');
      process.exit(3);
    };`;
    const drawings = createDrawings(prerender, (line) => {
      lines.push(line);
      if (lines.length === 2) end();
    });
    await assert.rejects(drawings.draw('acme/one', '1', PICTURE), {
      status: 503,
      message: 'The process that draws was stopped.',
    });
    await ended;
    assert.deepEqual(lines.toSorted(), ['A process that draws ended with code 3.', 'out of paint']);
    await drawings.close();
  });

  it('draw for one account each, and replace the least recently used one for a new account', async () => {
    const prerender = `export const renderPreview = async () => ({ svg: String(process.pid), alt: '' });`;
    const drawings = createDrawings(prerender, assert.fail, resolveLimits({ drawings: 2 }));
    let version = 0;
    const processOf = async (account: string): Promise<unknown> =>
      (await drawings.draw(`${account}/one`, String(version++), PICTURE)).content;
    const [a, b] = [await processOf('a'), await processOf('b')];
    assert.equal(await processOf('a'), a);
    const c = await processOf('c');
    assert.equal(await processOf('a'), a);
    const again = await processOf('b');
    assert.equal(new Set([a, b, c, again]).size, 4);
    await drawings.close();
  });

  it('leave a process, turns and places to other accounts if one account requests many drawings', async () => {
    const prerender = `export const renderPreview = async ({ account }) =>
      account === 'hostile' ? new Promise(() => undefined) : { svg: account, alt: '' };`;
    const drawings = createDrawings(
      prerender,
      () => undefined,
      resolveLimits({ drawings: 2 }, { drawingQueue: 10 }),
    );
    const draw = async (account: string, slug: string): Promise<unknown> =>
      (await drawings.draw(`${account}/${slug}`, '1', { ...PICTURE, account, slug })).content;
    assert.equal(await draw('honest', 'one'), 'honest');
    const hostile = Array.from({ length: 12 }, (_, index) => draw('hostile', String(index)));
    const ended = Promise.allSettled(hostile);
    assert.deepEqual(await Promise.all([draw('honest', 'two'), draw('honest', 'three')]), [
      'honest',
      'honest',
    ]);
    await drawings.close();
    assert.ok((await ended).every(({ status }) => status === 'rejected'));
  });

  it('refuse the drawing of a chart that changes built-in objects, and are then replaced', async () => {
    const prerender = `let intact = true;
      export const drawHere = async () => () => intact;
      export const renderPreview = async ({ chart }) => {
        if (chart === 'hostile') intact = false;
        return { svg: String(process.pid), alt: '' };
      };`;
    const drawings = createDrawings(prerender, assert.fail);
    const { content: before } = await drawings.draw('acme/one', '1', PICTURE);
    for (let times = 0; times < 2; times++)
      await assert.rejects(drawings.draw('acme/one', '1', { ...PICTURE, chart: 'hostile' }), {
        status: 422,
        message: 'The chart has changed built-in objects of JavaScript.',
      });
    const { content: after } = await drawings.draw('acme/one', '2', PICTURE);
    assert.notEqual(after, before);
    await drawings.close();
  });

  it(
    'end when they are replaced, even if a chart keeps them busy',
    { timeout: 30_000 },
    async ({ signal }) => {
      const prerender = `export const drawHere = async () => () => {
        console.error(process.pid);
        setImmediate(() => { for (;;); });
        return false;
      };
      export const renderPreview = async () => ({ svg: '', alt: '' });`;
      let log!: (line: string) => void;
      const firstLine = new Promise<string>((resolve) => (log = resolve));
      const drawings = createDrawings(prerender, log);
      await assert.rejects(drawings.draw('acme/one', '1', PICTURE), { status: 422 });
      const pid = Number(await firstLine);
      try {
        while (isRunning(pid) && !signal.aborted) await sleep(10);
      } finally {
        if (isRunning(pid)) process.kill(pid, 'SIGKILL');
        await drawings.close();
      }
    },
  );

  it('get no request for PNG if the package for it is not installed', async () => {
    const served = await serve();
    const workFolder = await createWorkFolder();
    const app = await createHttpServer({
      limits: resolveLimits({}),
      logLevel: 'silent',
      isProxy: () => false,
      contents: 'nothing else',
    });
    const { root } = served;
    const options = { root, workFolder: workFolder.path, limits: resolveLimits({}), log: app.log };
    const api = new PublicApi({ ...options, backend: await openBackend('duckdb', options) });
    const embed = { ...(findEmbedPackage() as EmbedPackage), canPaint: false };
    const answer = (): never => assert.fail('An unexpected request to the API');
    registerViewer(app, {
      api,
      limits: resolveLimits({}),
      embed,
      drawings: new Drawings(resolveLimits({}), { embed, answer, log: () => undefined }),
      placesFor: () => ({ base: 'http://localhost', storage: 'http://localhost', cacheScope: 'private' }),
    });
    const { statusCode, body } = await app.inject('/render/acme/sales.png');
    assert.equal(statusCode, 501);
    const { error, message } = JSON.parse(body) as { error: string; message: string };
    assert.deepEqual(
      [error, message],
      ['no_png', 'PNG requires a package that is not installed: npm install @resvg/resvg-js'],
    );
    await app.close();
    await api.close();
    workFolder.remove();
  });
});
