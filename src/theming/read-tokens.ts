import { withoutUndefined } from '../internal/json.ts';
import { ancestors } from '../internal/elements.ts';
import {
  createTokens,
  luminance,
  toHex,
  type ColorScheme,
  type TokenOverrides,
  type Tokens,
} from './tokens.ts';
import { findTheme } from './themes.ts';

/** The attributes that determine an element's color scheme, on the element and its {@link ancestors}. */
export const SCHEME_ATTRIBUTES: readonly string[] = ['data-theme', 'data-bs-theme', 'class', 'style'];

/**
 * Reads the tokens for one element from its computed style: color scheme, font and text size of the page, a named
 * theme, and the `--vibedasher-*` custom properties, which override the theme.
 */
export function readTokens(element: HTMLElement, theme: string): Tokens {
  const named = findTheme(theme);
  // The reader's colors take precedence over those of the page and of the theme.
  if (hasForcedColors()) {
    const { font, fontSize } = readOverrides(element);
    // A canvas has no style sheet that sets the reader's colors.
    const text = resolveColor(element, 'CanvasText');
    return createTokens(readScheme(element), { font, fontSize, text, muted: text });
  }
  const scheme = theme === 'light' || theme === 'dark' ? theme : (named?.scheme ?? readScheme(element));
  return createTokens(scheme, { ...named?.tokens, ...readOverrides(element, named?.tokens?.palette) });
}

export const FORCED_COLORS = '(forced-colors: active)';
/** Returns whether the reader's colors replace those of the page. */
export const hasForcedColors = (): boolean => matchMedia(FORCED_COLORS).matches;

/** Returns the color scheme of the page around an element, as `theme="auto"` uses it. */
export function readScheme(element: Element): ColorScheme {
  // Forced colors ignore the scheme of the page, and set the preference.
  if (hasForcedColors()) return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  return (
    schemeFromAttributes(element) ?? schemeFromStyle(element) ?? schemeFromBackground(element) ?? 'light'
  );
}

const isScheme = (word: string | null): word is ColorScheme => word === 'light' || word === 'dark';

function schemeFromAttributes(element: Element): ColorScheme | null {
  for (const { classList, ...each } of ancestors(element).map((node) => ({
    classList: node.classList,
    theme: node.getAttribute('data-theme'),
    bootstrap: node.getAttribute('data-bs-theme'),
  }))) {
    if (isScheme(each.theme)) return each.theme;
    if (isScheme(each.bootstrap)) return each.bootstrap;
    if (classList.contains('dark')) return 'dark';
    if (classList.contains('light')) return 'light';
  }
  return null;
}

function schemeFromStyle(element: Element): ColorScheme | null {
  const words = schemesOf(element).split(' ');
  if (words.includes('dark') && words.includes('light')) {
    // If the root does not support dark mode, the canvas of the page is white.
    const canDark =
      schemesOf(document.documentElement).includes('dark') || schemeFromBackground(element) === 'dark';
    return canDark && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  return words.find(isScheme) ?? null;
}

/** Returns the color schemes that an element supports: without a style, those of the page's `<meta>`. */
function schemesOf(element: Element): string {
  const { colorScheme } = getComputedStyle(element);
  const page = document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]');
  return colorScheme === 'normal' && page ? page.content : colorScheme;
}

function schemeFromBackground(element: Element): ColorScheme | null {
  for (const each of ancestors(element)) {
    const color = parseColor(getComputedStyle(each).backgroundColor);
    if (color && color.alpha > 0.9) return luminance(color.hex) < 0.18 ? 'dark' : 'light';
  }
  return null;
}

function readOverrides(element: HTMLElement, palette: TokenOverrides['palette'] = []): TokenOverrides {
  const style = getComputedStyle(element);
  const property = (name: string): string => style.getPropertyValue(`--vibedasher-${name}`).trim();
  const color = (name: string): string | undefined => {
    const value = property(name);
    return value ? resolveColor(element, value) : undefined;
  };
  const found = {
    // A list of fonts may contain line breaks.
    font: (property('font') || style.fontFamily).replace(/\s+/g, ' '),
    fontSize: parseFloat(style.fontSize),
    text: color('color-text'),
    muted: color('color-muted'),
    grid: color('color-grid'),
    background: color('color-background'),
    accent: color('color-accent'),
    palette: Array.from({ length: 8 }, (_, place) => color(`palette-${place + 1}`) ?? palette[place]),
  };
  return withoutUndefined<unknown>(found);
}

/** Converts any CSS color to `#rrggbb`. The browser resolves `var()`, `oklch()` and `currentcolor`. */
function resolveColor(element: HTMLElement, value: string): string | undefined {
  const probe = document.createElement('span');
  probe.hidden = true;
  // A mix in sRGB is always serialized in the same format.
  probe.style.color = `color-mix(in srgb, ${value}, ${value})`;
  if (!probe.style.color) return parseColor(value)?.hex;
  (element.shadowRoot ?? element).append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  return parseColor(computed)?.hex;
}

/**
 * Parses a computed color: `#rrggbb`, `rgb()`, `rgba()` or `color(srgb …)`. `alpha` is 0 to 1. Returns `null` for any
 * other format.
 */
export function parseColor(css: string): { readonly hex: string; readonly alpha: number } | null {
  if (/^#[\da-f]{6}$/i.test(css)) return { hex: css.toLowerCase(), alpha: 1 };
  const [, form, list = ''] = /^(rgba?|color)\((?:srgb )?([^()]+)\)$/.exec(css) ?? [];
  const parts = (list.match(/[-\d.e]+/g) ?? []).map(Number);
  if (parts.length < 3) return null;
  const scale = form === 'color' ? 255 : 1;
  return { hex: toHex(parts.slice(0, 3).map((part) => part * scale)), alpha: parts[3] ?? 1 };
}
