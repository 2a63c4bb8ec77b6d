/** Matches a `data:` URL. The groups are its header and its data. */
export const DATA = /^data:([^,]*),([^]*)$/i;
/** Formats whose pixels image-size.ts counts. SVG is excluded, because nested SVG images can block the page. */
const RASTER = /^image\/(?:png|jpeg|gif|webp)$/;

/** Returns the normalized `data:` URL of a raster image, or `null` for everything else. */
export function rasterImage(url: unknown): string | null {
  const [, header = '', body] = (typeof url === 'string' && DATA.exec(url)) || [];
  const [type = '', ...parameters] = header
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (body === undefined || !RASTER.test(type)) return null;
  return `data:${type}${parameters.at(-1) === 'base64' ? ';base64' : ''},${body}`;
}
