import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { memoize } from '../promises.ts';
import type { CatalogViz } from './catalog.ts';

/** Options for answers, which are compressed while a client waits. */
export const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const CODERS = {
  br: (bytes: Buffer): Promise<Buffer> => promisify(brotliCompress)(bytes, BROTLI),
  gzip: promisify<Buffer, Buffer>(gzip),
};

/** The API's answer about a viz, as JSON. Requests share its bytes, as the files of a viz can have megabytes. */
export class Description {
  /** Changes with the answer, except for the age of the data in seconds. */
  readonly version: string;
  readonly #write: () => object;
  #bytes: Buffer | undefined;
  readonly #compressed = new Map<string, Promise<Buffer>>();

  constructor(version: string, write: () => object) {
    this.version = version;
    this.#write = write;
  }

  get bytes(): Buffer {
    return (this.#bytes ??= Buffer.from(JSON.stringify(this.#write())));
  }

  get json(): string {
    return this.bytes.toString();
  }

  /** Resolves with the JSON in a content coding. */
  encoded(coding: keyof typeof CODERS): Promise<Buffer> {
    return memoize(this.#compressed, coding, () => CODERS[coding](this.bytes));
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
