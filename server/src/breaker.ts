import { messageOf } from './errors.ts';

/** Milliseconds without calls after one has failed. */
const PAUSE_MS = 2000;

/** Calls a service that can fail. After a failure it makes no calls for a while, so that requests do not wait for them. */
export class Breaker {
  readonly #name: string;
  readonly #onProblem: (message: string) => void;
  /** In milliseconds since 1970. */
  #pausedUntil = 0;
  #isFailing = false;

  /** @param onProblem Called with the first failure after a success */
  constructor(name: string, onProblem: (message: string) => void) {
    this.#name = name;
    this.#onProblem = onProblem;
  }

  get isPaused(): boolean {
    return Date.now() < this.#pausedUntil;
  }

  /** Whether a failure was reported after the last success. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /**
   * @param isOutage Whether an error of the call is reported, and starts a pause. Default: each is
   * @throws Error of the call, or that there is a pause
   */
  async run<T>(call: () => Promise<T>, isOutage: (error: unknown) => boolean = () => true): Promise<T> {
    if (this.isPaused) throw new Error(`${this.#name} cannot be used at the moment.`);
    try {
      const result = await call();
      this.#isFailing = false;
      return result;
    } catch (error) {
      if (isOutage(error)) {
        this.#pausedUntil = Date.now() + PAUSE_MS;
        this.report(error);
      }
      throw error;
    }
  }

  /** Ends the pause. */
  reset(): void {
    this.#pausedUntil = 0;
    this.#isFailing = false;
  }

  report(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#onProblem(`${this.#name} cannot be used: ${messageOf(error)}`);
  }
}
