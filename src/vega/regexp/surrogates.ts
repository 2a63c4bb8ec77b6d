/**
 * JavaScript without the flag `u` matches UTF-16 code units, re2js matches characters. Where a text has surrogates,
 * each becomes a character of its own: one of the last private ones, which no such text can hold.
 */
import type { Range, Ranges } from './char-set.ts';

const FIRST = 0xd800;
const LAST = 0xdfff;
/** From a surrogate to the character that stands for it. */
const SHIFT = 0x10f800 - FIRST;
const SURROGATE = /[\ud800-\udfff]/;
const SURROGATES = /[\ud800-\udfff]/g;

export function splitSurrogates(text: string): string {
  return text.replace(SURROGATES, (unit) => String.fromCodePoint(unit.charCodeAt(0) + SHIFT));
}

/** Translates places in a split text to places in the text before. */
export function placesBefore(text: string): (place: number) => number {
  if (!SURROGATE.test(text)) return (place) => place;
  const places: number[] = [];
  for (let place = 0; place < text.length; place += 1) {
    places.push(place);
    if (SURROGATE.test(text[place]!)) places.push(place);
  }
  return (place) => places[place] ?? text.length;
}

/** The ranges with what stands for their surrogates. */
export function withSplitSurrogates(ranges: Ranges): Ranges {
  return ranges.flatMap(([first, last]): Range[] => {
    const from = Math.max(first, FIRST);
    const to = Math.min(last, LAST);
    return from > to
      ? [[first, last]]
      : [
          [first, last],
          [from + SHIFT, to + SHIFT],
        ];
  });
}
