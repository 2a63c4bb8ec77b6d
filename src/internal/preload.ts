/**
 * Fetches and checks the chunks of an `import()` without running them, in the script-tag bundle: there the build resolves
 * this module to src/cdn.chunk-loader.ts. Elsewhere it does nothing. Never fails.
 */
export function preload(_load: () => Promise<unknown>): void {}
