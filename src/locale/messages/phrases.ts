import type { AggregateWords, Choice, GalleryWords } from '../types.ts';

/** Lists choices, as in "Region: EU; Year: 2026". */
export function listChoices(choices: readonly Choice[], colon = ': '): string {
  return choices.map(({ name, value }) => name + colon + value).join('; ');
}

/** Joins names, between `lead` (such as " by ") and `tail`. Empty without names. */
export function phrase(lead: string, names: readonly string[], tail = '', comma = ', '): string {
  return names.length > 0 ? lead + names.join(comma) + tail : '';
}

/** Creates {@link AggregateWords.title}, as in "Preis (Durchschnitt)". */
export const inBrackets =
  (open = ' (', close = ')'): AggregateWords['title'] =>
  (name, field) =>
    field ? field + open + name + close : name.replace(/^./u, (letter) => letter.toUpperCase());

/**
 * Creates {@link GalleryWords.found} from its parts. Uses `among` if some templates are not loaded, and `first` if
 * their total is unknown.
 */
export const foundText =
  (
    hits: (count: number) => string,
    among: (loaded: number, total: number) => string,
    first: (loaded: number) => string,
  ): GalleryWords['found'] =>
  (count, loaded, total) =>
    hits(count) + (total === null ? first(loaded) : total > loaded ? among(loaded, total) : '');
