import * as encode from 'vega-encode';
import { expressionFunction } from 'vega-functions';
import * as viewTransforms from 'vega-view-transforms';
import type { Compile } from './compile.ts';
import { registerDelimitedFormats } from './delimited.ts';
import { FORMATS } from './locale.ts';
import { mount } from './mount.ts';
import * as core from './core-transforms.ts';
import { registerTransforms } from './packs.ts';
import type { ChartEngine } from './types.ts';

/** The engine over Vega's own packages: only what most charts need, the rest is loaded by need. */
export function createDefaultEngine(compile: Compile): ChartEngine {
  for (const pack of [core, viewTransforms, encode]) registerTransforms(pack);
  registerDelimitedFormats();
  for (const [name, format] of Object.entries(FORMATS)) expressionFunction(name, format);
  return { mount: (request) => mount(request, compile) };
}
