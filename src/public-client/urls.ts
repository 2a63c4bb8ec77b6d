import { VibedasherError } from './errors.ts';
import type { PublicClientOptions, Region } from './types.ts';

/** The cloud's regions. */
export const REGIONS: readonly Region[] = ['eu-central-1', 'us-east-1'];

/** Whether a value names one of the cloud's regions. Nothing else may become part of a host name. */
export function isRegion(value: unknown): value is Region {
  return REGIONS.includes(value as Region);
}

/** Base URL of the cloud: the one host that routes anonymous calls, or a region's own. */
export function cloudBase(region?: Region): string {
  return `https://api.${region ? `${region}.` : ''}vibedasher.com/api`;
}

/**
 * The base URL that a client's requests hang under, without trailing slashes.
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
  const url = parse(apiBase);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new VibedasherError('config', `"${apiBase}" is not the base URL of an API (https://host/path)`);
  }
  return url.href.replace(/(?<!\/)\/+$/, '');
}

/** What every path begins with. */
export const PUBLIC = '/v1/public';

export function slugPath(slug: string): string {
  return `${PUBLIC}/viz/slug/${segment(slug, 'slug')}`;
}

export function vizPath(account: string, slug: string): string {
  return `${PUBLIC}/viz/${segment(account, 'account')}/${segment(slug, 'slug')}`;
}

/** A slug goes into a path as it is: one that could leave its place there is refused, not escaped. */
function segment(text: string, what: string): string {
  if (!text || !/^(?!\.\.?$)[\w.-]+$/.test(text)) {
    throw new VibedasherError(
      'config',
      text ? `"${text}" is not a valid ${what} (letters, digits, "-", "_", ".")` : `The ${what} is missing`,
    );
  }
  return text;
}

/**
 * An address that the API hands out (a result, an extract, an archive), resolved, or `null` where it must not be
 * followed: https only, plain http only where the API itself is asked over plain http.
 */
export function storageUrl(text: string, apiBase: string): string | null {
  const url = parse(text, `${apiBase}/`);
  const allowed =
    url && (url.protocol === 'https:' || (url.protocol === 'http:' && apiBase.startsWith('http:')));
  return allowed && !url.username && !url.password ? url.href : null;
}

function parse(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/**
 * The origins that a `Link` header names for early connections (`<https://…>; rel="preconnect"`), of those that may be
 * followed from `apiBase`. What makes no sense is passed over.
 */
export function storageOrigins(link: string | null, apiBase: string): readonly string[] {
  const targets = [...(link ?? '').matchAll(/<([^<>]+)>[^<]*\bpreconnect\b/gi)].map(([, target]) => target!);
  const urls = targets.map((target) => storageUrl(target, apiBase));
  return urls.flatMap((url) => (url ? [new URL(url).origin] : []));
}

/** The page of a viz on Vibedasher itself. */
export const viewerUrl = (slug: string): string =>
  `https://cloud.vibedasher.com/v/${encodeURIComponent(slug)}`;
