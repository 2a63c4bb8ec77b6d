import { createFormats } from '../../locale/formats.ts';
import { foundText } from '../../locale/messages/phrases.ts';
import type { ChartKind, Formats, GalleryWords, Locale } from '../../locale/types.ts';
import type { Template } from '../../public-client/types.ts';

/** Cards that a page asks for at a time where the attribute says nothing, and the most that it may. */
export const PAGE_SIZE = 24;
const MOST_CARDS = 100;

/** What is written on a card is cut to this many letters: the API may say anything. */
const LONGEST = { name: 120, description: 400, category: 60, tag: 40 } as const;
const MOST_TAGS = 4;
/** An icon is a sign or two; what is longer is the name of a file or of an icon font. */
const LONGEST_ICON = 8;

/** What a card shows; all of it is text. */
interface Card {
  readonly item: Template;
  /** `null` where the template has none. */
  readonly name: string | null;
  readonly description: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly icon: string | null;
  readonly kind: ChartKind;
  /** The API's own word for the chart, where `kind` is none of ours. */
  readonly chartType: string | null;
}

const KINDS: readonly (readonly [kind: ChartKind, words: RegExp])[] = [
  ['heatmap', /^(rect|heat.?map|calendar)/],
  ['map', /(^|\W)(map|geo\w*|choropleth)$|^geo/],
  ['area', /area/],
  ['line', /line|trail|trend/],
  ['bar', /bar|column|histogram/],
  ['point', /point|scatter|circle|bubble|square|tick/],
  ['arc', /arc|pie|do(ugh)?nut/],
  ['number', /number|kpi|metric|text/],
  ['table', /table|grid/],
];

/** Which of our kinds of charts a word of the API means; `chart` for one that we do not know. */
export function chartKind(chartType: string | null): ChartKind {
  const word = (chartType ?? '').trim().toLowerCase();
  return KINDS.find(([, words]) => words.test(word))?.[0] ?? 'chart';
}

const clean = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();

function shorten(text: string | null, most: number): string | null {
  const letters = [...clean(text?.slice(0, most * 4) ?? null)];
  if (letters.length === 0) return null;
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : letters.join('');
}

/** What a template says, in the measure of a card. Every field may be missing. */
export function cardOf(item: Template): Card {
  const kind = chartKind(item.chartType);
  return {
    item,
    name: shorten(item.name, LONGEST.name),
    description: shorten(item.description, LONGEST.description),
    category: shorten(item.category, LONGEST.category),
    tags: item.tags
      .slice(0, MOST_TAGS)
      .map((tag) => shorten(tag, LONGEST.tag))
      .filter((tag) => tag !== null),
    icon: iconOf(item.icon),
    kind,
    chartType: kind === 'chart' ? shorten(item.chartType, LONGEST.tag) : null,
  };
}

/** An icon is a pictograph or a letter or two: never an address, a name or markup. */
function iconOf(icon: string | null): string | null {
  const sign = clean(icon);
  if (sign.length > LONGEST_ICON * 2 || [...sign].length > LONGEST_ICON) return null;
  return /^\p{Extended_Pictographic}/u.test(sign) || /^[\p{L}\p{N}\p{S}]{1,2}$/u.test(sign) ? sign : null;
}

const haystacks = new WeakMap<Template, string>();

/** Letters as they are compared: without case, accents and width. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The templates that hold every word of a search in name, description, category or tags. */
export function findTemplates(items: readonly Template[], search: string): readonly Template[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter((item) => {
    let haystack = haystacks.get(item);
    if (haystack === undefined) {
      const { name, description, category, tags } = item;
      haystack = plain([name, description, category, ...tags].join('\n'));
      haystacks.set(item, haystack);
    }
    return words.every((word) => haystack.includes(word));
  });
}

/** `page-size`: a whole number from 1 to 100. */
export function readPageSize(text: string | null): number {
  const size = Math.round(Number(text));
  return text?.trim() && size > 0 ? Math.min(size, MOST_CARDS) : PAGE_SIZE;
}

/** Tags as the attribute lists them: by commas, as a tag may hold spaces. */
export const readTags = (text: string | null): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);

/**
 * The address of a preview that may be fetched: of the API's own origin or of one that `allow-hosts` names, by https,
 * or by http where that very origin is http. `null` for every other, and for what is no address.
 */
export function previewUrl(
  address: string | null,
  apiBase: string,
  allowHosts: string | null,
): string | null {
  const url = address ? parse(address, apiBase) : null;
  const origins = [apiBase, ...(allowHosts ?? '').split(/\s+/)].map((origin) => parse(origin)?.origin);
  const allowed = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  return allowed && origins.includes(url.origin) ? url.href : null;
}

function parse(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

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
