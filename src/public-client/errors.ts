/** What went wrong, as a page can act on it. See the table in docs/errors.md. */
export type ErrorKind =
  | 'config'
  | 'not-found'
  | 'query'
  | 'rate-limited'
  | 'unavailable'
  | 'network'
  | 'timeout'
  | 'malformed'
  | 'too-large'
  | 'unsupported'
  | 'spec'
  | 'render';

export interface ErrorDetails {
  readonly hint?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryable?: boolean | undefined;
  /** Seconds after which the API asked to be tried again. */
  readonly retryAfter?: number | undefined;
  /** HTTP status, where an answer came. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

const RETRYABLE: ReadonlySet<ErrorKind> = new Set([
  'rate-limited',
  'unavailable',
  'network',
  'timeout',
] satisfies ErrorKind[]);

/**
 * The one error of this package. `message` is for developers; elements show readers a translated sentence
 * that belongs to `kind`.
 */
export class VibedasherError extends Error {
  override readonly name = 'VibedasherError';
  readonly kind: ErrorKind;
  /** What to do about it, where the API says, or its answer lets one know. */
  readonly hint: string | undefined;
  /** The API's correlation id, to quote in a report. */
  readonly requestId: string | undefined;
  /** Whether trying again can help. */
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  readonly status: number | undefined;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.hint = details.hint;
    this.requestId = details.requestId;
    this.retryable = details.retryable ?? RETRYABLE.has(kind);
    this.retryAfter = details.retryAfter;
    this.status = details.status;
  }
}
