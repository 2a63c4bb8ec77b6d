/** Exports a chart as PNG. Paints with canvas calls only, so no content security policy blocks it. */
import { VibedasherError } from '../public-client/errors.ts';
import type { FileMetadata, Sheet } from './types.ts';

/** Limits of a canvas that all browser engines support, in pixels. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 2 ** 26;

/**
 * Reduces a scale (image pixels per CSS px) to what browsers can paint. Throws an error of kind `config` unless the
 * scale is above 0.
 */
export function limitScale({ width, height }: Pick<Sheet, 'width' | 'height'>, wanted: number): number {
  if (!(wanted > 0)) throw new VibedasherError('config', `scale: ${wanted}: use a number above 0`);
  return Math.min(wanted, MAX_SIDE / Math.max(width, height), Math.sqrt(MAX_PIXELS / (width * height)));
}

/**
 * Paints a sheet and encodes it as PNG, with the metadata in `iTXt` chunks. Rejects with an error of kind `render` if
 * the chart has an image without CORS permission, or if the browser lacks memory.
 *
 * @param chart The chart, painted at `scale`; `null` if the sheet shows text only
 */
export async function writePng(
  sheet: Sheet,
  chart: HTMLCanvasElement | null,
  scale: number,
  metadata: FileMetadata,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(sheet.width * scale);
  canvas.height = Math.floor(sheet.height * scale);
  const context = canvas.getContext('2d');
  if (context) paint(context, sheet, chart, scale);
  const { title, description, byline, source, url, notes, choices, asOf, retrievedAt } = metadata;
  return withTexts(await encode(canvas), {
    Title: title,
    Description: description,
    Author: byline,
    Source: [source, url].filter(Boolean).join(', '),
    Notes: notes,
    Comment: choices.join('; '),
    'Creation Time': retrievedAt.toISOString(),
    Date: (asOf ?? retrievedAt).toISOString(),
  });
}

function paint(
  context: CanvasRenderingContext2D,
  { background, font, direction, texts, chart: place }: Sheet,
  chart: HTMLCanvasElement | null,
  scale: number,
): void {
  context.fillStyle = background;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  if (chart && place) context.drawImage(chart, Math.round(place.x * scale), Math.round(place.y * scale));
  context.scale(scale, scale);
  context.direction = direction;
  for (const { text, x, y, size, weight, color } of texts) {
    context.font = `${weight} ${size}px ${font}`;
    context.fillStyle = color;
    // The isolates let the first strong letter set the direction of each text, while the sheet's direction aligns it.
    context.fillText(`\u2068${text}\u2069`, x, y);
  }
}

function encode(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const fail = (message: string, cause?: unknown): void =>
      reject(new VibedasherError('render', message, { cause }));
    try {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else fail('The browser has no memory for a picture of that size');
      }, 'image/png');
    } catch (cause) {
      fail('The chart shows an image that its host does not give away', cause);
    }
  });
}

/** Bytes of the signature and the chunk `IHDR`, which always comes first. */
const HEAD = 33;

/**
 * Adds texts to a PNG file as `iTXt` chunks (PNG 1.2, section 4.2.3.3). Keywords are Latin-1, at most 79 characters,
 * such as `Title`.
 */
function withTexts(png: Blob, texts: Readonly<Record<string, string | null>>): Blob {
  const chunks = Object.entries(texts).flatMap(([keyword, text]) => (text ? [textChunk(keyword, text)] : []));
  return new Blob([png.slice(0, HEAD), ...chunks, png.slice(HEAD)], { type: png.type });
}

function textChunk(keyword: string, text: string): Uint8Array<ArrayBuffer> {
  // The null bytes mean: not compressed, no language tag, no translated keyword.
  const body = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text.replaceAll('\0', '')}`);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(body.length + 4, checksum(body));
  return chunk;
}

/** Computes a CRC-32 as PNG defines it. */
function checksum(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
