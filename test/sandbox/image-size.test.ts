import { expect } from 'chai';
import fc from 'fast-check';
import { readImage } from '../../src/sandbox/image-size.ts';
import { AVIF, IMAGES } from '../support/images.ts';

const PIXELS = 40 * 30;
const [PNG, , , GIF] = IMAGES.map(([, url]) => url);
const WEBP = IMAGES.find(([name]) => name === 'WebP lossy')![1];

const bytesOf = (url: string) => Uint8Array.from(atob(url.split(',')[1]!), (letter) => letter.charCodeAt(0));
const urlOf = (bytes: Uint8Array, type = 'image/png') =>
  `data:${type};base64,${btoa(String.fromCharCode(...bytes))}`;
/** Replaces bytes of an image at an offset or after a text. */
function changed(url: string, place: number | string, ...bytes: number[]): string {
  const all = bytesOf(url);
  const text = String.fromCharCode(...all);
  all.set(bytes, typeof place === 'number' ? place : text.indexOf(place) + place.length);
  return urlOf(all);
}
const pixelsOf = (url: string) => readImage(url)?.pixels ?? null;

describe('readImage', () => {
  for (const [name, url, times] of IMAGES) {
    it(`counts the pixels that a browser decodes: ${name}`, async () => {
      const image = readImage(url)!;
      expect(image).to.deep.equal({ url, pixels: times * PIXELS });
      const { width, height } = await createImageBitmap(new Blob([bytesOf(image.url)]));
      expect({ width, height }).to.deep.equal({ width: 40, height: 30 });
    });
  }

  it('ignores the media type, as browsers do', () => {
    expect(pixelsOf(GIF!.replace('gif', 'png'))).to.equal(3 * PIXELS);
    for (const body of ['<svg/>', 'BM', '', '%89PNG', 'RIFF____WEBP', '____ftypavif']) {
      expect(readImage(`data:image/png,${body}`), body).to.equal(null);
    }
  });

  it('returns a URL of the bytes that it has read', () => {
    const [, body = ''] = PNG!.split(',');
    const encoded = [...bytesOf(PNG!)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`);
    expect(readImage(`data:image/png,${encoded.join('')}`)!.url).to.equal(PNG);
    expect(readImage(`data:image/png;base64,${body.replace(/.{40}/g, '$&\n')}`)!.url).to.equal(PNG);
    // A browser removes the line break, and would read another width.
    const broken = [...encoded.slice(0, 16), '%00', '\n', ...encoded.slice(18)].join('');
    expect(bytesOf(readImage(`data:image/png,${broken}`)!.url)[17]).to.equal(10);
    expect(readImage(`data:image/png;base64,${body}#a`)).to.equal(null);
    expect(readImage(`data:image/png,${encoded.join('')}\u0100`)).to.equal(null);
  });

  it('reads the size from the header', () => {
    expect(pixelsOf(changed(PNG!, 'IHDR', 0, 0, 62, 128, 0, 0, 62, 128))).to.equal(256e6);
    // The first size is that of the screen, the second that of a frame.
    expect(pixelsOf(changed(GIF!, 6, 128, 62, 128, 62))).to.equal(3 * 256e6);
    const still = IMAGES.find(([name]) => name === 'GIF still')![1];
    expect(pixelsOf(changed(still, ',\0\0\0\0', 128, 62, 128, 62))).to.equal(256e6);
    expect(pixelsOf(changed(WEBP, '*', 128, 62, 128, 62))).to.equal(0x3e80 ** 2 - 0);
  });

  it('refuses AVIF with any media type', () => {
    expect(readImage(AVIF)).to.equal(null);
    expect(readImage(AVIF.replace('avif', 'png'))).to.equal(null);
  });

  it('terminates for truncated and corrupt images', () => {
    const urls = fc.constantFrom(...IMAGES.map(([, url]) => url));
    const changes = fc.array(fc.tuple(fc.nat(500), fc.nat(255)), { maxLength: 20 });
    fc.assert(
      fc.property(urls, changes, fc.nat(500), (url, places, length) => {
        const bytes = bytesOf(url);
        for (const [place, byte] of places) if (place < bytes.length) bytes[place] = byte;
        for (const part of [bytes, bytes.slice(0, length)]) {
          const pixels = pixelsOf(urlOf(part));
          if (pixels !== null) expect(pixels).to.be.greaterThan(0);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
