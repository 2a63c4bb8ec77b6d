/** Red, green and blue of `#rrggbb`, 0…255. */
const channels = (hex: string): readonly [number, number, number] => {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

/** `#rrggbb` of red, green and blue; what lies outside 0…255 is clipped. */
export const toHex = (rgb: readonly number[]): string =>
  `#${rgb
    .map((channel) => Math.round(Math.min(255, Math.max(0, channel))))
    .map((channel) => channel.toString(16).padStart(2, '0'))
    .join('')}`;

/** The colour a part of the way (0…1) from one `#rrggbb` to another. */
export function mix(from: string, to: string, part: number): string {
  const end = channels(to);
  return toHex(channels(from).map((channel, place) => channel + ((end[place] ?? 0) - channel) * part));
}

/** How far apart two `#rrggbb` look, with green weighing more than red, and red more than blue. */
export function distance(one: string, other: string): number {
  const [red, green, blue] = channels(one);
  const [r, g, b] = channels(other);
  return Math.hypot(1.5 * (red - r), 2 * (green - g), blue - b);
}

/** Relative luminance of `#rrggbb` as WCAG defines it: 0 black, 1 white. */
export function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex)
    .map((channel) => channel / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
