export { createPublicClient } from './create-client.ts';
export { VibedasherError, type ErrorDetails, type ErrorKind } from './errors.ts';
export type * from './types.ts';
