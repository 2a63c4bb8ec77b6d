/**
 * Writes node/prerender/glyph-widths.json: the widths of glyphs in common fonts, for laying out text without a browser.
 *
 *     npm install --prefix DIR @fontsource/inter @fontsource/roboto @fontsource/open-sans @fontsource/gelasio
 *     apt-get install fonts-liberation fonts-dejavu-core
 *     node scripts/glyph-widths.ts DIR
 *
 * It reads only advance widths, which are facts about a font and not part of its program. Where the license of a font does
 * not allow this, it uses a font with the same or similar widths:
 *
 * | font                 | measured          | from                        | license of the file measured     |
 * | -------------------- | ----------------- | --------------------------- | -------------------------------- |
 * | Arial, Helvetica     | Liberation Sans   | Debian fonts-liberation     | SIL OFL 1.1                      |
 * | Times New Roman      | Liberation Serif  | Debian fonts-liberation     | SIL OFL 1.1                      |
 * | Verdana, DejaVu Sans | DejaVu Sans       | Debian fonts-dejavu-core    | Bitstream Vera, public domain    |
 * | Georgia              | Gelasio           | npm @fontsource/gelasio     | SIL OFL 1.1                      |
 * | Inter                | Inter             | npm @fontsource/inter       | SIL OFL 1.1                      |
 * | Roboto               | Roboto            | npm @fontsource/roboto      | SIL OFL 1.1                      |
 * | Segoe UI, Open Sans  | Open Sans         | npm @fontsource/open-sans   | SIL OFL 1.1                      |
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, type Font } from 'fontkitten';

const [folder] = process.argv.slice(2);
if (!folder || !existsSync(join(folder, 'node_modules/@fontsource'))) {
  console.error('Usage: node scripts/glyph-widths.ts DIR (see the comment in the script)');
  process.exit(1);
}

const debian = (path: string): readonly string[] => [join('/usr/share/fonts/truetype', path)];
/** On npm, a font of one weight has a file for each script. Returns those with Latin letters first. */
const npm = (name: string, weight: number): readonly string[] =>
  globSync(join(folder, `node_modules/@fontsource/${name}/files/${name}-*-${weight}-normal.woff`)).sort(
    (one, other) =>
      Number(!one.includes('-latin-4')) - Number(!other.includes('-latin-4')) || (one < other ? -1 : 1),
  );

/** The files of each font: regular, bold. */
const FONTS: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  arial: [debian('liberation/LiberationSans-Regular.ttf'), debian('liberation/LiberationSans-Bold.ttf')],
  verdana: [debian('dejavu/DejaVuSans.ttf'), debian('dejavu/DejaVuSans-Bold.ttf')],
  inter: [npm('inter', 400), npm('inter', 700)],
  roboto: [npm('roboto', 400), npm('roboto', 700)],
  'open sans': [npm('open-sans', 400), npm('open-sans', 700)],
  georgia: [npm('gelasio', 400), npm('gelasio', 700)],
  times: [debian('liberation/LiberationSerif-Regular.ttf'), debian('liberation/LiberationSerif-Bold.ttf')],
};

const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));

const SOFT_HYPHEN = '\u00ad';

/**
 * Latin with Extended-A, Romanian and Vietnamese letters, Greek, Cyrillic, punctuation, currencies, arrows, mathematics.
 */
const CHARS = [
  ...range(0x20, 0x7e),
  ...range(0xa0, 0x17f).filter((char) => char !== SOFT_HYPHEN),
  ...'ȘșȚțƒƠơƯư',
  ...range(0x384, 0x3ce).filter((char) => /\p{L}|΄|΅/u.test(char)),
  ...range(0x400, 0x45f),
  ...'Ґґ',
  ...range(0x2010, 0x2027),
  ...'\u202f‰′″‹›⁄⁰⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉₹₺₽₿€₩₪₫₱₦№™Ω℮⅓⅔⅛⅜⅝⅞←↑→↓↔↕∂∆∏∑−√∞∫≈≠≤≥■▲▼◆●',
];

/** All digits get the width of the widest one, because pictures use tabular digits if the font has them. */
const DIGIT = /\d/;
const glyphWidth = (fonts: readonly Font[], char: string): number | null => {
  const code = char.codePointAt(0)!;
  const font = fonts.find((each) => each.hasGlyphForCodePoint(code));
  return font ? Math.round((500 * font.glyphForCodePoint(code).advanceWidth) / font.unitsPerEm) : null;
};

const measured = Object.entries(FONTS).flatMap(([name, weights]) =>
  weights.map((files) => {
    if (files.length === 0) throw new Error(`There are no files of the font ${name}`);
    const fonts = files.map((file) => create(readFileSync(file)) as Font);
    const digits = Math.max(...[...'0123456789'].map((digit) => glyphWidth(fonts, digit) ?? 0));
    return CHARS.map((char) => (DIGIT.test(char) ? digits : glyphWidth(fonts, char)));
  }),
);
/** Browsers draw a missing glyph in another font. Assume the width of Arial, or else of Verdana. */
const columns = measured.map((widths, font) =>
  widths.map((width, char) => width ?? measured[font % 2]?.[char] ?? measured[2 + (font % 2)]?.[char] ?? 0),
);

/** Omits accented letters that are as wide as their base letter in all fonts. */
const chars = CHARS.filter((char, index) => {
  const base = CHARS.indexOf(char.normalize('NFD').slice(0, 1));
  return base < 0 || base === index || columns.some((widths) => Math.abs(widths[index]! - widths[base]!) > 2);
});

const encoded = columns.map((widths) =>
  chars.map((char) => widths[CHARS.indexOf(char)]!.toString(36).padStart(2, '0')).join(''),
);
const names = Object.keys(FONTS);
const fonts = Object.fromEntries(names.map((name, index) => [name, encoded.slice(2 * index, 2 * index + 2)]));
const file = join(import.meta.dirname, '../node/prerender/glyph-widths.json');
writeFileSync(file, `${JSON.stringify({ chars: chars.join(''), fonts }, null, 2)}\n`);
console.log(`${CHARS.length} glyphs, ${chars.length} with entries, in ${names.length} fonts`);
