import { createHmac, timingSafeEqual } from 'node:crypto';

/** Expiry times are rounded up to multiples of this, so URLs repeat and caches can use them. */
const ROUND_SECONDS = 30;

/** Why a signed URL is refused. */
export type SignatureFault = 'forged' | 'expired';

/** Signs paths. Anyone with a signed URL can fetch it until it expires. */
export class UrlSigner {
  readonly #secret: Uint8Array;
  readonly #now: () => number;

  /** @param now Milliseconds since 1970 */
  constructor(secret: Uint8Array, now: () => number = Date.now) {
    this.#secret = secret;
    this.#now = now;
  }

  /** Returns the path with its expiry and signature, which is valid for at least `seconds`. */
  sign(path: string, seconds: number): string {
    const expires = Math.ceil(this.#now() / 1000 / ROUND_SECONDS) * ROUND_SECONDS + seconds;
    return `${path}?expires=${expires}&signature=${this.#signature(path, String(expires)).toString('hex')}`;
  }

  /** Returns the seconds for which a URL is still valid, or the reason why it is not. */
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
