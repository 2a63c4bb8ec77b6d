import { createFormats } from '../../formats.ts';
import type { GalleryWords } from '../../types.ts';

const { number, plural } = createFormats('en', undefined);

const TEMPLATES = { one: '# template', other: '# templates' };

/** English messages of galleries. */
const english: GalleryWords = {
  search: 'Search',
  category: 'Category',
  allCategories: 'All categories',
  loading: 'Loading templates…',
  count: (templates) => plural(templates, TEMPLATES),
  part: (shown, total) =>
    total === null
      ? `The first ${plural(shown, TEMPLATES)}`
      : `${number(shown)} of ${plural(total, TEMPLATES)}`,
  found(hits, loaded, total) {
    const found = `${number(hits)} found`;
    if (total === null) return `${found} in the first ${plural(loaded, TEMPLATES)}`;
    return total > loaded ? `${found} in ${number(loaded)} of ${plural(total, TEMPLATES)}` : found;
  },
  more: (count) => (count === null ? 'Show more' : `Show ${number(count)} more`),
  unnamed: 'Untitled template',
  empty: 'There are no templates yet.',
  nothingFound: 'No templates match this search.',
  clear: 'Clear filters',
  config: 'This gallery is not set up correctly. Only the author of this page can fix it.',
  failed: 'The templates could not be loaded. Please try again later.',
};

export default english;
