/**
 * The statistical transforms of `vega-transforms`, and the functions of distributions, which few charts need. The script-tag bundle takes them
 * out of the engine and loads them from here. Left out is `countpattern`, which Vega-Lite has no word for: it would
 * run a pattern in the browser's own engine for regular expressions.
 */
import 'vega-statistics';
export { cross, density, dotbin, kde, quantile, sample } from 'vega-transforms';
