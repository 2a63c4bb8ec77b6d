import { LANGUAGES } from '../../src/locale/load-locale.ts';

/** What the page tests go through: every language that has a chunk. */
export const TAGS = Object.keys(LANGUAGES);

/** Engines differ in the blanks and direction marks that their ICU puts into numbers and dates. */
export function plain(text: string): string {
  return text.replace(/[\u00a0\u202f\u2009]/g, ' ').replace(/[\u200e\u200f\u061c\u2066-\u2069]/g, '');
}
