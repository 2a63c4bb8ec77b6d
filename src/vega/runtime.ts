import { transforms } from 'vega-dataflow';
import * as encode from 'vega-encode';
import { expressionFunction } from 'vega-functions';
import * as dataTransforms from 'vega-transforms';
import * as viewTransforms from 'vega-view-transforms';
import { delimitedReader } from '../sandbox/limited-data.ts';
import { drawCompiledSpec, parseCompiledSpec } from './draw-spec.ts';
import { loadDelimited, loadRareLimits } from './lazy-modules.ts';
import { FORMATS } from './locale.ts';
import { pathLimits } from '../sandbox/limited-marks.ts';
import { rareCosts, registerTransforms } from '../sandbox/limited-transforms.ts';

/** The larger part of the default engine: the parts of Vega's packages that most charts need. */
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
    // This transform runs a pattern in the browser's regular expression engine, which may backtrack forever.
    // Vega-Lite cannot use it.
    delete transforms['countpattern'];
    delimitedReader.load = loadDelimited;
    rareCosts.load = pathLimits.load = loadRareLimits;
    for (const [name, format] of Object.entries(FORMATS)) expressionFunction(name, format);
  }
  return { parseCompiledSpec, drawCompiledSpec };
}
