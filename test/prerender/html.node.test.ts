import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prerenderFeed } from '../../node/prerender/command/feeds.ts';
import { prerenderHtml } from '../../node/prerender/prerender-html.ts';
import type { PrerenderOptions, RenderSettings } from '../../node/prerender/types.ts';
import { KINDS } from '../controllers/dashboard/control-kinds.ts';
import { blockFor, figureOf, keyOf, painter, shadowFor } from './support.ts';

const run = (html: string, options: PrerenderOptions = {}) =>
  prerenderHtml(html, {
    render: painter(),
    renderDashboard: ({ slug }, render) => render({ slug }),
    stylesheet: null,
    ...options,
  } as Parameters<typeof prerenderHtml>[1]);

/** Returns the settings of the only chart in a page. */
async function settingsIn(html: string, options: PrerenderOptions = {}): Promise<RenderSettings> {
  const rendered: RenderSettings[] = [];
  await run(html, { ...options, render: painter(rendered) });
  assert.equal(rendered.length, 1);
  return rendered[0]!;
}

/** The content of a tag from an earlier run. */
const OLD = '<!--vibedasher 00000000--><figure data-vibedasher>old</figure><!--/vibedasher-->';
const TAG = '<vibedasher-viz slug="a"></vibedasher-viz>';

/** Pages with `%a%` and `%b%` at the expected positions of the blocks of the vizzes `a` and `b`. */
const PAGES: readonly (readonly [what: string, page: string])[] = [
  ['a plain page', '<!doctype html><body><vibedasher-viz slug="a">%a%</vibedasher-viz></body>'],
  ['a part of a page', '<h1>Hi</h1><vibedasher-viz slug="a">%a%</vibedasher-viz> and <i>so on'],
  [
    'CRLF and CR',
    '<!doctype html>\r\n<body>\r\n\r<vibedasher-viz\r\n slug="a"\r\n>%a%\r\n</vibedasher-viz>\r\n',
  ],
  ['a BOM', '\ufeff<!doctype html><vibedasher-viz slug="a">%a%</vibedasher-viz>'],
  ['letters of two units', '<p>🚀 😀é</p><vibedasher-viz title="🚀" slug="a">%a%</vibedasher-viz>🚀'],
  [
    'odd entities',
    '<p>&amp &nbsp;&notit; &#x80; &copy</p><vibedasher-viz slug="&#97;">%a%</vibedasher-viz>&lt',
  ],
  ['no quotes', '<vibedasher-viz slug=a >%a%</vibedasher-viz><a href=x/y>z</a>'],
  ['single quotes', "<vibedasher-viz data-x='\"' slug='a'>%a%</vibedasher-viz>"],
  ['a > in an attribute', '<vibedasher-viz sql="a > 1 and b < 2" slug="a">%a%</vibedasher-viz>'],
  ['an attribute twice', '<vibedasher-viz slug="a" slug="b">%a%</vibedasher-viz>'],
  ['upper case', '<BODY><VIBEDASHER-VIZ SLUG="a">%a%</VIBEDASHER-VIZ></BODY>'],
  ['missing end tags', '<ul><li>one<li><vibedasher-viz slug=a>%a%</vibedasher-viz><li>two</ul><div><p>x<p>y'],
  ['stray end tags', '</div></p><vibedasher-viz slug=a>%a%</vibedasher-viz></section></html></body>tail'],
  ['no end tag and nothing behind it', '<div><vibedasher-viz slug=a>%a%</div><p>text</p>'],
  ['misnested formatting', '<b><i>x</b><vibedasher-viz slug=a>%a%</vibedasher-viz></i>y'],
  [
    'what only looks like a tag',
    `<!-- <vibedasher-viz slug="b"></vibedasher-viz> --><template><vibedasher-viz slug="b"></vibedasher-viz></template>
    <noscript><vibedasher-viz slug="b"></vibedasher-viz></noscript><textarea><vibedasher-viz slug="b"></textarea>
    <style>/* <vibedasher-viz slug="b"> */</style><title><vibedasher-viz slug="b"></title>
    <script>const t = '<vibedasher-viz slug="b"></vibedasher-viz>';</script><svg><vibedasher-viz slug="b"/></svg>
    <vibedasher-viz slug="a">%a%</vibedasher-viz><pre>&lt;vibedasher-viz slug="b"></pre>`,
  ],
  [
    'the end tag in a script',
    `<vibedasher-viz slug="a">%a%<script type="application/sql">select '</vibedasher-viz>'</script>
<a href="/">fallback</a></vibedasher-viz><script>document.write("<vibedasher-viz slug='b'></vibedasher-viz>")</script>`,
  ],
  ['several', '<vibedasher-viz slug=a>%a%</vibedasher-viz>\n<vibedasher-table slug=b>%b%</vibedasher-table>'],
  ['a placeholder', '<div class="x" data-vibedasher-viz data-slug="a">%a%<a href="/">a</a></div>'],
  [
    'charts of a dashboard',
    '<vibedasher-dashboard slug=a><vibedasher-viz>%a%</vibedasher-viz></vibedasher-dashboard>',
  ],
  ['a cell of a table', '<table><tr><td><vibedasher-viz slug=a>%a%</vibedasher-viz><td>x</table>'],
  ['an <object> in a paragraph', '<p>a<object><vibedasher-viz slug=a>%a%</vibedasher-viz></object>'],
];

describe('prerenderHtml', () => {
  for (const [what, page] of PAGES) {
    const empty = page.replace(/%\w%/g, '');
    const filled = page.replace(/%(\w)%/g, (_, slug: string) => blockFor(slug));

    it(`changes nothing but the blocks, and writes the same bytes again: ${what}`, async () => {
      const older = page.replace(/%\w%/g, OLD);
      for (const [html, outcome] of [
        [empty, 'filled'],
        [filled, 'unchanged'],
        [older, 'filled'],
      ] as const) {
        const written = await run(html);
        assert.equal(written.html, filled);
        assert.deepEqual([...new Set(written.charts.map((chart) => chart.outcome))], [outcome]);
      }
    });
  }

  it('replaces nothing after a tag if the page has comments that look like ours', async () => {
    const tail = '<p>text</p><i><!--/vibedasher--></i>';
    const page = `<div data-vibedasher-viz data-slug="a"><!--vibedasher 00000000--></div>${tail}`;
    const { html } = await run(page);
    assert.equal(html, `<div data-vibedasher-viz data-slug="a">${blockFor('a')}</div>${tail}`);
  });

  it('keeps the content of a tag that fails, and fills the others', async () => {
    const old =
      '<!--vibedasher 00000000--><figure data-vibedasher data-as-of="2020-01-01T00:00:00Z">old</figure><!--/vibedasher-->';
    const page = `<p>1</p>
  <vibedasher-viz account="acme" slug="no-a">${old}</vibedasher-viz><vibedasher-viz slug="no-b"></vibedasher-viz>
<vibedasher-viz slug="c"></vibedasher-viz><vibedasher-viz></vibedasher-viz>`;
    const { html, charts } = await run(page);
    assert.equal(html, page.replace('slug="c">', `slug="c">${blockFor('c')}`));
    assert.deepEqual(
      charts.map(({ line, column, account, slug, outcome, key, asOf, problem }) => [
        line,
        column,
        account,
        slug,
        outcome,
        key,
        asOf,
        problem?.kind,
      ]),
      [
        [2, 3, 'acme', 'no-a', 'kept', '00000000', '2020-01-01T00:00:00Z', 'not-found'],
        [
          2,
          3 + page.split('\n')[1]!.indexOf('<vibedasher-viz slug="no-b') - 2,
          null,
          'no-b',
          'missing',
          null,
          null,
          'not-found',
        ],
        [3, 1, null, 'c', 'filled', keyOf('c'), '2026-11-26T00:00:00.000Z', undefined],
        [3, 43, null, null, 'missing', null, null, 'config'],
      ],
    );
    assert.equal(charts[2]?.rows, 1);
    assert.equal(charts[2]?.bytes, Buffer.byteLength(blockFor('c')));
  });

  it('finds the content of an earlier run if a minifier has removed one or both comments', async () => {
    const filled = `<vibedasher-viz slug="a">${blockFor('a')}<i>x</i></vibedasher-viz>`;
    for (const comment of [/<!--.*?-->/g, /<!--\/.*?-->/g, /<!--v.*?-->/g])
      assert.equal(
        (await run(filled.replace(comment, ''))).html.replace(/<!--\/vibedasher-->(?=<!)/, ''),
        filled,
      );
    const shadow = `<vibedasher-viz slug="a">${shadowFor('a')}</vibedasher-viz>`;
    assert.equal((await run(shadow.replace(/<!--.*?-->/g, ''), { into: 'shadow' })).html, shadow);
  });

  it('does not mistake the content of another tag, or a comment of the author, for its own', async () => {
    const two = (a: string): string =>
      `<vibedasher-viz slug="a">${a}</vibedasher-viz><vibedasher-viz slug="b">${blockFor('b')}</vibedasher-viz>`;
    assert.equal((await run(two(''))).html, two(blockFor('a')));
    const page = '<vibedasher-viz slug="a"><!-- vibedasher --><!--/vibedasher--><b>x</b></vibedasher-viz>';
    assert.equal((await run(page)).html, page.replace('"a">', `"a">${blockFor('a')}`));
  });

  it('does not fill a tag without an end tag', async () => {
    const page = '<vibedasher-viz slug="a" /><p>The rest of the page</p>';
    const { html, charts } = await run(page);
    assert.equal(html, page);
    assert.match(
      charts[0]?.problem?.message ?? '',
      /<vibedasher-viz> has no end tag.*write <\/vibedasher-viz>/,
    );
  });

  it('passes on warnings about a picture', async () => {
    const { charts } = await run('<vibedasher-viz slug="big-a" mark="pie"></vibedasher-viz>');
    assert.equal(charts[0]?.warnings.length, 2);
    assert.equal(charts[0].warnings[1], 'big-a is large');
  });

  it('does not overflow the stack for a deeply nested page', async () => {
    const page = `${'<div>'.repeat(20_000)}<vibedasher-viz slug="a"></vibedasher-viz>`;
    assert.equal((await run(page)).charts[0]?.outcome, 'filled');
  });

  it('rejects with the reason of its signal', async () => {
    const controller = new AbortController();
    const render: PrerenderOptions['render'] = () => {
      controller.abort(new Error('enough'));
      return Promise.reject(new Error('aborted'));
    };
    await assert.rejects(run(TAG, { render, signal: controller.signal }), /enough/);
  });
});

describe('the place of a picture', () => {
  it('is the tag without the paragraph that Markdown has added, with into: "light"', async () => {
    const tag = (slug: string, inside = ''): string =>
      `<vibedasher-viz slug="${slug}">${inside}</vibedasher-viz>`;
    const into = { into: 'light' } as const;
    const { html } = await run(
      `<p>${tag('a')}</p>\n<p>\n${tag('b')}\n${tag('no-c')} </p><p>${tag('d')}\n<h2>e</h2>`,
      into,
    );
    assert.equal(
      html,
      `${tag('a', blockFor('a'))}\n\n${tag('b', blockFor('b'))}\n${tag('no-c')} ${tag('d', blockFor('d'))}\n<h2>e</h2>`,
    );
    assert.equal((await run(html, into)).html, html);
    const { html: both } = await run(`<p>${tag('a')} ${tag('b')}</p>`, into);
    assert.equal(both, `${tag('a', blockFor('a'))} ${tag('b', blockFor('b'))}`);
  });

  for (const [what, page] of [
    [
      'a paragraph of its own, which keeps its margins',
      '<p>\n<vibedasher-viz slug="a">%</vibedasher-viz>\n</p>',
    ],
    ['a paragraph with other text', '<p>See <vibedasher-viz slug="a">%</vibedasher-viz></p>'],
    ['a paragraph further out', '<p><em><vibedasher-viz slug="a">%</vibedasher-viz></em></p>'],
    ['a paragraph that has attributes', '<p id="x"><vibedasher-viz slug="a">%</vibedasher-viz></p>'],
    ['a paragraph, without an end tag', '<p><vibedasher-viz slug="a">%</p>'],
    ['a table, between its cells', '<table><vibedasher-viz slug="a">%</vibedasher-viz><tr><td>x</table>'],
    [
      'a shadow root of the page',
      '<p>x</p><x-card><template shadowrootmode="open"><i>y</i><vibedasher-viz slug="a">%</vibedasher-viz></template></x-card>',
    ],
    [
      'a shadow root in a closed one',
      '<x-a><template shadowrootmode="closed"><x-b><template shadowrootmode="open"><p><vibedasher-viz slug="a">%</vibedasher-viz></p></template></x-b></template></x-a>',
    ],
    [
      'a shadow root, for a dashboard',
      '<x-a><template shadowrootmode="open"><vibedasher-dashboard slug="a">%</vibedasher-dashboard></template></x-a>',
    ],
  ] as const) {
    it(`is a shadow root for a tag in ${what}`, async () => {
      const filled = page.replace('%', shadowFor('a'));
      assert.equal((await run(page.replace('%', ''))).html, filled);
      assert.equal((await run(filled)).html, filled);
    });
  }

  for (const [framework, marker, place] of [
    ['Next', '<script>self.__next_f.push([1])</script>', shadowFor],
    ['Next with pages', '<script id="__NEXT_DATA__" type="application/json">{}</script>', shadowFor],
    ['Docusaurus', '<div id="__docusaurus"></div>', shadowFor],
    ['SvelteKit', '<script>{__sveltekit_1a2b = {base: ""}}</script>', shadowFor],
    ['Gatsby', '<div id="___gatsby"></div>', shadowFor],
    ['Remix', '<script>window.__remixContext = {"url":"/"};</script>', shadowFor],
    ['React Router', '<script>window.__reactRouterContext = {"ssr":true};</script>', shadowFor],
    ['Angular', '<script id="ng-state" type="application/json">{}</script>', shadowFor],
    ['Nuxt', '<script>window.__NUXT__={}</script>', blockFor],
    ['VitePress', '<script>window.__VP_HASH_MAP__={}</script>', blockFor],
    [
      'a page about these frameworks',
      '<pre>__next_f __NEXT_DATA__ #__docusaurus __sveltekit_ __remixContext ng-state</pre>',
      blockFor,
    ],
    [
      'a page with the same ids in its text',
      '<main><p id="__NEXT_DATA__"><i id="__docusaurus"></i><i id="___gatsby"></i><i id="ng-state"></i></p></main>',
      blockFor,
    ],
  ] as const) {
    it(`is ${place === shadowFor ? 'a shadow root' : 'the tag'} for ${framework}`, async () => {
      const page = `<vibedasher-viz slug="a">%</vibedasher-viz>${marker}`;
      assert.equal((await run(page.replace('%', ''))).html, page.replace('%', place('a')));
    });
  }

  it('follows the option `into`', async () => {
    const page = '<div id="__docusaurus"><vibedasher-viz slug="a"></vibedasher-viz></div>';
    assert.match((await run(page, { into: 'light' })).html, /--><figure/);
    assert.match((await run(page.replace('__d', 'd'), { into: 'shadow' })).html, /--><template/);
  });

  it('is refused with a reason if it is impossible', async () => {
    const inText = await run('<p>x <vibedasher-viz slug="a"></vibedasher-viz></p>', { into: 'light' });
    assert.match(inText.charts[0]?.problem?.message ?? '', /inside a <p>/);
    const placeholder = await run(
      '<div id="__docusaurus"><div data-vibedasher-viz data-slug="a"></div></div>',
    );
    assert.match(placeholder.charts[0]?.problem?.message ?? '', /use <vibedasher-viz>/);
  });

  it('includes the style sheet of the page, or the requested one, in a shadow root', async () => {
    const link = '<link rel=stylesheet href="/x/vibedasher.css?v=1&amp;b" integrity="sha384-x" crossorigin>';
    const shadow = { into: 'shadow', stylesheet: undefined } as const;
    const own =
      '<link rel="stylesheet" href="/x/vibedasher.css?v=1&amp;b" integrity="sha384-x" crossorigin=""/>';
    assert.ok((await run(link + TAG, shadow)).html.includes(shadowFor('a', own)));
    assert.match(
      (await run(TAG, shadow)).html,
      /<link rel="stylesheet" href="https:\/\/cdn\.jsdelivr\.net\/npm\/@vibedasher\/embed@[\d.]+\/cdn\/vibedasher\.css"/,
    );
    assert.ok(
      (await run(TAG, { into: 'shadow', stylesheet: '/a"b.css' })).html.includes(
        shadowFor('a', '<link rel="stylesheet" href="/a&quot;b.css"/>'),
      ),
    );
  });
});

describe('the style sheet of a shadow root on a page with nonces', () => {
  const tag = '<p><vibedasher-viz slug="a"></vibedasher-viz></p>';
  const own = '<link rel="stylesheet" href="/vibedasher.css"%>';
  const linkIn = async (page: string, options: PrerenderOptions = {}): Promise<string> => {
    const { html } = await run(page + tag, { stylesheet: undefined, ...options });
    return /<template[^>]*>(<link.*?>)<figure/.exec(html)?.[1] ?? html;
  };

  it('has the requested nonce, that of its own link, of a style or of a script', async () => {
    const link = own.replace('%', '');
    for (const [head, nonce, options] of [
      [own.replace('%', ' nonce="abc"'), 'abc'],
      [`${link}<style nonce="abc"></style>`, 'abc'],
      [`${link}<script nonce="abc" src="/vibedasher.js"></script>`, 'abc'],
      [`${link}<script nonce="abc"></script><style nonce="def"></style>`, 'def'],
      [`<style nonce="abc"></style>${own.replace('%', ' nonce="def"')}<style nonce="abc"></style>`, 'def'],
      [`${link}<script nonce="{{ nonce }}"></script>`, '{{ nonce }}'],
      [own.replace('%', ' nonce="<?= $nonce ?>"'), '<?= $nonce ?>'],
      [own.replace('%', ' nonce="abc"'), '%&quot;NONCE&quot;%', { nonce: '%"NONCE"%' }],
    ] as const)
      assert.equal(
        await linkIn(head, options),
        `<link rel="stylesheet" href="/vibedasher.css" nonce="${nonce}"/>`,
        head,
      );
  });

  it('has no nonce if no element of the page has one', async () => {
    const page = `${own.replace('%', '')}<script nonce></script><vibedasher-viz slug="a" nonce="abc"></vibedasher-viz>`;
    assert.equal(await linkIn(page), '<link rel="stylesheet" href="/vibedasher.css"/>');
  });
});

describe('an XHTML page', () => {
  const page = (inside = ''): string =>
    `<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body>${inside}</body></html>`;
  const drawing =
    (figure: string): PrerenderOptions['render'] =>
    async (settings) => ({ ...(await painter()(settings)), html: figure });

  it('contains well-formed pictures', async () => {
    const figure =
      '<figure data-vibedasher=""><img src="a.png" alt="&lt;&#39;&amp;&#x1f600;"/><!-- a - b --><svg><path d="M0 0"/></svg></figure>';
    const { html, charts } = await run(page(TAG), { render: drawing(figure) });
    assert.equal(charts[0]?.problem, null);
    assert.ok(html.includes(figure));
  });

  it('is left unchanged if a picture is not well-formed', async () => {
    for (const inside of [
      ' data-x>',
      ' data-x=1>',
      ' data-x="" data-x="">',
      '><img src="a.png" alt="">',
      '></figure>',
      '><b><i></b></i>',
      '>&nbsp;',
      '>a & b',
      '>a < b',
      '>\u0008',
      '>\ud800',
    ]) {
      const figure = `<figure data-vibedasher=""${inside}</figure>`;
      const { html, charts } = await run(page(TAG), { render: drawing(figure) });
      assert.equal(html, page(TAG), inside);
      assert.equal(charts[0]?.outcome, 'missing');
      assert.match(charts[0].problem?.message ?? '', /XHTML/);
      const { html: written } = await run(`<body>${TAG}</body>`, { render: drawing(figure) });
      assert.ok(written.includes(figure));
    }
  });
});

it('a parameter with a template placeholder is reported', async () => {
  const warningsFor = async (page: string) => (await run(page)).charts[0]?.warnings;
  for (const value of ['${year}', '{{year}}', '{{ site.year }}'])
    assert.deepEqual(await warningsFor(`<vibedasher-viz slug="a" param-year="${value}"></vibedasher-viz>`), [
      `<vibedasher-viz param-year="${value}"> is taken as it is written: no template has filled it in`,
    ]);
  const board =
    '<vibedasher-dashboard param-a="${a}"><div data-vibedasher-viz data-slug="a" data-param-b="{{b}}"></div></vibedasher-dashboard>';
  assert.deepEqual(
    (await warningsFor(board))?.map((text) => text.slice(0, text.indexOf(' is'))),
    ['<div data-param-b="{{b}}">', '<vibedasher-dashboard param-a="${a}">'],
  );
  const similar = '<vibedasher-viz slug="a" param-a="$5 {a} }}"></vibedasher-viz>';
  assert.deepEqual(await warningsFor(similar), []);
});

describe('a feed or an e-mail', () => {
  it('has pictures instead of the tags', async () => {
    const page = `<p><vibedasher-viz slug="a"><script type="application/sql">select 1</script><a href="/">x</a></vibedasher-viz></p>
<vibedasher-dashboard slug="b"><vibedasher-control param="x"></vibedasher-control><p>text</p><vibedasher-table></vibedasher-table></vibedasher-dashboard>
<vibedasher-viz slug="no-c"><a href="/">c</a></vibedasher-viz>`;
    const { html } = await run(page, { target: 'email' });
    assert.equal(
      html,
      `${figureOf('a')}\n<p>text</p>${figureOf('b')}\n<vibedasher-viz slug="no-c"><a href="/">c</a></vibedasher-viz>`,
    );
  });

  it('has one picture for a tag that contains another', async () => {
    const inner = '<vibedasher-viz slug="b"></vibedasher-viz>';
    const { html } = await run(`<vibedasher-viz slug="a">${inner}</vibedasher-viz>.`, { target: 'feed' });
    assert.equal(html, `${figureOf('a')}.`);
  });
});

describe('prerenderFeed', () => {
  const feed = (first: string, second: string): string =>
    `<?xml version="1.0"?>\r\n<feed><title>A &lt; B</title>\n<a><![CDATA[${first}]]></a>\n<b>${second}</b></feed>`;
  const escaped = (html: string): string =>
    html.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

  it('fills CDATA sections and escaped text, and reports the lines of the feed', async () => {
    const [a, b] = ['a', 'b'].map((slug) => `<vibedasher-viz slug="${slug}"></vibedasher-viz>`);
    const { html, charts } = await prerenderFeed(
      feed(`\n${a} ]]]]><![CDATA[>`, `&lt;i&gt;x &amp;amp; &#121;&lt;/i&gt;${escaped(b!)}`),
      (part) => run(part, { target: 'feed' }),
    );
    assert.equal(
      html,
      feed(`\n${figureOf('a')} ]]]]><![CDATA[>`, `&lt;i&gt;x &amp;amp; y&lt;/i&gt;${escaped(figureOf('b'))}`),
    );
    assert.deepEqual(
      charts.map(({ line }) => line),
      [4, 5],
    );
  });

  it('keeps entries without charts unchanged, and parses many brackets as fast as other text', async () => {
    for (const page of [
      feed('<p>&nbsp;</p>', '&lt;p&gt;&#120; &quot;&lt;/p&gt;'),
      feed('', '>'.repeat(300_000)),
      `<a>${'>&lt;'.repeat(30_000)}`,
    ])
      assert.equal((await prerenderFeed(page, (part) => run(part, { target: 'feed' }))).html, page);
  });
});

describe('the settings of a tag', () => {
  it('come from its attributes and children', async () => {
    const settings =
      await settingsIn(`<vibedasher-viz account="acme" slug="a" chart="c" params='{"year": 2024}' param-Region="N"
      mark="BAR" theme="dark" timezone="Europe/Berlin" caption="none" fit="none" source="S https://s.example" notes="n"
      highlight="x" reference="1" annotate="a: b" unit="kg" decimals="1" format=".2f" colors="red" sort="NAME" limit="5"
      bins="9" heading="h" description="d" alt="t" byline="b" allow-hosts="https://a.example" max-cells="10" lang="de">
      <script type="application/sql">select &amp; '{{year}}'</script>
      <script type="application/vnd.vegalite+json">{"mark": "bar"}</script></vibedasher-viz>`);
    const { client, signal, saveImage, widths, font, fontFile, target, region, apiBase, ...own } = settings;
    assert.deepEqual(
      [client, signal, saveImage, widths, font, fontFile, target, region, apiBase],
      Array(9).fill(undefined),
    );
    assert.deepEqual(own, {
      account: 'acme',
      slug: 'a',
      chart: 'c',
      sql: "select &amp; '{{year}}'",
      spec: '{"mark": "bar"}',
      params: { year: 2024 },
      paramAttributes: { region: 'N' },
      dashboards: [],
      mark: 'bar',
      theme: 'dark',
      timezone: 'Europe/Berlin',
      caption: 'none',
      fit: 'none',
      source: 'S https://s.example',
      notes: 'n',
      highlight: 'x',
      reference: '1',
      annotate: 'a: b',
      unit: 'kg',
      decimals: '1',
      format: '.2f',
      colors: 'red',
      sort: 'name',
      limit: '5',
      bins: '9',
      heading: 'h',
      description: 'd',
      alt: 't',
      byline: 'b',
      allowHosts: 'https://a.example',
      maxCells: 10,
      lang: 'de',
      rowsOnly: false,
    });
  });

  it('include the texts of a slotted caption', async () => {
    const captions = [
      '<h3 slot="caption">In <b>2024</b></h3> text <p slot="caption">All shops</p>',
      '<div slot="caption"><p>All</p><h2>In 2024</h2> shops</div>',
      '<span slot="caption">In 2024</span>',
    ];
    const found = captions.map(async (caption) => {
      const { heading, description } = await settingsIn(
        `<vibedasher-viz slug="a" heading="no" description="no">${caption}</vibedasher-viz>`,
      );
      return [heading, description];
    });
    assert.deepEqual(await Promise.all(found), [
      ['In 2024', 'All shops'],
      ['In 2024', 'All shops'],
      ['In 2024', ''],
    ]);
  });

  it('come from the data attributes of a placeholder', async () => {
    const { account, slug, paramAttributes, lang, theme } = await settingsIn(
      '<div data-vibedasher-viz data-account="acme" data-slug="a" data-param-year="1" data-lang="fr" theme="dark"></div>',
    );
    assert.deepEqual(
      [account, slug, paramAttributes, lang, theme],
      ['acme', 'a', { year: '1' }, 'fr', 'auto'],
    );
  });

  it('prefer query and spec in attributes to those in children', async () => {
    const scripts =
      '<script type="application/sql">select 2</script><script type="application/vnd.vegalite+json">{}</script>';
    const own = await settingsIn(`<vibedasher-viz slug="a" sql="select 1">${scripts}</vibedasher-viz>`);
    assert.equal(own.sql, 'select 1');
    const { sql, spec } = await settingsIn(
      `<div data-vibedasher-viz data-slug="a" data-sql="select 1" data-spec='{"mark":"bar"}'>${scripts}</div>`,
    );
    assert.deepEqual([sql, spec], ['select 1', '{"mark":"bar"}']);
    const { spec: none } = await settingsIn(`<vibedasher-viz slug="a" data-spec='{}'></vibedasher-viz>`);
    assert.equal(none, null);
  });

  it('ignore attributes of a placeholder for connection, hosts and limits', async () => {
    const rendered: RenderSettings[] = [];
    const { charts } = await run(
      '<div data-vibedasher-viz data-slug="a" data-api-base="https://evil.example" data-region="us-east-1"' +
        ' data-allow-hosts="https://evil.example" data-max-cells="1" data-timeout="1" data-constructor="1"></div>',
      { apiBase: 'https://o.example', render: painter(rendered) },
    );
    const { apiBase, region, allowHosts, maxCells } = rendered[0]!;
    assert.deepEqual(
      { apiBase, region, allowHosts, maxCells },
      { apiBase: 'https://o.example', region: undefined, allowHosts: null, maxCells: 5_000_000 },
    );
    const names = ['api-base', 'region', 'allow-hosts', 'max-cells', 'timeout'];
    assert.deepEqual(
      charts[0]!.warnings,
      names.map((name) => `<div data-${name}> is ignored. Use <vibedasher-viz>, or a default of the page`),
    );
  });

  it('request only rows for a table', async () => {
    const { rowsOnly, spec } = await settingsIn(
      '<vibedasher-table slug="a"><script type="application/vnd.vega-lite+json">{}</script></vibedasher-table>',
    );
    assert.deepEqual([rowsOnly, spec], [true, null]);
  });

  it('take the connection from the nearest of dashboard, script and options', async () => {
    for (const [page, expected] of [
      ['%', ['https://o.example', undefined]],
      [
        '%<script src="/x/vibedasher.js?1" data-api-base="https://s.example"></script>',
        ['https://s.example', undefined],
      ],
      ['<script src="/x/vibedasher.classic.js" data-region="us-east-1"></script>%', [undefined, 'us-east-1']],
      [
        '<script src="/x/other.js" data-api-base="https://s.example"></script>%',
        ['https://o.example', undefined],
      ],
      [
        '<vibedasher-dashboard api-base="https://d.example">%</vibedasher-dashboard>',
        ['https://d.example', undefined],
      ],
      ['<vibedasher-dashboard region="us-east-1">%</vibedasher-dashboard>', [undefined, 'us-east-1']],
    ] as const) {
      const { apiBase, region } = await settingsIn(page.replace('%', TAG), { apiBase: 'https://o.example' });
      assert.deepEqual([apiBase, region], expected, page);
    }
  });

  it('take the language from the nearest element that sets one, then the script, then the document', async () => {
    const script = '<script src="/vibedasher.js" data-locale="nl"></script>';
    for (const [page, expected] of [
      ['<html lang="en">%', 'en'],
      ['<html lang="en"><div lang="de"><p></p>%</div>', 'de'],
      [`<html lang="en">${script}%`, 'nl'],
      [`<i lang="de">%</i>${script}`, 'de'],
      ['%', undefined],
    ] as const)
      assert.equal((await settingsIn(page.replace('%', TAG))).lang, expected, page);
  });

  it('inherit from the dashboards around the tag', async () => {
    const rendered: RenderSettings[] = [];
    await run(
      `<vibedasher-dashboard account="acme" slug="d" theme="dark" params='{"year": 1}' param-a="2">
        <select name="region"><option>N<option value="s" selected>S</select><input name="q" value="x">
        <input type="checkbox" name="k" value="1" checked><input type="checkbox" name="k" value="2">
        <input type="password" name="secret" value="x"><input type="number" name="n" value="4"><select name="f"><option>F</select>
        <vibedasher-control param="c"><option>1</option><option selected>2</option></vibedasher-control>
        <input type="checkbox" name="flag">
        <vibedasher-viz chart="c" select-to="region:field"></vibedasher-viz>
        <vibedasher-dashboard params="{"><vibedasher-table account="other" slug="t" theme="light"></vibedasher-table></vibedasher-dashboard>
      </vibedasher-dashboard>`,
      { render: painter(rendered) },
    );
    const [chart, table] = rendered;
    assert.deepEqual([chart?.account, chart?.slug, chart?.theme, chart?.chart], ['acme', 'd', 'dark', 'c']);
    const outer = {
      attributes: { a: '2' },
      params: { year: 1 },
      marked: { region: 's', q: 'x', k: ['1'], n: 4, c: '2' },
      shown: { f: 'F', flag: false },
      choosable: ['region'],
    };
    assert.deepEqual(chart?.dashboards, [outer]);
    assert.deepEqual([table?.account, table?.slug, table?.theme], ['other', 't', 'light']);
    assert.deepEqual(table?.dashboards, [
      { attributes: {}, params: {}, marked: {}, shown: {}, choosable: [] },
      outer,
    ]);
  });

  describe('the parameters from controls', () => {
    const readBy = async (html: string): Promise<unknown> => {
      const page = `<vibedasher-dashboard>${html}<vibedasher-viz slug="a"></vibedasher-viz></vibedasher-dashboard>`;
      const { dashboards = [] } = await settingsIn(page);
      return { marked: dashboards[0]?.marked, shown: dashboards[0]?.shown };
    };

    it('have the same values as in a browser', async () => {
      for (const [name, html, value, , , isMarked, declaration] of KINDS) {
        if (declaration) continue;
        const [marked, shown] = isMarked ? [{ p: value }, {}] : [{}, { p: value }];
        assert.deepEqual(await readBy(html), { marked, shown }, name);
      }
    });

    it('exclude private fields', async () => {
      const secrets = [
        'autocomplete="username"',
        'autocomplete="cc-number"',
        'type="PASSWORD"',
        'type=hidden',
      ];
      const html = secrets.map((each) => `<input name=p value=x ${each}>`).join('');
      assert.deepEqual(await readBy(html), { marked: {}, shown: {} });
    });

    it('come from one form if several have the same names', async () => {
      const boxes =
        '<form><input type=checkbox name=p value=a></form><form><input type=checkbox name=p value=b checked></form>';
      assert.deepEqual(await readBy(boxes), { marked: { p: 'b' }, shown: {} });
      const radios = (value: string, form = ''): string =>
        `<input type=radio name=p value=${value} ${form} checked>`;
      const twoForms = `<form id=f>${radios('a')}</form><form>${radios('c')}</form>${radios('b', 'form=f')}`;
      assert.deepEqual(await readBy(twoForms), { marked: { p: 'b' }, shown: {} });
    });
  });

  it('request all charts of the viz for a dashboard without charts', async () => {
    const rendered: unknown[] = [];
    const renderDashboard: PrerenderOptions['renderDashboard'] = async (settings) => {
      rendered.push(settings);
      return painter()({ slug: settings.slug });
    };
    const page = `<vibedasher-dashboard account="acme" slug="a" columns="2" param-x="1"><h2>T</h2></vibedasher-dashboard>
      <vibedasher-dashboard slug="b"><vibedasher-viz></vibedasher-viz></vibedasher-dashboard><vibedasher-dashboard></vibedasher-dashboard>`;
    const { html } = await run(page, { renderDashboard });
    assert.equal(
      html,
      page
        .replace('<h2>', `${blockFor('a')}<h2>`)
        .replace('<vibedasher-viz>', `<vibedasher-viz>${blockFor('b')}`),
    );
    assert.equal(rendered.length, 1);
    const { slug, columns, paramAttributes } = rendered[0] as Record<string, unknown>;
    assert.deepEqual([slug, columns, paramAttributes], ['a', 2, { x: '1' }]);
  });

  it('still request all charts if an earlier run has inserted them', async () => {
    const inner =
      '<vibedasher-viz chart="c"><!--vibedasher 11111111--><figure data-vibedasher></figure><!--/vibedasher--></vibedasher-viz>';
    const block = `<!--vibedasher 00000000--><div data-vibedasher>${inner}</div><!--/vibedasher-->`;
    const page = (text: string): string => `<vibedasher-dashboard slug="a">${text}</vibedasher-dashboard>`;
    const renderDashboard: PrerenderOptions['renderDashboard'] = async ({ slug }) => painter()({ slug });
    assert.equal((await run(page(block), { renderDashboard })).html, page(blockFor('a')));
  });

  it('cause the same warnings and errors as in the element', async () => {
    for (const [attributes, outcome, message] of [
      [
        'slug="a" mark="pie"',
        'filled',
        '<vibedasher-viz mark="pie">: use one of bar, line, area, point, arc, map, number, table, pyramid, diverging, dumbbell, range, heatmap, histogram',
      ],
      ['slug="a" fit="x"', 'filled', '<vibedasher-viz fit="x">: use one of container, none'],
      ['slug="a" max-cells="many"', 'filled', '<vibedasher-viz max-cells="many">: use a number above 0'],
      [
        'slug="a" heigth="400"',
        'filled',
        '<vibedasher-viz heigth="400">: there is no attribute "heigth"; use style="height: 400px"',
      ],
      ['', 'missing', 'The required attribute "slug" is missing'],
      ['slug="a" region="moon"', 'missing', 'region="moon": use one of eu-central-1, us-east-1'],
      ['slug="a" params="[1]"', 'missing', `params='[1]': use a JSON object, e.g. {"year": 2024}`],
    ]) {
      const [chart] = (await run(`<vibedasher-viz ${attributes}></vibedasher-viz>`)).charts;
      const said = outcome === 'filled' ? chart?.warnings : [chart?.problem?.message];
      assert.deepEqual([chart?.outcome, said], [outcome, [message]]);
    }
  });
});
