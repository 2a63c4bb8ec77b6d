/**
 * Loads the chunks of the script-tag bundle. The build replaces each `import()` with a call of `part`
 * (scripts/chunk-hashes.ts). `part` fetches a chunk and its static imports in parallel, then runs them one by one,
 * dependencies first. Each runs from a `<script>` with an `integrity` attribute, so only files of the build run.
 * WebKit does not check the integrity of `modulepreload` links, so they only warm the cache. After a failure, nothing
 * is imported, because Chromium would fetch the module again without checking its hash.
 */

const pendingElements = new Map<string, Promise<unknown>>();
// Kept in a variable: Vite treats `new URL('.', import.meta.url)` as an asset.
const entry = import.meta.url;
/** The folder of the entry, with a trailing slash. */
const base = new URL('.', entry).href;
let preloadOnly = false;
let policy: Policy | undefined;

interface Policy {
  createScriptURL(url: string): string;
}

interface Globals {
  readonly trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  /** The policy that the classic script has created (cdn.classic.ts), under the URL of its folder. */
  readonly [key: symbol]: Policy | undefined;
}

/** Length of a SHA-256 in Base64. The build writes a chunk as its name followed by its hash. */
const HASH_LENGTH = 44;
const chunkUrl = (chunk: string): string => `${base}chunks/${chunk.slice(0, -HASH_LENGTH)}.js`;

/** Replaces internal/scripts.ts: a page may create a policy name only once. */
export function toScriptUrl(url: string): string {
  const { trustedTypes, [Symbol.for(base)]: known } = globalThis as unknown as Globals;
  policy ??= known ?? trustedTypes?.createPolicy('vibedasher', { createScriptURL: (trusted) => trusted });
  return policy?.createScriptURL(url) ?? url;
}

/** Adds an element that fetches a chunk (`link`) or runs it (`script`), once for each chunk unless it has failed. */
function addElement(tag: 'link' | 'script', chunk: string): Promise<unknown> {
  const key = tag + chunk;
  let adding = pendingElements.get(key);
  if (!adding) {
    adding = new Promise((resolve, reject) => {
      const url = chunkUrl(chunk);
      const src = toScriptUrl(url);
      const element = Object.assign(document.createElement(tag), {
        crossOrigin: '',
        integrity: `sha256-${chunk.slice(-HASH_LENGTH)}`,
        nonce: document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '',
        onload: resolve,
        onerror() {
          reject(new Error(`${url} is missing, altered, or blocked by the page's policy`));
        },
        ...(tag === 'link' ? { rel: 'modulepreload', href: url } : { type: 'module', src }),
      });
      document.head.append(element);
    });
    pendingElements.set(key, adding);
    // This also handles exceptions: a page's CSP may forbid the Trusted Types policy.
    adding.catch(() => pendingElements.delete(key));
  }
  return adding;
}

/** Loads a space-separated list of chunks, dependencies first. Resolves with the module of the last chunk. */
export async function part(list: string): Promise<unknown> {
  const chunks = list.split(' ');
  for (const chunk of chunks) addElement('link', chunk).catch(() => {});
  if (preloadOnly) return {};
  for (const chunk of chunks) await addElement('script', chunk);
  return import(/* @vite-ignore */ chunkUrl(chunks.at(-1)!));
}

/**
 * Fetches the chunks of an `import()` without running them. The build resolves internal/scripts.ts to this module.
 */
export function preload(load: () => Promise<unknown>): void {
  preloadOnly = true;
  void load();
  preloadOnly = false;
}
