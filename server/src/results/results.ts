/** The rows of a run. */
export interface StoredResult {
  /** `ACCOUNT/SLUG`. */
  readonly viz: string;
  /** MessagePack, compressed with gzip. */
  readonly bytes: Uint8Array;
}

/**
 * The results that all instances can read. The id of a result is its identity, which consists of letters, digits, `-`
 * and `_`; see `identityOf`.
 */
export interface Results {
  /**
   * Stores a result, unless it is already stored. Resolves with the stored result.
   *
   * @throws Error if the store fails
   */
  put(id: string, result: StoredResult): Promise<StoredResult>;
  /**
   * Resolves with a result that is at most `resultSeconds` old, or `undefined`.
   *
   * @throws Error if the store fails
   */
  get(id: string): Promise<StoredResult | undefined>;
  close(): Promise<void>;
}

/** No store: each instance has only the results in its memory. */
export const NO_RESULTS: Results = {
  put: async (_id, result) => result,
  get: async () => undefined,
  close: async () => undefined,
};

/** Returns a result as the bytes of a file: the viz, a line feed, and the rows. */
export function encodeResult({ viz, bytes }: StoredResult): Buffer {
  return Buffer.concat([Buffer.from(`${viz}\n`), bytes]);
}

export function decodeResult(file: Buffer): StoredResult {
  const end = file.indexOf('\n');
  return { viz: file.toString('utf8', 0, end), bytes: file.subarray(end + 1) };
}
