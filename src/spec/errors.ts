import { VibedasherError } from '../public-client/errors.ts';

/** Maximum number of characters of a quoted value in an error message. */
const QUOTE = 200;

/** Creates an error of kind `spec`. */
export function specError(message: string, cause?: unknown): VibedasherError {
  return new VibedasherError('spec', message, { cause });
}

/** Quotes a value for a message, shortened to 200 characters. */
export function quote(value: unknown): string {
  const text = String(value);
  return `"${text.length > QUOTE ? `${text.slice(0, QUOTE)}…` : text}"`;
}

/** Thrown when a declaration is used before its split part has loaded. */
export class MissingPartError extends Error {
  /** Loads the part; `null` if the bundle does not contain it. */
  readonly load: (() => Promise<unknown>) | null;

  constructor(load: MissingPartError['load'] = null) {
    super('A part of Vega is not there');
    this.load = load;
  }
}

/** A value that few charts need, so that it loads on demand. */
export class OnDemand<T> {
  load: MissingPartError['load'] = null;
  value: T | undefined;

  /** Returns the value. If it is not there, throws an error that makes the caller load it and try again. */
  get(): T {
    if (!this.value) throw new MissingPartError(this.load);
    return this.value;
  }
}
