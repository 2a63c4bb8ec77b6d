// For pages whose editor drops `type="module"`: loads the module that lies beside this script.
const script = document.currentScript;
if (script instanceof HTMLScriptElement) void import(new URL('vibedasher.js', script.src).href);
export {};
