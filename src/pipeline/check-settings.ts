import { VibedasherError } from '../public-client/errors.ts';
import type { Params, ParamValue, PublicClientOptions, Region } from '../public-client/types.ts';
import { isRegion, parseUrl, REGIONS } from '../public-client/urls.ts';

/** The attribute value that a framework writes for an object, for example before the element is defined. */
export const OBJECT_TEXT = '[object Object]';

/** The connection attributes of an element, completed with the page's defaults. */
interface Connection extends Omit<Endpoint, 'region' | 'apiBase'> {
  readonly slug: string | null;
  readonly region: string | null;
  readonly apiBase: string | null;
}

type Endpoint = Pick<PublicClientOptions, 'region' | 'apiBase' | 'snapshot' | 'live' | 'queries' | 'engine'>;

/** Checks the connection attributes. Throws a `VibedasherError` of kind `config` that names the wrong attribute. */
export function checkConnection({ slug, ...endpoint }: Connection): Endpoint & { readonly slug: string } {
  if (!slug) {
    throw new VibedasherError('config', 'The required attribute "slug" is missing');
  }
  return { slug, ...checkEndpoint(endpoint) };
}

/** Like {@link checkConnection}, for an element that needs no viz. */
export function checkEndpoint({ region, apiBase, ...snapshot }: Omit<Connection, 'slug'>): Endpoint {
  if (region && !apiBase && !isRegion(region)) {
    throw new VibedasherError('config', `region="${region}": use one of ${REGIONS.join(', ')}`);
  }
  return {
    region: apiBase ? undefined : ((region || undefined) as Region | undefined),
    apiBase: apiBase || undefined,
    ...snapshot,
  };
}

/** Parses the `params` attribute. Returns invalid JSON unchanged: `checkParams` reports it later. */
export function readParams(text: string | null): Params {
  if (!text?.trim() || text === OBJECT_TEXT) return {};
  try {
    return JSON.parse(text) as Params;
  } catch {
    return text as unknown as Params;
  }
}

/** Converts a thrown value to a `VibedasherError`, of kind `render` unless it is a `ChartError`. */
export function toVibedasherError(cause: unknown): VibedasherError {
  if (cause instanceof VibedasherError) return cause;
  const { name, message, kind } = Object(cause) as { name?: string; message?: string; kind?: unknown };
  if (name === 'ChartError') {
    return new VibedasherError(kind === 'config' ? 'config' : 'spec', message ?? '', { cause });
  }
  return new VibedasherError('render', message ?? String(cause), { cause });
}

/**
 * Checks parameters from the attribute, the property or `setParams`.
 * @throws VibedasherError of kind `config` that names the bad value and what is allowed
 */
export function checkParams(given: unknown): Params {
  const params = given ?? {};
  if (typeof params !== 'object' || Array.isArray(params)) {
    const text = typeof params === 'string' ? params : JSON.stringify(params);
    throw new VibedasherError('config', `params='${text}': use a JSON object, e.g. {"year": 2024}`);
  }
  for (const [name, value] of Object.entries(params)) {
    if (!isParamValue(value)) {
      throw new VibedasherError(
        'config',
        `params: "${name}" must be text, a number, a boolean or a list of these`,
      );
    }
  }
  return params as Params;
}

const isParamValue = (value: unknown): value is ParamValue =>
  value == null ||
  value instanceof Date ||
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((item) => ['string', 'number'].includes(typeof item)));

/** Checks the `timezone` attribute against the zones of the browser. Throws like {@link checkParams}. */
export function checkTimeZone(timeZone: string | null): string | undefined {
  if (!timeZone) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch (cause) {
    const message = `timezone="${timeZone}": use an IANA time zone, e.g. Europe/Berlin`;
    throw new VibedasherError('config', message, { cause });
  }
}

const originLists = new Map<string, readonly string[]>();

/**
 * Parses the `allow-hosts` attribute into origins. Returns the same array for the same text. Throws like
 * {@link checkParams}.
 */
export function originList(text: string | null): readonly string[] {
  const key = text?.trim() ?? '';
  let list = originLists.get(key);
  if (!list) originLists.set(key, (list = key === '' ? [] : key.split(/\s+/).map(toOrigin)));
  return list;
}

function toOrigin(text: string): string {
  const { origin, protocol = '' } = parseUrl(text) ?? {};
  if (origin && /^https?:$/.test(protocol)) return origin;
  throw new VibedasherError(
    'config',
    `allow-hosts: "${text}" is not an origin. Use one such as https://tiles.example.org`,
  );
}
