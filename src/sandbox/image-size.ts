/*
 * Reads the decoded size of an image from its bytes. Ignores the media type, as browsers do. Refuses bytes in an unknown
 * format. AVIF is one: the size that it declares may differ from that of its AV1 data.
 */

/** Size in pixels. The frames of an animation and the passes of a progressive image count as frames. */
interface Size {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

/** Usual number of passes of a progressive JPEG. */
const USUAL_SCANS = 10;

interface Image {
  /** A `data:` URL, encoded again from the bytes that were read: the browser might read the original URL differently. */
  readonly url: string;
  /** Pixels that the browser decodes, in all frames. */
  readonly pixels: number;
}

/** Reads the image in a `data:` URL. Returns `null` if the format is unknown or the data is corrupt. */
export function readImage(url: string): Image | null {
  try {
    const comma = url.indexOf(',');
    const text = url
      .slice(comma + 1)
      .replace(/%([\da-f]{2})/gi, (_, code) => fromCode(parseInt(code as string, 16)));
    const [header = '', isCoded] = url.slice(0, comma).split(';');
    const bytes = isCoded ? atob(text) : text;
    const coded = btoa(bytes);
    const view = new DataView(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)).buffer);
    const { width, height, frames } = imageSize(view);
    const pixels = width * height * frames;
    return pixels > 0 ? { url: `${header};base64,${coded}`, pixels } : null;
  } catch {
    // The data is truncated or corrupt.
    return null;
  }
}

const fromCode = (code: number): string => String.fromCharCode(code);

function isAt(view: DataView, place: number, text: string): boolean {
  return [...text].every(
    (letter, index) =>
      place + index < view.byteLength && view.getUint8(place + index) === letter.charCodeAt(0),
  );
}

function textAt(view: DataView, place: number): string {
  return Array.from({ length: 4 }, (_, index) => fromCode(view.getUint8(place + index))).join('');
}

function imageSize(view: DataView): Size {
  if (isAt(view, 0, '\x89PNG\r\n\x1a\n')) return pngSize(view);
  if (isAt(view, 0, '\xff\xd8\xff')) return jpegSize(view);
  if (isAt(view, 0, 'GIF8')) return gifSize(view);
  if (isAt(view, 0, 'RIFF') && isAt(view, 8, 'WEBP')) return webpSize(view);
  return UNKNOWN;
}

const UNKNOWN: Size = { width: 0, height: 0, frames: 0 };

function pngSize(view: DataView): Size {
  if (!isAt(view, 12, 'IHDR')) return UNKNOWN;
  let frames = 0;
  for (let place = 8; place + 12 <= view.byteLength; place += 12 + view.getUint32(place)) {
    if (isAt(view, place + 4, 'fcTL')) frames += 1;
  }
  return { width: view.getUint32(16), height: view.getUint32(20), frames: Math.max(1, frames) };
}

function jpegSize(view: DataView): Size {
  let [width, height, scans] = [0, 0, 0];
  let place = 2;
  while (place + 4 <= view.byteLength) {
    const marker = view.getUint8(place + 1);
    // Skip the data of a scan between markers, markers without a length, and fill bytes (255).
    if (
      view.getUint8(place) !== 0xff ||
      marker < 2 ||
      marker === 0xff ||
      (marker >= 0xd0 && marker <= 0xd8)
    ) {
      place += 1;
      continue;
    }
    if (marker === 0xd9) break;
    if (marker === 0xda) scans += 1;
    // SOF markers start a frame.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      height = Math.max(height, view.getUint16(place + 5));
      width = Math.max(width, view.getUint16(place + 7));
    }
    place += 2 + view.getUint16(place + 2);
  }
  return { width, height, frames: Math.max(1, scans / USUAL_SCANS) };
}

function gifSize(view: DataView): Size {
  const tableSize = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const number = (place: number): number => view.getUint16(place, true);
  let [width, height, frames] = [number(6), number(8), 0];
  let place = 13 + tableSize(view.getUint8(10));
  // Anything but a block ends the image.
  while (place < view.byteLength && (isAt(view, place, ',') || isAt(view, place, '!'))) {
    if (isAt(view, place, ',')) {
      if (place + 10 > view.byteLength) break;
      frames += 1;
      width = Math.max(width, number(place + 1) + number(place + 5));
      height = Math.max(height, number(place + 3) + number(place + 7));
      place += 11 + tableSize(view.getUint8(place + 9));
    } else place += 2;
    while (place < view.byteLength && view.getUint8(place) > 0) place += 1 + view.getUint8(place);
    place += 1;
  }
  return { width, height, frames: Math.max(1, frames) };
}

function webpSize(view: DataView): Size {
  const number = (place: number): number => view.getUint16(place, true) + 65_536 * view.getUint8(place + 2);
  let [width, height, frames] = [0, 0, 0];
  let place = 12;
  const grow = (ownWidth: number, ownHeight: number): void => {
    width = Math.max(width, ownWidth);
    height = Math.max(height, ownHeight);
  };
  while (place + 18 <= view.byteLength) {
    const type = textAt(view, place);
    const size = view.getUint32(place + 4, true);
    const data = place + 8;
    if (type === 'VP8X') grow(number(data + 4) + 1, number(data + 7) + 1);
    if (type === 'VP8 ')
      grow(view.getUint16(data + 6, true) & 0x3fff, view.getUint16(data + 8, true) & 0x3fff);
    if (type === 'VP8L') {
      const bits = view.getUint32(data + 1, true);
      grow((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    if (type === 'ANMF') {
      frames += 1;
      grow(number(data + 6) + 1, number(data + 9) + 1);
    }
    place = data + size + (size % 2);
  }
  return { width, height, frames: Math.max(1, frames) };
}
