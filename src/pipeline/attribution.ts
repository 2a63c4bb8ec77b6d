import type { DataSource } from '../public-client/types.ts';
import { safeLink, parseUrl, type SafeLink } from '../internal/html.ts';
import { clip, MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH, warnOnce } from '../internal/text.ts';

/** The source of a chart's data, as readers see it. */
export interface Attribution {
  readonly text: string;
  readonly link: SafeLink | null;
}

/** Maximum number of characters of a URL. Some browsers and servers reject longer ones. */
const MAX_URL_LENGTH = 2048;

/** Splits "Destatis https://www.destatis.de" into name and URL. The URL comes last, alone or in brackets. */
function splitAddress(written: string): DataSource {
  const text = written.trim();
  const last = text.slice(-MAX_URL_LENGTH).split(/\s/).at(-1) ?? '';
  const address = /^<.*>$|^\(.*\)$/.test(last) ? last.slice(1, -1) : last;
  if (!/^https?:/i.test(address)) return { text, url: null };
  return { text: text.slice(0, text.length - last.length).trim() || address, url: address };
}

/** The author, source and notes of a chart. The page's attributes take precedence over the viz. */
export interface Metadata {
  readonly byline: string | null;
  readonly attribution: Attribution | null;
  readonly notes: string | null;
}

/** The viz, or its part that readers see. */
interface Published {
  readonly source: DataSource | null;
  readonly notes: string | null;
  /** Set if the chart shows the page's own query without the title of the viz. */
  readonly hiddenName?: string | null;
}

interface Written {
  readonly byline: string | null;
  readonly source: string | null;
  readonly notes: string | null;
}

/**
 * Merges the attributes of an element with the metadata of its viz.
 *
 * @param viz `null` uses the attributes only
 * @param tag Name of the element, for console messages
 */
export function resolveMetadata(
  { byline, source, notes }: Written,
  viz: Published | null,
  tag: string,
): Metadata {
  const given = source === null ? viz?.source : source.trim() && { text: source, url: null };
  const attribution = given ? resolveAttribution(given, tag) : null;
  return {
    byline: clip((byline ?? '').trim(), MAX_NAME_LENGTH) || null,
    attribution: source === null && viz?.hiddenName ? withName(attribution, viz.hiddenName) : attribution,
    notes: clip((notes ?? viz?.notes ?? '').trim(), MAX_DESCRIPTION_LENGTH) || null,
  };
}

/** Adds the name of the viz to its source. */
const withName = (source: Attribution | null, name: string): Attribution => ({
  text: clip(source ? `${source.text} (${name})` : name, MAX_NAME_LENGTH),
  link: source?.link ?? null,
});

/** Turns a source into text and link. Omits an unsafe URL, with a console warning that names the element `tag`. */
export function resolveAttribution(source: DataSource, tag: string): Attribution {
  const { text, url: address } = source.url === null ? splitAddress(source.text) : source;
  if (address === null) return { text: clip(text, MAX_NAME_LENGTH), link: null };
  const url = parseUrl(address);
  // Backslashes and user names hide the real host from readers.
  const isPlain = url && !url.username && !url.password && !/[\\\s]/.test(address);
  const link = isPlain && address.length <= MAX_URL_LENGTH ? safeLink(address) : null;
  if (!link) {
    warnOnce(
      `<${tag}> source: "${clip(address, 100)}" is not a valid link. Use a URL that begins with https://`,
    );
  }
  const isBare = text === address;
  return { text: clip(isBare && link ? shortUrl(url!) : text, MAX_NAME_LENGTH), link };
}

/** Returns host and path of a URL, without `www.` and a trailing slash. */
const shortUrl = ({ host, pathname }: URL): string =>
  host ? `${host.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}` : pathname;
