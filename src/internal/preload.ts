/**
 * In the script-tag bundle, fetches and checks the chunks of an `import()` without running them, because the build
 * resolves this module to src/cdn.chunk-loader.ts. Elsewhere, does nothing. Never fails.
 */
export function preload(_load: () => Promise<unknown>): void {}
