/** Transforms that change the shape of a table, or look beyond a row. */
export { flatten, fold, generate, joinaggregate, lookup, pivot, sequence, window } from 'vega-transforms';
