import type { VegaLiteConfig } from '../vega/types.ts';
import { findTheme } from './themes.ts';
import type { Tokens } from './types.ts';
import { vegaConfig } from './vega-config.ts';

const configs = new Map<string, VegaLiteConfig>();

/** Legends wrap to the box; boxes of about one width share a config. */
const STEP = 40;

/**
 * The Vega-Lite config of a theme for a box of that width in px, and for maps; the same object for the same look; `null` for
 * `theme="none"`.
 */
export function themeConfig(
  theme: string,
  tokens: Tokens,
  width = 640,
  isMap = false,
): VegaLiteConfig | null {
  if (theme === 'none') return null;
  const own = findTheme(theme)?.config;
  const step = Math.floor(width / STEP) * STEP;
  const key = JSON.stringify([own, tokens, step, isMap]);
  const config = configs.get(key) ?? { ...vegaConfig(tokens, step, isMap), ...own };
  configs.set(key, config);
  return config;
}
