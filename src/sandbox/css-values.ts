import type { Dataflow } from 'vega-dataflow';
import { COLOR_FUNCTION } from '../internal/css.ts';
import { quote } from '../spec/errors.ts';

/**
 * Values that are passed on to the browser's CSS parser: words, hashes, numbers, quoted names, and one color function.
 * These characters cannot form an escape, a comment or another function.
 */
const ALLOWED_VALUE = new RegExp(`^(?:[\\p{L}\\p{N} #,'"._%-]+|${COLOR_FUNCTION})$`, 'iu');
/** Colors as scales write them. They are frequent, and browsers would not change them. */
const RGB = /^rgba?\(\d+, ?\d+, ?\d+(?:, ?[\d.]+)?\)$/;
/** Maximum length of a value, in characters. */
const MAX_LENGTH = 500;
/** Maximum number of cached values for each property. */
const MAX_CACHED = 5000;

/** Called with each value that is ignored. */
export type Refuse = (channel: string, value: string, allowed: string) => void;

/** Returns the sanitized value, or `null` if it is not recognized. */
type Sanitize = (text: string, value: unknown, refuse: Refuse) => unknown;

/**
 * The kind of values that a channel allows (for messages), the function that sanitizes them, and their maximum
 * length, by default {@link MAX_LENGTH}.
 */
type Rule = readonly [allowed: string, write: Sanitize, most?: number];

type Declaration = Pick<CSSStyleDeclaration, 'cssText' | Property>;

let declaration: Declaration | undefined;

/** Sets a CSS parser for use without a browser. A property stays `''` after an invalid value is assigned to it. */
export function setDeclaration(given: Declaration): void {
  declaration = given;
}

/**
 * Returns a function that normalizes values of a CSS property as the browser serializes them, but leaves hashes as they
 * are. It returns `null` for invalid values.
 */
function cssNormalizer(property: Property): (text: string) => string | null {
  const known = new Map<string, string | null>();
  return (text) => {
    let written = known.get(text);
    if (written === undefined) {
      const value = text.trim();
      declaration ??= document.createElement('i').style;
      declaration.cssText = '';
      if (ALLOWED_VALUE.test(value)) declaration[property] = value;
      written = declaration[property] || null;
      if (written && value.startsWith('#')) written = value;
      if (known.size >= MAX_CACHED) known.clear();
      known.set(text, written);
    }
    return written;
  };
}

const normalizeColor = cssNormalizer('color');
const normalizePaint = cssNormalizer('fill');

const sanitizeColor = (text: string): string | null => (RGB.test(text) ? text : normalizeColor(text));

const sanitizePaint: Sanitize = (text, value, refuse) => {
  if (isGradient(value)) return sanitizeGradient(value, refuse);
  return RGB.test(text) ? text : normalizePaint(text);
};

const COLORS = 'CSS colors and gradients';

interface Gradient {
  readonly [part: string]: unknown;
}

const isGradient = (value: unknown): value is Gradient => Boolean((value as Gradient)['gradient']);

/** Sanitized gradients, keyed by their originals and by themselves. */
const gradients = new WeakMap<Gradient, Gradient>();
let count = 0;

/** Vega's default coordinates of linear and radial gradients, in this order. */
const PLACE = { x1: [0, 0.5], y1: [0, 0.5], x2: [1, 0.5], y2: [0, 0.5], r1: [0, 0], r2: [0, 0.5] } as const;

function sanitizeGradient(value: Gradient, refuse: Refuse): Gradient {
  const known = gradients.get(value);
  if (known) return known;
  const isRadial = value['gradient'] === 'radial';
  const place = Object.entries(PLACE).map(([name, [linear, radial]]) => {
    const number = value[name];
    return [name, Number.isFinite(number) ? number : isRadial ? radial : linear];
  });
  const stops = Array.isArray(value['stops']) ? (value['stops'] as (Gradient | null)[]) : [];
  const gradient: Gradient = Object.freeze({
    ...Object.fromEntries(place),
    gradient: isRadial ? 'radial' : 'linear',
    // Vega's ids have this form.
    id: `gradient_${count++}`,
    stops: stops.map((stop) => {
      const text = toText(stop?.['color']);
      const color = sanitizeColor(text);
      if (!color) refuse('stops', text, COLORS);
      const offset = Math.min(1, Math.max(0, toNumber(stop?.['offset']) || 0));
      return { offset, color: color ?? 'transparent' };
    }),
  });
  gradients.set(value, gradient);
  gradients.set(gradient, gradient);
  return gradient;
}

/** Converts a value as the browser would: arrays, and color objects of expressions, have a `toString()`. */
function toText(value: unknown): string {
  try {
    return countParts(value) > MAX_LENGTH ? TOO_LONG : String(value);
  } catch {
    return '';
  }
}

/** Replaces arrays that would take long to convert. */
const TOO_LONG = '\u2026'.padEnd(MAX_LENGTH + 1);

/** Counts the values in an array and in its arrays, up to the limit. */
function countParts(value: unknown): number {
  if (!Array.isArray(value)) return typeof value === 'string' ? value.length : 1;
  let parts = 0;
  for (const part of value) if ((parts += 1 + countParts(part)) > MAX_LENGTH) break;
  return parts;
}

const toNumber = (value: unknown): number => Number(toText(value));

const sanitizeNumber: Sanitize = (text) => {
  const number = Number(text);
  return Number.isNaN(number) ? null : number;
};

const sanitizeNumbers: Sanitize = (text, value) => {
  if (Array.isArray(value) && value.every((number) => typeof number === 'number')) return value;
  const numbers = text
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return numbers.some(Number.isNaN) ? null : numbers;
};

type KeywordProperty =
  'fontStyle' | 'fontVariant' | 'fontWeight' | 'strokeLinecap' | 'strokeLinejoin' | 'mixBlendMode';

type Property = 'color' | 'fill' | 'cursor' | 'fontFamily' | KeywordProperty;

/** Accepts only texts. */
const sanitizeText: Sanitize = (text, value) => (text === value ? text : null);

const NUMBER: Rule = ['numbers', sanitizeNumber];
const PAINT: Rule = [COLORS, sanitizePaint];
const keyword = (property: KeywordProperty | 'cursor'): Rule => ['CSS keywords', cssNormalizer(property)];
/** Channels that become attributes and must be numbers. */
const NUMBERS =
  'x y x2 y2 width height angle dx dy scaleX scaleY lineHeight opacity fillOpacity strokeOpacity strokeWidth strokeDashOffset strokeMiterLimit';

const RULES = new Map<string, Rule>([
  ['fill', PAINT],
  ['stroke', PAINT],
  ['background', [COLORS, sanitizeColor]],
  ['cursor', keyword('cursor')],
  ['font', ['font names', cssNormalizer('fontFamily')]],
  ['fontStyle', keyword('fontStyle')],
  ['fontVariant', keyword('fontVariant')],
  ['fontWeight', keyword('fontWeight')],
  ['strokeCap', keyword('strokeLinecap')],
  ['strokeJoin', keyword('strokeLinejoin')],
  ['blend', keyword('mixBlendMode')],
  // A line with gaps at texts has a number for each dash.
  ['strokeDash', ['lists of numbers', sanitizeNumbers, 4 * MAX_LENGTH]],
  // Vega uses the value as a key of an object, which also inherits properties.
  ['align', ['left, center and right', (text) => (/^(?:left|center|right)$/.test(text) ? text : null)]],
  ...rulesFor(NUMBERS, NUMBER),
]);

/** Channels that only Vega reads. All others must be numbers. */
const VEGA_ONLY = new Map<string, Rule>([
  ...rulesFor('baseline interpolate orient dir anchor _anchor frame formatType ariaRole', [
    'words',
    (text) => (/^[\w-]*$/.test(text) ? text : null),
  ]),
  ...rulesFor('aria aspect auto clip defined isVoronoi noBound smooth strokeForeground', [
    'true',
    () => true,
  ]),
  ...rulesFor('ellipsis lineBreak', ['texts of at most 10 characters', sanitizeText, 10]),
  ...rulesFor('ariaRoleDescription', ['texts of at most 500 characters', sanitizeText]),
  ...rulesFor('shape path url href', ['texts', sanitizeText, Infinity]),
]);
/** Channels that may also be arrays or objects. Their size is charged elsewhere. */
const UNRESTRICTED = /^(?:text|tooltip|description|format)$/;

function rulesFor(names: string, rule: Rule): (readonly [string, Rule])[] {
  return names.split(' ').map((name) => [name, rule]);
}

/**
 * Creates a function that sanitizes channels of an item in place. The function replaces a value that it does not
 * recognize with `null`, so Vega does not paint it or uses the default.
 *
 * @param channels By default, all that reach CSS, an attribute or a canvas
 */
export function createSanitizer(
  channels: Iterable<string> = RULES.keys(),
): (item: object, refuse: Refuse) => void {
  const rules = [...channels].flatMap((name) => {
    if (UNRESTRICTED.test(name)) return [];
    const [allowed, write, most = MAX_LENGTH] = RULES.get(name) ?? VEGA_ONLY.get(name) ?? NUMBER;
    return [{ name, allowed, write, most, last: undefined as unknown }];
  });
  return (item, refuse) => {
    const values = item as Record<string, unknown>;
    for (const rule of rules) {
      const { name, allowed, write, most } = rule;
      const value = values[name];
      // Most items of a mark have the same value.
      if (!value || typeof value === 'number' || value === rule.last) continue;
      const text = typeof value === 'string' ? value : toText(value);
      const written = text.length > most ? null : write(text, value, refuse);
      if (written === value) {
        rule.last = text;
      } else {
        values[name] = written;
        if (written === null) refuse(name, text, allowed);
      }
    }
  };
}

const refusers = new WeakMap<Dataflow, Refuse>();

/** Returns a function that logs ignored values of a chart, once for each kind of value. */
export function getRefuse(dataflow: Dataflow): Refuse {
  let refuse = refusers.get(dataflow);
  if (!refuse) {
    const reported = new Set<string>();
    refuse = (channel, value, allowed) => {
      if (reported.has(allowed)) return;
      reported.add(allowed);
      dataflow.warn(`${quote(value)} (${channel}) is ignored: only ${allowed} are allowed`);
    };
    refusers.set(dataflow, refuse);
  }
  return refuse;
}

/** Matches a `data:` URL. The groups are its header and its data. */
export const DATA = /^data:([^,]*),([^]*)$/i;
/** Formats whose pixels image-size.ts counts. SVG is excluded, because nested SVG images can block the page. */
const RASTER = /^image\/(?:png|jpeg|gif|webp)$/;

/** Returns the normalized `data:` URL of a raster image, or `null` for everything else. */
export function rasterImage(url: unknown): string | null {
  const [, header = '', body] = (typeof url === 'string' && DATA.exec(url)) || [];
  const [type = '', ...parameters] = header
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (body === undefined || !RASTER.test(type)) return null;
  return `data:${type}${parameters.at(-1) === 'base64' ? ';base64' : ''},${body}`;
}
