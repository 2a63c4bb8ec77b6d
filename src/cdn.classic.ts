// For pages whose editor drops `type="module"`: loads the module that lies beside this script, if it is the build's.
/** What the entry hashes to; the build fills it in. */
declare const INTEGRITY: string;

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const base = new URL('.', script.src).href;
  const url = `${base}vibedasher.js`;
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } };
  };
  const createScriptURL = (trusted: string): string => {
    if (!trusted.startsWith(base)) throw new TypeError(`${trusted} is not of ${base}`);
    return trusted;
  };
  // A page has one policy of a name, and the entry needs it too. Whoever finds it gains nothing.
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
