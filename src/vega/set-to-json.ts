/*
 * Vega-Lite assigns `Set.prototype.toJSON` when its module is evaluated, and calls it to compare parts of a chart. Without
 * the following, `JSON.stringify()` would also call it for the sets of the page. Import this module before Vega-Lite.
 */

type ToJson = (this: Set<unknown>, ...key: readonly unknown[]) => unknown;

const prototype = Set.prototype as { toJSON?: ToJson };
const ofPage = prototype.toJSON;

/** Keeps Vega-Lite's method from the page: only `JSON.stringify()` passes a key. */
export function hideSetToJson(): void {
  const ofVegaLite = prototype.toJSON;
  if (!ofVegaLite || ofVegaLite === ofPage) return;
  const value: ToJson = function (...key) {
    if (key.length === 0) return ofVegaLite.call(this);
    return ofPage ? ofPage.call(this, ...key) : this;
  };
  Object.defineProperty(prototype, 'toJSON', {
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
