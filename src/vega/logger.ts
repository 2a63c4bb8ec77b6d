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
/** Warnings of one chart beyond which it has nothing new to say. */
const MAX_WARNINGS = 100;
// Vega warns and draws without the rows; a page that shows a picture must not lie about it.
const FATAL_WARNINGS = new Set<unknown>(['Loading failed', 'Data ingestion failed']);

/**
 * A logger that hands errors on, among them the warnings about data that could not be loaded, and shows every
 * other warning once in the console.
 */
export function createLogger(onError: (error: unknown) => void): Logger {
  const shown = new Set<string>();
  const logger = {
    level: (level?: number) => (level === undefined ? ERRORS_ONLY : logger),
    error(...values: readonly unknown[]) {
      onError(toError(values));
      return logger;
    },
    warn(...values: readonly unknown[]) {
      if (FATAL_WARNINGS.has(values[0])) return logger.error(...values);
      const text = values.map(describe).join(' ');
      if (shown.has(text) || shown.size >= MAX_WARNINGS) return logger;
      shown.add(text);
      console.warn(`Vega: ${text}`);
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
