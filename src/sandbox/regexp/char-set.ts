/** A range of code points, inclusive. */
export type Range = readonly [first: number, last: number];
export type Ranges = readonly Range[];

const LAST_CODE_POINT = 0x10ffff;

export const ALL: Ranges = [[0, LAST_CODE_POINT]];
export const DIGITS: Ranges = [[0x30, 0x39]];
export const WORD: Ranges = [...DIGITS, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
/** With the flags `i` and `u`, `\w` also includes the letters that fold to `s` and `k`. */
export const FOLDED_WORD: Ranges = [...WORD, [0x17f, 0x17f], [0x212a, 0x212a]];
export const LINE_ENDS: Ranges = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
export const SPACES: Ranges = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/** Returns all code points outside sorted ranges. */
export function complement(ranges: Ranges): Ranges {
  const gaps: Range[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) gaps.push([next, first - 1]);
    next = last + 1;
  }
  return [...gaps, [next, LAST_CODE_POINT]];
}

export function contains(ranges: Ranges, code: number): boolean {
  return ranges.some(([first, last]) => first <= code && code <= last);
}

/** Adds the characters that match case-insensitively with the flag `i`, without `u`. */
export function withBothCases(ranges: Ranges): Ranges {
  const variants = new Set<number>();
  for (const [first, last] of ranges) {
    if (first === last)
      caseVariants()
        .get(first)
        ?.forEach((variant) => variants.add(variant));
    else {
      for (const [code, all] of caseVariants()) {
        if (first <= code && code <= last) all.forEach((variant) => variants.add(variant));
      }
    }
  }
  return [...ranges, ...Array.from(variants, (code): Range => [code, code])];
}

let variantsByCode: ReadonlyMap<number, readonly number[]> | undefined;

/** Maps each UTF-16 code unit with several cases to all of them. */
function caseVariants(): ReadonlyMap<number, readonly number[]> {
  if (variantsByCode) return variantsByCode;
  const variants = new Map<number, number[]>();
  for (let code = 0; code <= 0xffff; code += 1) {
    const upper = upperCase(code);
    if (upper === code) continue;
    const all = variants.get(upper) ?? [upper];
    all.push(code);
    for (const variant of all) variants.set(variant, all);
  }
  variantsByCode = variants;
  return variants;
}

/**
 * Implements ECMAScript's `Canonicalize`, which keeps the number of code units and maps no non-ASCII character to
 * ASCII.
 */
function upperCase(code: number): number {
  const text = String.fromCharCode(code).toUpperCase();
  const upper = text.charCodeAt(0);
  return text.length > 1 || (code >= 0x80 && upper < 0x80) ? code : upper;
}

/** Writes a character class in RE2's syntax. */
export function writeClass(ranges: Ranges, properties: string, negated: boolean): string {
  const members = ranges.map(writeRange).join('') + properties;
  // RE2 has no empty class.
  if (members === '') return writeClass(ALL, '', !negated);
  return `[${negated ? '^' : ''}${members}]`;
}

function writeRange([first, last]: Range): string {
  const write = (code: number): string => `\\x{${code.toString(16)}}`;
  return first === last ? write(first) : `${write(first)}-${write(last)}`;
}

/*
 * Without the flag `u`, JavaScript matches UTF-16 code units, while re2js matches code points. So each surrogate of a
 * text is replaced with a private-use character of the last plane, which cannot occur in the converted text
 * otherwise.
 */

const FIRST = 0xd800;
const LAST_SURROGATE = 0xdfff;
/** Distance of a surrogate from the character that replaces it. */
const SHIFT = 0x10f800 - FIRST;
const SURROGATE = /[\ud800-\udfff]/;
const SURROGATES = /[\ud800-\udfff]/g;

export function splitSurrogates(text: string): string {
  return text.replace(SURROGATES, (unit) => String.fromCodePoint(unit.charCodeAt(0) + SHIFT));
}

/** Returns a function that maps positions in a split text to positions in the original text. */
export function originalPositions(text: string): (place: number) => number {
  if (!SURROGATE.test(text)) return (place) => place;
  const places: number[] = [];
  for (let place = 0; place < text.length; place += 1) {
    places.push(place);
    if (SURROGATE.test(text[place]!)) places.push(place);
  }
  return (place) => places[place] ?? text.length;
}

/** Adds the characters that replace surrogates in the ranges. */
export function withSplitSurrogates(ranges: Ranges): Ranges {
  return ranges.flatMap(([first, last]): Range[] => {
    const from = Math.max(first, FIRST);
    const to = Math.min(last, LAST_SURROGATE);
    return from > to
      ? [[first, last]]
      : [
          [first, last],
          [from + SHIFT, to + SHIFT],
        ];
  });
}
