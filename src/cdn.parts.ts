/**
 * How the script-tag bundle loads its chunks (the build puts this in the place of its `import()`s, see scripts/parts.ts).
 * A chunk and all that it imports statically are first fetched side by side, then run one by one, what is imported before
 * what imports it, each from an element with an `integrity`: a chunk that is not the very file of the build never runs.
 * The script is the gate and not the `modulepreload`, which WebKit does not check; and nothing is imported after a
 * failure, as Chromium would fetch the module once more without a hash.
 */

const added = new Map<string, Promise<unknown>>();
const base = import.meta.url;
let ahead = false;
let policy: { createScriptURL(url: string): unknown } | undefined;

/** A chunk in a list of the build: its name, and its SHA-256 in base 64. */
const HASH_LENGTH = 44;
const addressOf = (chunk: string): string => new URL(`chunks/${chunk.slice(0, -HASH_LENGTH)}.js`, base).href;

/** Adds an element to the page that fetches, or fetches and runs, a chunk: once, and again after a failure. */
function add(tag: 'link' | 'script', chunk: string): Promise<unknown> {
  const key = tag + chunk;
  let adding = added.get(key);
  if (!adding) {
    adding = new Promise((resolve, reject) => {
      const url = addressOf(chunk);
      const { trustedTypes } = globalThis as {
        trustedTypes?: { createPolicy: (...args: unknown[]) => typeof policy };
      };
      policy ??= trustedTypes?.createPolicy('vibedasher', { createScriptURL: (trusted: string) => trusted });
      const element = Object.assign(document.createElement(tag), {
        crossOrigin: '',
        integrity: `sha256-${chunk.slice(-HASH_LENGTH)}`,
        nonce: document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '',
        onload: resolve,
        onerror() {
          added.delete(key);
          reject(new Error(`${url} is missing, or is another file`));
        },
        ...(tag === 'link'
          ? { rel: 'modulepreload', href: url }
          : { type: 'module', src: policy?.createScriptURL(url) ?? url }),
      });
      document.head.append(element);
    });
    added.set(key, adding);
  }
  return adding;
}

/** The module of the last chunk in a list, in which each comes before those that import it. */
export async function part(list: string): Promise<unknown> {
  const chunks = list.split(' ');
  for (const chunk of chunks) add('link', chunk).catch(() => {});
  if (ahead) return {};
  for (const chunk of chunks) await add('script', chunk);
  return import(/* @vite-ignore */ addressOf(chunks.at(-1)!));
}

/** Stands for the function of the same name in internal/lazily.ts. */
export function preload(load: () => Promise<unknown>): void {
  ahead = true;
  void load();
  ahead = false;
}
