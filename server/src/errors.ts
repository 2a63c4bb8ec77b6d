/** One problem in a 422 response, in the shape of the cloud's validation errors. */
export interface ValidationIssue {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/**
 * The bodies of error responses. `detail` comes from a missing viz or invalid input, `error` from a route, and `message`
 * alone from the HTTP layer before any route.
 */
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
  /** Seconds for which a shared cache may answer others with it, in `Surrogate-Control`. Default: a cache stores no error. */
  readonly surrogateSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** An error response. The server adds the request's id to its body. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';
  readonly status: number;
  /** Stable code for programs, such as `sql_not_allowed`. */
  readonly code: string;
  readonly hint: string | undefined;
  readonly retryAfter: number | undefined;
  readonly surrogateSeconds: number | undefined;

  constructor(status: number, code: string, message: string, options: ApiErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.hint = options.hint;
    this.retryAfter = options.retryAfter;
    this.surrogateSeconds = options.surrogateSeconds;
  }

  /** Whether the same request may succeed later. */
  get isTemporary(): boolean {
    return this.status === 429 || this.status >= 500;
  }

  body(requestId: string): ErrorBody {
    return { error: this.code, message: this.message, hint: this.hint ?? null, requestId };
  }
}

/** @throws ApiError 403: the statement is not allowed */
export function refuse(message: string, hint?: string): never {
  throw new ApiError(403, 'sql_not_allowed', message, { hint });
}

/** 404. A missing viz and one that is a draft, private or protected get the same response. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';

  constructor(message: string) {
    super(404, 'not_found', message);
  }

  override body(): ErrorBody {
    return { detail: this.message };
  }
}

/** 422: a request with an invalid shape or invalid parameters. */
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

/** Returns the error for an invalid parameter in the query of a URL. `fault` follows its name, without a period. */
export const invalidQuery = (key: string, fault: string): ValidationError =>
  new ValidationError([queryIssue(key, fault)]);

export const queryIssue = (key: string, fault: string): ValidationIssue => ({
  loc: ['query', key],
  msg: `"${key}" ${fault}.`,
  type: 'value_error',
});

/** 404 for an unknown route, 413 or 415: refused before any route, with the body of a gateway. */
export class GatewayError extends ApiError {
  override readonly name = 'GatewayError';

  constructor(status: number, message: string) {
    super(status, 'gateway', message);
  }

  override body(): ErrorBody {
    return { message: this.message };
  }
}

/** Returns the message of a caught value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Imports an optional package that an option needs.
 *
 * @param names Of the package, or of several with spaces between them
 * @param load Imports the package
 * @throws Error that names the packages to install if one is missing
 */
export async function importPackage<T>(names: string, option: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' && names.split(' ').some((name) => message.includes(`'${name}'`)))
      throw new Error(`${option} needs a package that is not installed: npm install ${names}`, {
        cause: error,
      });
    throw error;
  }
}
