/** Below this width, in px, charts have the layout for a phone. */
export const NARROW = 480;

/** Ranges of square letters, for a character class: ideographs, kana, hangul, full-width forms. */
export const SQUARE = String.raw`\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\u{20000}-\u{3ffff}`;
const SQUARE_LETTERS = new RegExp(`[${SQUARE}]`, 'gu');

/** Counts letters, to estimate the width of a text. Square letters count twice. */
export const countLetters = (text: string): number => text.replace(SQUARE_LETTERS, '00').length;

/** Estimates the width of the longest text in px at a font size of 12 px, where its font cannot be measured. */
export const longestTextWidth = (texts: readonly string[]): number =>
  6.5 * texts.reduce((most, text) => Math.max(most, countLetters(text)), 0);

/** Returns how long a big number is, for style sheets. */
export function numberLength(text: string): 'short' | 'long' | 'longer' | 'longest' {
  const length = countLetters(text);
  if (length <= 10) return 'short';
  return length <= 14 ? 'long' : length <= 20 ? 'longer' : 'longest';
}
