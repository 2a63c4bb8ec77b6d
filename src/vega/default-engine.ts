import * as encode from 'vega-encode';
import * as transforms from 'vega-transforms';
import * as viewTransforms from 'vega-view-transforms';
import type { Compile } from './compile.ts';
import { registerNumberFormat } from './locale.ts';
import { mount } from './mount.ts';
import { registerTransforms } from './packs.ts';
import type { ChartEngine } from './types.ts';

/** The engine over Vega's own packages: only what most charts need, the rest is loaded by need. */
export function createDefaultEngine(compile: Compile): ChartEngine {
  for (const pack of [transforms, viewTransforms, encode]) registerTransforms(pack);
  registerNumberFormat();
  return { mount: (request) => mount(request, compile) };
}
