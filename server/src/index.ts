/** The public API of `@vibedasher/server`. */
export { startServer } from './server.ts';
export type { RunningServer, ServerOptions } from './server.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { InternalLimits, LimitOptions } from './limits.ts';
export type { LogLevel } from './http/app.ts';
