import type { DataSource } from '../public-client/types.ts';
import { safeLink, parseUrl, type SafeLink } from './html.ts';
import { clip, LONGEST_DESCRIPTION, LONGEST_NAME, warnOnce } from './text.ts';

/** A source as readers see it. */
export interface Attribution {
  readonly text: string;
  readonly link: SafeLink | null;
}

/** Longer addresses are not taken by every browser and server. */
const LONGEST_ADDRESS = 2048;

/** "Destatis https://www.destatis.de": the address stands last, alone or in brackets. */
function splitAddress(written: string): DataSource {
  const text = written.trim();
  const last = text.slice(-LONGEST_ADDRESS).split(/\s/).at(-1) ?? '';
  const address = /^<.*>$|^\(.*\)$/.test(last) ? last.slice(1, -1) : last;
  if (!/^https?:/i.test(address)) return { text, url: null };
  return { text: text.slice(0, text.length - last.length).trim() || address, url: address };
}

/** Where the numbers of a chart are from, and what to know of them: as the page says, else as the viz does. */
export interface Metadata {
  readonly attribution: Attribution | null;
  readonly notes: string | null;
}

interface Written {
  readonly source: string | null;
  readonly notes: string | null;
}

/** What the attributes of an element and its viz come to; `viz` is `null` where only the page counts. */
export function resolveMetadata(
  { source, notes }: Written,
  viz: { readonly source: DataSource | null; readonly notes: string | null } | null,
  tag: string,
): Metadata {
  const given = source === null ? viz?.source : source.trim() && { text: source, url: null };
  return {
    attribution: given ? resolveAttribution(given, tag) : null,
    notes: clip((notes ?? viz?.notes ?? '').trim(), LONGEST_DESCRIPTION) || null,
  };
}

/**
 * What a source comes to; an address that a reader may not be sent to is left out, and the console says so for `tag`.
 */
export function resolveAttribution(source: DataSource, tag: string): Attribution {
  const { text, url: address } = source.url === null ? splitAddress(source.text) : source;
  if (address === null) return { text: clip(text, LONGEST_NAME), link: null };
  const url = parseUrl(address);
  // A backslash, and a name before the host, hide from readers where an address leads.
  const isPlain = url && !url.username && !url.password && !/[\\\s]/.test(address);
  const link = isPlain && address.length <= LONGEST_ADDRESS ? safeLink(address) : null;
  if (!link) {
    warnOnce(
      `<${tag}> source: "${clip(address, 100)}" is not a valid link. Use a URL that begins with https://`,
    );
  }
  const isBare = text === address;
  return { text: clip(isBare && link ? shortUrl(url!) : text, LONGEST_NAME), link };
}

/** An address without what all have. */
const shortUrl = ({ host, pathname }: URL): string =>
  host ? `${host.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}` : pathname;
