/** Where errors of the running view arrive: they reject the operation that is under way, else they are reported. */
export class ErrorDesk {
  readonly #onError: (error: Error) => void;
  #first: Error | null = null;
  #busy = 0;

  constructor(onError: (error: Error) => void) {
    this.#onError = onError;
  }

  report(error: Error): void {
    if (this.#busy > 0) this.#first ??= error;
    else this.#onError(error);
  }

  /** An operation of the view begins: what is reported from now on is its failure. */
  begin(): void {
    this.#busy += 1;
  }

  /** Throws the first error that was reported since an operation began. */
  check(): void {
    if (this.#first) throw this.#first;
  }

  end(): void {
    this.#busy -= 1;
    if (this.#busy === 0) this.#first = null;
  }

  /** Runs an operation of the view, which rejects with the first error that was reported meanwhile. */
  async during<T>(operation: () => Promise<T>): Promise<T> {
    this.begin();
    try {
      const result = await operation();
      this.check();
      return result;
    } finally {
      this.end();
    }
  }
}
