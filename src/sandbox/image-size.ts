/*
 * Reads the decoded size of an image from its bytes. Ignores the media type, as browsers do. Refuses bytes in an unknown
 * format.
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
    const pixels = pixelsIn(new DataView(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)).buffer));
    return pixels > 0 ? { url: `${header};base64,${coded}`, pixels } : null;
  } catch {
    // The data is truncated or corrupt.
    return null;
  }
}

function pixelsIn(view: DataView): number {
  if (isAt(view, 4, 'ftyp')) return avifPixels(view);
  const { width, height, frames } = imageSize(view);
  return width * height * frames;
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

/* AVIF: boxes with properties and locations of items (ISO/IEC 14496-12, 23008-12), and items in AV1 (sections 5.3, 5.5). */

interface Box {
  readonly type: string;
  /** Offsets of the contents. */
  readonly start: number;
  readonly end: number;
}

function readBoxes(view: DataView, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let place = start; place + 8 <= end;) {
    const size = view.getUint32(place) || end - place;
    // This also refuses boxes with a 64-bit size (marked by 1), which no image needs.
    if (size < 8 || place + size > end) throw new RangeError();
    boxes.push({ type: textAt(view, place + 4), start: place + 8, end: place + size });
    place += size;
  }
  return boxes;
}

function avifPixels(view: DataView): number {
  const boxes = readBoxes(view, 0, view.byteLength);
  const within = ({ start, end }: Box, ...types: readonly string[]): Box[] => {
    const [type, ...others] = types;
    const found = readBoxes(view, start, end).filter((box) => box.type === type);
    return others.length ? found.flatMap((box) => within(box, ...others)) : found;
  };
  // Movies have a `moov` box.
  const [meta, another] = boxes.filter(({ type }) => type === 'meta' || type === 'moov');
  if (!meta || another || meta.type !== 'meta') return 0;
  const full = { ...meta, start: meta.start + 4 };
  const shown = within(full, 'iprp', 'ipco', 'ispe').map(
    ({ start }) => view.getUint32(start + 4) * view.getUint32(start + 8),
  );
  const items = within(full, 'iloc').flatMap((box) => readItems(view, box, within(full, 'idat')[0]?.start));
  const types = new Map(
    within(full, 'iinf').flatMap(({ start, end }) => {
      const entries = readBoxes(view, start + (view.getUint8(start) ? 8 : 6), end);
      return entries.map((entry) => itemType(view, entry));
    }),
  );
  const pictures = items.filter(({ id }) => types.get(id) === 'av01');
  let left = view.byteLength;
  const decoded = pictures.map(({ parts }) => {
    const bytes = itemBytes(view, parts, left);
    left -= bytes.byteLength;
    return obuPixels(bytes);
  });
  // If one item is unreadable, the total is unknown.
  if (decoded.length === 0 || !decoded.every((pixels) => pixels > 0)) return 0;
  return Math.max(
    ...shown,
    decoded.reduce((sum, pixels) => sum + pixels),
  );
}

function itemType(view: DataView, { start }: Box): readonly [id: number, type: string] {
  return view.getUint8(start) < 3
    ? [view.getUint16(start + 4), textAt(view, start + 8)]
    : [view.getUint32(start + 4), textAt(view, start + 10)];
}

/** Maximum total number of items and extents of an image. */
const MAX_PARTS = 1000;

type Part = readonly [start: number, length: number];

interface ItemPlace {
  readonly id: number;
  readonly parts: readonly Part[];
}

function readItems(view: DataView, { start }: Box, data = 0): ItemPlace[] {
  const version = view.getUint8(start);
  let place = start + 6;
  const readBytes = (bytes: number): number => {
    let number = 0;
    for (const end = place + bytes; place < end; place += 1) number = number * 256 + view.getUint8(place);
    return number;
  };
  const [sizes, others] = [view.getUint8(start + 4), view.getUint8(start + 5)];
  const count = readBytes(version < 2 ? 2 : 4);
  const items: ItemPlace[] = [];
  let all = 0;
  for (let index = 0; index < count; index += 1) {
    const id = readBytes(version < 2 ? 2 : 4);
    const method = version ? readBytes(2) & 15 : 0;
    readBytes(2);
    const base = readBytes(others >> 4) + (method === 1 ? data : 0);
    const length = readBytes(2);
    if ((all += 1 + length) > MAX_PARTS) throw new RangeError();
    const parts = Array.from({ length }, (): Part => {
      if (version) readBytes(others & 15);
      const from = base + readBytes(sizes >> 4);
      return [from, readBytes(sizes & 15)];
    });
    items.push({ id, parts });
  }
  return items;
}

/** Concatenates the extents of an item. Throws for more than `most` bytes, so that extents cannot repeat the file. */
function itemBytes(view: DataView, parts: readonly Part[], most: number): DataView {
  const bytes: number[] = [];
  for (const [start, length] of parts) {
    // Length 0 means: to the end of the file.
    const part = new Uint8Array(view.buffer, start, length || view.byteLength - start);
    if (bytes.length + part.length > most) throw new RangeError();
    for (const byte of part) bytes.push(byte);
  }
  return new DataView(Uint8Array.from(bytes).buffer);
}

const SEQUENCE_HEADER = 1;
const FRAME_HEADER = 3;
const FRAME = 6;

/** Counts the pixels of an AV1 item: its largest size times its frames. */
function obuPixels(view: DataView): number {
  let [largest, frames] = [0, 0];
  for (let place = 0; place < view.byteLength;) {
    const header = view.getUint8(place);
    const type = (header >> 3) & 15;
    place += header & 4 ? 2 : 1;
    let size = view.byteLength - place;
    if (header & 2) {
      size = 0;
      for (let shift = 0; ; shift += 7, place += 1) {
        size += (view.getUint8(place) & 0x7f) * 2 ** shift;
        if (view.getUint8(place) < 0x80) break;
      }
      place += 1;
    }
    if (type === SEQUENCE_HEADER) largest = Math.max(largest, sequencePixels(view, place));
    if (type === FRAME_HEADER || type === FRAME) frames += 1;
    place += size;
  }
  return largest * Math.max(1, frames);
}

function sequencePixels(view: DataView, start: number): number {
  let place = start * 8;
  const take = (bits: number): number => {
    let number = 0;
    for (const end = place + bits; place < end; place += 1) {
      number = number * 2 + ((view.getUint8(place >> 3) >> (7 - (place & 7))) & 1);
    }
    return number;
  };
  // Profile and the flag for still pictures.
  take(4);
  if (take(1)) take(5);
  else {
    // Only movies have timing information.
    if (take(1)) return Infinity;
    const hasDelay = take(1);
    for (let points = take(5); points >= 0; points -= 1) {
      take(12);
      if (take(5) > 7) take(1);
      if (hasDelay && take(1)) take(4);
    }
  }
  const [widthBits, heightBits] = [take(4) + 1, take(4) + 1];
  return (take(widthBits) + 1) * (take(heightBits) + 1);
}
