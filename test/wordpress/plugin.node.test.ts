/** Tests of the WordPress plugin that need no WordPress. `npm run test:wordpress` runs the others. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { listCharts } from '../../src/charts/chart-files.ts';
import { ATTRIBUTES } from '../../src/pipeline/attributes.ts';
import { readVizAddress } from '../../src/snippet/shown-viz.ts';
import { PLUGIN, readPo } from '../../scripts/wordpress.ts';
import { pkg, root } from '../package/project.ts';

const namesFor = (isAnyone: boolean): string[] =>
  Object.values(ATTRIBUTES).flatMap(({ name, forAnyone: author }) =>
    name && author === isAnyone ? [name] : [],
  );
const PLACEHOLDER_ATTRIBUTES = [...namesFor(true), 'lang'];
const REFUSED_ATTRIBUTES = namesFor(false);

const plugin = join(root, PLUGIN);
const read = (file: string): string => readFileSync(join(plugin, file), 'utf8');
const sources = globSync('**/*.{php,js}', { cwd: plugin, exclude: ['cdn/**', 'languages/**'] }).sort();

const php = globSync(join(root, '.cache/wordpress/debian/usr/bin/php[0-9]*'))[0] ?? 'php';
const isPhpHere = spawnSync(php, ['-n', '-v']).status === 0;
const withPhp = { skip: !isPhpHere && 'PHP is missing: apt-get install php-cli' };

/** Runs PHP code with the functions of the plugin, and stand-ins for those of WordPress, on `$input`. Returns its JSON. */
function runPhp(code: string, input: object): unknown {
  const script = `
    namespace {
      define('ABSPATH', '/');
      function add_filter() {}
      function absint($value) { return abs((int) $value); }
      function apply_filters($name, $value) { return $value; }
      function doing_filter() { return false; }
      function is_feed() { return false; }
      function wp_parse_url($url, $part) { return parse_url($url, $part); }
      function wp_json_encode($value, $options = 0) { return json_encode($value, $options); }
      function esc_attr($text) { return htmlspecialchars($text); }
      // Escapes the characters in these links. WordPress also refuses other schemes.
      function esc_url($url) { return htmlspecialchars($url); }
      function wp_check_invalid_utf8($text) { return $text; }
    }
    namespace Vibedasher {
      $input = json_decode(stream_get_contents(STDIN), true);
      function settings() {
        return array('api_base' => $GLOBALS['input']['apiBase'] ?? '', 'region' => '', 'theme' => 'auto');
      }
      function enqueue_assets() {}
      require '${plugin}/includes/attributes.php';
      require '${plugin}/includes/chart.php';
      echo json_encode(${code});
    }`;
  const { stdout, stderr } = spawnSync(php, ['-n', '-r', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  assert.match(stdout, /^["[{]/, stderr);
  return JSON.parse(stdout);
}

/** Runs a part of the editor's script. Returns what an expression evaluates to in it. */
const runEditor = (part: RegExp, expression: string, globals: object = {}): unknown =>
  runInNewContext(`${part.exec(read('block/editor.js'))![0]}; ${expression}`, globals);

describe('the WordPress plugin', () => {
  it('has valid PHP syntax', withPhp, () => {
    const files = sources.filter((file) => file.endsWith('.php'));
    assert.ok(files.length > 5, files.join());
    for (const file of files) {
      const { status, stdout, stderr } = spawnSync(php, ['-n', '-l', file], {
        cwd: plugin,
        encoding: 'utf8',
      });
      assert.equal(status, 0, stdout + stderr);
    }
  });

  it('has the version of the package in all files, and equal headers', () => {
    const { version } = pkg;
    const [head, readme] = [read('vibedasher.php'), read('readme.txt')];
    assert.equal(/^ \* Version: +(.*)$/m.exec(head)?.[1], version);
    assert.equal(/^Stable tag: (.*)$/m.exec(readme)?.[1], version);
    assert.ok(readme.includes(`= ${version} =`));
    assert.equal((JSON.parse(read('block/block.json')) as { version: string }).version, version);
    assert.ok(read('block/editor.asset.php').includes(`'version'      => '${version}'`));
    for (const name of ['Requires at least', 'Requires PHP', 'License', 'License URI'])
      assert.equal(
        new RegExp(`^${name}: (.*)$`, 'm').exec(readme)?.[1],
        new RegExp(`^ \\* ${name}: +(.*)$`, 'm').exec(head)?.[1],
      );
  });

  it('contains the built bundle with its hashes', () => {
    assert.ok(existsSync(join(plugin, 'cdn')), 'The bundle is missing: npm run build');
    const { files } = JSON.parse(read('cdn/integrity.json')) as { files: Record<string, string> };
    assert.equal(read('cdn/integrity.json'), readFileSync(join(root, 'cdn/integrity.json'), 'utf8'));
    const needed = Object.keys(files).filter((file) => file !== 'vibedasher.classic.js');
    for (const file of needed) {
      assert.ok(readFileSync(join(plugin, 'cdn', file)).equals(readFileSync(join(root, 'cdn', file))), file);
    }
  });

  it('has the same list of text attributes in PHP, in the editor and in block.json', () => {
    const listIn = (file: string, pattern: RegExp): string[] =>
      [...pattern.exec(read(file))![1]!.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name!).sort();
    const inPhp = listIn('includes/attributes.php', /const TEXTS = array\(([^)]*)\)/);
    assert.deepEqual(listIn('block/editor.js', /const TEXTS = \[([^;]*)\];/), inPhp);
    const { attributes } = JSON.parse(read('block/block.json')) as {
      attributes: Record<string, { type: unknown }>;
    };
    for (const name of inPhp) {
      assert.deepEqual(attributes[name], { type: 'string' }, name);
      assert.ok(namesFor(true).includes(name), name);
      assert.match(read('block/editor.js'), new RegExp(`(textField|choice)\\(\\s*'${name}'`));
    }
  });

  it('passes text attributes of a block on, as text of limited length', withPhp, () => {
    const given = {
      slug: 'a',
      heading: ' Our <b>sales</b> ',
      unit: ['EUR'],
      annotate: 'x'.repeat(6000),
      onload: 'y',
    };
    const chart = runPhp('chart_of_block($input)', given) as Record<string, string>;
    assert.deepEqual([chart['heading'], chart['unit'], chart['sort']], ['Our <b>sales</b>', '', '']);
    assert.equal(chart['annotate']!.length, 5000);
    assert.equal('onload' in chart, false);
  });

  it('decodes in PHP what the editor encodes', withPhp, () => {
    const { encode, decode } = runEditor(
      /const ENCODED = [^]*?(?=\n {2}\/\*\* Applies)/,
      '({ encode, decode })',
    ) as Record<'encode' | 'decode', (text: string) => string>;
    const texts = [
      'plain, with % and ü',
      `a < b && c > 'd' -- "e" 100% %3C`,
      '🙂',
      '{"title": "</script>"}',
      '&lt; \\ \n <',
    ];
    // Values that start like encoded text: the editor encodes them. PHP assumes that such values are encoded.
    const alike = ['url:abc', 'url:', 'url:100% %3C', 'url:a < b', 'url:url:abc'];
    const [encoded, decoded, twice] = runPhp(
      '[encode($input), decode(encode($input)), encode(encode($input))]',
      [...texts, ...alike.map(encode)],
    ) as [string[], string[], string[]];
    assert.deepEqual(decoded, [...texts, ...alike]);
    assert.deepEqual(encoded, [...texts, ...alike].map(encode));
    assert.deepEqual(twice, encoded);
    assert.deepEqual(encoded.map(decode), [...texts, ...alike]);
    assert.ok(encoded.every((text) => !/[<>&]/.test(text)));
  });

  it('links to the page of a chart', withPhp, () => {
    const link = (apiBase: string, chart: object): URL => {
      const html = runPhp(`link_html($input['chart'], 'Sales')`, { apiBase, chart }) as string;
      const [, address = ''] = /^<a href="([^"<>]+)">Sales<\/a>$/.exec(html) ?? [];
      assert.ok(address, html);
      return new URL(address.replace(/&amp;/g, '&'));
    };
    const viz = { account: 'acme', slug: 'weekly-sales', chart: '', params: {} };
    const own = 'https://bi.example.org/api';
    assert.equal(link(own, viz).href, 'https://bi.example.org/v/acme/weekly-sales');
    const params = { region: ['EU', 'a&b "ü" +#'], year: 2024, open: true, closed: false, 'a b': '' };
    const shown = link(own, { ...viz, chart: 'by-region', params });
    assert.equal(shown.pathname, '/v/acme/weekly-sales');
    assert.deepEqual(
      [...shown.searchParams],
      [
        ['chart', 'by-region'],
        ['v.region', 'EU'],
        ['v.region', 'a&b "ü" +#'],
        ['v.year', '2024'],
        ['v.open', 'true'],
        ['v.closed', 'false'],
        ['v.a b', ''],
      ],
    );
    // The cloud's pages have no parameters.
    assert.equal(
      link('', { ...viz, chart: 'by-region', params }).href,
      'https://cloud.vibedasher.com/v/weekly-sales',
    );
  });

  it('sets only attributes for authors that a <div> can set', withPhp, () => {
    const allowed = PLACEHOLDER_ATTRIBUTES;
    const own = ['spec', 'height', 'picture', 'summary'];
    const { attributes } = JSON.parse(read('block/block.json')) as { attributes: object };
    assert.deepEqual(
      Object.keys(attributes).filter((name) => !own.includes(name) && !allowed.includes(name)),
      [],
    );
    const camelCase = (name: string): string =>
      name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const names = [...allowed, ...REFUSED_ATTRIBUTES, 'onclick', 'data-api-base'];
    const hostile = 'https://evil.example';
    const given = Object.fromEntries(
      names.flatMap((name) => [name, camelCase(name)].map((each) => [each, hostile])),
    );
    const pages = runPhp(
      `array(chart_html(chart_of_block($input)), chart_html(chart_of_shortcode(array('viz' => 'acme/sales') + $input)))`,
      { ...given, params: '{"a": 1}', toolbar: 'csv', apiBase: 'https://bi.example.org' },
    );
    for (const html of pages as string[]) {
      const [tag] = /^<vibedasher-viz [^>]*>/.exec(html)!;
      const set = [...tag.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(
        ([, name, value]) => [name!, value!] as const,
      );
      const fromSettings = set.filter(([name]) => !allowed.includes(name));
      assert.deepEqual(fromSettings, [['api-base', 'https://bi.example.org']]);
      assert.ok(set.length > 5, tag);
    }
  });

  it('reads the viz from an address like the command, in PHP and in the editor', withPhp, () => {
    const apiBase = 'https://bi.example.org/api';
    const addresses = [
      'acme/weekly-sales',
      ' weekly-sales ',
      'https://cloud.vibedasher.com/v/weekly-sales',
      'https://cloud.vibedasher.com/v/acme/weekly-sales/',
      'https://bi.example.org/v/acme/weekly-sales?chart=by-region&v.region=EU&v.shop=a+b&v.shop=%C3%BC',
      'https://bi.example.org/v/acme/weekly-sales?v.q=a=b&v.end=a=&v.empty=&v.none',
      'https://bi.example.org/v/acme/weekly-sales?utm=x#top',
      'https://bi.example.org/v/weekly-sales',
      'a/b/c',
      '',
      'javascript:alert(1)',
    ];
    const [percentDecoded] = /function percentDecoded[^]*?\n {2}\}\n/.exec(read('block/editor.js'))!;
    const { findViz } = runEditor(
      /function findViz[^]*?(?=\n {2}\/\*\* The viz of a template)/,
      `${percentDecoded} ({ findViz })`,
      { URL, config: { apiBase } },
    ) as { findViz: (text: string) => VizAddress | null };
    const inPhp = runPhp(`array_map(__NAMESPACE__ . '\\viz_of', $input['addresses'])`, {
      apiBase,
      addresses,
    }) as (VizAddress | null)[];
    addresses.forEach((address, index) => {
      const expected = toComparable(readByCommand(address));
      assert.deepEqual(toComparable(inPhp[index]!), expected, address);
      assert.deepEqual(toComparable(findViz(address)), expected, address);
    });
  });

  it('adds the parameters of a shortcode to those of its address, by name', withPhp, () => {
    const params = runPhp(`chart_of_shortcode($input)['params']`, {
      viz: 'https://cloud.vibedasher.com/v/weekly-sales?v.2024=address&v.region=EU&v.7=x',
      params: '{"region": "US", "2024": "json", "2025": "json"}',
      'param-2025': 'attribute',
    });
    assert.deepEqual(params, { '2024': 'json', '2025': 'attribute', '7': 'x', region: 'US' });
  });

  it('finds the charts of a viz like the element', () => {
    const { chartsOf } = runEditor(/const CHART_FILE[^]*?\n {2}\}\n/, '({ chartsOf })') as {
      chartsOf: (viz: { files: ReadonlyMap<string, string> }) => readonly string[];
    };
    const names = ['a.sql', 'b.vl.json', 'c.main.vl.json', 'd.sum.sql', 'e.sum.vl.json', 'f.md', 'g/h.sql'];
    const paths = ['charts/', './charts/x-', '/charts/y-'].flatMap((start) =>
      names.map((name) => start + name),
    );
    const files = new Map(paths.map((path) => [path, '']));
    assert.deepEqual([...chartsOf({ files })], [...listCharts(files).keys()].sort());
  });

  for (const file of globSync('languages/*.po', { cwd: plugin })) {
    it(`has a translation for every message in ${file}`, () => {
      const messages = readPo(read(file));
      const used = new Set(sources.flatMap((source) => findMessages(read(source))));
      const block = JSON.parse(read('block/block.json')) as Record<string, string> & { keywords: string[] };
      used.add(/^ \* Description: +(.*)$/m.exec(read('vibedasher.php'))![1]!);
      for (const name of ['title', 'description']) used.add(`block ${name}\u0004${block[name]}`);
      for (const word of block.keywords) used.add(`block keyword\u0004${word}`);
      const known = [...messages.keys()].filter((key) => key !== '');
      assert.deepEqual(known.sort(), [...used].sort());
      for (const [key, forms] of messages) {
        for (const form of forms) {
          assert.ok(form.trim(), `No translation of “${key}”`);
          if (key) assert.deepEqual(findPlaceholders(form), findPlaceholders(key), form);
        }
      }
    });
  }
});

/** The viz, chart and parameters in a URL. */
interface VizAddress {
  readonly account?: string | undefined;
  readonly slug: string;
  readonly chart?: string | undefined;
  readonly params?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

function readByCommand(address: string): VizAddress | null {
  try {
    return readVizAddress(address);
  } catch {
    return null;
  }
}

/**
 * Returns a comparable form without empty values, which the readers omit in different ways, and without arrays of
 * other realms.
 */
const toComparable = (named: VizAddress | null): unknown =>
  named && [named.slug, named.account || null, named.chart || null, JSON.stringify({ ...named.params })];

/** Returns the messages in a source file. */
function findMessages(source: string): string[] {
  const calls = source.matchAll(/\b(?:__|_n|esc_html__|esc_html_e)\(\s*('(?:[^'\\]|\\.)*')/g);
  return [...calls].map(([, text]) => text!.slice(1, -1).replace(/\\(.)/g, '$1'));
}

const findPlaceholders = (text: string): string[] => (text.match(/%(?:\d\$)?[sd]|\{\{\w+\}\}/g) ?? []).sort();
