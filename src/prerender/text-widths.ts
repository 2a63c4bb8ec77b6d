/** How wide text is where there is no browser: sums of the advance widths of glyphs. */
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

/** Advance widths of one font and weight by character, in em. */
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

/** For each character the widest of some fonts. */
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

/** Which table stands for a family, in lower case. */
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
/** All glyphs of these are as wide as that, in em; none of the common ones is wider. */
const MONOSPACE_WIDTH = 0.61;

/** Kept for the characters of a page's texts: their widths are looked up once. */
type Lookup = (char: string, bold: boolean) => number | undefined;

/** The first family of a CSS list that is known; without any the widest of common sans fonts. */
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

/** A letter with an accent is as wide as the letter. */
const lookupIn =
  ([regular, heavy]: Weights): Lookup =>
  (char, bold) => {
    const widths = bold ? heavy : regular;
    return widths.get(char) ?? widths.get(char.normalize('NFD').charAt(0));
  };

/** What takes no room: combining marks, joiners, marks of direction, control characters. */
const NO_WIDTH = /^(?:\p{Mn}|\p{Me}|\p{Cc}|\p{Cf})$/u;
/** As wide as high: ideographs, kana, hangul, full-width forms. */
const IDEOGRAPH =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\u{20000}-\u{3ffff}]$/u;
const EMOJI = /^\p{Extended_Pictographic}$/u;
const EMOJI_WIDTH = 1.4;
/** About the mean of the letters of a text, in em: for scripts that no table has. */
const AVERAGE = 0.6;

const isSpacing = (char: string): boolean =>
  !NO_WIDTH.test(char) && !IDEOGRAPH.test(char) && !EMOJI.test(char);

function otherWidth(char: string): number {
  if (NO_WIDTH.test(char)) return 0;
  if (IDEOGRAPH.test(char)) return 1;
  return EMOJI.test(char) ? EMOJI_WIDTH : AVERAGE;
}

/** Characters that are remembered for each measure. */
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

/** Bold is about that much wider, where only a regular font is given. */
const BOLDER = 1.06;

/** The charts of a site have one font file: it is read once. */
const files = new WeakMap<Uint8Array, Promise<Lookup>>();

function lookupInFile(bytes: Uint8Array): Promise<Lookup> {
  const lookup = files.get(bytes) ?? readFontFile(bytes);
  files.set(bytes, lookup);
  return lookup;
}

/** Rejects with an error of kind `config` where the bytes are no font. */
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
  // Pictures use tabular figures where a font has them.
  const digit = Math.max(...[...'0123456789'].map((char) => widthOf(char) ?? 0));
  const others = lookupFor(undefined);
  return (char, bold) => {
    if (NO_WIDTH.test(char)) return 0;
    const width = /^\d$/.test(char) && digit > 0 ? digit : widthOf(char);
    return width === undefined ? others(char, bold) : width * (bold ? BOLDER : 1);
  };
}

/**
 * What measures text in a CSS `font-family`: by the first of its families that is known, without any by the widest of
 * common sans fonts for each glyph, so that nothing collides whatever the font. `fontFile` (TTF, OTF, WOFF, WOFF2) is
 * exact. Rejects with an error of kind `config` where its bytes are no font.
 */
export async function measureFor(
  font: string | undefined,
  fontFile: Uint8Array | undefined,
): Promise<TextMeasure> {
  return measureBy(fontFile ? await lookupInFile(fontFile) : lookupFor(font));
}

/** What Vega's items say of their font. */
interface TextItem {
  readonly fontSize?: unknown;
  readonly fontWeight?: unknown;
}

/** The font of one of Vega's text items, whose size is 11 px where it says nothing. */
export function fontOf({ fontSize, fontWeight }: TextItem): MeasuredFont {
  const size = fontSize == null ? 11 : Number(fontSize) || 0;
  return { size: Math.max(0, size), bold: /^bold/.test(String(fontWeight)) || Number(fontWeight) >= 600 };
}

/** What Vega's items say of where to cut their text. */
interface LimitedText {
  readonly limit?: unknown;
  readonly ellipsis?: unknown;
  readonly dir?: unknown;
}

/** A text that is wider than its limit, cut where Vega cuts it: it does not export that. */
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
 * Has Vega measure by it, in the whole process, until the function that is returned is called. A text with a limit is as
 * wide as what is left of it.
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
