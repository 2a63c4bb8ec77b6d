import { VibedasherError } from './errors.ts';
import type { PublicClientOptions, Region } from './types.ts';

/** The cloud's regions. */
export const REGIONS: readonly Region[] = ['eu-central-1', 'us-east-1'];

/** Returns whether a value is a region of the cloud. Other values must not become part of a host name. */
export function isRegion(value: unknown): value is Region {
  return REGIONS.includes(value as Region);
}

/** Returns the base URL of the cloud: that of a region, or of the shared host, which routes anonymous requests. */
export function cloudBase(region?: Region): string {
  return `https://api.${region ? `${region}.` : ''}vibedasher.com/api`;
}

/**
 * Returns the base URL of a client's requests, without trailing slashes.
 * @throws VibedasherError of kind `config` for an unknown region or an unusable `apiBase`
 */
export function baseUrl({ apiBase, region }: Pick<PublicClientOptions, 'apiBase' | 'region'>): string {
  if (apiBase) return selfHostedBase(apiBase);
  if (region && !isRegion(region)) {
    throw new VibedasherError('config', `Unknown region "${String(region)}": use ${REGIONS.join(' or ')}`);
  }
  return cloudBase(region);
}

function selfHostedBase(apiBase: string): string {
  const url = parseUrl(apiBase);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new VibedasherError('config', `"${apiBase}" is not the base URL of an API (https://host/path)`);
  }
  return url.href.replace(/(?<!\/)\/+$/, '');
}

/** Prefix of all paths. */
export const PUBLIC_PATH = '/v1/public';

export function slugPath(slug: string): string {
  return `${PUBLIC_PATH}/viz/slug/${checkSegment(slug, 'slug')}`;
}

export function vizPath(account: string, slug: string): string {
  return `${PUBLIC_PATH}/viz/${checkSegment(account, 'account')}/${checkSegment(slug, 'slug')}`;
}

/** Throws for text that is not a plain path segment, because slugs are not escaped in paths. */
function checkSegment(text: string, what: string): string {
  if (!text || !/^(?!\.\.?$)[\w.-]+$/.test(text)) {
    throw new VibedasherError(
      'config',
      text ? `"${text}" is not a valid ${what} (letters, digits, "-", "_", ".")` : `The ${what} is missing`,
    );
  }
  return text;
}

/**
 * Resolves a URL from a response (of a result, an extract, an archive). Returns `null` if it must not be fetched: only
 * https is allowed, and http if the API itself uses http.
 */
export function storageUrl(text: string, apiBase: string): string | null {
  const url = parseUrl(text, `${apiBase}/`);
  const allowed =
    url && (url.protocol === 'https:' || (url.protocol === 'http:' && apiBase.startsWith('http:')));
  return allowed && !url.username && !url.password ? url.href : null;
}

/** Returns `null` for an invalid URL. */
export const parseUrl = (text: string, base?: string): URL | null =>
  URL.canParse(text, base) ? new URL(text, base) : null;

/**
 * Returns the origins in a `Link` header with `rel="preconnect"`. Ignores invalid URLs and those that
 * {@link storageUrl} refuses.
 */
export function storageOrigins(link: string | null, apiBase: string): readonly string[] {
  const targets = [...(link ?? '').matchAll(/<([^<>]+)>[^<]*\bpreconnect\b/gi)].map(([, target]) => target!);
  const urls = targets.map((target) => storageUrl(target, apiBase));
  return urls.flatMap((url) => (url ? [new URL(url).origin] : []));
}

export const isCloud = (apiBase: string): boolean =>
  /^https:\/\/api\.(?:[\w-]+\.)?vibedasher\.com\//.test(`${apiBase}/`);

/** Returns the URL of the viewer page of a viz in the cloud. */
export const viewerUrl = (slug: string): string =>
  `https://cloud.vibedasher.com/v/${encodeURIComponent(slug.toWellFormed())}`;
