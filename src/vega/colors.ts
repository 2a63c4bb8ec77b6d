import { color as parseColor } from 'd3-color';
import { withColors, type ColorOptions } from '../charts/emphasis/colors.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { luminance, mix, type Tokens } from '../theming/tokens.ts';

/** Applies the `colors` attribute, as written, to a spec. `tokens` is `null` under `theme="none"`. */
export function withReadableColors(
  spec: VegaLiteSpec,
  written: string,
  tokens: Pick<Tokens, 'palette' | 'background'> | null,
  options: Pick<ColorOptions, 'data' | 'warn'>,
): VegaLiteSpec {
  if (!written.trim()) return spec;
  const { palette = null, background = '#ffffff' } = tokens ?? {};
  const readColor = (text: string): string | null => readableColor(text, background, MARK_CONTRAST);
  return withColors(spec, written, { ...options, palette, readColor });
}

/** The contrast that WCAG requires of marks. */
const MARK_CONTRAST = 3;
/** Backgrounds with a lower luminance are dark: white has more contrast with them than black. */
const DARK = 0.18;
const STEPS = 50;

const contrast = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

/**
 * Returns a CSS color as `#rrggbb`, darker or lighter if it has less contrast than `least` with the background, which is
 * `#rrggbb`. Ignores opacity. Returns `null` for a text that is no color.
 */
export function readableColor(text: string, background: string, least: number): string | null {
  const rgb = parseColor(text)?.rgb();
  if (!rgb || Number.isNaN(rgb.r)) return null;
  const color = rgb.clamp().formatHex();
  const ground = luminance(background);
  const end = ground < DARK ? '#ffffff' : '#000000';
  for (let step = 0; step < STEPS; step++) {
    const mixed = mix(color, end, step / STEPS);
    if (contrast(luminance(mixed), ground) >= least) return mixed;
  }
  return end;
}
