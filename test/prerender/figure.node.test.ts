/** Tests the HTML around a picture. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLocales } from '../../src/locale/load-locale.ts';
import { resolveAttribution } from '../../src/pipeline/attribution.ts';
import { type FigureContent, writeFigure } from '../../node/prerender/figure.ts';
import type { Cell, Column, Dataset } from '../../src/public-client/types.ts';

const { localeFor, loadLocale } = createLocales();
const HOSTILE = '</figure><script>alert(1)</script>" onload="x {{y}} <!--/vibedasher-->';

const columnOf = (name: string, type: Column['type'] = 'string'): Column => ({ name, type }) as Column;
const datasetOf = (columns: readonly Column[], rows: readonly (readonly Cell[])[]): Dataset => ({
  columns,
  rows,
  truncated: false,
});

const CONTENT: FigureContent = {
  key: '3f9c1a2e',
  locale: localeFor('en', 'UTC'),
  caption: 'auto',
  title: 'Weekly sales',
  description: null,
  notes: null,
  source: null,
  svgs: [720, 320, 480].map((width) => ({ width, svg: `<svg width="${width}"></svg>` })),
  dataset: datasetOf(
    [columnOf('Region'), columnOf('Sales', 'number')],
    [
      ['North', 1234.5],
      ['South', 2],
    ],
  ),
  asOf: null,
  natural: false,
  scheme: 'auto',
  target: 'web',
};
const figureOf = (content: Partial<FigureContent> = {}): string => writeFigure({ ...CONTENT, ...content });

/** Returns the tags in order, to detect unexpected ones. */
const tagsIn = (html: string): readonly string[] =>
  [...html.matchAll(/<\/?[a-z]+/g)].map(([tag]) => tag.slice(1));

describe('writeFigure', () => {
  it('writes caption, drawings and rows', () => {
    assert.equal(
      figureOf({
        description: 'Net of returns',
        notes: 'Provisional',
        asOf: new Date(Date.UTC(2026, 10, 26)),
      }),
      '<figure data-vibedasher="" data-key="3f9c1a2e" data-as-of="2026-11-26T00:00:00Z" lang="en">' +
        '<figcaption><div><bdi>Weekly sales</bdi></div><p><bdi>Net of returns</bdi></p></figcaption>' +
        '<div><svg data-width="320" display="none" preserveAspectRatio="xMidYMin" width="320"></svg><svg data-width="480" preserveAspectRatio="xMidYMin" width="480"></svg>' +
        '<svg data-width="720" display="none" preserveAspectRatio="xMidYMin" width="720"></svg></div>' +
        '<p data-notes="" dir="auto">Provisional</p><p data-source="">As of November 26, 2026</p>' +
        '<details><summary aria-label="Show table: Weekly sales">Show table</summary><table aria-label="Data for “Weekly sales”"><thead><tr>' +
        '<th scope="col"><bdi>Region</bdi></th><th scope="col" class="vd-number"><bdi>Sales</bdi></th></tr></thead>' +
        '<tbody><tr><td>North</td><td class="vd-number">1,234.5</td></tr><tr><td>South</td><td class="vd-number">2.0</td></tr>' +
        '</tbody></table></details></figure>',
    );
  });

  it('escapes all texts', () => {
    const html = figureOf({
      key: HOSTILE,
      title: HOSTILE,
      description: HOSTILE,
      notes: HOSTILE,
      source: { text: HOSTILE, link: null },
      dataset: datasetOf([columnOf(HOSTILE), columnOf('b', 'json')], [[HOSTILE, { a: HOSTILE }]]),
    });
    assert.deepEqual(
      tagsIn(html),
      tagsIn(
        figureOf({
          description: 'a',
          notes: 'b',
          source: { text: 'c', link: null },
          dataset: datasetOf([columnOf('a'), columnOf('b', 'json')], [['a', { a: 'b' }]]),
        }),
      ),
    );
    assert.doesNotMatch(html, /\{\{|<!--|"\s*onload/);
  });

  it('writes the color scheme as an attribute', () => {
    assert.doesNotMatch(figureOf(), /data-scheme|data-plain/);
    assert.match(figureOf({ scheme: 'dark' }), /^<figure [^>]*data-scheme="dark"/);
    assert.match(figureOf({ scheme: 'none' }), /^<figure [^>]*data-plain/);
  });

  it('omits a caption that is empty or switched off', () => {
    assert.doesNotMatch(figureOf({ caption: 'none' }), /figcaption/);
    assert.doesNotMatch(figureOf({ title: null }), /figcaption/);
  });

  for (const [written, link] of [
    ['Destatis https://www.destatis.de', 'https://www.destatis.de/'],
    ['Evil https://user:pass@evil.example', null],
    ['javascript:alert(1)', null],
  ] as const) {
    it(`links the source "${written}" to ${link}`, () => {
      const html = figureOf({ source: resolveAttribution({ text: written, url: null }, 'vibedasher-viz') });
      const expected = link && `<a href="${link}" target="_blank" rel="noopener noreferrer">`;
      assert.equal(/<a [^>]*>/.exec(html)?.[0] ?? null, expected);
      assert.match(html, /<p data-source=""><span>Source: /);
    });
  }

  it('writes at most 200 rows, and the number of the others', () => {
    const dataset = datasetOf(
      [columnOf('a')],
      Array.from({ length: 1234 }, (_, row) => [`r${row}`]),
    );
    const html = figureOf({ dataset });
    assert.equal(html.match(/<td/g)?.length, 200);
    assert.match(html, /<\/table><p>and 1,034 more<\/p><\/details>/);
  });

  it('writes a notice if rows are truncated', () => {
    assert.match(
      figureOf({ dataset: { ...CONTENT.dataset, truncated: true } }),
      /Only the first 2 rows are shown/,
    );
  });

  it('writes no table without rows', () => {
    assert.doesNotMatch(figureOf({ dataset: datasetOf([], []) }), /details|table/);
  });

  it('shows the rows if there is no picture', () => {
    const html = figureOf({ svgs: [] });
    assert.match(html, /<div><table/);
    assert.doesNotMatch(html, /details/);
  });

  it('shows a number with its previous value', () => {
    const html = figureOf({
      svgs: [],
      number: {
        kind: 'number',
        label: 'Sales <2026>',
        value: 1234.5,
        column: columnOf('Sales', 'number'),
        comparison: { previous: 1100, change: 0.12, direction: 'up', favorable: true, period: null },
      },
    });
    assert.match(
      html,
      /<div><p><bdi>Sales &lt;2026&gt;<\/bdi><\/p><b data-length="short">1,234\.5<\/b><p><span role="img" aria-label="up">▲<\/span> 12% vs\. previous period \(better\)<\/p><\/div>/,
    );
  });

  it('isolates texts of the opposite direction, and all texts if the language is right to left', async () => {
    const dataset = datasetOf([columnOf('a')], [['شركة (A).'], ['Inc.']]);
    assert.match(figureOf({ dataset }), /<td><bdi>شركة \(A\)\.<\/bdi><\/td><\/tr><tr><td>Inc\.<\/td>/);
    const arabic = figureOf({ dataset, locale: await loadLocale('ar', 'UTC') });
    assert.match(arabic, /^<figure [^>]*lang="ar" dir="rtl">/);
    assert.match(arabic, /<td><bdi>Inc\.<\/bdi><\/td>/);
  });

  for (const target of ['feed', 'email'] as const) {
    it(`writes an image file and the rows for the target ${target}`, () => {
      const image = { src: 'https://cdn.example/sales.png?a=1&b="', width: 640, height: 360, alt: HOSTILE };
      const html = figureOf({ target, image });
      assert.doesNotMatch(html, /<svg|<details|<script/);
      assert.match(
        html,
        /<div><img src="https:\/\/cdn\.example\/sales\.png\?a=1&amp;b=&quot;" width="640" height="360" alt="/,
      );
      assert.match(html, /<table/);
    });
  }

  it('writes a picture only with a URL that runs no code', () => {
    const htmlOf = (src: string): string =>
      figureOf({ target: 'feed', image: { src, width: 1, height: 1, alt: 'Sales' } });
    const harmful =
      'javascript:alert(1)|data:text/html,<script>| javascript:alert(1)|vbscript:x|java\nscript:x';
    for (const src of harmful.split('|')) assert.match(htmlOf(src), /<div>Sales<\/div>/, src);
    for (const src of [
      'sales.png',
      '/img/a.png',
      '../a.png',
      'cid:sales@acme',
      'data:image/png;base64,iVBORw0KGgo=',
    ])
      assert.ok(htmlOf(src).includes(`<img src="${src}"`), src);
  });
});
