import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spawnSync } from 'node:child_process';
import { type AttributeNode, compile as compileVue, type ElementNode, NodeTypes } from '@vue/compiler-dom';
import { transform } from 'esbuild';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { parse as parseSvelte } from 'svelte/compiler';
import { LAYERS } from '../../scripts/chunks.ts';
import { viewerAddress, readVizAddress, type ShownViz } from '../../src/snippet/shown-viz.ts';
import { CHUNKS, leftOut, snippet, SNIPPET_TARGETS, type SnippetOptions } from '../../src/snippet/snippet.ts';

const FILES = {
  base: 'https://cdn.example/embed@1/cdn/',
  hashes: {
    'vibedasher.css': 'sha384-css',
    'vibedasher.js': 'sha384-js',
    'vibedasher.classic.js': 'sha384-classic',
    'chunks/view-1a.js': 'sha384-view',
    'chunks/compile-2b.js': 'sha384-compile',
    'chunks/engine-3c.js': 'sha384-engine',
    'chunks/de-4d.js': 'sha384-de',
  },
};
/** Text that would end attributes, elements, comments, quotes and expressions of all targets. */
const EVIL = `"'\`><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{%x%}\${1}--> [x](javascript:alert(1)) [/vibedasher] \\n &lt; *a*\n\nb`;
const HOSTILE = { title: EVIL, highlight: EVIL, params: { year: EVIL } };
const VIZ = { account: 'acme', slug: 'weekly-sales' };
const lines = (target: (typeof SNIPPET_TARGETS)[number], options: Partial<SnippetOptions> = {}): string =>
  snippet(target, { ...VIZ, ...options }, FILES);

describe('a snippet', () => {
  for (const target of SNIPPET_TARGETS) {
    it(`contains the viz, and a hash for each file, for ${target}`, () => {
      const text = lines(target);
      // URLs of viewer pages of the cloud contain no account.
      assert.match(text, target === 'iframe' ? /weekly-sales/ : /acme[^]*weekly-sales/);
      const files = [...text.matchAll(/"https:\/\/cdn\.example\/embed@1\/cdn\/([^"]+)" (.*?)>/g)];
      assert.equal(files.length, ['html', 'markdown', 'div'].includes(target) ? 2 : 0);
      for (const [, file, rest] of files) {
        const hash = FILES.hashes[file as keyof typeof FILES.hashes];
        assert.ok(rest!.startsWith(`integrity="${hash}" crossorigin`), file);
      }
    });

    it(`contains the API for ${target} if it is not the cloud, unless the site configures it`, () => {
      const text = lines(target, { apiBase: 'https://bi.example.org/api' });
      const expected = {
        wordpress: /^\[vibedasher viz="acme\/weekly-sales"\]\n$/,
        react: /apiBase="https:\/\/bi\.example\.org\/api"/,
        email: /src="https:\/\/bi\.example\.org\/render\/acme\/weekly-sales\.png"/,
        iframe: /src="https:\/\/bi\.example\.org\/embed\/acme\/weekly-sales"/,
      }[target as string];
      assert.match(text, expected ?? /api-base="https:\/\/bi\.example\.org\/api"/);
    });

    it(`is refused for ${target} with invalid names and URLs`, () => {
      assert.throws(() => lines(target, { slug: 'a"><script>' }), { kind: 'config' });
      assert.throws(() => lines(target, { account: '../x' }), { kind: 'config' });
      assert.throws(() => lines(target, { apiBase: 'javascript:alert(1)' }), { kind: 'config' });
    });
  }

  it('has a link that works without the script', () => {
    assert.ok(
      lines('html', { title: 'Sales & <more>' }).includes(
        '<a href="https://cloud.vibedasher.com/v/weekly-sales">Sales &amp; &lt;more&gt;</a>',
      ),
    );
    assert.ok(
      lines('html', { apiBase: 'https://bi.example.org/x/api', params: { year: '2024' } }).includes(
        '<a href="https://bi.example.org/x/v/acme/weekly-sales?v.year=2024">',
      ),
    );
  });

  it('is a placeholder for hosts that remove unknown tags', () => {
    assert.match(
      lines('div', { height: 300, params: { year: '2024' } }),
      /<script src=[^>]*classic[^>]*><\/script>\n<div data-vibedasher-viz data-account="acme" data-slug="weekly-sales" data-param-year="2024" style="height: 300px"><a /,
    );
  });

  it('is one line without gaps in Markdown', () => {
    const [tag] = /<vibedasher-viz[^]*<\/vibedasher-viz>/.exec(lines('markdown', HOSTILE)) ?? [];
    assert.doesNotMatch(tag!, /\n/);
  });

  const WHOLE = {
    chart: 'by-region',
    params: { year: '2024' },
    toolbar: 'csv png',
    theme: 'dark',
    caption: 'none',
    highlight: 'EU',
    reference: '100 Target',
    height: 400,
  } as const;

  for (const [target, expected] of [
    [
      'html',
      `<vibedasher-viz
  account="acme"
  slug="weekly-sales"
  chart="by-region"
  toolbar="csv png"
  theme="dark"
  caption="none"
  highlight="EU"
  reference="100 Target"
  param-year="2024"
  style="height: 400px"
>`,
    ],
    [
      'wordpress',
      '[vibedasher viz="acme/weekly-sales" chart="by-region" param-year="2024" height="400" toolbar="csv png" caption="none" highlight="EU" reference="100 Target"]',
    ],
    [
      'react',
      `import { VibedasherViz } from '@vibedasher/embed/react';

export function Chart() {
  return (
    <VibedasherViz
      account="acme"
      slug="weekly-sales"
      chart="by-region"
      toolbar="csv png"
      theme="dark"
      caption="none"
      highlight="EU"
      reference="100 Target"
      param-year="2024"
      style={{"height":"400px"}}
    />
  );
}`,
    ],
    ['iframe', 'style="width: 100%; height: 400px; border: 0"'],
  ] as const) {
    it(`contains all settings for ${target}`, () => {
      const text = lines(target, WHOLE);
      assert.ok(text.includes(expected), text);
    });
  }

  it('has a dashboard around a chart with controls', () => {
    const set = { controls: ['year'], chart: 'by-region', params: { year: '2023' } };
    assert.match(
      lines('html', set),
      /<vibedasher-dashboard account="acme" slug="weekly-sales" columns="1" param-year="2023">\n {2}<vibedasher-control param="year"><\/vibedasher-control>\n {2}<vibedasher-viz chart="by-region"><\/vibedasher-viz>\n<\/vibedasher-dashboard>/,
    );
    assert.match(
      lines('react', set),
      /import \{ VibedasherControl, VibedasherDashboard, VibedasherViz \} from[^]*<VibedasherControl param="year" \/>/,
    );
    assert.match(
      lines('markdown', set),
      /\n<vibedasher-dashboard [^>]*><vibedasher-control param="year"><\/vibedasher-control><vibedasher-viz .*<\/vibedasher-dashboard>\n/,
    );
  });

  it('shows all charts of a viz in a dashboard', () => {
    assert.match(
      lines('vue', { dashboard: true, theme: 'dark' }),
      /<template>\n {2}<vibedasher-dashboard account="acme" slug="weekly-sales" theme="dark" \/>\n<\/template>/,
    );
  });

  it('contains further attributes of the element', () => {
    const set = { attributes: { heading: 'Our "sales"', unit: 'EUR', lang: 'de' } };
    const written = 'heading="Our &quot;sales&quot;" unit="EUR"';
    assert.ok(lines('markdown', set).includes(`slug="weekly-sales" ${written} lang="de">`));
    assert.ok(lines('wordpress', set).includes(`${written}]`));
    assert.deepEqual(leftOut('wordpress', { ...VIZ, ...set }), ['lang']);
    assert.deepEqual(leftOut('div', { ...VIZ, ...set }), []);
    assert.deepEqual(leftOut('email', { ...VIZ, ...set }), ['heading', 'unit', 'lang']);
  });

  it('lists the settings that it cannot express', () => {
    const set = { ...VIZ, ...WHOLE, controls: ['year'], aspectRatio: '4 / 3' };
    for (const target of ['html', 'markdown', 'react', 'vue', 'svelte'] as const)
      assert.deepEqual(leftOut(target, set), []);
    assert.deepEqual(leftOut('div', set), ['controls']);
    const others = ['caption', 'highlight', 'reference'];
    assert.deepEqual(leftOut('wordpress', set), ['controls', 'theme', 'aspect ratio']);
    assert.deepEqual(leftOut('email', set), ['controls', 'toolbar', ...others, 'aspect ratio']);
    assert.deepEqual(leftOut('iframe', { ...set, apiBase: 'https://bi.example.org/api' }), [
      'toolbar',
      ...others,
    ]);
    assert.deepEqual(leftOut('iframe', VIZ), []);
  });

  it('preloads what the first chart needs', () => {
    const hints = { api: 'https://api.example/api', results: 'https://r.example', rows: [] };
    const preload = (path: string): string =>
      `<link rel="preload" as="fetch" href="https://api.example/api${path}" crossorigin fetchpriority="high" />\n`;
    const viz = preload('/v1/public/viz/acme/weekly-sales');
    const text = lines('html', { fast: hints });
    assert.ok(text.includes(`<link rel="preconnect" href="https://r.example" crossorigin />\n${viz}<link`));
    const rows = '/v1/public/viz/acme/weekly-sales/rows/main';
    const withRows = lines('html', { fast: { ...hints, rows: [`${rows}?p.a=1&p.b=2`] } });
    assert.ok(withRows.includes(`-->\n${viz}${preload(`${rows}?p.a=1&amp;p.b=2`)}<link`), withRows);
    for (const [name, letter] of [
      ['view', '1a'],
      ['compile', '2b'],
      ['engine', '3c'],
    ] as const)
      assert.ok(text.includes(`${name}-${letter}.js" integrity="sha384-${name}" crossorigin`), name);
    assert.doesNotMatch(text, /chunks\/de-/);
    assert.doesNotMatch(lines('html', { fast: { ...hints, results: undefined } }), /preconnect/);
  });

  it('uses the chunk names of the build', () => {
    assert.deepEqual(
      CHUNKS,
      LAYERS.map(([name]) => name),
    );
  });
});

describe('a text with special characters', () => {
  /** Returns the attributes and the text of the only element with a name. */
  function parsed(html: string, name: string): { attributes: Record<string, string>; text: string } {
    const found: DefaultTreeAdapterTypes.Element[] = [];
    const walk = (node: DefaultTreeAdapterTypes.ParentNode): void => {
      for (const child of node.childNodes) {
        if ('tagName' in child && child.tagName === name) found.push(child);
        if ('childNodes' in child) walk(child);
      }
    };
    walk(parseFragment(html));
    assert.equal(found.length, 1, html);
    const text = (node: DefaultTreeAdapterTypes.Node): string =>
      'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(text).join('') : '';
    return {
      attributes: Object.fromEntries(found[0]!.attrs.map(({ name, value }) => [name, value])),
      text: text(found[0]!).trim(),
    };
  }

  for (const target of ['html', 'markdown', 'div'] as const) {
    it(`is escaped for ${target}`, () => {
      const html = lines(target, HOSTILE);
      const div = target === 'div';
      const { attributes, text } = parsed(html, div ? 'div' : 'vibedasher-viz');
      const prefix = div ? 'data-' : '';
      assert.equal(attributes[`${prefix}highlight`], EVIL);
      assert.equal(attributes[`${prefix}param-year`], EVIL);
      assert.equal(text, EVIL);
      assert.equal(html.match(/<script/g)?.length, 1);
    });
  }

  for (const target of ['markdown', 'vue', 'svelte'] as const) {
    it(`has no braces for ${target}, which would parse them`, () => {
      const [tag = ''] = /<vibedasher-viz[^]*?>/.exec(lines(target, HOSTILE)) ?? [];
      assert.doesNotMatch(tag, /[{}]/);
    });
  }

  it('contains no link, code or emphasis in Markdown', () => {
    const [, text = ''] = />([^<>]*)<\/a><\/vibedasher-viz>/.exec(lines('markdown', HOSTILE)) ?? [];
    assert.match(text, /javascript/);
    assert.doesNotMatch(text, /[[\]()*_`\\:]/);
  });

  it('is escaped for Vue', () => {
    const { ast } = compileVue(/<template>([^]*)<\/template>/.exec(lines('vue', HOSTILE))![1]!);
    const [element] = ast.children.filter(({ type }) => type === NodeTypes.ELEMENT) as ElementNode[];
    const values = element!.props.map((prop) => [prop.name, (prop as AttributeNode).value?.content]);
    assert.equal(Object.fromEntries(values)['highlight'], EVIL);
    assert.ok(element!.props.every(({ type }) => type === NodeTypes.ATTRIBUTE));
  });

  it('is escaped for Svelte', () => {
    const { fragment } = parseSvelte(lines('svelte', HOSTILE), { modern: true });
    const element = fragment.nodes.find((node) => node.type === 'RegularElement')!;
    const values = element.attributes.map((each) =>
      each.type === 'Attribute' && Array.isArray(each.value)
        ? [
            each.name,
            each.value.map((part) => (part.type === 'Text' ? part.data : `{${part.type}}`)).join(''),
          ]
        : [],
    );
    assert.equal(Object.fromEntries(values)['highlight'], EVIL);
  });

  it('is escaped for React', async () => {
    const { code } = await transform(lines('react', HOSTILE), { loader: 'jsx', jsxFactory: 'h' });
    const script = code
      .replace(/^import .*$/gm, '')
      .replace(/^/, 'const h = (_, props) => props, VibedasherViz = 0;');
    const { Chart } = (await import(`data:text/javascript,${encodeURIComponent(script)}`)) as {
      Chart: () => Record<string, unknown>;
    };
    const props = Chart();
    assert.equal(props['highlight'], EVIL);
    assert.equal(props['param-year'], EVIL);
  });

  it('is escaped for a shortcode', () => {
    const text = lines('wordpress', { ...HOSTILE, chart: EVIL });
    // Parses like shortcode_parse_atts() of WordPress and our plugin.
    const [, inside = ''] = /^\[vibedasher ([^[\]<>\\]*)\]\n$/.exec(text) ?? [];
    const attributes = [...inside.matchAll(/([\w-]+)="([^"]*)"(?:\s|$)/g)].map(([, name, value]) => [
      name,
      parsed(`<p title="${value}"></p>`, 'p').attributes['title'],
    ]);
    assert.deepEqual(Object.fromEntries(attributes), {
      viz: 'acme/weekly-sales',
      chart: EVIL,
      'param-year': EVIL,
      highlight: EVIL,
    });
  });

  it('is escaped for e-mail, in its comment and in its shell command', () => {
    const html = lines('email', { ...HOSTILE, chart: `${EVIL}--!>$(touch x)` });
    assert.deepEqual(
      parseFragment(html).childNodes.map(({ nodeName }) => nodeName),
      ['#comment', '#text', 'a', '#text'],
    );
    assert.equal(parsed(html, 'img').attributes['alt'], EVIL);
    const [, command = ''] =
      /npx -p @vibedasher\/embed vibedasher-embed ([^]*?)\n {5}PICTURE/.exec(html) ?? [];
    const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
    const words = stdout.split('\0');
    assert.equal(words[words.indexOf('--chart') + 1], `${EVIL}--!>$(touch x)`);
    assert.equal(words[words.indexOf('--param') + 1], `year=${EVIL}`);
  });

  it('is escaped for an iframe', () => {
    const { attributes } = parsed(
      lines('iframe', { ...HOSTILE, apiBase: 'https://bi.example.org/api' }),
      'iframe',
    );
    assert.equal(new URL(attributes['src']!).searchParams.get('v.year'), EVIL);
    assert.equal(attributes['title'], EVIL);
  });

  it('becomes a JSON object if the name of a parameter cannot be an attribute', () => {
    const params = { 'a b"><script>': EVIL, year: '1' };
    for (const target of ['html', 'markdown'] as const)
      assert.deepEqual(
        JSON.parse(parsed(lines(target, { params }), 'vibedasher-viz').attributes['params']!),
        params,
      );
    // These names differ only in case.
    const { attributes } = parsed(lines('html', { params: { a: '1', A: '2' } }), 'vibedasher-viz');
    assert.deepEqual(JSON.parse(attributes['params']!), { a: '1', A: '2' });
  });
});

describe('several values of a parameter', () => {
  const params = { region: ['EU', 'U"S'], year: '2024' };
  const json = JSON.stringify(params);
  const entities = json.replaceAll('"', '&quot;');
  const apiBase = 'https://bi.example.org/api';
  const query = 'v.region=EU&amp;v.region=U%22S&amp;v.year=2024';
  for (const [target, expected, options] of [
    ['html', `params="${entities}"`],
    ['markdown', `params="${entities.replace('{', '&#123;').replace('}', '&#125;')}"`],
    ['vue', `params="${entities.replace('{', '&#123;').replace('}', '&#125;')}"`],
    ['svelte', `params="${entities.replace('{', '&#123;').replace('}', '&#125;')}"`],
    ['react', `params={${json}}`],
    ['div', `data-params="${entities}"`],
    ['wordpress', `params="${entities.replace('[', '&#91;').replace(']', '&#93;').replace('\\', '&#92;')}"`],
    ['iframe', `/embed/acme/weekly-sales?${query}"`, { apiBase }],
    ['email', `/render/acme/weekly-sales.png?${query}"`, { apiBase }],
    ['email', `--param region=EU --param 'region=U"S' --param year=2024`],
    ['html', `  slug="weekly-sales"\n  params="${entities}"\n>`, { dashboard: true }],
  ] as const)
    it(`are all present for ${target}${options ? `, with ${Object.keys(options).join()}` : ''}`, () => {
      const text = lines(target, { params, ...options });
      assert.ok(text.includes(expected), text);
    });
});

describe('the URL of a viz', () => {
  const cloud = { account: undefined, slug: 'weekly-sales', apiBase: undefined };
  const own = { account: 'acme', slug: 'weekly-sales', apiBase: 'https://bi.example.org/api' };
  it('is parsed, with and without scheme, account and parameters', () => {
    for (const [text, expected] of [
      ['https://cloud.vibedasher.com/v/weekly-sales', cloud],
      [' cloud.vibedasher.com/v/weekly-sales/ ', cloud],
      ['https://cloud.vibedasher.com/v/acme/weekly-sales', { ...cloud, account: 'acme' }],
      ['https://bi.example.org/v/acme/weekly-sales', own],
      ['bi.example.org/v/acme/weekly-sales', own],
      ['http://127.0.0.1:4000/embed/acme/weekly-sales', { ...own, apiBase: 'http://127.0.0.1:4000/api' }],
      ['https://bi.example.org/x/v/acme/weekly-sales', { ...own, apiBase: 'https://bi.example.org/x/api' }],
      ['https://bi.example.org/render/acme/weekly-sales.png?width=600', own],
      ['https://bi.example.org/api/v1/public/viz/acme/weekly-sales', own],
      [
        'https://bi.example.org/v/acme/weekly-sales?chart=by-region&v.year=2024&param-region=EU&utm=1#x',
        { ...own, chart: 'by-region', params: { year: '2024', region: 'EU' } },
      ],
      ['acme/weekly-sales', { account: 'acme', slug: 'weekly-sales' }],
      ['weekly-sales', { account: undefined, slug: 'weekly-sales' }],
    ] as const)
      assert.deepEqual(readVizAddress(text), expected, text);
  });

  const whole: ShownViz = {
    ...own,
    chart: 'by-region',
    params: { region: ['EU', 'US', 'EU & "x"'], year: '2024', none: '' },
    theme: 'dark',
  };
  for (const form of ['v', 'embed', 'render'] as const)
    it(`is parsed as it was written, for /${form}/`, () => {
      const address = viewerAddress(whole, form, form === 'render' ? '.png' : '')!;
      assert.deepEqual(readVizAddress(address), whole);
    });

  it('is parsed without a theme that is unknown or `auto`', () => {
    for (const theme of ['auto', 'x'])
      assert.deepEqual(readVizAddress(`https://bi.example.org/v/acme/weekly-sales?theme=${theme}`), own);
  });

  it('is refused if it is unsafe or incomplete', () => {
    for (const [text, why] of [
      ['', /Nothing: this does not name a viz\. Use the address of a viz/],
      ['javascript:alert(1)', /only addresses with https/],
      ['https://user:secret@bi.example.org/v/acme/sales', /without a password/],
      ['https://bi.example.org/', /does not name a viz/],
      ['https://bi.example.org/v/sales', /the account is missing/],
      ['https://bi.example.org/v/../sales', /does not name a viz/],
      ['a/b/c', /does not name a viz/],
      ['<script>alert(1)</script>', /does not name a viz/],
      ['two words', /does not name a viz/],
      ['https://[', /is not an address/],
    ] as const)
      assert.throws(() => readVizAddress(text), { kind: 'config', message: why }, text);
  });
});
