import { withColors, type ColorOptions } from '../charts/emphasis/colors.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import type { Tokens } from '../theming/tokens.ts';
import { categoryColors, shadesOf } from '../theming/vega-config.ts';
import { MARK_CONTRAST, readableColor } from './contrast.ts';
import { cssColor } from './css-color.ts';

/** Applies the `colors` attribute, as written, to a spec. `tokens` is `null` under `theme="none"`. */
export function withReadableColors(
  spec: VegaLiteSpec,
  written: string,
  tokens: Pick<Tokens, 'palette' | 'muted' | 'background'> | null,
  options: Pick<ColorOptions, 'data' | 'warn'>,
): VegaLiteSpec {
  if (!written.trim()) return spec;
  const { background } = tokens ?? { background: '#ffffff' };
  const readColor: ColorOptions['readColor'] = (text) => {
    const exact = cssColor(text);
    return exact === null
      ? null
      : { exact, readable: readableColor(exact, background, MARK_CONTRAST) ?? exact };
  };
  return withColors(spec, written, {
    ...options,
    palette: tokens && categoryColors(tokens),
    readColor,
    shadesOf: (color) => shadesOf(color, background),
  });
}
