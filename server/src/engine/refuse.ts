import { ApiError } from '../errors.ts';

/** @throws ApiError 403 */
export function refuse(message: string, hint?: string): never {
  throw new ApiError(403, 'sql_not_allowed', message, { hint });
}
