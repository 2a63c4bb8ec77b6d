import { createFormats } from '../../formats.ts';

const { number, plural } = createFormats('en', undefined);

const TEMPLATES = { one: '# template', other: '# templates' };

/** English messages of galleries. */
const english = {
  search: 'Search',
  category: 'Category',
  allCategories: 'All categories',
  loading: 'Loading templates…',
  /** All templates are shown. */
  count: (templates: number) => plural(templates, TEMPLATES),
  /** Only some are shown: `total` is greater than `shown`, or `null` if unknown. */
  part: (shown: number, total: number | null) =>
    total === null
      ? `The first ${plural(shown, TEMPLATES)}`
      : `${number(shown)} of ${plural(total, TEMPLATES)}`,
  /** Hits of a search in the loaded templates. `total` equals `loaded` if all are loaded; `null` if unknown. */
  found(hits: number, loaded: number, total: number | null) {
    const found = `${number(hits)} found`;
    if (total === null) return `${found} in the first ${plural(loaded, TEMPLATES)}`;
    return total > loaded ? `${found} in ${number(loaded)} of ${plural(total, TEMPLATES)}` : found;
  },
  /** The button that loads more; `null` if their number is unknown. */
  more: (count: number | null) => (count === null ? 'Show more' : `Show ${number(count)} more`),
  unnamed: 'Untitled template',
  empty: 'There are no templates yet.',
  nothingFound: 'No templates match this search.',
  clear: 'Clear filters',
  config: 'This gallery is not set up correctly. Only the author of this page can fix it.',
  failed: 'The templates could not be loaded. Please try again later.',
};

export default english;
