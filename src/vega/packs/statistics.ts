/**
 * The statistical transforms of `vega-transforms`, which few charts need. The script-tag bundle takes them
 * out of the engine and loads them from here.
 */
export { countpattern, cross, density, dotbin, kde, quantile, sample } from 'vega-transforms';
