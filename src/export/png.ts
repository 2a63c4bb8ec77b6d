/** A chart as a picture of its own, in PNG: all of it painted, so that a page's policy has no say in it. */
import { VibedasherError } from '../public-client/errors.ts';
import type { FileMetadata, Sheet } from './types.ts';

/** What all engines paint: pixels along a side, and in all. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 2 ** 26;

/** The scale that a picture can have at most, of the one that is wanted. Throws an error of kind `config` for none. */
export function limitScale({ width, height }: Pick<Sheet, 'width' | 'height'>, wanted: number): number {
  if (!(wanted > 0)) throw new VibedasherError('config', `scale: ${wanted}: use a number above 0`);
  return Math.min(wanted, MAX_SIDE / Math.max(width, height), Math.sqrt(MAX_PIXELS / (width * height)));
}

/**
 * Rejects with an error of kind `render` where the chart has an image that its host does not give away, or is too
 * large.
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
  const { title, description, source, url, notes, choices, asOf, retrievedAt } = metadata;
  return withTexts(await encode(canvas), {
    Title: title,
    Description: description,
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
    // Each runs in the direction of its own first letter, and begins where the sheet does.
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

/* Text inside of PNG files, as chunks of type `iTXt` (PNG 1.2, section 4.2.3.3). */

/** The signature and the chunk `IHDR`, which is always the first. */
const HEAD = 33;

/** The same picture with texts by keyword (Latin, at most 79 characters, e.g. `Title`, `Source`) after its head. */
function withTexts(png: Blob, texts: Readonly<Record<string, string | null>>): Blob {
  const chunks = Object.entries(texts).flatMap(([keyword, text]) => (text ? [textChunk(keyword, text)] : []));
  return new Blob([png.slice(0, HEAD), ...chunks, png.slice(HEAD)], { type: png.type });
}

function textChunk(keyword: string, text: string): Uint8Array<ArrayBuffer> {
  // Not compressed, no language, no translated keyword.
  const body = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text.replaceAll('\0', '')}`);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(body.length + 4, checksum(body));
  return chunk;
}

/** CRC-32 as in PNG and ZIP. */
function checksum(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
