/** Loads the images of a chart, and limits their pixels before the browser decodes them. */
import type { VibedasherError } from '../public-client/errors.ts';
import { quote, specError } from '../spec/errors.ts';
import { readImage } from './image-size.ts';
import { atMost, MAX_IMAGE_PIXELS } from './limits.ts';
import { DATA, rasterImage } from './css-values.ts';

/** Minimum cost of an image in pixels, which covers the browser's image object. */
const MIN_PIXELS = 2500;

interface ImagePolicy {
  /** Reports a refused URL, and returns the error. */
  readonly refuse: (url: string, why: string) => VibedasherError;
  readonly onRefused: (error: VibedasherError) => void;
  /** Fetches a URL. Rejects unless its origin is allowed. */
  readonly fetchAllowed: (url: string) => Promise<Response>;
}

/**
 * Resolves to the `data:` URL of an image. Fetches it only the first time, and charges its pixels once. Rejects with an
 * error of kind `spec`.
 */
export type ImageLoader = (url: string) => Promise<string>;

export function createImageLoader({ refuse, onRefused, fetchAllowed }: ImagePolicy): ImageLoader {
  const images = new Map<string, Promise<string>>();
  let pixels = 0;

  function charge(count: number): void {
    try {
      atMost(MAX_IMAGE_PIXELS, (pixels += count), 'pixels of images');
    } catch (error) {
      onRefused(error as VibedasherError);
      throw error;
    }
  }

  async function fetchImage(url: string): Promise<string | null> {
    const blob = await (await fetchAllowed(url)).blob();
    const address = await new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error!);
      reader.readAsDataURL(blob);
    });
    const image = rasterImage(address);
    if (image) charge(image.length);
    return image;
  }

  /** Resolves to the `data:` URL of an image, and charges its pixels. */
  async function load(url: string): Promise<string> {
    const isGiven = DATA.test(url);
    const given = isGiven ? rasterImage(url) : await fetchImage(url);
    const image = given && readImage(given);
    if (!image) {
      const why = 'images must be PNG, JPEG, GIF or WebP';
      throw isGiven ? refuse(url, why) : specError(`${quote(url)}: ${why}.`);
    }
    charge(image.pixels);
    return image.url;
  }

  return async (url) => {
    let image = images.get(url);
    if (!image) {
      // Parsing a long URL also takes time.
      charge(Math.max(MIN_PIXELS, url.length));
      images.set(url, (image = load(url)));
    }
    return image;
  };
}
