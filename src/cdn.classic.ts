// For pages whose editor removes `type="module"`: loads `vibedasher.js` from the folder of this script.
/** Hash of the entry; the build inserts it. */
declare const INTEGRITY: string;

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const base = new URL('.', script.src).href;
  const url = `${base}vibedasher.js`;
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } };
  };
  const createScriptURL = (trusted: string): string => {
    if (!trusted.startsWith(base)) throw new TypeError(`${trusted} is not in ${base}`);
    return trusted;
  };
  // A page may create a policy name only once, and the entry needs the policy, too. Sharing it is safe: it accepts
  // only URLs of this folder.
  const policy = trustedTypes?.createPolicy('vibedasher', { createScriptURL });
  Object.assign(globalThis, { [Symbol.for(base)]: policy });
  const module = Object.assign(document.createElement('script'), {
    type: 'module',
    crossOrigin: '',
    integrity: INTEGRITY,
    nonce: script.nonce,
    src: policy?.createScriptURL(url) ?? url,
  });
  script.after(module);
}
export {};
