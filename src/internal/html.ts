/** What a text from elsewhere needs before it goes into HTML. */

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** A text for HTML and XML, in an element or between the double quotation marks of an attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => REFERENCES[sign]!);

/** What an `<a>` needs to lead away from the page without telling of it. */
export interface SafeLink {
  readonly href: string;
  readonly target: '_blank';
  readonly rel: 'noopener noreferrer';
}

const PROTOCOLS = ['http:', 'https:', 'mailto:'];
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** The URL that a text names, read against `base`; `null` where it names none, or has control characters. */
export function parseUrl(text: unknown, base?: string): URL | null {
  if (typeof text !== 'string' || CONTROL.test(text)) return null;
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/**
 * A link for an address that somebody else wrote: to http(s) and mail, the address rewritten. `null` for all others,
 * and for relative ones without a `base`.
 */
export function safeLink(text: unknown, base?: string): SafeLink | null {
  const url = parseUrl(text, base);
  if (!url || !PROTOCOLS.includes(url.protocol)) return null;
  return { href: url.href, target: '_blank', rel: 'noopener noreferrer' };
}
