/** One finding of a 422, in the shape that the cloud's validation answers have. */
export interface ValidationIssue {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** The bodies of failing answers. Which one it is depends on who refuses: a route, its input, or what stands before the routes. */
export type ErrorBody =
  | { readonly detail: string | readonly ValidationIssue[] }
  | {
      readonly error: string;
      readonly message: string;
      readonly hint: string | null;
      readonly requestId: string;
    }
  | { readonly message: string };

interface ApiErrorOptions {
  readonly hint?: string | undefined;
  /** Seconds for the `Retry-After` header. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** An answer other than success. Carries everything but the request's id, which the server adds. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';
  readonly status: number;
  /** Stable word for programs, e.g. `sql_not_allowed`. */
  readonly code: string;
  readonly hint: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, options: ApiErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.hint = options.hint;
    this.retryAfter = options.retryAfter;
  }

  body(requestId: string): ErrorBody {
    return { error: this.code, message: this.message, hint: this.hint ?? null, requestId };
  }
}

/** 404: missing, draft, private and protected are not told apart. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';

  constructor(message: string) {
    super(404, 'not_found', message);
  }

  override body(): ErrorBody {
    return { detail: this.message };
  }
}

/** 422: a request whose shape or parameters make no sense. */
export class ValidationError extends ApiError {
  override readonly name = 'ValidationError';
  readonly issues: readonly ValidationIssue[];

  constructor(issues: readonly ValidationIssue[]) {
    super(422, 'invalid_request', issues.map((issue) => issue.msg).join(' '));
    this.issues = issues;
  }

  override body(): ErrorBody {
    return { detail: this.issues };
  }
}

/** 404 for no such route, 413, 415: refused before any route, in a gateway's words. */
export class GatewayError extends ApiError {
  override readonly name = 'GatewayError';

  constructor(status: number, message: string) {
    super(status, 'gateway', message);
  }

  override body(): ErrorBody {
    return { message: this.message };
  }
}

/** What a caught value says, for logs and for messages to readers. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
