import { VibedasherError } from '../public-client/errors.ts';

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

/** A logger that hands on errors, among them the warnings about data that could not be loaded, and all other warnings. */
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
