import { VibedasherError } from '../public-client/errors.ts';
import type { Params, ParamValue } from '../public-client/types.ts';

/**
 * Parameters as attribute, property or `setParams` gave them.
 * @throws VibedasherError of kind `config` that names what is wrong and what is allowed
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

/** The `timezone` attribute, checked against what the platform knows. Throws like {@link checkParams}. */
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

/** The origins of the `allow-hosts` attribute; the same list for the same text. Throws like {@link checkParams}. */
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
  throw new VibedasherError(
    'config',
    `allow-hosts: "${text}" is not an origin. Use one such as https://tiles.example.org`,
  );
}
