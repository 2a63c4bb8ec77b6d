import type { VegaLiteConfig } from '../spec/types.ts';
import type { ColorScheme, TokenOverrides } from './tokens.ts';

/** A look that pages ask for by name: `theme="NAME"`. */
export interface Theme {
  /** The scheme it belongs to; without it the page's is followed. */
  readonly scheme?: ColorScheme | undefined;
  /** Values under the page's own custom properties. */
  readonly tokens?: TokenOverrides | undefined;
  /** Vega-Lite config over the one that the tokens give. */
  readonly config?: VegaLiteConfig | undefined;
}

/** The words that `theme` knows by itself. */
export const BUILT_IN_THEMES: readonly string[] = ['auto', 'light', 'dark', 'none'];

const themes = new Map<string, Theme>();

/** Makes a theme known by its name, for all charts of the page. The built-in names cannot be taken. */
export function defineTheme(name: string, theme: Theme): void {
  if (!name || BUILT_IN_THEMES.includes(name)) throw new TypeError(`A theme cannot be named "${name}"`);
  themes.set(name, theme);
}

/** The theme of that name, if there is one. */
export const findTheme = (name: string): Theme | undefined => themes.get(name);
