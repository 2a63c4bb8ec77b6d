/** Converts pictures to PNG with the optional package `@resvg/resvg-js`. */
import { VibedasherError } from '../../src/public-client/errors.ts';

/** Matches `light-dark(…)`, of which a PNG shows the light color. */
const LIGHT_DARK = /light-dark\(([^,()]*(?:\([^()]*\))?),[^()]*(?:\([^()]*\))?\)/g;
/** Maximum width in pixels that common programs support. */
const MAX_SIDE = 16_384;

/** Resolves with whether the package is installed. */
export const canPaint = (): Promise<boolean> =>
  loadResvg().then(
    () => true,
    () => false,
  );

/**
 * Renders an SVG from `writeSvg` on a white background. `width` is the width of the picture in CSS px, `scale` the
 * number of pixels per CSS px; the height follows from the SVG.
 *
 * Rejects with an error of kind `config` if the package is not installed or the size is not supported, and of kind
 * `render` if the SVG is invalid.
 */
export async function svgToPng(svg: string, width: number, scale: number): Promise<Uint8Array> {
  const pixels = Math.round(width * scale);
  if (!(pixels >= 1 && pixels <= MAX_SIDE)) {
    throw new VibedasherError('config', `A PNG of ${pixels} px: use a width of 1 to ${MAX_SIDE} px`);
  }
  const { Resvg } = await loadResvg();
  try {
    const picture = new Resvg(svg.replace(LIGHT_DARK, '$1'), {
      background: '#fff',
      fitTo: { mode: 'width', value: pixels },
      // For texts whose font is missing.
      font: { loadSystemFonts: true, defaultFontFamily: 'Arial' },
    });
    return picture.render().asPng();
  } catch (cause) {
    throw new VibedasherError('render', 'The picture could not be painted as PNG', { cause });
  }
}

async function loadResvg(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return await import('@resvg/resvg-js');
  } catch (cause) {
    const message = 'A PNG needs a package that is not installed: npm install --save-dev @resvg/resvg-js';
    throw new VibedasherError('config', message, { cause });
  }
}
