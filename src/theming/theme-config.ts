import type { VegaLiteConfig } from '../vega/types.ts';
import { findTheme } from './themes.ts';
import type { Tokens } from './types.ts';
import { vegaConfig } from './vega-config.ts';

const configs = new Map<string, VegaLiteConfig>();

/** The Vega-Lite config of a theme, the same object for the same tokens; `null` for `theme="none"`. */
export function themeConfig(theme: string, tokens: Tokens): VegaLiteConfig | null {
  if (theme === 'none') return null;
  const own = findTheme(theme)?.config;
  const key = JSON.stringify([own, tokens]);
  const config = configs.get(key) ?? { ...vegaConfig(tokens), ...own };
  configs.set(key, config);
  return config;
}
