import type { VegaLiteConfig } from '../spec/types.ts';
import type { ColorScheme, TokenOverrides } from './tokens.ts';

/** A theme that pages select by name: `theme="NAME"`. */
export interface Theme {
  /** The color scheme of the theme. Default: that of the page. */
  readonly scheme?: ColorScheme | undefined;
  /** Token values. The `--vibedasher-*` custom properties of the page override them. */
  readonly tokens?: TokenOverrides | undefined;
  /** Vega-Lite config. Overrides the properties that are derived from the tokens. */
  readonly config?: VegaLiteConfig | undefined;
}

/** The values of `theme` that need no definition. */
export const BUILT_IN_THEMES: readonly string[] = ['auto', 'light', 'dark', 'none'];

const themes = new Map<string, Theme>();

/**
 * Defines a theme for all charts of the page.
 * @throws TypeError if the name is empty or that of a built-in theme
 */
export function defineTheme(name: string, theme: Theme): void {
  if (!name || BUILT_IN_THEMES.includes(name)) throw new TypeError(`A theme cannot be named "${name}"`);
  themes.set(name, theme);
}

export const findTheme = (name: string): Theme | undefined => themes.get(name);
