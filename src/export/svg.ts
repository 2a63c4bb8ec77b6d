import { COLOR_FUNCTION } from '../internal/css.ts';
import { escapeHtml } from '../internal/html.ts';
import type { FileMetadata, Sheet } from './types.ts';

/** Characters that XML does not allow, not even escaped. */
const INVALID_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const PAINT = /\b(fill|stroke|cursor|filter|mask|clip-path|style)="([^"<>]*)"/gi;
/** Values that fetch nothing: keywords, colors, and references within the file (`url(#…)`). */
const SAFE = new RegExp(`^(?:[^()\\\\]*|url\\(#[\\w-]+\\)|${COLOR_FUNCTION})$`, 'i');
const GENERIC = /\b(?:serif|sans-serif|monospace|system-ui|ui-[a-z-]+)\s*$/i;

/** Reads the size in px from the root element of Vega's SVG. */
export function svgSize(svg: string): { readonly width: number; readonly height: number } {
  const [, root = ''] = /^<svg\b([^>]*)>/.exec(svg) ?? [];
  const length = (name: string): number => Number(new RegExp(`\\s${name}="([\\d.]+)"`).exec(root)?.[1] ?? 0);
  return { width: length('width'), height: length('height') };
}

/**
 * Writes a self-contained SVG file: background, heading, chart and footing, with a title and description for screen
 * readers, and Dublin Core metadata.
 *
 * @param chart Vega's SVG, or `''` if the chart is a text
 */
export function writeSvg(sheet: Sheet, chart: string, metadata: FileMetadata, description: string): Blob {
  const { width, height, background, font, direction, texts } = sheet;
  const lines = texts.map(
    ({ text, x, y, size, weight, color }) =>
      `<text unicode-bidi="plaintext" x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${escapeHtml(color)}">${escapeHtml(text)}</text>`,
  );
  const { x = 0, y = 0 } = sheet.chart ?? {};
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeHtml(metadata.title)}</title>`,
    `<desc>${escapeHtml(description)}</desc>`,
    metadataElement(metadata),
    `<rect width="100%" height="100%" fill="${escapeHtml(background)}"/>`,
    `<g font-family="${escapeHtml(withGeneric(font))}" direction="${direction}">`,
    ...lines,
    '</g>',
    chart
      .replace(/^<svg\b/, `<svg x="${x}" y="${y}"`)
      // The first strong letter of each text sets its direction.
      .replace(/<text\b/g, '<text unicode-bidi="plaintext"')
      .replace(PAINT, (paint, name: string, value: string) => (SAFE.test(value) ? paint : `${name}="none"`))
      .replace(/(?<=\sfont-family=")[^"<>]*(?=")/g, withGeneric),
    '</svg>\n',
  ].join('\n');
  return new Blob([text.replace(INVALID_IN_XML, '\ufffd')], { type: 'image/svg+xml' });
}

/** Adds a generic fallback to a font family. */
const withGeneric = (font: string): string => (GENERIC.test(font) ? font : `${font}, sans-serif`);

function metadataElement(about: FileMetadata): string {
  const elements: readonly (readonly [string, string | null | undefined])[] = [
    ['title', about.title],
    ['description', about.description],
    ['description', about.notes],
    ['creator', about.byline],
    ['source', about.source],
    ['identifier', about.url],
    ['coverage', about.choices.join('; ')],
    ['date', (about.asOf ?? about.retrievedAt).toISOString()],
  ];
  const lines = elements.map(([name, text]) => (text ? `<dc:${name}>${escapeHtml(text)}</dc:${name}>` : ''));
  return `<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">${lines.join('')}</metadata>`;
}
