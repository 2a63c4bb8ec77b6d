/** Pictures as PNG, painted by the optional package `@resvg/resvg-js`. */
import { VibedasherError } from '../public-client/errors.ts';

/** A color for light pages and one for dark pages. A file takes the light one. */
const LIGHT_DARK = /light-dark\(([^,()]*(?:\([^()]*\))?),[^()]*(?:\([^()]*\))?\)/g;
/** Most pixels along a side that common programs paint. */
const MAX_SIDE = 16_384;

/** Whether the package is installed. */
export const canPaint = (): Promise<boolean> =>
  loadResvg().then(
    () => true,
    () => false,
  );

/**
 * Paints an SVG of `writeSvg` on a white background. `width` is the width of the picture in CSS px, `scale` the number of
 * pixels for each; the height follows. `font` is a system font for texts whose own font is missing. Rejects with an error
 * of kind `config` if the package is not installed or the size cannot be painted, and of kind `render` if the SVG cannot
 * be read.
 */
export async function svgToPng(svg: string, width: number, scale = 1, font = 'Arial'): Promise<Uint8Array> {
  const pixels = Math.round(width * scale);
  if (!(pixels >= 1 && pixels <= MAX_SIDE)) {
    throw new VibedasherError('config', `A PNG of ${pixels} px: use a width of 1 to ${MAX_SIDE} px`);
  }
  const { Resvg } = await loadResvg();
  try {
    const picture = new Resvg(svg.replace(LIGHT_DARK, '$1'), {
      background: '#fff',
      fitTo: { mode: 'width', value: pixels },
      font: { loadSystemFonts: true, defaultFontFamily: font },
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
