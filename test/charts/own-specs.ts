import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { table } from './column-sets.ts';

/** Rows for {@link bars}. */
export const FRUIT = table('fruit, tons:number', Object.entries({ pear: 5, Other: 7, Apple: 9, äpple: 2 }));
/** The channel definition of a measure. */
export const TONS = { field: 'tons', type: 'quantitative' };
/** Returns a spec of bars, with additions to its axes. */
export const bars = (y: object = {}, x: object = {}): VegaLiteSpec => ({
  mark: 'bar',
  encoding: { y: { field: 'fruit', type: 'nominal', ...y }, x: { ...TONS, ...x } },
});
