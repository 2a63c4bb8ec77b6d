/** Computes the width of text without a browser, as the sum of the advance widths of glyphs. */
import type { Font } from 'fontkitten';
import { textMetrics } from 'vega-scenegraph';
import { SQUARE } from '../../src/internal/widths.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';
// Written by scripts/glyph-widths.ts, which names fonts, sources and licenses.
import glyphs from './glyph-widths.json' with { type: 'json' };

/** The font of a text: its size in px, and whether it is bold. */
export interface MeasuredFont {
  readonly size: number;
  readonly bold: boolean;
}

/** Returns the width of a text in px. */
export interface TextMeasure {
  (text: string, font: MeasuredFont): number;
}

/** Advance widths of one font and weight by character, in em. */
type Widths = ReadonlyMap<string, number>;
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

function loadWeights(table: string): Weights {
  let weights = decoded.get(table);
  if (!weights) {
    const [regular = '', bold = ''] = tables[table] ?? [];
    weights = [decode(regular), decode(bold)];
    decoded.set(table, weights);
  }
  return weights;
}

/** Returns the maximum width of each character in several fonts. */
function widestGlyphs(names: readonly string[]): Weights {
  const widest = (weight: 0 | 1): Widths =>
    new Map(
      [...glyphs.chars].map((char) => [
        char,
        Math.max(...names.map((name) => loadWeights(name)[weight].get(char) ?? 0)),
      ]),
    );
  return [widest(0), widest(1)];
}

/** Font family in lower case → its table. */
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
/** Width of the glyphs of monospace fonts, in em. Common fonts are not wider. */
const MONOSPACE_WIDTH = 0.61;

/** Returns the width of a character in em, or `undefined` if it is unknown. */
type Lookup = (char: string, bold: boolean) => number | undefined;

/** Looks up widths in the first known family in a CSS list, else the maximum widths of common sans-serif fonts. */
function lookupFor(font: string | undefined): Lookup {
  for (const part of font?.split(',') ?? []) {
    const family = part
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .toLowerCase();
    if (MONOSPACE.test(family)) return (char) => (isSpacing(char) ? MONOSPACE_WIDTH : undefined);
    const table = Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined;
    if (table) return lookupIn(loadWeights(table));
    if (family === 'serif' || family === 'ui-serif') return lookupIn((serif ??= widestGlyphs(SERIF)));
  }
  return lookupIn((sans ??= widestGlyphs(SANS)));
}

let sans: Weights | undefined;
let serif: Weights | undefined;

/** Letters with accents have the width of the base letter. */
const lookupIn =
  ([regular, heavy]: Weights): Lookup =>
  (char, bold) => {
    const widths = bold ? heavy : regular;
    return widths.get(char) ?? widths.get(char.normalize('NFD').charAt(0));
  };

/** Characters without a width: combining marks, joiners, direction marks, control characters. */
const NO_WIDTH = /^(?:\p{Mn}|\p{Me}|\p{Cc}|\p{Cf})$/u;
const IDEOGRAPH = new RegExp(`^[${SQUARE}]$`, 'u');
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

/** Maximum number of cached characters of each measure and weight. */
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

/** Approximate width of bold text relative to regular text, for a font file without a bold font. */
const BOLD_RATIO = 1.06;

/** Parsed font files: all charts of a site use the same one. */
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
  const glyphWidth = (char: string): number | undefined => {
    const code = char.codePointAt(0) ?? 0;
    const width = font.hasGlyphForCodePoint(code) ? font.glyphForCodePoint(code).advanceWidth : NaN;
    return width >= 0 ? width / font.unitsPerEm : undefined;
  };
  // Pictures use tabular figures: all digits have the width of the widest.
  const digit = Math.max(...[...'0123456789'].map((char) => glyphWidth(char) ?? 0));
  const others = lookupFor(undefined);
  return (char, bold) => {
    if (NO_WIDTH.test(char)) return 0;
    const width = /^\d$/.test(char) && digit > 0 ? digit : glyphWidth(char);
    return width === undefined ? others(char, bold) : width * (bold ? BOLD_RATIO : 1);
  };
}

/**
 * Creates a function that measures text in a CSS `font-family`: by the first known family in it, else by the widest
 * glyphs of common sans-serif fonts, so texts do not overlap in any font. `fontFile` (TTF, OTF, WOFF, WOFF2) makes
 * widths exact. Rejects with an error of kind `config` if it is not a font.
 */
export async function measureFor(
  font: string | undefined,
  fontFile: Uint8Array | undefined,
): Promise<TextMeasure> {
  return measureBy(fontFile ? await lookupInFile(fontFile) : lookupFor(font));
}

interface TextItem {
  readonly fontSize?: unknown;
  readonly fontWeight?: unknown;
}

/** Returns the font of a text item in Vega's scenegraph. The default size is 11 px. */
export function itemFont({ fontSize, fontWeight }: TextItem): MeasuredFont {
  const size = fontSize == null ? 11 : Number(fontSize) || 0;
  return { size: Math.max(0, size), bold: /^bold/.test(String(fontWeight)) || Number(fontWeight) >= 600 };
}

/** The properties of Vega's items that determine where text is cut. */
interface LimitedText {
  readonly limit?: unknown;
  readonly ellipsis?: unknown;
  readonly dir?: unknown;
}

/** Cuts a text at its limit as Vega does. Vega does not export its own function for this. */
export function cutText(text: string, item: LimitedText, measure: (text: string) => number): string {
  const limit = Number(item.limit);
  if (!(limit > 0) || measure(text) < limit) return text;
  const ellipsis = typeof item.ellipsis === 'string' ? item.ellipsis : '…';
  const available = limit - measure(ellipsis);
  const isRtl = item.dir === 'rtl';
  const part = (length: number): string => (isRtl ? text.slice(text.length - length) : text.slice(0, length));
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (measure(part(middle)) < available) low = middle;
    else high = middle - 1;
  }
  return isRtl ? ellipsis + part(low) : part(low) + ellipsis;
}

/**
 * Makes Vega use a measure, in the whole process, until the returned function is called. For a text with a limit,
 * Vega receives the width of the cut text.
 */
export function useMeasure(measure: TextMeasure): () => void {
  const { width: original } = textMetrics;
  textMetrics.width = (item, text) => {
    const font = itemFont(item);
    const measurePart = (part: string): number => measure(part, font);
    return measurePart(cutText(text == null ? '' : String(text).trim(), item, measurePart));
  };
  return () => {
    textMetrics.width = original;
  };
}
