// The random generator of test/conformance/engines.ts. Vega reads Math.random when it is imported.
let seed = 1;
Math.random = () => {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
};
window.__startDice = () => (seed = 1);
