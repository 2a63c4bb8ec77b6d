import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { BROTLI } from '../compression.ts';
import type { CatalogViz } from './catalog.ts';

const compress = promisify(brotliCompress);

/** The API's answer about a viz. Requests share its texts, as the files of a viz can have megabytes. */
export class Description {
  /** Changes with the answer, except for the age of the data in seconds. */
  readonly version: string;
  readonly #write: () => object;
  #json: string | undefined;
  #compressed: Promise<Buffer> | undefined;

  constructor(version: string, write: () => object) {
    this.version = version;
    this.#write = write;
  }

  get json(): string {
    return (this.#json ??= JSON.stringify(this.#write()));
  }

  /** The JSON, compressed with Brotli. */
  get compressed(): Promise<Buffer> {
    return (this.#compressed ??= compress(this.json, BROTLI));
  }
}

const latest = new WeakMap<CatalogViz, { readonly key: string; readonly description: Description }>();

/**
 * Returns the description of a viz that was created last, or else a new one.
 *
 * @param age Of the data, in seconds. A description with another age is another one
 */
export function describeOnce(
  viz: CatalogViz,
  version: string,
  age: unknown,
  write: () => object,
): Description {
  const key = `${version} ${String(age)}`;
  const kept = latest.get(viz);
  if (kept?.key === key) return kept.description;
  const description = new Description(version, write);
  latest.set(viz, { key, description });
  return description;
}
