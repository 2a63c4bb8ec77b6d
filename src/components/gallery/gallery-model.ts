import english from '../../locale/messages/en/gallery.ts';
import type { ChartKind, GalleryWords, Locale } from '../../locale/types.ts';
import type { Template } from '../../public-client/types.ts';
import { parseUrl } from '../../public-client/urls.ts';

/** The default and maximum number of cards per page. */
export const PAGE_SIZE = 24;
const MAX_PAGE_SIZE = 100;

/** The maximum number of characters on a card. The API's values are untrusted. */
const MAX_LENGTHS = { name: 120, description: 400, category: 60, tag: 40 } as const;
const MAX_TAGS = 4;
/** Maximum number of code points of an icon. Longer values are names of files or of icons in a font. */
const MAX_ICON_LENGTH = 8;

/** The content of a card; all strings are plain text. */
interface Card {
  readonly item: Template;
  /** `null` if the template has none. */
  readonly name: string | null;
  readonly description: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly icon: string | null;
  readonly kind: ChartKind;
  /** The chart type of the API if `kind` is `chart`, else `null`. */
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

/** Maps a chart type of the API to a kind of chart; `chart` if it is unknown. */
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

/** Converts a template, in which every field may be missing, to the content of a card. */
export function toCard(item: Template): Card {
  const kind = chartKind(item.chartType);
  return {
    item,
    name: shorten(item.name, MAX_LENGTHS.name),
    description: shorten(item.description, MAX_LENGTHS.description),
    category: shorten(item.category, MAX_LENGTHS.category),
    tags: item.tags
      .slice(0, MAX_TAGS)
      .map((tag) => shorten(tag, MAX_LENGTHS.tag))
      .filter((tag) => tag !== null),
    icon: toIcon(item.icon),
    kind,
    chartType: kind === 'chart' ? shorten(item.chartType, MAX_LENGTHS.tag) : null,
  };
}

/** Returns the icon if it is a pictograph or one or two characters; `null` for a URL, a name or markup. */
function toIcon(icon: string | null): string | null {
  const sign = clean(icon);
  if (sign.length > MAX_ICON_LENGTH * 2 || [...sign].length > MAX_ICON_LENGTH) return null;
  return /^\p{Extended_Pictographic}/u.test(sign) || /^[\p{L}\p{N}\p{S}]{1,2}$/u.test(sign) ? sign : null;
}

const haystacks = new WeakMap<Template, string>();

/** Normalizes text for a comparison that ignores case, accents and the width of characters. */
const normalizeText = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Returns the templates that contain every word of a search in name, description, category or tags. */
export function findTemplates(items: readonly Template[], search: string): readonly Template[] {
  const words = normalizeText(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter((item) => {
    let haystack = haystacks.get(item);
    if (haystack === undefined) {
      const { name, description, category, tags } = item;
      haystack = normalizeText([name, description, category, ...tags].join('\n'));
      haystacks.set(item, haystack);
    }
    return words.every((word) => haystack.includes(word));
  });
}

/** Reads the `page-size` attribute: a whole number from 1 to 100. */
export function readPageSize(text: string | null): number {
  const size = Math.round(Number(text));
  return text?.trim() && size > 0 ? Math.min(size, MAX_PAGE_SIZE) : PAGE_SIZE;
}

/**
 * Returns the URL of a preview if it may be fetched: if it has the origin of the API, or one in `allow-hosts`. Returns
 * `null` for other origins and invalid URLs.
 */
export function previewUrl(
  address: string | null,
  apiBase: string,
  allowHosts: string | null,
): string | null {
  const url = address ? parseUrl(address, apiBase) : null;
  const origins = [apiBase, ...(allowHosts ?? '').split(/\s+/)].map((origin) => parseUrl(origin)?.origin);
  const allowed = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  return allowed && origins.includes(url.origin) ? url.href : null;
}

/** Returns the messages of a gallery in the reader's language. */
export const galleryWords = ({ messages }: Pick<Locale, 'messages'>): GalleryWords =>
  messages.gallery ?? english;
