import type { Choice, GalleryWords } from '../types.ts';

/** "Region: EU; Year: 2026". */
export function listChoices(choices: readonly Choice[], colon = ': '): string {
  return choices.map(({ name, value }) => name + colon + value).join('; ');
}

/** Joins names, between `lead` (such as " by ") and `tail`. Empty without names. */
export function phrase(lead: string, names: readonly string[], tail = '', comma = ', '): string {
  return names.length > 0 ? lead + names.join(comma) + tail : '';
}

/**
 * Makes {@link GalleryWords.found} from its parts: `among` if some templates are not loaded, `first` if it is unknown.
 */
export const foundText =
  (
    hits: (count: number) => string,
    among: (loaded: number, total: number) => string,
    first: (loaded: number) => string,
  ): GalleryWords['found'] =>
  (count, loaded, total) =>
    hits(count) + (total === null ? first(loaded) : total > loaded ? among(loaded, total) : '');
