import type { Hits } from './shared.ts';

/** Addresses beyond this number are forgotten, oldest first. */
const MAX_ADDRESSES = 5000;

/** Counts the requests of each address in this process. */
export class LocalHits {
  /** Windows by address, in the order in which they began. */
  readonly #windows = new Map<string, { count: number; readonly end: number }>();

  hit(key: string, windowMs: number): Hits {
    const now = Date.now();
    let window = this.#windows.get(key);
    if (!window || window.end <= now) {
      this.#windows.delete(key);
      this.#windows.set(key, (window = { count: 0, end: now + windowMs }));
      const [oldest] = this.#windows.keys();
      if (oldest !== undefined && this.#windows.size > MAX_ADDRESSES) this.#windows.delete(oldest);
    }
    window.count += 1;
    return { count: window.count, ttl: window.end - now };
  }
}
