import { transforms } from 'vega-dataflow';
import * as encode from 'vega-encode';
import { expressionFunction } from 'vega-functions';
import { interpolateColors, scheme } from 'vega-scale';
import * as dataTransforms from 'vega-transforms';
import * as viewTransforms from 'vega-view-transforms';
import { setDelimitedLoader } from '../sandbox/limited-data.ts';
import { drawCompiledSpec, parseCompiledSpec } from './draw-spec.ts';
import { loadDelimited, loadRareLimits } from './lazy-modules.ts';
import { FORMATS } from './locale.ts';
import { setRareLimitsLoader } from '../sandbox/limited-marks.ts';
import { registerTransforms } from '../sandbox/limited-transforms.ts';

/** The larger part of the default engine: Vega's packages, as far as most charts need them. */
export interface Runtime {
  readonly parseCompiledSpec: typeof parseCompiledSpec;
  readonly drawCompiledSpec: typeof drawCompiledSpec;
}

let registered = false;

/** Returns the runtime. Registers transforms, color schemes and functions with Vega on the first call. */
export function getRuntime(): Runtime {
  if (!registered) {
    registered = true;
    for (const lazyModule of [dataTransforms, viewTransforms, encode]) registerTransforms(lazyModule);
    // Runs a pattern in the browser's regular expression engine, which may backtrack forever. Vega-Lite cannot use it.
    delete transforms['countpattern'];
    registerSchemes();
    setDelimitedLoader(loadDelimited);
    setRareLimitsLoader(loadRareLimits);
    for (const [name, format] of Object.entries(FORMATS)) expressionFunction(name, format);
  }
  return { parseCompiledSpec, drawCompiledSpec };
}

const TABLEAU = '4c78a8f58518e4575672b7b254a24beeca3bb279a2ff9da69d755dbab0ac';
const RAMPS = {
  blues: 'cfe1f2bed8eca8cee58fc1de74b2d75ba3cf4592c63181bd206fb2125ca40a4a90',
  blueorange: '134b852f78b35da2cb9dcae1d2e5eff2f0ebfce0bafbbf74e8932fc5690d994a07',
  yellowgreenblue: 'eff9bddbf1b4bde5b594d5b969c5be45b4c22c9ec02182b82163aa23479c1c3185',
};

/** Registers Vega's default color schemes. The script-tag bundle loads all others on demand. */
export function registerSchemes(): void {
  const colorsOf = (text: string): string[] => text.match(/.{6}/g)!.map((digits) => `#${digits}`);
  scheme('tableau10', colorsOf(TABLEAU));
  for (const [name, text] of Object.entries(RAMPS)) scheme(name, interpolateColors(colorsOf(text)));
}
