/** Calls the plugins as the generators do. `test/sites` runs the generators themselves. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { after, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, createLogger, type Plugin } from 'vite';
import astro from '../../node/integrations/astro.ts';
import eleventy from '../../node/integrations/eleventy.ts';
import type { Options } from '../../node/integrations/options.ts';
import vite from '../../node/integrations/vite.ts';
import { readCommand, readSite } from '../../node/prerender/command/prerender-options.ts';

/** A base URL without a server. */
const apiBase = 'http://127.0.0.1:1/api';
const PAGE =
  '<!doctype html><title>a</title>\n<vibedasher-viz account="a" slug="b"></vibedasher-viz>\n<p>Text</p>\n';
const PROBLEM = /:2: <vibedasher-viz> a\/b missing: network: /;
const SUMMARY = /^Charts in 1 of 1 files: 0 filled, 0 unchanged, 0 kept, 1 missing/;

const folder = mkdtempSync(join(tmpdir(), 'vibedasher-integrations-'));
after(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(join(folder, 'index.html'), PAGE));

const options: Options = { apiBase, cache: join(folder, 'cache') };

/** Returns a log and its messages. */
function listen() {
  const messages = { info: [] as string[], warn: [] as string[] };
  const log = {
    info: (message: string) => void messages.info.push(message),
    warn: (message: string) => void messages.warn.push(message),
  };
  return { messages, log };
}

function check({ info, warn }: { info: readonly string[]; warn: readonly string[] }): void {
  assert.equal(warn.length, 1, warn.join('\n'));
  assert.match(warn[0]!, PROBLEM);
  assert.ok(
    info.some((message) => SUMMARY.test(message)),
    info.join('\n'),
  );
}

describe('options of the plugins', () => {
  it('are the same as those of the command', () => {
    const given: Options = {
      apiBase,
      widths: [320, 720],
      images: 'charts',
      maxAge: '1h',
      offline: true,
      font: undefined,
      stylesheet: '/own.css',
    };
    const flags = `--api-base=${apiBase} --widths=320,720 --images charts --max-age=1h --offline --stylesheet=/own.css`;
    assert.deepEqual(readCommand([...flags.split(' '), '--', '-dist']), {
      paths: ['-dist'],
      options: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    });
  });

  it('can omit the style sheet', async () => {
    assert.equal((await readSite([folder], { stylesheet: null })).options.stylesheet, null);
  });
});

describe('the integration for Astro', () => {
  const built = (own: Options) => {
    const { messages, log } = listen();
    const done = astro({ ...options, ...own }).hooks['astro:build:done']({
      dir: pathToFileURL(`${folder}/`),
      logger: log,
    });
    return done.then(() => messages);
  };

  it('logs problems with Astro, leaves the page unchanged, and fails the build as `fail` says', async () => {
    check(await built({}));
    assert.equal(readFileSync(join(folder, 'index.html'), 'utf8'), PAGE);
    await assert.rejects(built({ fail: 'missing' }), /without their pictures/);
  });

  it('fails the build for invalid options', async () => {
    await assert.rejects(built({ into: 'head' as 'light' }), /--into head: use one of auto, light, shadow/);
    await assert.rejects(built({ width: 3 } as Options), /There is no option --width: use one of --api-base/);
  });
});

describe('the plugin for Vite', () => {
  const built = async (own: Parameters<typeof vite>[0] = {}, plugins: readonly Plugin[] = []) => {
    const { messages, log } = listen();
    const plugin: Plugin = vite({ ...options, ...own });
    const customLogger = { ...createLogger('info'), ...log };
    await build({
      root: folder,
      configFile: false,
      customLogger,
      plugins: [...plugins, plugin],
      build: { emptyOutDir: true, outDir: 'dist' },
    });
    return messages;
  };

  it('logs problems in the built page with Vite, and fails the build as `fail` says', async () => {
    const { info, warn } = await built();
    check({ info, warn });
    assert.match(warn[0]!, /dist\/index\.html:2:/);
    await assert.rejects(built({ fail: 'missing' }), /without their pictures/);
  });

  it('does not hide other errors of a build', async () => {
    const broken: Plugin = {
      name: 'broken',
      transformIndexHtml: () => {
        throw new Error('Broken before');
      },
    };
    await assert.rejects(built({ dir: 'nowhere' }, [broken]), /Broken before/);
  });
});

describe('the plugin for Eleventy', () => {
  /** Calls the plugin as Eleventy does in a build of one page. */
  async function built(own: Options, outputPath: string | false): Promise<string> {
    const acts = new Map<string, (about: { directories: { output: string } }) => Promise<void>>();
    let fill: ((content: string) => unknown) | undefined;
    eleventy(
      {
        on: (event, act) => acts.set(event, act),
        addTransform: (_name, transform) => (fill = transform.bind({ page: { outputPath } })),
      },
      { ...options, ...own },
    );
    const about = { directories: { output: folder } };
    await acts.get('eleventy.before')!(about);
    const html = (await fill!(PAGE)) as string;
    await acts.get('eleventy.after')!(about);
    return html;
  }

  it('logs problems to the console, leaves the page unchanged, and fails the build as `fail` says', async (test) => {
    const warn = test.mock.method(console, 'warn', () => {});
    const info = test.mock.method(console, 'log', () => {});
    assert.equal(await built({}, './_site/index.html'), PAGE);
    const textsOf = (of: typeof warn) =>
      of.mock.calls.map(({ arguments: [text] }) => String(text).replace('[vibedasher] ', ''));
    check({ info: textsOf(info), warn: textsOf(warn) });
    await assert.rejects(built({ fail: 'missing' }, './_site/index.html'), /without their pictures/);
  });

  it('fills only HTML pages', async (test) => {
    const warn = test.mock.method(console, 'warn', () => {});
    test.mock.method(console, 'log', () => {});
    for (const path of ['./_site/feed.xml', false] as const) assert.equal(await built({}, path), PAGE);
    assert.equal(warn.mock.callCount(), 0);
  });
});
