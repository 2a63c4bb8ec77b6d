import { transforms } from 'vega-dataflow';
import { limitTransforms } from './limited-transforms.ts';
import type { Pack } from './packs.ts';

/** Registers transforms, within their limits, so that Vega's parser and runtime know them. */
export function registerTransforms(pack: Pack): void {
  Object.assign(transforms, limitTransforms(pack));
}
