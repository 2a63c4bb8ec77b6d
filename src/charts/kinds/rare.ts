/** The kinds that are drawn only for their `mark`, and that few pages use: a chunk of its own. */
import { diverging } from './diverging.ts';
import { heatmap } from './heatmap.ts';
import { dumbbell, range } from './pairs.ts';
import { pyramid } from './pyramid.ts';

export const RARE_KINDS = { pyramid, diverging, dumbbell, range, heatmap };
