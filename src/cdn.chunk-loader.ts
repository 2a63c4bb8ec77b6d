/**
 * How the script-tag bundle loads its chunks: the build puts this in the place of its `import()`s
 * (scripts/chunk-hashes.ts). A chunk and all that it imports statically are first fetched side by side, then run one by
 * one, what is imported before what imports it, each from an element with an `integrity`: a chunk that is not the very
 * file of the build never runs. The script is the gate and not the `modulepreload`, which WebKit does not check; and
 * nothing is imported after a failure, as Chromium would fetch the module once more without a hash.
 */

const added = new Map<string, Promise<unknown>>();
// In one expression Vite would take it for the address of an asset.
const entry = import.meta.url;
/** Where the entry lies, with a slash at its end. */
const base = new URL('.', entry).href;
let ahead = false;
let policy: Policy | undefined;

interface Policy {
  createScriptURL(url: string): string;
}

interface Globals {
  readonly trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  /** Left by the classic script, under the address of its folder. */
  readonly [key: symbol]: Policy | undefined;
}

/** A chunk in a list of the build: its name, and its SHA-256 in base 64. */
const HASH_LENGTH = 44;
const addressOf = (chunk: string): string => `${base}chunks/${chunk.slice(0, -HASH_LENGTH)}.js`;

/** Adds an element to the page that fetches, or fetches and runs, a chunk: once, and again after a failure. */
function add(tag: 'link' | 'script', chunk: string): Promise<unknown> {
  const key = tag + chunk;
  let adding = added.get(key);
  if (!adding) {
    adding = new Promise((resolve, reject) => {
      const url = addressOf(chunk);
      const { trustedTypes, [Symbol.for(base)]: known } = globalThis as unknown as Globals;
      policy ??= known ?? trustedTypes?.createPolicy('vibedasher', { createScriptURL: (trusted) => trusted });
      const element = Object.assign(document.createElement(tag), {
        crossOrigin: '',
        integrity: `sha256-${chunk.slice(-HASH_LENGTH)}`,
        nonce: document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '',
        onload: resolve,
        onerror() {
          reject(new Error(`${url} is missing, altered, or blocked by the page's policy`));
        },
        ...(tag === 'link'
          ? { rel: 'modulepreload', href: url }
          : { type: 'module', src: policy?.createScriptURL(url) ?? url }),
      });
      document.head.append(element);
    });
    added.set(key, adding);
    // However it failed: a page's policy can refuse ours, too.
    adding.catch(() => added.delete(key));
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

/** Stands for the function of the same name in internal/tasks.ts. */
export function preload(load: () => Promise<unknown>): void {
  ahead = true;
  void load();
  ahead = false;
}
