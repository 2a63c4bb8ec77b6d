/** The width of text without a browser: the sum of the advance widths of glyphs. */
import type { Font } from 'fontkitten';
import { textMetrics } from 'vega-scenegraph';
import { VibedasherError } from '../public-client/errors.ts';
// Written by scripts/glyph-widths.ts, which names fonts, sources and licenses.
import glyphs from './glyph-widths.json' with { type: 'json' };

/** The font of a text: its size in px, and whether it is bold. */
export interface MeasuredFont {
  readonly size: number;
  readonly bold: boolean;
}

/** The width of a text in px. */
export interface TextMeasure {
  (text: string, font: MeasuredFont): number;
}

/** Advance widths of one font and weight in em, by character. */
type Widths = ReadonlyMap<string, number>;
/** Regular and bold. */
type Weights = readonly [regular: Widths, bold: Widths];

const UNITS = 500;

function decode(text: string): Widths {
  return new Map(
    [...glyphs.chars].map((char, place) => [
      char,
      parseInt(text.slice(2 * place, 2 * place + 2), 36) / UNITS,
    ]),
  );
}

const tables: Readonly<Record<string, readonly string[]>> = glyphs.fonts;
const decoded = new Map<string, Weights>();

function weightsOf(table: string): Weights {
  let weights = decoded.get(table);
  if (!weights) {
    const [regular = '', bold = ''] = tables[table] ?? [];
    weights = [decode(regular), decode(bold)];
    decoded.set(table, weights);
  }
  return weights;
}

/** The widest glyph of several fonts for each character. */
function widestOf(names: readonly string[]): Weights {
  const widest = (weight: 0 | 1): Widths =>
    new Map(
      [...glyphs.chars].map((char) => [
        char,
        Math.max(...names.map((name) => weightsOf(name)[weight].get(char) ?? 0)),
      ]),
    );
  return [widest(0), widest(1)];
}

/** The table for a font family, in lower case. */
const FAMILIES: Readonly<Record<string, string>> = {
  arial: 'arial',
  helvetica: 'arial',
  'helvetica neue': 'arial',
  'liberation sans': 'arial',
  arimo: 'arial',
  verdana: 'verdana',
  'dejavu sans': 'verdana',
  'bitstream vera sans': 'verdana',
  inter: 'inter',
  'inter variable': 'inter',
  roboto: 'roboto',
  'segoe ui': 'open sans',
  'segoe ui variable': 'open sans',
  selawik: 'open sans',
  'open sans': 'open sans',
  'noto sans': 'open sans',
  georgia: 'georgia',
  gelasio: 'georgia',
  times: 'times',
  'times new roman': 'times',
  'liberation serif': 'times',
  tinos: 'times',
};
const SANS = ['arial', 'verdana', 'inter', 'roboto', 'open sans'];
const SERIF = ['georgia', 'times'];
const MONOSPACE = /^(?:ui-)?monospace$|^courier|^consolas$|^menlo$|^monaco$|\bmono$/;
/** The width of all glyphs of monospace fonts, in em; none of the common fonts is wider. */
const MONOSPACE_WIDTH = 0.61;

/** A cache for the characters of a page's texts: each width is looked up once. */
type Lookup = (char: string, bold: boolean) => number | undefined;

/** The first known family of a CSS list; without any, the widest of common sans fonts. */
function lookupFor(font: string | undefined): Lookup {
  for (const part of font?.split(',') ?? []) {
    const family = part
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .toLowerCase();
    if (MONOSPACE.test(family)) return (char) => (isSpacing(char) ? MONOSPACE_WIDTH : undefined);
    const table = Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined;
    if (table) return lookupIn(weightsOf(table));
    if (family === 'serif' || family === 'ui-serif') return lookupIn((serif ??= widestOf(SERIF)));
  }
  return lookupIn((sans ??= widestOf(SANS)));
}

let sans: Weights | undefined;
let serif: Weights | undefined;

/** A letter with an accent is as wide as the letter alone. */
const lookupIn =
  ([regular, heavy]: Weights): Lookup =>
  (char, bold) => {
    const widths = bold ? heavy : regular;
    return widths.get(char) ?? widths.get(char.normalize('NFD').charAt(0));
  };

/** Characters without a width: combining marks, joiners, direction marks, control characters. */
const NO_WIDTH = /^(?:\p{Mn}|\p{Me}|\p{Cc}|\p{Cf})$/u;
/** Square characters: ideographs, kana, hangul, full-width forms. */
const IDEOGRAPH =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\u{20000}-\u{3ffff}]$/u;
const EMOJI = /^\p{Extended_Pictographic}$/u;
const EMOJI_WIDTH = 1.4;
/** The approximate mean width of a letter in em, for scripts without a table. */
const AVERAGE = 0.6;

const isSpacing = (char: string): boolean =>
  !NO_WIDTH.test(char) && !IDEOGRAPH.test(char) && !EMOJI.test(char);

function otherWidth(char: string): number {
  if (NO_WIDTH.test(char)) return 0;
  if (IDEOGRAPH.test(char)) return 1;
  return EMOJI.test(char) ? EMOJI_WIDTH : AVERAGE;
}

/** Most characters in the cache of each measure. */
const MAX_KNOWN = 5000;

function measureBy(lookup: Lookup): TextMeasure {
  const known: readonly Map<string, number>[] = [new Map(), new Map()];
  return (text, { size, bold }) => {
    const widths = known[Number(bold)]!;
    let sum = 0;
    for (const char of text) {
      let width = widths.get(char);
      if (width === undefined) {
        width = lookup(char, bold) ?? otherWidth(char);
        if (widths.size < MAX_KNOWN) widths.set(char, width);
      }
      sum += width;
    }
    return sum * size;
  };
}

/** How much wider bold text is, about, if only a regular font is given. */
const BOLDER = 1.06;

/** All charts of a site share a font file, which is read once. */
const files = new WeakMap<Uint8Array, Promise<Lookup>>();

function lookupInFile(bytes: Uint8Array): Promise<Lookup> {
  const lookup = files.get(bytes) ?? readFontFile(bytes);
  files.set(bytes, lookup);
  return lookup;
}

/** Rejects with an error of kind `config` if the bytes are not a font. */
async function readFontFile(bytes: Uint8Array): Promise<Lookup> {
  const { create } = await import('fontkitten');
  let font: Font;
  try {
    const opened = create(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    font = opened.isCollection ? opened.fonts[0]! : opened;
    if (!(font.unitsPerEm > 0)) throw new Error('It has no units');
  } catch (cause) {
    const message = 'The font file cannot be read: use TTF, OTF, WOFF or WOFF2';
    throw new VibedasherError('config', message, { cause });
  }
  const widthOf = (char: string): number | undefined => {
    const code = char.codePointAt(0) ?? 0;
    const width = font.hasGlyphForCodePoint(code) ? font.glyphForCodePoint(code).advanceWidth : NaN;
    return width >= 0 ? width / font.unitsPerEm : undefined;
  };
  // Pictures use tabular figures if the font has them.
  const digit = Math.max(...[...'0123456789'].map((char) => widthOf(char) ?? 0));
  const others = lookupFor(undefined);
  return (char, bold) => {
    if (NO_WIDTH.test(char)) return 0;
    const width = /^\d$/.test(char) && digit > 0 ? digit : widthOf(char);
    return width === undefined ? others(char, bold) : width * (bold ? BOLDER : 1);
  };
}

/**
 * A function that measures text in a CSS `font-family`: by its first known family, else by the widest of common sans
 * fonts for each glyph, so that texts do not collide whatever the font. `fontFile` (TTF, OTF, WOFF, WOFF2) gives exact
 * widths. Rejects with an error of kind `config` if its bytes are not a font.
 */
export async function measureFor(
  font: string | undefined,
  fontFile: Uint8Array | undefined,
): Promise<TextMeasure> {
  return measureBy(fontFile ? await lookupInFile(fontFile) : lookupFor(font));
}

/** The font properties of Vega's items. */
interface TextItem {
  readonly fontSize?: unknown;
  readonly fontWeight?: unknown;
}

/** The font of one of Vega's text items. The default size is 11 px. */
export function fontOf({ fontSize, fontWeight }: TextItem): MeasuredFont {
  const size = fontSize == null ? 11 : Number(fontSize) || 0;
  return { size: Math.max(0, size), bold: /^bold/.test(String(fontWeight)) || Number(fontWeight) >= 600 };
}

/** The properties of Vega's items that determine where text is cut. */
interface LimitedText {
  readonly limit?: unknown;
  readonly ellipsis?: unknown;
  readonly dir?: unknown;
}

/** A text, cut at its limit as by Vega, which does not export its function. */
export function cutText(text: string, item: LimitedText, widthOf: (text: string) => number): string {
  const limit = Number(item.limit);
  if (!(limit > 0) || widthOf(text) < limit) return text;
  const ellipsis = typeof item.ellipsis === 'string' ? item.ellipsis : '…';
  const room = limit - widthOf(ellipsis);
  const isRtl = item.dir === 'rtl';
  const part = (length: number): string => (isRtl ? text.slice(text.length - length) : text.slice(0, length));
  let [least, most] = [0, text.length];
  while (least < most) {
    const middle = (least + most + 1) >>> 1;
    if (widthOf(part(middle)) < room) least = middle;
    else most = middle - 1;
  }
  return isRtl ? ellipsis + part(least) : part(least) + ellipsis;
}

/**
 * Makes Vega use a measure, in the whole process, until the returned function is called. A text with a limit is as wide as
 * its cut text.
 */
export function useMeasure(measure: TextMeasure): () => void {
  const { width: before } = textMetrics;
  textMetrics.width = (item, text) => {
    const font = fontOf(item);
    const widthOf = (part: string): number => measure(part, font);
    return widthOf(cutText(text == null ? '' : String(text).trim(), item, widthOf));
  };
  return () => {
    textMetrics.width = before;
  };
}
