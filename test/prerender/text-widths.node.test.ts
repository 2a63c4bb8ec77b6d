/** Tests how text is measured without a browser. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { textMetrics } from 'vega-scenegraph';
import { CHROMIUM_ARGS, provideBrowsers } from '../../scripts/browsers.ts';
import { cutText, measureFor, type TextMeasure, useMeasure } from '../../node/prerender/text-widths.ts';

const PACKAGES = join(import.meta.dirname, '../../node_modules');
const REGULAR = { size: 100, bold: false };
const BOLD = { size: 100, bold: true };

/** Asserts that two numbers differ by at most a fraction of the expected one. */
function assertClose(actual: number, expected: number, part = 0.01): void {
  assert.ok(Math.abs(actual - expected) <= part * expected, `${actual} is not about ${expected}`);
}

describe('measureFor', () => {
  it('adds up the advance widths of Arial', async () => {
    const measure = await measureFor('Arial, sans-serif', undefined);
    // Advance widths in Arial: H 722, e 556, l 222, o 556.
    assertClose(measure('Hello', REGULAR), 72.2 + 55.6 + 2 * 22.2 + 55.6);
    assert.equal(measure('Hello', { size: 50, bold: false }) * 2, measure('Hello', REGULAR));
    assert.equal(measure('', REGULAR), 0);
  });

  it('uses the widths of bold letters for bold text', async () => {
    const measure = await measureFor('Arial', undefined);
    assertClose(measure('ll', BOLD), 2 * 27.8);
  });

  it('uses the first known family of a list', async () => {
    const [list, quoted, times] = await Promise.all(
      ['Brand, "Times New Roman", Arial', "'Times New Roman'", 'times'].map((font) =>
        measureFor(font, undefined),
      ),
    );
    assert.equal(list!('Wellington', REGULAR), times!('Wellington', REGULAR));
    assert.equal(quoted!('Wellington', REGULAR), times!('Wellington', REGULAR));
  });

  for (const font of [undefined, '', 'Brand', 'system-ui, sans-serif', 'constructor', '__proto__']) {
    it(`uses the widest of common sans-serif fonts for ${font}`, async () => {
      const measure = await measureFor(font, undefined);
      const all = await Promise.all(
        ['Arial', 'Verdana', 'Inter', 'Roboto', 'Segoe UI'].map((name) => measureFor(name, undefined)),
      );
      for (const char of 'aiWM0%—€ЖΩ') {
        const widths = all.map((each) => each(char, REGULAR));
        assertClose(measure(char, REGULAR), Math.max(...widths), 0.0001);
      }
    });
  }

  it('uses one width for all letters of a monospace font', async () => {
    const measure = await measureFor('ui-monospace, Arial', undefined);
    assert.equal(measure('iii', REGULAR), measure('WWW', REGULAR));
  });

  for (const [what, text, width] of [
    ['ideographs', '漢字かな한글', 6],
    ['combining marks', 'e\u0301', 0.556],
    ['letters with an accent as letters', 'ề', 0.556],
    ['joiners and direction marks', '\u200b\u200f\u2068\ufeff\u00ad', 0],
    ['control characters', '\u0000\u001f', 0],
    ['each symbol beyond the first plane once', '😀', 1.4],
    ['letters of other scripts', 'กข', 1.2],
  ] as const) {
    it(`measures ${what}`, async () => {
      const measure = await measureFor('Arial', undefined);
      const expected = width * 100;
      assertClose(measure(text, REGULAR), expected, 0.005);
    });
  }

  it('uses the width of the widest digit for all digits', async () => {
    for (const font of [undefined, 'Inter', 'Georgia']) {
      const measure = await measureFor(font, undefined);
      assert.equal(measure('1', REGULAR), measure('8', REGULAR));
    }
  });

  it('rejects for a file that is not a font', async () => {
    for (const bytes of [new Uint8Array(), new TextEncoder().encode('wOF2 and nothing else')]) {
      await assert.rejects(measureFor(undefined, bytes), { name: 'VibedasherError', kind: 'config' });
    }
  });

  it('measures with a font file', async () => {
    const file = readFileSync(join(PACKAGES, 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
    const measure = await measureFor('Times', file);
    // Advance widths in DejaVu Sans, of 2,048: H 1540, e 1260, l 569, o 1253.
    assertClose(measure('Hello', REGULAR), (100 * (1540 + 1260 + 2 * 569 + 1253)) / 2048, 0.001);
    assert.ok(measure('Hello', BOLD) > measure('Hello', REGULAR));
    assertClose(measure('漢', REGULAR), 100);
  });
});

describe('useMeasure', () => {
  /** Widths that no font has, to detect any other measure. */
  const measure: TextMeasure = (text, { size, bold }) => text.length * size * (bold ? 3 : 2);

  it('makes Vega use the measure until it is restored', () => {
    const usual = textMetrics.width;
    const release = useMeasure(measure);
    assert.equal(textMetrics.width({ fontSize: 10 }, ' abc '), 60);
    assert.equal(textMetrics.width({ fontSize: 10, fontWeight: 700 }, 'abc'), 90);
    // Two letters of 20 px and an ellipsis are as wide as the limit: one letter is left.
    assert.equal(textMetrics.width({ fontSize: 10, limit: 60 }, 'abcd'), 40);
    release();
    assert.equal(textMetrics.width, usual);
  });

  it('makes Vega lay out labels with the width of the cut text', async () => {
    const release = useMeasure(measure);
    try {
      const { spec } = compile({
        width: 200,
        height: 100,
        data: { values: ['A', 'A name', 'A much longer name'].map((name, value) => ({ name, value })) },
        mark: 'point',
        encoding: {
          y: {
            field: 'name',
            type: 'nominal',
            axis: { labelLimit: 100, labelFontSize: 10, title: null, ticks: false, labelPadding: 0 },
          },
          x: { field: 'value', type: 'quantitative', axis: { labels: false, title: null, ticks: false } },
        },
        padding: 0,
      });
      const view = new View(parse(spec), { renderer: 'none' });
      await view.runAsync();
      const svg = await view.toSVG();
      // Five letters of 20 px each reach the limit of 100 px. The cut text, “A m…”, has four.
      const [, left] = /translate\(([\d.]+),/.exec(svg) ?? [];
      assert.ok(Number(left) >= 80 && Number(left) < 90, `Labels have ${left} px`);
      const widthOf = (text: string): number => measure(text, { size: 10, bold: false });
      const texts = ['A', 'A much longer name'].map((text) => cutText(text, { limit: 100 }, widthOf));
      assert.deepEqual(texts, ['A', 'A m…']);
      assert.equal(cutText('A much longer name', { limit: 100, dir: 'rtl' }, widthOf), '…ame');
      view.finalize();
    } finally {
      release();
    }
  });
});

const WORDS = [
  'Weekly sales by region, 2026',
  'Größe in m² — Île-de-France',
  'WWW MMM iii lll',
  '1,234,567.89 €',
  'Продажи по регионам',
  'Πωλήσεις ανά περιφέρεια',
  'São Paulo / Łódź / Košice',
];
/** A family, and a font with its widths from npm: a style sheet to load, or a font of all browsers in tests. */
const FAMILIES: readonly (readonly [family: string, font: string, folder?: string])[] = [
  ['Arial', 'Arimo', 'arimo'],
  ['Times New Roman', 'Tinos', 'tinos'],
  ['Verdana', 'DejaVu Sans'],
];
const executablePath = (await provideBrowsers(['chromium'])).chromium;

/** Returns a style sheet of a package, with its fonts. */
function readStyle(folder: string, weight: number): string {
  const read = (file: string, encoding: 'utf8' | 'base64') =>
    readFileSync(join(PACKAGES, '@fontsource', folder, file), encoding);
  return read(`${weight}.css`, 'utf8').replace(
    /\.\/(files\/[\w-]+\.woff2)\b/g,
    (_, file: string) => `data:font/woff2;base64,${read(file, 'base64')}`,
  );
}

const skip = executablePath ? false : 'Chromium is missing: apt-get install chromium';

describe('a browser with the same font', { skip }, () => {
  let browser: Browser;

  before(async () => {
    browser = await puppeteer.launch({ executablePath: executablePath!, args: [...CHROMIUM_ARGS] });
  });
  after(() => browser.close());

  for (const [family, font, folder] of FAMILIES) {
    it(`renders texts with the measured width: ${family}`, async () => {
      const measure = await measureFor(family, undefined);
      const page = await browser.newPage();
      for (const weight of [400, 700]) {
        if (folder) await page.addStyleTag({ content: readStyle(folder, weight) });
        const widths = await page.evaluate(
          async (texts, font) => {
            await document.fonts.load(font, texts.join(''));
            const context = document.createElement('canvas').getContext('2d')!;
            context.font = font;
            context.fontKerning = 'none';
            return texts.map((text) => context.measureText(text).width);
          },
          WORDS,
          `${weight} 20px "${font}"`,
        );
        for (const [index, width] of widths.entries()) {
          assertClose(measure(WORDS[index]!, { size: 20, bold: weight === 700 }), width, 0.01);
        }
      }
      await page.close();
    });
  }
});
