import { untilAborted } from './environment.ts';

/** Lets a few holders in at a time, first come, first served. */
export class Lane {
  #inside = 0;
  readonly #queue: { readonly limit: number; readonly enter: () => void }[] = [];

  /** Runs `work` once fewer than `limit` are inside. A caller that gives up while queueing is taken out. */
  async run<T>(limit: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#queue.length > 0 || this.#inside >= limit) await this.#turn(limit, signal);
    else this.#inside++;
    try {
      return await work();
    } finally {
      this.#inside--;
      this.#admit();
    }
  }

  async #turn(limit: number, signal: AbortSignal): Promise<void> {
    let entered = false;
    let place = { limit, enter: () => {} };
    const turn = new Promise<void>((resolve) => {
      place = { limit, enter: () => void ((entered = true), resolve()) };
      this.#queue.push(place);
    });
    try {
      await untilAborted(signal, turn);
    } catch (error) {
      if (entered) this.#inside--;
      else this.#queue.splice(this.#queue.indexOf(place), 1);
      this.#admit();
      throw error;
    }
  }

  #admit(): void {
    for (let next = this.#queue[0]; next && this.#inside < next.limit; next = this.#queue[0]) {
      this.#queue.shift();
      this.#inside++;
      next.enter();
    }
  }
}
