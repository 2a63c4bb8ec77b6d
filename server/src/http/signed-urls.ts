import { createHmac, timingSafeEqual } from 'node:crypto';

/** Addresses of one kind that are asked for within this many seconds are equal, so that caches can know them. */
const ROUND_SECONDS = 30;

/** Why a signed address is not honoured. */
export type SignatureFault = 'forged' | 'expired';

/** Signs paths so that they can be fetched for a while by whoever has the address, and not otherwise. */
export class UrlSigner {
  readonly #secret: Uint8Array;
  readonly #now: () => number;

  /** @param now Milliseconds since 1970 */
  constructor(secret: Uint8Array, now: () => number = Date.now) {
    this.#secret = secret;
    this.#now = now;
  }

  /** The path with its expiry and signature, valid for at least `seconds`. */
  sign(path: string, seconds: number): string {
    const expires = Math.ceil(this.#now() / 1000 / ROUND_SECONDS) * ROUND_SECONDS + seconds;
    return `${path}?expires=${expires}&signature=${this.#signature(path, String(expires)).toString('hex')}`;
  }

  /** Seconds for which the address is still valid, or what is wrong with it. */
  verify(path: string, expires: string, signature: string): number | SignatureFault {
    const given = Buffer.from(signature, 'hex');
    const expected = this.#signature(path, expires);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
    const left = Math.floor(Number(expires) - this.#now() / 1000);
    return left > 0 ? left : 'expired';
  }

  #signature(path: string, expires: string): Buffer {
    return createHmac('sha256', this.#secret).update(`${path}\n${expires}`).digest();
  }
}
