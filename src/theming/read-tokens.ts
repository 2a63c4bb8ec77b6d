import { ancestors } from '../internal/ancestors.ts';
import {
  createTokens,
  luminance,
  toHex,
  type ColorScheme,
  type TokenOverrides,
  type Tokens,
} from './tokens.ts';
import { findTheme } from './themes.ts';

/** The attributes of an element and its {@link ancestors} that settle its scheme: watch them to follow the page. */
export const SCHEME_ATTRIBUTES: readonly string[] = ['data-theme', 'data-bs-theme', 'class', 'style'];

/**
 * The tokens for one element: its scheme, the page's font and text size, a named theme, and over them the
 * `--vibedasher-*` custom properties. Reads computed style, changes nothing.
 */
export function readTokens(element: HTMLElement, theme: string): Tokens {
  const named = findTheme(theme);
  const scheme = theme === 'light' || theme === 'dark' ? theme : (named?.scheme ?? readScheme(element));
  return createTokens(scheme, { ...named?.tokens, ...readOverrides(element, named?.tokens?.palette) });
}

/** The scheme that the page around an element has: see `theme="auto"`. */
export function readScheme(element: Element): ColorScheme {
  return schemeByMark(element) ?? schemeByStyle(element) ?? schemeByBackground(element) ?? 'light';
}

const isScheme = (word: string | null): word is ColorScheme => word === 'light' || word === 'dark';

function schemeByMark(element: Element): ColorScheme | null {
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

function schemeByStyle(element: Element): ColorScheme | null {
  const words = getComputedStyle(element).colorScheme.split(' ');
  if (words.includes('dark') && words.includes('light')) {
    // A page whose root knows no dark has a white canvas, whatever stands on it.
    const { colorScheme } = getComputedStyle(document.documentElement);
    const canDark = colorScheme.includes('dark') || schemeByBackground(element) === 'dark';
    return canDark && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  return words.find(isScheme) ?? null;
}

function schemeByBackground(element: Element): ColorScheme | null {
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
    // A list of fonts may go over several lines in a style sheet.
    font: (property('font') || style.fontFamily).replace(/\s+/g, ' '),
    fontSize: parseFloat(style.fontSize),
    text: color('color-text'),
    muted: color('color-muted'),
    grid: color('color-grid'),
    background: color('color-background'),
    accent: color('color-accent'),
    palette: Array.from({ length: 8 }, (_, place) => color(`palette-${place + 1}`) ?? palette[place]),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Any CSS color as `#rrggbb`: the browser is asked, as only it knows `var()`, `oklch()` and `currentcolor`. */
function resolveColor(element: HTMLElement, value: string): string | undefined {
  const probe = document.createElement('span');
  probe.hidden = true;
  // Mixing a color with itself in sRGB has one serialisation, whatever the color was written in.
  probe.style.color = `color-mix(in srgb, ${value}, ${value})`;
  if (!probe.style.color) return parseColor(value)?.hex;
  (element.shadowRoot ?? element).append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  return parseColor(computed)?.hex;
}

/** `#rrggbb`, `rgb()`, `rgba()` and `color(srgb …)`: colors as browsers write them once they are computed. */
export function parseColor(css: string): { readonly hex: string; readonly alpha: number } | null {
  if (/^#[\da-f]{6}$/i.test(css)) return { hex: css.toLowerCase(), alpha: 1 };
  const [, form, list = ''] = /^(rgba?|color)\((?:srgb )?([^()]+)\)$/.exec(css) ?? [];
  const parts = (list.match(/[-\d.e]+/g) ?? []).map(Number);
  if (parts.length < 3) return null;
  const scale = form === 'color' ? 255 : 1;
  return { hex: toHex(parts.slice(0, 3).map((part) => part * scale)), alpha: parts[3] ?? 1 };
}
