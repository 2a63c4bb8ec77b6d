import { VibedasherError } from '../../public-client/errors.ts';
import type { Params, ParamValue, Region } from '../../public-client/types.ts';

const REGIONS: readonly string[] = ['eu-central-1', 'us-east-1'] satisfies Region[];

/** The connection attributes of an element, under them the page's defaults. */
export interface Connection {
  readonly slug: string | null;
  readonly region: string | null;
  readonly apiBase: string | null;
}

/** Checks what an author wrote. Throws a `VibedasherError` of kind `config` that names the attribute. */
export function checkConnection({ slug, region, apiBase }: Connection): {
  readonly slug: string;
  readonly region: Region | undefined;
  readonly apiBase: string | undefined;
} {
  if (!slug) {
    throw new VibedasherError('config', 'The attribute "slug" is missing: it names the published viz');
  }
  if (region && !apiBase && !REGIONS.includes(region)) {
    throw new VibedasherError('config', `region="${region}": use one of ${REGIONS.join(', ')}`);
  }
  return {
    slug,
    region: apiBase ? undefined : ((region || undefined) as Region | undefined),
    apiBase: apiBase || undefined,
  };
}

/** What stands for a `params` attribute that makes no sense, with the reason. */
const faults = new WeakMap<object, VibedasherError>();

/** The `params` attribute as the property's value. What is wrong with it is for {@link checkParams} to say. */
export function readParams(text: string | null): Params {
  if (!text?.trim()) return {};
  try {
    return JSON.parse(text) as Params;
  } catch (cause) {
    const none = {};
    faults.set(none, new VibedasherError('config', `params='${text}' is not JSON`, { cause }));
    return none;
  }
}

/** Parameters as attribute, property or `setParams` gave them. Throws like {@link checkConnection}. */
export function checkParams(given: unknown): Params {
  const params = given ?? {};
  const fault = faults.get(params);
  if (fault) throw fault;
  if (typeof params !== 'object' || Array.isArray(params)) {
    const text = JSON.stringify(params);
    throw new VibedasherError('config', `params='${text}': use a JSON object, e.g. {"year": 2024}`);
  }
  for (const [name, value] of Object.entries(params)) {
    if (!isParamValue(value)) {
      throw new VibedasherError('config', `params: "${name}" is no text, number, boolean or list of those`);
    }
  }
  return params as Params;
}

const isParamValue = (value: unknown): value is ParamValue =>
  value == null ||
  value instanceof Date ||
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((item) => ['string', 'number'].includes(typeof item)));

/** The `timezone` attribute, checked against what the platform knows. Throws like {@link checkConnection}. */
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

/** The origins of the `allow-hosts` attribute; the same list for the same text. Throws like {@link checkConnection}. */
export function originList(text: string | null): readonly string[] {
  const key = text?.trim() ?? '';
  let list = originLists.get(key);
  if (!list) originLists.set(key, (list = key === '' ? [] : key.split(/\s+/).map(toOrigin)));
  return list;
}

function toOrigin(text: string): string {
  try {
    const { origin, protocol } = new URL(text);
    if (protocol === 'https:' || protocol === 'http:') return origin;
  } catch {
    // The error below says what is allowed.
  }
  throw new VibedasherError('config', `allow-hosts: "${text}" is no origin, e.g. https://tiles.example.org`);
}

/** The page of a viz on Vibedasher itself. */
export const viewerUrl = (slug: string): string =>
  `https://cloud.vibedasher.com/v/${encodeURIComponent(slug)}`;

/** Whatever was thrown, as the package's own error; errors of charts bring their kind along. */
export function toVibedasherError(cause: unknown): VibedasherError {
  if (cause instanceof VibedasherError) return cause;
  const { name, message, kind } = Object(cause) as { name?: string; message?: string; kind?: unknown };
  if (name === 'ChartError') {
    return new VibedasherError(kind === 'config' ? 'config' : 'spec', message ?? '', { cause });
  }
  return new VibedasherError('render', message ?? String(cause), { cause });
}
