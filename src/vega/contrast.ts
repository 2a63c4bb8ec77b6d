/** Colors with enough contrast. */
import { color as parseColor } from 'd3-color';
import type { VegaSpec } from '../spec/types.ts';
import { contrast, luminance, mix } from '../theming/tokens.ts';

/** The contrast that WCAG requires of marks and of text. */
export const MARK_CONTRAST = 3;
export const TEXT_CONTRAST = 4.5;
/** Backgrounds with a lower luminance are dark: white has more contrast with them than black. */
const DARK = 0.18;
const STEPS = 50;

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

/** Returns the background of a chart as `#rrggbb`: that of the spec, or else that of the theme. */
export function groundOf({ background }: VegaSpec, usual = '#ffffff'): string {
  const rgb = typeof background === 'string' ? parseColor(background)?.rgb() : null;
  return rgb?.opacity === 1 ? rgb.formatHex() : usual;
}
