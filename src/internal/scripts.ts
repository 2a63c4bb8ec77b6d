/** In the script-tag bundle, the build resolves this module to src/cdn.chunk-loader.ts. */

/**
 * In the script-tag bundle, fetches and checks the chunks of an `import()` without running them. Elsewhere, does nothing.
 * Never fails.
 */
export function preload(_load: () => Promise<unknown>): void {}

interface Policy {
  createScriptURL(url: string): string;
}

let policy: Policy | undefined;

/**
 * Returns a URL that a page with Trusted Types accepts for a script or a worker. Only for URLs that the page has chosen.
 */
export function toScriptUrl(url: string): string {
  const { trustedTypes } = globalThis as unknown as {
    trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  };
  policy ??= trustedTypes?.createPolicy('vibedasher', { createScriptURL: (trusted) => trusted });
  return policy?.createScriptURL(url) ?? url;
}
