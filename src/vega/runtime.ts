import * as encode from 'vega-encode';
import { expressionFunction } from 'vega-functions';
import * as viewTransforms from 'vega-view-transforms';
import * as core from './core-transforms.ts';
import { registerDelimitedFormats } from './delimited.ts';
import { drawPlan, parsePlan } from './draw-plan.ts';
import { FORMATS } from './locale.ts';
import { registerTransforms } from './register.ts';

/** The larger half of the default engine: Vega's own packages, and only what most charts need of them. */
export interface Runtime {
  readonly parsePlan: typeof parsePlan;
  readonly drawPlan: typeof drawPlan;
}

let registered = false;

/** The runtime of the page, with its transforms and functions made known to Vega. */
export function getRuntime(): Runtime {
  if (!registered) {
    registered = true;
    for (const pack of [core, viewTransforms, encode]) registerTransforms(pack);
    registerDelimitedFormats();
    for (const [name, format] of Object.entries(FORMATS)) expressionFunction(name, format);
  }
  return { parsePlan, drawPlan };
}
