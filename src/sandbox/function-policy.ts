import { quote, specError } from '../spec/errors.ts';
import { BUILT_INS } from './interpreter/language.ts';
import { ownFunction } from '../internal/secret-names.ts';

/*
 * All functions that Vega registers for expressions, allowed or refused. Functions that are not listed are refused, such
 * as those of another version of Vega, or those that a page has registered for its own charts.
 * test/sandbox/function-policy.node.test.ts compares the lists with Vega.
 */

/**
 * Built-in functions of the language, reimplemented in interpreter/language.ts: mathematics, parts of dates, texts,
 * regular expressions, and `if`. They take and return plain values.
 */
export const LANGUAGE_FUNCTIONS =
  'isNaN isFinite abs acos asin atan atan2 ceil clamp cos exp floor hypot log max min pow random round sin sqrt tan ' +
  'now datetime date day year month hours minutes seconds milliseconds time timezoneoffset utc utcdate utcday utcyear ' +
  'utcmonth utchours utcminutes utcseconds utcmilliseconds length parseFloat parseInt upper lower substring split trim ' +
  'btoa atob encodeURIComponent regexp test if';

/** Functions of Vega that take and return plain values, and access nothing else. */
const PLAIN =
  // Dates.
  'quarter utcquarter week utcweek isoweek utcisoweek dayofyear utcdayofyear ' +
  'timeOffset utcOffset timeSequence utcSequence timeUnitSpecifier ' +
  // Types and conversions.
  'isArray isBoolean isDate isDefined isNumber isObject isRegExp isString isValid toBoolean toDate toNumber toString ' +
  // Texts, lists and objects.
  'replace pad truncate indexof lastindexof join slice reverse sort flush lerp interpolateLinear peek span inrange ' +
  'extent sequence merge pluck ' +
  // Formats, by the locale of the view.
  'format timeFormat timeParse utcFormat utcParse monthFormat monthAbbrevFormat dayFormat dayAbbrevFormat ' +
  // Colors.
  'rgb lab hcl hsl luminance contrast ' +
  // Zooming and panning.
  'bandspace clampRange panLinear panLog panPow panSymlog zoomLinear zoomLog zoomPow zoomSymlog pinchDistance pinchAngle ' +
  'lassoAppend lassoPath ' +
  // Random distributions.
  'sampleNormal densityNormal cumulativeNormal quantileNormal ' +
  'sampleLogNormal densityLogNormal cumulativeLogNormal quantileLogNormal ' +
  'sampleUniform densityUniform cumulativeUniform quantileUniform ' +
  // Easing.
  'easeLinear easeQuad easeQuadIn easeQuadOut easeQuadInOut easeCubic easeCubicIn easeCubicOut easeCubicInOut ' +
  'easePoly easePolyIn easePolyOut easePolyInOut easeSin easeSinIn easeSinOut easeSinInOut ' +
  'easeExp easeExpIn easeExpOut easeExpInOut easeCircle easeCircleIn easeCircleOut easeCircleInOut ' +
  'easeBounce easeBounceIn easeBounceOut easeBounceInOut easeBack easeBackIn easeBackOut easeBackInOut ' +
  'easeElastic easeElasticIn easeElasticOut easeElasticInOut ' +
  // The log.
  'warn info debug';

/**
 * Functions that access the chart. interpreter/guarded-functions.ts and language.ts restrict them to plain values: they
 * return rows as they are, and items and groups of the scenegraph as references, which only these functions can resolve.
 */
const GUARDED =
  // Scales and projections, by name; a group is a reference.
  'scale invert domain range bandwidth gradient geoArea geoBounds geoCentroid geoScale geoTranslate ' +
  '_scale _range _bandwidth ' +
  // Data, by name.
  'data indata modify vlSelectionTest vlSelectionIdTest vlSelectionResolve vlSelectionTuples ' +
  // The event, and the picture.
  'item group xy x y view isTuple inScope intersect ' +
  // Sizes of the page: numbers.
  'screen containerSize windowSize';

/**
 * Refused functions. They write into data or the dataflow, return a scale, a tree or a function, or modify a group of the
 * scenegraph. Vega-Lite generates no calls of them.
 */
export const REFUSED_FUNCTIONS =
  'setdata encode copy treePath treeAncestors intersectLasso geoShape pathShape __bandwidth';

/** Functions of this project, under names that a spec cannot guess. */
const PROJECT_FUNCTIONS = 'Number Labels Time Ticks Lines Columns Ends Ink Box Width FromRight'
  .split(' ')
  .map(ownFunction);

export const ALLOWED: ReadonlySet<string> = new Set([
  ...['if', PLAIN, GUARDED].join(' ').split(' '),
  ...PROJECT_FUNCTIONS,
]);

/** Returns whether an expression of a published chart may call a function. */
export function allows(name: string): boolean {
  return ALLOWED.has(name) || Object.hasOwn(BUILT_INS, name);
}

/** Creates the error, of kind `spec`, for a call of a function that is not allowed. */
export function refusal(name: string): Error {
  return specError(`The function ${quote(name)} is not available in a published chart.`);
}
