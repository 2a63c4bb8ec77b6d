/** Explains the API's error about a parameter without a value. Loaded on demand. */
import { usedParams } from '../charts/chart-source.ts';
import type { ParamDeclaration } from '../charts/types.ts';
import { nearestName } from './nearest-name.ts';
import { listNames } from '../internal/text.ts';
import { VibedasherError } from '../public-client/errors.ts';
import type { Params } from '../public-client/types.ts';

/** Returns an error that names the parameter without a value; the given error if it is about something else. */
export function withMissingParam(
  cause: VibedasherError,
  queries: readonly string[],
  params: Params,
  declared: readonly ParamDeclaration[],
): VibedasherError {
  const missing = queries
    .flatMap(usedParams)
    .find((name) => !Object.hasOwn(params, name) && cause.message.includes(name));
  if (missing === undefined) return cause;
  const names = declared.map(({ name }) => name);
  const near = nearestName(missing, names);
  const known = `the viz declares ${listNames(names) || 'no parameters'}`;
  const remedy = near === null ? '' : `. Use {{${near}}}`;
  const { hint, requestId, retryable, retryAfter, status } = cause;
  return new VibedasherError(
    'query',
    `The query uses {{${listNames([missing])}}}, which has no value; ${known}${remedy}`,
    { hint, requestId, retryable, retryAfter, status, cause },
  );
}
