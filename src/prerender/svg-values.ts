/** Numbers, colors and texts of a scene for SVG and HTML: parsed and formatted anew, or omitted. */
import { color as parseColor } from 'd3-color';
import { escapeHtml } from '../internal/html.ts';

/** Characters of no use to XML and to readers. */
const UNSPEAKABLE = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * A text for HTML and SVG, in an element or between the quotation marks of an attribute. `{` is escaped, too: a template
 * language may process the page later.
 */
export const escapeText = (text: unknown): string =>
  escapeHtml(String(text).replace(UNSPEAKABLE, '')).replaceAll("'", '&#39;').replaceAll('{', '&#123;');

/** SVG attributes that descendants inherit, by name. */
export type Attributes = Record<string, string | undefined>;

export function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeText(value)}"`))
    .join('');
}

/** Greater lengths have no meaning in a picture; browsers store 32 bits. */
const FARTHEST = 1e6;

/** Formatted to a tenth of a px, or to more decimals if it is scaled up. */
export function write(value: number, decimals = 1): string {
  const scale = 10 ** decimals;
  const number = Math.max(-FARTHEST, Math.min(Math.round(value * scale) / scale, FARTHEST));
  // Negative zero is written as zero.
  return String(number || 0);
}

export function numberOf(value: unknown, otherwise = 0): number {
  const number = typeof value === 'string' ? Number(value || NaN) : typeof value === 'number' ? value : NaN;
  return Number.isFinite(number) ? number : otherwise;
}

export function translate(x: number, y: number): string | undefined {
  const [left, top] = [write(x), write(y)];
  return left === '0' && top === '0' ? undefined : `translate(${left} ${top})`;
}

/** A property of an item or a mark of a scene, as the spec has set it. */
export type Channels = Readonly<Record<string, unknown>>;
export const channelsOf = (item: object): Channels => item as Channels;

const FONT = /^[\p{L}\p{N} ,'"._-]{1,300}$/u;
export function fontFamily(font: unknown): string | undefined {
  return typeof font === 'string' && FONT.test(font) ? font : undefined;
}

/** Newer CSS color functions, with numbers only. */
const OTHER_COLOR = /^(?:hwb|(?:ok)?(?:lab|lch)|color)\([\da-z .,%/+-]{1,80}\)$/i;
/** A color formatted anew as `#rrggbb` or `rgba(…)`, in a newer syntax as it is; `null` if it is invalid or invisible. */
export function writeColor(value: unknown): string | null {
  if (typeof value !== 'string' && !(value instanceof Object)) return null;
  const text = String(value).trim();
  if (text.length > 100) return null;
  const parsed = parseColor(text);
  if (!parsed) return OTHER_COLOR.test(text) ? text : null;
  const rgb = parsed.rgb().clamp();
  const { r, g, b, opacity } = rgb;
  if (!(opacity > 0)) return null;
  return opacity < 1 ? `rgba(${[r, g, b].join()},${write(opacity, 3)})` : rgb.formatHex();
}

/** Right-to-left letters. */
export const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
