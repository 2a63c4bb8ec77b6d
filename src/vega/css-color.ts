/** CSS colors as `#rrggbb`, without a DOM. */
import { color as parseColor, hsl, lab, lch } from 'd3-color';
import { toHex } from '../theming/tokens.ts';

type Numbers = readonly [number, number, number];

/** A color function of CSS: the numbers that 100 % means (0 for an angle), and red, green and blue from 0 to 255. */
interface ColorFunction {
  readonly full: Numbers;
  readonly toRgb: (...numbers: Numbers) => readonly number[];
}

const TURN = { deg: 1, grad: 0.9, rad: 180 / Math.PI, turn: 360 } as const;
const NUMBER = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d{1,3})?)(%|deg|grad|rad|turn)?$/;
const MAX_LENGTH = 100;

const rgbOf = (color: { rgb(): { r: number; g: number; b: number } }): readonly number[] => {
  const { r, g, b } = color.rgb();
  return [r, g, b];
};

/** Multiplies a matrix, row by row, with a color. */
const multiply = (matrix: readonly number[], [x, y, z]: Numbers): Numbers => {
  const row = (at: number): number => matrix[at]! * x + matrix[at + 1]! * y + matrix[at + 2]! * z;
  return [row(0), row(3), row(6)];
};

/** Converts linear light to sRGB. */
const encode = (linear: Numbers): readonly number[] =>
  linear.map((part) => 255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055));
const decode = (part: number): number =>
  Math.sign(part) *
  (Math.abs(part) <= 0.04045 ? Math.abs(part) / 12.92 : ((Math.abs(part) + 0.055) / 1.055) ** 2.4);

const OKLAB = [
  1, 0.3963377774, 0.2158037573, 1, -0.1055613458, -0.0638541728, 1, -0.0894841775, -1.291485548,
];
const LMS = [
  ...[4.0767416621, -3.3077115913, 0.2309699292],
  ...[-1.2684380046, 2.6097574011, -0.3413193965],
  ...[-0.0041960863, -0.7034186147, 1.707614701],
];
const oklab = (...color: Numbers): readonly number[] => {
  const [l, m, s] = multiply(OKLAB, color);
  return encode(multiply(LMS, [l ** 3, m ** 3, s ** 3]));
};
const radians = (hue: number): number => (hue * Math.PI) / 180;

const DISPLAY_P3 = [
  ...[1.2249401763, -0.2249401763, 0],
  ...[-0.0420569547, 1.0420569547, 0],
  ...[-0.0196375546, -0.0786360456, 1.0982736001],
];
const part = (full: number, toRgb: (numbers: Numbers) => readonly number[]): ColorFunction => ({
  full: [full, full, full],
  toRgb: (...numbers) => toRgb(numbers),
});

const FUNCTIONS: Readonly<Record<string, ColorFunction>> = {
  rgb: part(255, (numbers) => numbers),
  hsl: { full: [0, 100, 100], toRgb: (h, s, l) => rgbOf(hsl(h, s / 100, l / 100)) },
  hwb: {
    full: [0, 100, 100],
    toRgb: (h, white, black) => {
      const sum = Math.max(100, white + black);
      return rgbOf(hsl(h, 1, 0.5)).map((each) => (each * (sum - white - black) + 255 * white) / sum);
    },
  },
  lab: { full: [100, 125, 125], toRgb: (l, a, b) => rgbOf(lab(l, a, b)) },
  lch: { full: [100, 150, 0], toRgb: (l, c, h) => rgbOf(lch(l, c, h)) },
  oklab: { full: [1, 0.4, 0.4], toRgb: oklab },
  oklch: {
    full: [1, 0.4, 0],
    toRgb: (l, c, h) => oklab(l, c * Math.cos(radians(h)), c * Math.sin(radians(h))),
  },
  'color srgb': part(1, (numbers) => numbers.map((each) => each * 255)),
  'color srgb-linear': part(1, encode),
  'color display-p3': part(1, ([r, g, b]) => encode(multiply(DISPLAY_P3, [decode(r), decode(g), decode(b)]))),
};

/** Returns a CSS color as `#rrggbb`, without its opacity; `null` for a text that is no color, and for other functions. */
export function cssColor(text: string): string | null {
  const written = text.trim().toLowerCase();
  if (written.length > MAX_LENGTH) return null;
  const [, name, content = ''] = /^([a-z]+)\(([^()]*)\)$/.exec(written) ?? [];
  if (name === undefined) {
    const known = parseColor(written)?.rgb();
    return known && !Number.isNaN(known.r) ? known.formatHex() : null;
  }
  const [space = '', ...parts] = content
    .split('/')[0]!
    .trim()
    .split(/[\s,]+/);
  const isColor = name === 'color';
  const key = isColor ? `color ${space}` : name.replace(/^(rgb|hsl)a$/, '$1');
  const called = Object.hasOwn(FUNCTIONS, key) ? FUNCTIONS[key]! : null;
  const given = isColor ? parts : [space, ...parts];
  // The old syntax has the opacity as a fourth number.
  if (!called || given.length < 3 || given.length > 4) return null;
  const [x, y, z] = called.full.map((full, at) => readNumber(given[at]!, full));
  return [x, y, z].some((each) => each === null) ? null : toHex(called.toRgb(x!, y!, z!));
}

function readNumber(text: string, full: number): number | null {
  if (text === 'none') return 0;
  const [, digits, unit] = NUMBER.exec(text) ?? [];
  if (digits === undefined || (unit && (unit === '%') !== full > 0)) return null;
  const number = Number(digits);
  return unit === '%' ? (number / 100) * full : unit ? number * TURN[unit as keyof typeof TURN] : number;
}
