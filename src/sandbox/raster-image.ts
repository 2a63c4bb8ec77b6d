/** The text before the first comma says what follows. */
export const DATA = /^data:([^,]*),([^]*)$/i;
/** Images of pixels. An SVG may nest itself until the page hangs. */
const RASTER = /^image\/(?:png|jpeg|gif|webp|avif)$/;

/** The `data:` URL of an image of pixels, as rewritten; `null` for everything else. */
export function rasterImage(url: unknown): string | null {
  const [, header = '', body] = (typeof url === 'string' && DATA.exec(url)) || [];
  const [type = '', ...parameters] = header
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (body === undefined || !RASTER.test(type)) return null;
  return `data:${type}${parameters.at(-1) === 'base64' ? ';base64' : ''},${body}`;
}
