export type ColorScheme = 'light' | 'dark';

/** Everything that a theme sets, resolved for one element. Colors are CSS colors. */
export interface Tokens {
  readonly scheme: ColorScheme;
  readonly font: string;
  /** Text size of the page around, in px. */
  readonly fontSize: number;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  /** The ground to paint under exports; the live chart is transparent. */
  readonly background: string;
  readonly accent: string;
  /** Eight categorical colors; the first is the accent. */
  readonly palette: readonly string[];
}

/** What a page or a named theme sets. Colors are `#rrggbb`; what is left out follows the scheme. */
export interface TokenOverrides {
  readonly font?: string | undefined;
  /** Text size of the page around, in px. */
  readonly fontSize?: number | undefined;
  readonly text?: string | undefined;
  readonly muted?: string | undefined;
  readonly grid?: string | undefined;
  readonly background?: string | undefined;
  readonly accent?: string | undefined;
  /** By place, 0 for the first; places may be left out. */
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
 * The tokens of a scheme with a page's own values over them. Setting only the accent gives a palette that goes with it.
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

/**
 * The palette led by another accent: the color that looks most like it makes room, the tested order of the rest stays.
 */
function accentFirst(palette: readonly string[], accent: string | undefined): readonly string[] {
  if (accent === undefined) return palette;
  const distances = palette.map((color) => distance(color, accent));
  const nearest = distances.indexOf(Math.min(...distances));
  return [accent, ...palette.filter((_, place) => place !== nearest)];
}

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

/** The color a part of the way (0…1) from one `#rrggbb` to another. */
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
