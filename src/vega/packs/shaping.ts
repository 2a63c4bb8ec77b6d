/** Transforms that change the shape of a table, or look beyond a row. */
export {
  flatten,
  fold,
  generate,
  impute,
  joinaggregate,
  lookup,
  pivot,
  sequence,
  window,
} from 'vega-transforms';
