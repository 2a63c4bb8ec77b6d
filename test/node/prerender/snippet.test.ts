import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LAYERS } from '../../../scripts/chunks.ts';
import { CHUNKS, snippet, SNIPPET_TARGETS, type SnippetOptions } from '../../../src/prerender/snippet.ts';

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
const VIZ = { account: 'acme', slug: 'weekly-sales' };
const lines = (target: (typeof SNIPPET_TARGETS)[number], options: Partial<SnippetOptions> = {}): string =>
  snippet(target, { ...VIZ, ...options }, FILES);

describe('a snippet', () => {
  for (const target of SNIPPET_TARGETS) {
    it(`for ${target} names the viz, and no file without its hash`, () => {
      const text = lines(target);
      assert.match(text, /acme[^]*weekly-sales/);
      const files = [...text.matchAll(/"https:\/\/cdn\.example\/embed@1\/cdn\/([^"]+)" (.*?)>/g)];
      assert.equal(files.length, ['html', 'markdown', 'wordpress'].includes(target) ? 2 : 0);
      for (const [, file, rest] of files) {
        const hash = FILES.hashes[file as keyof typeof FILES.hashes];
        assert.ok(rest!.startsWith(`integrity="${hash}" crossorigin`), file);
      }
    });

    it(`for ${target} tells of an API that is not the cloud's, where it has a tag`, () => {
      const apiBase = 'https://bi.example.org/api?a="b"';
      const text = lines(target, { apiBase });
      assert.equal(
        text.includes('api-base="https://bi.example.org/api?a=&quot;b&quot;"'),
        target !== 'email',
      );
    });
  }

  it('has a link where there is no script', () => {
    const text = lines('html', { title: 'Sales & <more>' });
    assert.ok(
      text.includes('<a href="https://cloud.vibedasher.com/v/weekly-sales">Sales &amp; &lt;more></a>'),
    );
  });

  it('is a placeholder where unknown tags are dropped', () => {
    assert.match(
      lines('wordpress'),
      /<script src=[^>]*classic[^>]*><\/script>\n<div data-vibedasher-viz data-account="acme" data-slug="weekly-sales">/,
    );
  });

  it('is one line without a gap in Markdown', () => {
    const [tag] = /<vibedasher-viz[^]*<\/vibedasher-viz>/.exec(lines('markdown')) ?? [];
    assert.doesNotMatch(tag!, /\n/);
  });

  it('fetches ahead what the first chart needs', () => {
    const text = lines('html', { fast: { api: 'https://api.example/api', results: 'https://r.example' } });
    assert.match(text, /<link rel="preconnect" href="https:\/\/r\.example" crossorigin \/>/);
    assert.match(
      text,
      /<link rel="preload" as="fetch" href="https:\/\/api\.example\/api\/v1\/public\/viz\/acme\/weekly-sales" crossorigin \/>/,
    );
    for (const [name, letter] of [
      ['view', '1a'],
      ['compile', '2b'],
      ['engine', '3c'],
    ] as const)
      assert.ok(text.includes(`${name}-${letter}.js" integrity="sha384-${name}" crossorigin`), name);
    assert.doesNotMatch(text, /chunks\/de-/);
    assert.doesNotMatch(
      lines('html', { fast: { api: 'https://api.example/api', results: undefined } }),
      /preconnect/,
    );
  });

  it('knows the chunks as the build names them', () => {
    assert.deepEqual(
      CHUNKS,
      LAYERS.map(([name]) => name),
    );
  });
});
