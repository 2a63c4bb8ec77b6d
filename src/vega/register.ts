import { type TransformClass, transforms } from 'vega-dataflow';
import { limitTransform } from './limited-transforms.ts';
import type { Pack } from './packs.ts';

/**
 * Registers transforms, so that Vega's parser and runtime know them. They stay within their limits even where somebody
 * registers them anew: `vega` does so when it runs, and a page's bundler may have it run later than this.
 */
export function registerTransforms(pack: Pack): void {
  for (const [type, Class] of Object.entries(pack)) {
    let limited: TransformClass;
    Object.defineProperty(transforms, type, {
      configurable: true,
      enumerable: true,
      get: () => limited,
      set: (given: TransformClass) => (limited = limitTransform(type, given)),
    });
    transforms[type] = Class as TransformClass;
  }
}
