/** A colour in OKLab: lightness 0…1, green–red, blue–yellow. Equal distances look about equally far apart. */
export type Lab = readonly [lightness: number, a: number, b: number];

const toLinear = (channel: number): number =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
const fromLinear = (channel: number): number =>
  channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055;

type Matrix = readonly [Lab, Lab, Lab];

const times = (matrix: Matrix, [x, y, z]: Lab): Lab => {
  const [p, q, r] = matrix.map(([a, b, c]) => a * x + b * y + c * z);
  return [p ?? 0, q ?? 0, r ?? 0];
};

// Björn Ottosson, "A perceptual color space for image processing" (2020).
const RGB_TO_LMS: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LMS_TO_LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const LAB_TO_LMS: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const LMS_TO_RGB: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

const map = ([x, y, z]: Lab, change: (channel: number) => number): Lab => [change(x), change(y), change(z)];

/** OKLab of `#rrggbb`. */
export function toLab(hex: string): Lab {
  const channel = (at: number): number => toLinear(parseInt(hex.slice(at, at + 2), 16) / 255);
  return times(LMS_TO_LAB, map(times(RGB_TO_LMS, [channel(1), channel(3), channel(5)]), Math.cbrt));
}

/** `#rrggbb` of an OKLab colour; what sRGB lacks is clipped. */
export function toHex(lab: Lab): string {
  const rgb = times(
    LMS_TO_RGB,
    map(times(LAB_TO_LMS, lab), (channel) => channel ** 3),
  );
  return `#${rgb
    .map((channel) => Math.round(255 * fromLinear(Math.min(1, Math.max(0, channel)))))
    .map((channel) => channel.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** The colour a part of the way (0…1) from one `#rrggbb` to another. */
export function mix(from: string, to: string, part: number): string {
  const [l, a, b] = toLab(from);
  const [m, c, d] = toLab(to);
  return toHex([l + (m - l) * part, a + (c - a) * part, b + (d - b) * part]);
}

/** How far apart two `#rrggbb` look, 0…about 1. */
export function distance(one: string, other: string): number {
  const [l, a, b] = toLab(one);
  const [m, c, d] = toLab(other);
  return Math.hypot(m - l, c - a, d - b);
}
