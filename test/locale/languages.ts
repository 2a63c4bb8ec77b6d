import { LANGUAGES } from '../../src/locale/load-locale.ts';

/** All languages with a chunk. */
export const TAGS = Object.keys(LANGUAGES);

/** Replaces white space and direction marks, which differ between the ICU versions of engines. */
export function plain(text: string): string {
  return text.replace(/[\u00a0\u202f\u2009]/g, ' ').replace(/[\u200e\u200f\u061c\u2066-\u2069]/g, '');
}
