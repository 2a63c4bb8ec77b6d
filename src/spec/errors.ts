import { VibedasherError } from '../public-client/errors.ts';

/** Characters of a quoted value that an error message shows at most. */
const QUOTE = 200;

/** An error of kind `spec`: the message says what is wrong, and where. */
export function specError(message: string, cause?: unknown): VibedasherError {
  return new VibedasherError('spec', message, { cause });
}

/** A value as an error message shows it: in quotation marks, and cut off after 200 characters. */
export function quote(value: unknown): string {
  const text = String(value);
  return `"${text.length > QUOTE ? `${text.slice(0, QUOTE)}…` : text}"`;
}
