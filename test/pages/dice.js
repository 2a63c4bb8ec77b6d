// The generator of test/conformance/engines.ts. Vega takes Math.random at import.
let seed = 1;
Math.random = () => {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
};
window.__startDice = () => (seed = 1);
