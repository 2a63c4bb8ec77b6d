import { type TransformClass, transforms } from 'vega-dataflow';
import { limitTransform } from './limited-transforms.ts';
import type { Pack } from './packs.ts';

/**
 * Registers transforms, so that Vega's parser and runtime know them. They stay within their limits even where somebody
 * registers them anew: `vega` does so when it runs, and a page's bundler may have it run later than this.
 */
export function registerTransforms(pack: Pack): void {
  for (const type of Object.keys(pack)) {
    let given: TransformClass | undefined;
    let limited: TransformClass | undefined;
    Object.defineProperty(transforms, type, {
      configurable: true,
      enumerable: true,
      // Not before it is needed: it may be in a part that comes by then.
      get: () => (limited ??= limitTransform(type, given ?? (pack[type] as TransformClass))),
      set: (Class: TransformClass) => {
        given = Class;
        limited = undefined;
      },
    });
  }
}
