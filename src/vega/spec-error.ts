import { VibedasherError } from '../public-client/errors.ts';

/** Characters of a quoted value that an error message shows at most. */
const QUOTE = 200;

/** What engines say when a recursion goes too deep. */
const STACK_OVERFLOW = /call stack|too much recursion/i;

/** An error of kind `spec`: the message says what is wrong, and where. */
export function specError(message: string, cause?: unknown): VibedasherError {
  return new VibedasherError('spec', message, { cause });
}

/** Any thrown value as the error that the elements understand; a {@link VibedasherError} stays itself. */
export function asVibedasherError(kind: 'spec' | 'render', prefix: string, cause: unknown): VibedasherError {
  if (cause instanceof VibedasherError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const message = STACK_OVERFLOW.test(text) ? 'it is nested deeper than this browser can follow' : text;
  return new VibedasherError(kind, `${prefix}: ${message}`, { cause });
}

/** A value as it may stand in a message: quoted, and short. */
export function quote(value: unknown): string {
  const text = String(value);
  return `"${text.length > QUOTE ? `${text.slice(0, QUOTE)}…` : text}"`;
}
