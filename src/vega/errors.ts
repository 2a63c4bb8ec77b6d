import { VibedasherError } from '../public-client/errors.ts';
import { isExpressionKey } from '../sandbox/limits.ts';
import { quote } from '../spec/errors.ts';
import { someProperty } from './rewrite.ts';

/**
 * Collects errors of the running view. An error rejects the current operation, or goes to `onError` if there is none.
 */
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

  /** Starts an operation of the view, to which all further errors belong. */
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

  /** Runs an operation of the view. Rejects with the first error that is reported while it runs. */
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

/** The logger interface of Vega and Vega-Lite. */
export interface Logger {
  level(level: number): Logger;
  level(): number;
  error(...values: readonly unknown[]): Logger;
  warn(...values: readonly unknown[]): Logger;
  info(...values: readonly unknown[]): Logger;
  debug(...values: readonly unknown[]): Logger;
}

const ERRORS_ONLY = 1;
// Vega would draw the chart without the rows, which misleads readers.
const FATAL_WARNINGS = new Set<unknown>(['Loading failed', 'Data ingestion failed']);

/** Creates a logger that forwards errors and warnings. Treats warnings about data that failed to load as errors. */
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

/** Messages of JavaScript engines when the call stack overflows. */
const STACK_OVERFLOW = /call stack|too much recursion/i;

/**
 * Wraps a thrown value in a {@link VibedasherError}, unless it is one.
 *
 * @param spec Its expressions replace the compiled ones in messages.
 */
export function asVibedasherError(
  kind: 'spec' | 'render',
  prefix: string,
  cause: unknown,
  spec?: unknown,
): VibedasherError {
  if (cause instanceof VibedasherError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  return new VibedasherError(kind, `${prefix}: ${toMessage(text, spec)}`, { cause });
}

function toMessage(text: string, spec: unknown): string {
  if (STACK_OVERFLOW.test(text)) return 'it is nested deeper than this browser can follow';
  if (!text.startsWith('Expression parse error')) return text;
  let written = '';
  someProperty(spec, (key, value) => {
    const isFound = typeof value === 'string' && isExpressionKey(key) && text.includes(value);
    if (isFound) written = `: ${quote(value)}`;
    return isFound;
  });
  return `it has an expression that is not valid${written}`;
}
