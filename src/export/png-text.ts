/** Text inside of PNG files, as chunks of type `iTXt` (PNG 1.2, section 4.2.3.3). */

/** The signature and the chunk `IHDR`, which is always the first. */
const HEAD = 33;

/** The same picture with texts by keyword (Latin, at most 79 characters, e.g. `Title`, `Source`) after its head. */
export function withTexts(png: Blob, texts: Readonly<Record<string, string | null>>): Blob {
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
