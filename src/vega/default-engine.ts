import * as encode from 'vega-encode';
import { expressionFunction } from 'vega-functions';
import {
  aggregate,
  bin,
  collect,
  compare,
  expression,
  extent,
  facet,
  field,
  filter,
  flatten,
  fold,
  formula,
  generate,
  impute,
  joinaggregate,
  key,
  load,
  lookup,
  multiextent,
  multivalues,
  params,
  pivot,
  prefacet,
  project,
  proxy,
  relay,
  sequence,
  sieve,
  subflow,
  timeunit,
  tupleindex,
  values,
  window,
} from 'vega-transforms';
import * as viewTransforms from 'vega-view-transforms';
import type { Compile } from './compile.ts';
import { FORMATS } from './locale.ts';
import { mount } from './mount.ts';
import { registerTransforms } from './packs.ts';
import type { ChartEngine } from './types.ts';

/** The transforms of `vega-transforms` but for those of the statistics pack: named, so that a bundler can drop the rest. */
const TRANSFORMS = {
  aggregate,
  bin,
  collect,
  compare,
  expression,
  extent,
  facet,
  field,
  filter,
  flatten,
  fold,
  formula,
  generate,
  impute,
  joinaggregate,
  key,
  load,
  lookup,
  multiextent,
  multivalues,
  params,
  pivot,
  prefacet,
  project,
  proxy,
  relay,
  sequence,
  sieve,
  subflow,
  timeunit,
  tupleindex,
  values,
  window,
};

/** The engine over Vega's own packages: only what most charts need, the rest is loaded by need. */
export function createDefaultEngine(compile: Compile): ChartEngine {
  for (const pack of [TRANSFORMS, viewTransforms, encode]) registerTransforms(pack);
  for (const [name, format] of Object.entries(FORMATS)) expressionFunction(name, format);
  return { mount: (request) => mount(request, compile) };
}
