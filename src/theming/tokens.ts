export type ColorScheme = 'light' | 'dark';

/** The values of a theme, resolved for one element. Colors are `#rrggbb`. */
export interface Tokens {
  readonly scheme: ColorScheme;
  readonly font: string;
  /** Text size of the surrounding page, in px. */
  readonly fontSize: number;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  /** The background of exported pictures. The chart on the page is transparent. */
  readonly background: string;
  readonly accent: string;
  /** Eight categorical colors; the first is the accent. */
  readonly palette: readonly string[];
}

/** The values that a page or a named theme sets. Colors are `#rrggbb`. Missing values come from the color scheme. */
export interface TokenOverrides {
  readonly font?: string | undefined;
  /** Text size of the surrounding page, in px. */
  readonly fontSize?: number | undefined;
  readonly text?: string | undefined;
  readonly muted?: string | undefined;
  readonly grid?: string | undefined;
  readonly background?: string | undefined;
  readonly accent?: string | undefined;
  /** Colors by index. An `undefined` entry keeps the color of the scheme. */
  readonly palette?: readonly (string | undefined)[] | undefined;
}

type Colors = Pick<Tokens, 'text' | 'muted' | 'grid' | 'background' | 'palette'>;

const SCHEMES: Readonly<Record<ColorScheme, Colors>> = {
  light: {
    text: '#1b1f24',
    muted: '#5b6470',
    grid: '#e4e7eb',
    background: '#ffffff',
    palette: ['#2d6dc4', '#d86d16', '#00896d', '#7c2880', '#9c87c3', '#7b5300', '#b8566b', '#a20004'],
  },
  dark: {
    text: '#e8eaed',
    muted: '#a3abb6',
    grid: '#2c323b',
    background: '#16191f',
    palette: ['#59a4ff', '#c26e00', '#00a878', '#c34ec0', '#d2c9ff', '#fdba00', '#fd708b', '#ffc1a7'],
  },
};

/**
 * Creates the tokens of a color scheme with `overrides` applied. If only the accent is set, the palette is adapted to it.
 */
export function createTokens(scheme: ColorScheme, overrides: TokenOverrides = {}): Tokens {
  const base = SCHEMES[scheme];
  const { palette: own = [], accent = own[0] } = overrides;
  const palette = accentFirst(base.palette, accent).map((color, place) => own[place] ?? color);
  return {
    scheme,
    font: overrides.font || 'system-ui, sans-serif',
    fontSize: overrides.fontSize || 16,
    text: overrides.text ?? base.text,
    muted: overrides.muted ?? base.muted,
    grid: overrides.grid ?? base.grid,
    background: overrides.background ?? base.background,
    accent: accent ?? palette[0] ?? base.text,
    palette,
  };
}

/** Returns the size of labels in px. */
export const labelSize = ({ fontSize }: Pick<Tokens, 'fontSize'>): number =>
  Math.max(11, Math.round(fontSize * 0.75));

/** Returns the size of labels divided by the usual 12 px; 1 for smaller labels. */
export const textScale = (tokens: Tokens | null): number =>
  tokens ? Math.max(12, labelSize(tokens)) / 12 : 1;

/** Puts the accent first and removes the color closest to it. The rest keeps its order. */
function accentFirst(palette: readonly string[], accent: string | undefined): readonly string[] {
  if (accent === undefined) return palette;
  const distances = palette.map((color) => distance(color, accent));
  const nearest = distances.indexOf(Math.min(...distances));
  return [accent, ...palette.filter((_, place) => place !== nearest)];
}

/** Returns red, green and blue of `#rrggbb`, each 0 to 255. */
const channels = (hex: string): readonly [number, number, number] => {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

/** Formats red, green and blue as `#rrggbb`. Clamps each to 0 to 255. */
export const toHex = (rgb: readonly number[]): string =>
  `#${rgb
    .map((channel) => Math.round(Math.min(255, Math.max(0, channel))))
    .map((channel) => channel.toString(16).padStart(2, '0'))
    .join('')}`;

/** Interpolates between two `#rrggbb` colors; `part` is 0 to 1. */
export function mix(from: string, to: string, part: number): string {
  const end = channels(to);
  return toHex(channels(from).map((channel, place) => channel + ((end[place] ?? 0) - channel) * part));
}

/** Returns the perceived difference of two `#rrggbb` colors. Green has the most weight, then red, then blue. */
export function distance(one: string, other: string): number {
  const [red, green, blue] = channels(one);
  const [r, g, b] = channels(other);
  return Math.hypot(1.5 * (red - r), 2 * (green - g), blue - b);
}

/** Returns the relative luminance of `#rrggbb` as defined by WCAG: 0 is black, 1 is white. */
export function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex)
    .map((channel) => channel / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Returns the contrast of two luminances as defined by WCAG: from 1 to 21. */
export const contrast = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
