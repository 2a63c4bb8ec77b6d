const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Escapes text for HTML and XML, for use as element content or in a double-quoted attribute value. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]!);

/** Attributes of an `<a>` that opens a new tab without opener and referrer. */
export interface SafeLink {
  readonly href: string;
  readonly target: '_blank';
  readonly rel: 'noopener noreferrer';
}

const PROTOCOLS = ['http:', 'https:', 'mailto:'];
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Parses a URL, relative to `base`. Returns `null` for invalid URLs and for text with control characters. */
export const parseUrl = (text: unknown, base?: string): URL | null =>
  typeof text === 'string' && !CONTROL.test(text) && URL.canParse(text, base) ? new URL(text, base) : null;

/**
 * Creates a link from untrusted text. Returns `null` unless it is an `http:`, `https:` or `mailto:` URL; a relative URL
 * needs a `base`.
 */
export function safeLink(text: unknown, base?: string): SafeLink | null {
  const url = parseUrl(text, base);
  if (!url || !PROTOCOLS.includes(url.protocol)) return null;
  return { href: url.href, target: '_blank', rel: 'noopener noreferrer' };
}
