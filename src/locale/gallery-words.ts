import { createFormats } from './formats.ts';
import { foundText } from './messages/phrases.ts';
import type { Formats, GalleryWords, Locale } from './types.ts';

const TEMPLATES = { one: '# template', other: '# templates' };

const build = ({ number, plural }: Formats): GalleryWords => ({
  search: 'Search',
  category: 'Category',
  allCategories: 'All categories',
  loading: 'Loading templates…',
  count: (templates) => plural(templates, TEMPLATES),
  part: (shown, total) =>
    total === null
      ? `The first ${plural(shown, TEMPLATES)}`
      : `${number(shown)} of ${plural(total, TEMPLATES)}`,
  found: foundText(
    (hits) => `${number(hits)} found`,
    (loaded, total) => ` in ${number(loaded)} of ${plural(total, TEMPLATES)}`,
    (loaded) => ` in the first ${plural(loaded, TEMPLATES)}`,
  ),
  more: (count) => (count === null ? 'Show more' : `Show ${number(count)} more`),
  unnamed: 'Untitled template',
  empty: 'There are no templates yet.',
  nothingFound: 'No templates match this search.',
  clear: 'Clear filters',
  config: 'This gallery is not set up correctly. Only the author of this page can fix it.',
  failed: 'The templates could not be loaded. Please try again later.',
});

let english: GalleryWords | undefined;

/** What a gallery says: English comes with it, other languages bring it with their sentences. */
export const galleryWords = ({ messages }: Pick<Locale, 'messages'>): GalleryWords =>
  messages.gallery ?? (english ??= build(createFormats('en', undefined)));
