/** The kinds of errors, explained in docs/errors.md. */
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
  /** Seconds after which to try again, from `Retry-After`. */
  readonly retryAfter?: number | undefined;
  /** HTTP status, if there was a response. */
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
 * The error of this package. `message` is for developers. For readers, elements show a translated sentence that depends
 * on `kind`.
 */
export class VibedasherError extends Error {
  override readonly name = 'VibedasherError';
  readonly kind: ErrorKind;
  /** How to fix the error, from the API or from the response's status. */
  readonly hint: string | undefined;
  /** The API's correlation id, for bug reports. */
  readonly requestId: string | undefined;
  /** Whether a retry can succeed. */
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

/** Imports a module of this library. Rejects with an error of kind `network`, so readers can retry. */
export async function lazily<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new VibedasherError('network', 'A part of the library could not be loaded', { cause });
  }
}
