// @lane long
/** Tests the command with real files and a real API: most cases in this process, signals and exit codes in another. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile, chmod, lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type RunningServer, startServer } from '../../server/src/index.ts';
import { image, snippet } from '../../node/prerender/command/pictures.ts';
import { prerender } from '../../node/prerender/command/prerender.ts';
import { UsageError } from '../../node/prerender/command/usage.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';
import { type ApiProxy, startApiProxy } from '../support/api-proxy.ts';

const COMMANDS = { prerender, image, snippet };
const MAIN = join(import.meta.dirname, '../../node/prerender/command/main.ts');

const VIZZES: Readonly<Record<string, string>> = {
  'datasets/sales.csv': 'region,amount\nNorth,10\nSouth,20\nÖst,5\n',
  'vizzes/acme/sales/viz.json': JSON.stringify({
    name: 'Sales by region',
    publishStatus: 'PUBLISHED',
    viewMode: 'public',
    datasets: ['sales'],
    timeColumn: null,
  }),
  'vizzes/acme/sales/params.json': JSON.stringify([{ name: 'least', type: 'number', default: 0 }]),
  'vizzes/acme/sales/charts/main.sql':
    'SELECT region, sum(amount) AS amount FROM sales GROUP BY 1 ORDER BY 1',
};

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('vibedasher-embed', () => {
  let folder = '';
  let api: RunningServer;
  let proxy: ApiProxy;
  let base = '';

  before(async () => {
    const root = await mkdtemp(join(tmpdir(), 'vibedasher-command-api-'));
    for (const [file, text] of Object.entries(VIZZES)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    api = await startServer({ root });
    proxy = await startApiProxy(api.apiBase);
    base = proxy.base;
  });
  after(async () => {
    proxy.close();
    await api.close();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vibedasher-command-'));
    proxy.state = 'up';
    proxy.requests.length = 0;
  });

  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });

  async function runProcess(...args: string[]): Promise<Run> {
    const child = start(...args);
    let [stdout, stderr] = ['', ''];
    child.stdout!.on('data', (text) => (stdout += text));
    child.stderr!.on('data', (text) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  /** Runs a command in this process, in the folder of the test. Returns the code of main.ts for its error. */
  async function run(name: keyof typeof COMMANDS, ...args: string[]): Promise<Run> {
    const said = { stdout: '', stderr: '' };
    process.chdir(folder);
    try {
      const code = await COMMANDS[name](args, {
        stdout: { write: (text: string) => (said.stdout += text) },
        stderr: { write: (text: string) => (said.stderr += text) },
        signal: new AbortController().signal,
      });
      return { code, ...said };
    } catch (cause) {
      const { kind, message } = cause as VibedasherError;
      const isConfig = cause instanceof VibedasherError && kind === 'config';
      const code = isConfig || cause instanceof UsageError ? 2 : 1;
      return { code, ...said, stderr: `${kind}: ${message}` };
    }
  }

  const prerenderSite = (...args: string[]): Promise<Run> =>
    run('prerender', 'site', '--api-base', base, ...args);

  async function write(file: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
  const filesIn = async (where: string): Promise<string[]> => (await readdir(join(folder, where))).sort();

  const TAG = '<vibedasher-viz account="acme" slug="sales"></vibedasher-viz>';
  const OLD = '<!--vibedasher 00000000--><figure data-vibedasher>old</figure><!--/vibedasher-->';
  const page = (...tags: string[]): string =>
    `<!doctype html>\n<html lang="en">\n<body>\n${tags.join('\n')}\n</body>\n`;
  const withOld = (tag: string): string => tag.replace('></', `>${OLD}</`);

  describe('prerender', () => {
    it('fills the pages of a folder, reports it, and changes nothing the second time', async () => {
      await write('site/index.html', page('<h1>Hi</h1>', TAG));
      await write('site/deep/er/b.htm', page(TAG));
      await write('site/none.html', page('text'));
      await write('site/node_modules/x.html', page(TAG));
      await write('site/bundle/vibedasher.js', '');
      await write('site/bundle/snippet.html', TAG);
      await write('site/data.txt', TAG);
      const first = await runProcess('prerender', 'site', '--api-base', base);
      assert.equal(first.stderr, '');
      assert.match(
        first.stdout,
        /site\/deep\/er\/b\.htm: 1 filled\nsite\/index\.html: 1 filled\nCharts in 2 of 3 files: 2 filled, 0 unchanged, 0 kept, 0 missing \([\d.]+ kB\)\n$/,
      );
      assert.equal(first.code, 0);
      const filled = await read('site/index.html');
      assert.match(
        filled,
        /<vibedasher-viz account="acme" slug="sales"><!--vibedasher [\da-f]{8}--><figure data-vibedasher="" /,
      );
      assert.match(
        filled,
        /Sales by region[^]*<svg [^]*<table[^]*North[^]*<!--\/vibedasher--><\/vibedasher-viz>\n<\/body>\n$/,
      );
      assert.equal(await read('site/data.txt'), TAG);
      assert.equal(await read('site/bundle/snippet.html'), TAG);
      assert.equal(await read('site/node_modules/x.html'), page(TAG));
      const before = await stat(join(folder, 'site/index.html'));
      const second = await prerenderSite();
      assert.match(second.stdout, /0 filled, 2 unchanged/);
      assert.equal(await read('site/index.html'), filled);
      assert.equal((await stat(join(folder, 'site/index.html'))).mtimeMs, before.mtimeMs);
      assert.deepEqual(await filesIn('site'), [
        'bundle',
        'data.txt',
        'deep',
        'index.html',
        'node_modules',
        'none.html',
      ]);
      assert.deepEqual(
        (await filesIn('node_modules/.cache/vibedasher')).filter((name) => name.startsWith('drawings')),
        [],
      );
    });

    it('sends each request once in a run', async () => {
      for (const name of ['a', 'b', 'c']) await write(`site/${name}.html`, page(TAG, TAG));
      await prerenderSite();
      assert.equal(
        proxy.requests.filter((each) => each.startsWith('GET') && each.endsWith('/acme/sales')).length,
        1,
      );
    });

    it('keeps tags that fail, fills the others, and reports where and why', async () => {
      const missing = '<vibedasher-viz account="acme" slug="nothing"></vibedasher-viz>';
      const wrong = `<vibedasher-viz account="acme" slug="sales">${OLD}<script type="application/vnd.vegalite+json">{"mark"</script></vibedasher-viz>`;
      await write(
        'site/index.html',
        page(TAG, missing, withOld(missing), wrong, '<vibedasher-viz></vibedasher-viz>'),
      );
      const { code, stdout, stderr } = await prerenderSite();
      assert.equal(code, 0);
      assert.match(stdout, /1 filled, 0 unchanged, 2 kept, 2 missing .*; problems: 4/);
      const lines = stderr.trim().split('\n');
      assert.match(lines[0]!, /^site\/index\.html:5: <vibedasher-viz> acme\/nothing missing: not-found: /);
      assert.match(lines[1]!, /^site\/index\.html:6: <vibedasher-viz> acme\/nothing kept: not-found: /);
      assert.match(lines[2]!, /^site\/index\.html:7: <vibedasher-viz> acme\/sales kept: spec: .*JSON/);
      assert.match(
        lines[3]!,
        /^site\/index\.html:8: <vibedasher-viz> missing: config: The required attribute "slug" is missing/,
      );
      const text = await read('site/index.html');
      assert.ok(text.includes(missing) && text.includes(withOld(missing)) && text.includes(wrong));
    });

    it('reports each problem on its own line, without terminal control characters', async () => {
      const hostile = 'x&#10;::error::x&#13;y&#27;]52;c;eA==&#7;&#x2028;z&#x202e;';
      await write(
        'site/index.html',
        page(
          `<div data-vibedasher-viz data-account="${hostile}" data-slug="${hostile}"></div>`,
          `<div data-vibedasher-viz data-account="acme" data-slug="sales" data-reference="${hostile}"></div>`,
        ),
      );
      const { stderr } = await prerenderSite();
      assert.match(stderr, /"x ::error::x y \]52;c;eA== z " is not a valid account/);
      assert.match(stderr, /^site\/index\.html:\d+: sales, reference="x ::error::x/m);
      assert.doesNotMatch(stderr, /[^\P{C}\n]|^::/mu);
    });

    it('exits with 1 for missing pictures, or for any problem, as --fail says', async () => {
      const missing = '<vibedasher-viz slug="nothing" account="acme"></vibedasher-viz>';
      for (const [fail, tag, code] of [
        ['none', missing, 0],
        ['missing', missing, 1],
        ['missing', withOld(missing), 0],
        ['any', withOld(missing), 1],
        ['any', TAG.replace('></', ' mark="pie"></'), 1],
        ['any', TAG, 0],
      ] as const) {
        await write('site/index.html', page(tag));
        assert.equal((await prerenderSite('--fail', fail)).code, code, `${fail} ${tag}`);
      }
    });

    it('changes nothing if the API is down, and sends no more requests to it', async () => {
      proxy.state = 'down';
      await write('site/a.html', page(TAG, withOld(TAG)));
      await write('site/b.html', page(TAG));
      const { code, stdout, stderr } = await prerenderSite('--fail', 'missing');
      assert.equal(code, 1);
      assert.match(stdout, /0 filled, 0 unchanged, 1 kept, 2 missing/);
      assert.match(stderr, /site\/b\.html:4: .*missing: network: Could not reach http:\/\/127/);
      assert.equal(await read('site/a.html'), page(TAG, withOld(TAG)));
      // One request for the viz and three retries.
      assert.equal(proxy.requests.length, 4);
    });

    it('stops waiting for an API that does not respond', async () => {
      proxy.state = 'silent';
      await write('site/a.html', page(TAG));
      const { stderr } = await prerenderSite('--timeout', '0.2s');
      assert.match(stderr, /timeout: No response from http:\/\/127[^ ]* within 0\.2 s/);
    });

    it('draws from responses of an earlier run if the API is down, and reports it', async () => {
      await write('site/a.html', page(TAG));
      await prerenderSite();
      const filled = await read('site/a.html');
      await write('site/a.html', page(TAG));
      proxy.state = 'down';
      const { code, stdout, stderr } = await prerenderSite('--fail', 'any', '--report', 'out/report.json');
      assert.equal(await read('site/a.html'), filled);
      assert.match(stdout, /1 filled/);
      assert.match(stderr, /site\/a\.html:4: .*earlier run.*API cannot be reached/);
      assert.equal(code, 1);
      const report = JSON.parse(await read('out/report.json')) as { charts: { stale: boolean }[] };
      assert.equal(report.charts[0]?.stale, true);
    });

    it('sends no requests within --max-age or with --offline', async () => {
      await write('site/a.html', page(TAG));
      await prerenderSite();
      const requestCount = proxy.requests.length;
      await write('site/a.html', page(TAG));
      assert.match((await prerenderSite('--max-age', '1h')).stdout, /1 filled/);
      await write('site/a.html', page(TAG));
      assert.match((await prerenderSite('--offline')).stdout, /1 filled/);
      assert.equal(proxy.requests.length, requestCount);
      assert.equal((await prerenderSite()).code, 0);
      assert.ok(proxy.requests.length > requestCount);
      const other = await prerenderSite('--offline', '--cache', 'other');
      assert.match(other.stderr, /--offline sends none/);
    });

    it('changes no files with --check', async () => {
      await write('site/a.html', page(TAG));
      const before = await prerenderSite('--check');
      assert.equal(before.code, 1);
      assert.match(before.stdout, /a run would change pages/);
      assert.equal(await read('site/a.html'), page(TAG));
      await prerenderSite();
      assert.equal((await prerenderSite('--check')).code, 0);
    });

    it('writes the outcome of each tag to the report', async () => {
      await write(
        'site/a.html',
        page(TAG, '<vibedasher-table account="acme" slug="nothing"></vibedasher-table>'),
      );
      await prerenderSite('--report', 'report.json');
      const { charts, summary } = JSON.parse(await read('report.json')) as {
        charts: Record<string, unknown>[];
        summary: Record<string, unknown>;
      };
      const [filled, missing] = charts;
      assert.deepEqual(
        ['file', 'line', 'column', 'tag', 'outcome', 'rows', 'problem'].map((name) => filled?.[name]),
        ['site/a.html', 4, 1, 'vibedasher-viz', 'filled', 3, null],
      );
      assert.ok(Number(filled?.['bytes']) > 500);
      assert.deepEqual(
        [missing?.['line'], missing?.['outcome'], (missing?.['problem'] as { kind: string }).kind],
        [5, 'missing', 'not-found'],
      );
      assert.deepEqual(
        [summary['files'], summary['filled'], summary['missing'], summary['problems']],
        [1, 1, 1, 1],
      );
      assert.deepEqual(await filesIn('.'), ['node_modules', 'report.json', 'site']);
    });

    it('keeps invalid UTF-8, line ends, permissions, and links', async () => {
      const bytes = Buffer.concat([
        Buffer.from('<p title="caf'),
        Buffer.from([0xe9, 0x0d, 0x0a]),
        Buffer.from(`">${TAG}`),
      ]);
      await write('elsewhere/a.html', bytes);
      await chmod(join(folder, 'elsewhere/a.html'), 0o640);
      await mkdir(join(folder, 'site'));
      await symlink(join(folder, 'elsewhere/a.html'), join(folder, 'site/link.html'));
      const { stdout } = await run('prerender', 'site/link.html', '--api-base', base);
      assert.match(stdout, /1 filled/);
      const now = await readFile(join(folder, 'elsewhere/a.html'));
      assert.deepEqual(now.subarray(0, 16), bytes.subarray(0, 16));
      assert.ok(now.subarray(16).every((byte) => byte < 0x80));
      assert.ok(now.includes('&#xd6;st'));
      assert.equal((await stat(join(folder, 'elsewhere/a.html'))).mode & 0o777, 0o640);
      assert.ok((await lstat(join(folder, 'site/link.html'))).isSymbolicLink());
    });

    it('leaves only complete files when it is interrupted', async () => {
      const noSlug = '<vibedasher-viz></vibedasher-viz>';
      await write('site/a.html', page(noSlug));
      await write('site/b.html', page(TAG));
      proxy.state = 'silent';
      const child = start('prerender', 'site', '--api-base', base, '--report', 'report.json');
      let stderr = '';
      child.stderr!.on('data', (text) => (stderr += text));
      await once(proxy.server, 'request');
      child.kill('SIGINT');
      const [code] = (await once(child, 'close')) as [number];
      assert.equal(code, 130);
      assert.deepEqual(await filesIn('site'), ['a.html', 'b.html']);
      assert.equal(await read('site/b.html'), page(TAG));
      assert.match(stderr, /^site\/a\.html:4: [^\n]*\n$/);
      assert.deepEqual((await filesIn('.')).sort(), ['node_modules', 'site']);
    });

    it('shows progress on a terminal, instead of a line for each page', async () => {
      await write('site/a.html', page(TAG));
      await write('site/b.html', page('text'));
      let [stdout, stderr] = ['', ''];
      const code = await prerender(
        [join(folder, 'site'), '--api-base', base, '--cache', join(folder, 'cache')],
        {
          stdout: { write: (text) => (stdout += text) },
          stderr: { write: (text) => (stderr += text), isTTY: true },
          signal: new AbortController().signal,
        },
      );
      assert.equal(code, 0);
      assert.match(stdout, /^Charts in 1 of 2 files: 1 filled/);
      const shown = stderr.split('\r\x1b[K').filter(Boolean);
      assert.equal(shown.length, 2);
      assert.match(shown[0]!, /^Files: 1, charts: 0 {2}.*a\.html$/);
      assert.match(shown[1]!, /^Files: 2, charts: 1 {2}.*b\.html$/);
      assert.ok(stderr.endsWith('\r\x1b[K'));
    });

    it('removes temporary files of a killed run, but not of one that is running', async () => {
      const killed = start('--version');
      await once(killed, 'close');
      const left = `.gone.html.${killed.pid}-0.vibedasher-unfinished`;
      const written = `.now.html.${process.pid}-3.vibedasher-unfinished`;
      await write('site/a.html', page(TAG));
      for (const file of [left, written]) await write(`site/${file}`, 'half');
      await prerenderSite('--check');
      assert.deepEqual(await filesIn('site'), [left, written, 'a.html']);
      await prerenderSite();
      assert.deepEqual(await filesIn('site'), [written, 'a.html']);
    });

    it('fills the entries of a feed with PNG files', async () => {
      const escaped = TAG.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      const entry = (html: string): string =>
        `<item><title>A &amp; B</title><description>${html}</description></item>`;
      await write(
        'site/feed.xml',
        `<?xml version="1.0"?>\n<rss>\n${entry(`<![CDATA[<p>${TAG}</p>]]>`)}\n${entry(`&lt;p&gt;x&lt;/p&gt;${escaped}`)}</rss>`,
      );
      const target = [
        '--target',
        'feed',
        '--images',
        'site/charts',
        '--images-base',
        'https://example.org/c',
      ];
      const { code, stderr } = await prerenderSite(...target);
      assert.equal(stderr, '');
      assert.equal(code, 0);
      const feed = await read('site/feed.xml');
      assert.doesNotMatch(feed, /vibedasher-viz|<svg/);
      const [name] = await filesIn('site/charts');
      assert.match(name!, /^sales-[\da-f]{8}\.png$/);
      assert.ok(feed.includes(`src="https://example.org/c/${name}"`));
      assert.ok(feed.includes('&lt;p&gt;x&lt;/p&gt;&lt;figure'));
      assert.deepEqual((await readFile(join(folder, 'site/charts', name!))).subarray(1, 4).toString(), 'PNG');
    });

    it('fills an e-mail with PNG files, and leaves no custom element in it', async () => {
      const board = '<vibedasher-dashboard account="acme" slug="sales"></vibedasher-dashboard>';
      await write('site/mail.html', page(TAG, TAG, board, TAG));
      const { stdout, stderr } = await prerenderSite('--target', 'email', '--images', 'site/img');
      assert.equal(stderr, '');
      assert.match(stdout, /4 filled/);
      const mail = await read('site/mail.html');
      assert.doesNotMatch(mail, /<vibedasher|<svg|vibedasher-control/);
      assert.match(mail, /<h2><bdi>Sales by region[^]*<p>Least: 0<\/p>/);
      assert.equal(mail.match(/src="img\/sales-[\da-f]{8}\.png"/g)?.length, 4);
      assert.ok((await filesIn('site/img')).every((name) => name.endsWith('.png')));
    });
  });

  describe('image', () => {
    const draw = (...args: string[]): Promise<Run> => run('image', ...args, '--api-base', base);
    it('writes a PNG of the requested size, and an SVG with the title of the viz', async () => {
      const { code, stderr } = await draw('acme/sales', '--out', 'x/chart.png', '--size', '800x418');
      assert.deepEqual([code, stderr], [0, '']);
      const png = await readFile(join(folder, 'x/chart.png'));
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [800, 418]);
      await draw('acme/sales', '--out', 'chart.svg');
      const svg = await read('chart.svg');
      assert.match(svg, /^<svg [^>]*width="600" height="315"[^]*>Sales by region<\/text>/);
      const missing = await draw('acme/nothing', '--out', 'chart.svg');
      assert.equal(missing.code, 1);
      assert.match(missing.stderr, /^not-found: /);
    });

    it('uses the chart and theme in a URL unless an option overrides them', async () => {
      const address = 'https://bi.example.org/v/acme/sales';
      const svg = ['--out', 'chart.svg'];
      await draw('acme/sales', ...svg, '--theme', 'dark');
      const dark = await read('chart.svg');
      await draw(`${address}?theme=dark`, ...svg, '--theme', 'light');
      assert.notEqual(await read('chart.svg'), dark);
      await draw(`${address}?theme=dark`, ...svg);
      assert.equal(await read('chart.svg'), dark);
      const { code, stderr } = await draw(`${address}?chart=by-moon`, ...svg);
      assert.equal(code, 1);
      assert.match(stderr, /by-moon/);
    });
  });

  describe('snippet', () => {
    const written = async (...args: string[]): Promise<string> =>
      (await run('snippet', 'acme/sales', ...args)).stdout;

    it('names the viz in its link, or has the slug if the API does not know it', async () => {
      assert.match(await written('--api-base', base, '--fast'), />Sales by region<\/a>/);
      assert.match(await written('--api-base', base, '--title', 'Mine'), />Mine<\/a>/);
      assert.match(await written('--api-base', 'http://127.0.0.1:1/api'), />sales<\/a>/);
      const { code, stdout } = await run('snippet', 'acme/nothing', '--api-base', base);
      assert.equal(code, 0);
      assert.match(stdout, />nothing<\/a>/);
    });
  });

  describe('usage', () => {
    it('is explained for arguments that are not allowed', async () => {
      for (const [args, message] of [
        ['prerender', /Name a folder or files/],
        ['prerender nowhere', /nowhere: there is no such file or folder/],
        ['prerender . --moon', /There is no option --moon: use one of --api-base, .*--report/],
        ['prerender . --into body', /--into body: use one of auto, light, shadow/],
        ['prerender . --fail maybe', /--fail maybe: use one of none, missing, any/],
        ['prerender . --target print', /--target print: use one of web, feed, email/],
        ['prerender . --target email', /--target email: use --images DIR/],
        ['prerender . --widths wide', /--widths wide: use any whole number from 1 to 4000 as the smallest/],
        ['prerender . --widths 400,900', /--widths 400,900: use .* and 360, 480, 640, .*, 1440 as others\n/],
        ['prerender . --max-age soon', /--max-age soon: use seconds, or a number with a unit/],
        ['prerender . --region moon', /--region moon: use one of eu-central-1, us-east-1/],
        ['prerender . --api-base /api', /--api-base \/api: use the base URL of an API/],
        ['prerender . --font-file none.ttf', /--font-file none\.ttf: the file cannot be read/],
        ['image acme/sales', /--out : name a file that ends with \.png or \.svg/],
        ['image --out a.png', /Nothing: name one viz by ACCOUNT\/SLUG/],
        [
          'image a/b/c --out a.png',
          /a\/b\/c: this does not name a viz\. Use the address of a viz, as in https:/,
        ],
        ['snippet ftp://bi.example/v/a/b', /only addresses with https and without a password/],
        ['snippet acme/sales --height tall', /--height tall: use pixels from 120 to 2000/],
        ['snippet acme/sales --aspect-ratio wide', /--aspect-ratio wide: use WIDTH\/HEIGHT/],
        ['snippet acme/sales --caption big', /--caption big: use one of auto, none/],
        ['image acme/sales --out a.png --size big', /--size big: use WIDTHxHEIGHT/],
        ['image acme/sales --out a.png --param x', /--param x: use NAME=VALUE/],
        [
          'snippet acme/sales --target pdf',
          /--target pdf: use one of html, wordpress, markdown, react, vue, svelte, email, div, iframe/,
        ],
        ['snippet acme/sales --target react --fast', /--fast: use it with --target html or markdown/],
      ] as const) {
        const [name, ...others] = args.split(' ') as [keyof typeof COMMANDS, ...string[]];
        const { code, stderr } = await run(name, ...others);
        assert.equal(code, 2, args);
        assert.match(`${stderr}\n`, message);
      }
    });

    it('is explained without a command, with an unknown one, and by --help', async () => {
      for (const [args, code, message] of [
        ['', 2, /vibedasher-embed COMMAND/],
        ['paint', 2, /There is no command paint: use one of prerender, snapshot, image, snippet/],
        ['image acme/sales', 2, /--out : name a file .*\nMore: vibedasher-embed image --help\n$/],
        ['--help', 0, /Examples\n {2}npx vibedasher-embed/],
        ['prerender --help', 0, /Examples\n {2}npx vibedasher-embed/],
      ] as const) {
        const ended = await runProcess(...args.split(' ').filter(Boolean));
        assert.equal(ended.code, code, args);
        assert.match(code === 0 ? ended.stdout : ended.stderr, message);
      }
    });
  });
});
