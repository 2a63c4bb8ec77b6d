import { VibedasherError } from '../public-client/errors.ts';

/** Where errors of the running view arrive: they reject the operation that is under way, else they are reported. */
export class ErrorCollector {
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

/** What Vega and Vega-Lite call a logger. */
export interface Logger {
  level(level: number): Logger;
  level(): number;
  error(...values: readonly unknown[]): Logger;
  warn(...values: readonly unknown[]): Logger;
  info(...values: readonly unknown[]): Logger;
  debug(...values: readonly unknown[]): Logger;
}

const ERRORS_ONLY = 1;
// Vega warns and draws without the rows; a page that shows a picture must not lie about it.
const FATAL_WARNINGS = new Set<unknown>(['Loading failed', 'Data ingestion failed']);

/**
 * A logger that hands on errors, among them the warnings about data that could not be loaded, and all other warnings.
 */
export function createLogger(
  onError: (error: unknown) => void,
  onWarning: (text: string) => void = console.warn,
): Logger {
  const logger = {
    level: (level?: number) => (level === undefined ? ERRORS_ONLY : logger),
    error(...values: readonly unknown[]) {
      onError(toError(values));
      return logger;
    },
    warn(...values: readonly unknown[]) {
      if (FATAL_WARNINGS.has(values[0])) return logger.error(...values);
      onWarning(`Vega: ${values.map(describe).join(' ')}`);
      return logger;
    },
    info: () => logger,
    debug: () => logger,
  } as Logger;
  return logger;
}

function toError(values: readonly unknown[]): Error {
  const cause = values.find((value) => value instanceof Error);
  if (cause && (values.length === 1 || cause instanceof VibedasherError)) return cause;
  return new Error(values.map(describe).join(' '), { cause });
}

function describe(value: unknown): string {
  return value instanceof Error ? value.message : String(value);
}

/** What engines say when a recursion goes too deep. */
const STACK_OVERFLOW = /call stack|too much recursion/i;

/** Any thrown value as the error that the elements understand; a {@link VibedasherError} stays itself. */
export function asVibedasherError(kind: 'spec' | 'render', prefix: string, cause: unknown): VibedasherError {
  if (cause instanceof VibedasherError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const message = STACK_OVERFLOW.test(text) ? 'it is nested deeper than this browser can follow' : text;
  return new VibedasherError(kind, `${prefix}: ${message}`, { cause });
}
