import type { Choice, GalleryWords } from '../types.ts';

/** "Region: EU; Year: 2026". */
export function listChoices(choices: readonly Choice[], colon = ': '): string {
  return choices.map(({ name, value }) => name + colon + value).join('; ');
}

/** The names between a lead such as " by " and a tail; nothing without names. */
export function phrase(lead: string, names: readonly string[], tail = '', comma = ', '): string {
  return names.length > 0 ? lead + names.join(comma) + tail : '';
}

/** Chooses between the three sentences of {@link GalleryWords.found}. */
export const foundText =
  (
    hits: (count: number) => string,
    among: (loaded: number, total: number) => string,
    first: (loaded: number) => string,
  ): GalleryWords['found'] =>
  (count, loaded, total) =>
    hits(count) + (total === null ? first(loaded) : total > loaded ? among(loaded, total) : '');
