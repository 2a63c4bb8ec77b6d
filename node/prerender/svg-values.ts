/** Numbers, colors and texts of a scene for SVG and HTML: parsed and formatted again, or omitted. */
import { color as parseColor } from 'd3-color';
import { escapeHtml } from '../../src/internal/html.ts';

/** Characters that are invalid in XML, or invisible. */
const INVALID_CHARACTERS = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * Escapes text for elements and quoted attributes of HTML and SVG. Escapes `{`, too, because a template language may
 * process the page later.
 */
export const escapeText = (text: unknown): string =>
  escapeHtml(String(text).replace(INVALID_CHARACTERS, '')).replaceAll("'", '&#39;').replaceAll('{', '&#123;');

/** SVG attributes that descendants inherit, by name. */
export type Attributes = Record<string, string | undefined>;

export function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeText(value)}"`))
    .join('');
}

/** Maximum of a coordinate: browsers store 32 bits, and pictures are far smaller. */
const MAX_LENGTH = 1e6;

/** Formats a number with one decimal, or more if it will be scaled up. */
export function formatNumber(value: number, decimals = 1): string {
  const scale = 10 ** decimals;
  const number = Math.max(-MAX_LENGTH, Math.min(Math.round(value * scale) / scale, MAX_LENGTH));
  // `|| 0` replaces negative zero.
  return String(number || 0);
}

export function toNumber(value: unknown, otherwise = 0): number {
  const number = typeof value === 'string' ? Number(value || NaN) : typeof value === 'number' ? value : NaN;
  return Number.isFinite(number) ? number : otherwise;
}

export function translate(x: number, y: number): string | undefined {
  const [left, top] = [formatNumber(x), formatNumber(y)];
  return left === '0' && top === '0' ? undefined : `translate(${left} ${top})`;
}

/** The properties of an item or a mark of a scene, with unchecked values from the spec. */
export type Channels = Readonly<Record<string, unknown>>;
export const asChannels = (item: object): Channels => item as Channels;

const FONT = /^[\p{L}\p{N} ,'"._-]{1,300}$/u;
export function fontFamily(font: unknown): string | undefined {
  return typeof font === 'string' && FONT.test(font) ? font : undefined;
}

/** Newer CSS color functions, with numbers only. */
const OTHER_COLOR = /^(?:hwb|(?:ok)?(?:lab|lch)|color)\([\da-z .,%/+-]{1,80}\)$/i;
/**
 * Formats a color as `#rrggbb` or `rgba(…)`; newer CSS syntax stays as it is. Returns `null` if the color is invalid or
 * invisible.
 */
export function writeColor(value: unknown): string | null {
  if (typeof value !== 'string' && !(value instanceof Object)) return null;
  const text = String(value).trim();
  if (text.length > 100) return null;
  const parsed = parseColor(text);
  if (!parsed) return OTHER_COLOR.test(text) ? text : null;
  const rgb = parsed.rgb().clamp();
  const { r, g, b, opacity } = rgb;
  if (!(opacity > 0)) return null;
  return opacity < 1 ? `rgba(${[r, g, b].join()},${formatNumber(opacity, 3)})` : rgb.formatHex();
}

export const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
