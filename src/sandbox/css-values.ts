import type { Dataflow } from 'vega-dataflow';
import { quote } from '../spec/errors.ts';

/**
 * What a browser is asked about: words, hashes, numbers, names in quotation marks, and one function of a color. These
 * characters cannot write an escape, a comment or another function.
 */
const ALLOWED_VALUE =
  /^(?:[\p{L}\p{N} #,'"._%-]+|(?:rgba?|hsla?|hwb|(?:ok)?(?:lab|lch)|color(?:-mix)?|light-dark)\([\w .,%/+-]*\))$/iu;
/** Colors as scales make them, many of them: browsers would write the same. */
const RGB = /^rgba?\(\d+, ?\d+, ?\d+(?:, ?[\d.]+)?\)$/;
/** Characters beyond which no value of CSS is meant as one. */
const MAX_LENGTH = 500;
/** Texts that are remembered for each channel. */
const MAX_CACHED = 5000;

/** Told of a value that is left out. */
export type Refuse = (channel: string, value: string, allowed: string) => void;

/** A value, rewritten; `null` where it is not understood. */
type Sanitize = (text: string, value: unknown, refuse: Refuse) => unknown;

/** What is allowed in a channel, in the words of a message, how it is written, and the most letters if not the usual. */
type Rule = readonly [allowed: string, write: Sanitize, most?: number];

type Declaration = Pick<CSSStyleDeclaration, 'cssText' | Property>;

let declaration: Declaration | undefined;

/** Sets what knows the values of CSS where there is no browser: assigned a value that it does not know, it keeps `''`. */
export function setDeclaration(given: Declaration): void {
  declaration = given;
}

/** For values that the browser knows of a CSS property: as it writes them itself, and hashes as they are. */
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

/** Gradients that have been written, by those that they come from, and by themselves. */
const gradients = new WeakMap<Gradient, Gradient>();
let count = 0;

/** Where Vega puts one that says nothing about that: if it is linear, and if it is radial. */
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
    // As Vega would name it.
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

/** A list is a text to a browser; so is a color that an expression has made. */
function toText(value: unknown): string {
  try {
    return countParts(value) > MAX_LENGTH ? TOO_LONG : String(value);
  } catch {
    return '';
  }
}

/** In place of a list that would take long to write. */
const TOO_LONG = '\u2026'.padEnd(MAX_LENGTH + 1);

/** How many values there are in a list and those in it, as far as that is of interest. */
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

/** For a text as it is. */
const sanitizeText: Sanitize = (text, value) => (text === value ? text : null);

const NUMBER: Rule = ['numbers', sanitizeNumber];
const PAINT: Rule = [COLORS, sanitizePaint];
const keyword = (property: KeywordProperty | 'cursor'): Rule => ['CSS keywords', cssNormalizer(property)];
/** What is written into attributes as a number, by Vega or by itself. */
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
  ['strokeDash', ['lists of numbers', sanitizeNumbers]],
  // Vega looks it up in an object, which has more names than these.
  ['align', ['left, center and right', (text) => (/^(?:left|center|right)$/.test(text) ? text : null)]],
  ...rulesFor(NUMBERS, NUMBER),
]);

/** What only Vega reads, unless it is a number: its cost depends on what it is. */
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
/** What may be a list or an object as well. It is paid for by its letters and values. */
const UNRESTRICTED = /^(?:text|tooltip|description|format)$/;

function rulesFor(names: string, rule: Rule): (readonly [string, Rule])[] {
  return names.split(' ').map((name) => [name, rule]);
}

/**
 * Rewrites channels: as a color, a keyword, a word, a number. A value that is not recognized becomes `null`: it is not
 * painted, or has its default. By default, all channels are rewritten that reach CSS, an attribute or a canvas.
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
      // Most items of a mark look alike.
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

/** Says in the console what of a chart is left out: once for each kind of value. */
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
