import { quote, specError } from '../spec/errors.ts';
import { BUILT_INS } from './interpreter/language.ts';
import { ownFunction } from './own-functions.ts';

/*
 * Every function that Vega registers for expressions, with the decision on it. What is not on the list is refused: a
 * function that comes with another version of Vega, or that a page has registered for charts of its own.
 * test/node/sandbox/function-policy.test.ts compares the list with Vega's.
 */

/**
 * The functions of the language itself (interpreter/language.ts, where they are rewritten): mathematics, parts of
 * dates, texts, patterns, and `if`. They take and give plain values.
 */
export const LANGUAGE_FUNCTIONS =
  'isNaN isFinite abs acos asin atan atan2 ceil clamp cos exp floor hypot log max min pow random round sin sqrt tan ' +
  'now datetime date day year month hours minutes seconds milliseconds time timezoneoffset utc utcdate utcday utcyear ' +
  'utcmonth utchours utcminutes utcseconds utcmilliseconds length parseFloat parseInt upper lower substring split trim ' +
  'btoa atob encodeURIComponent regexp test if';

/** Those of Vega that take and give plain values, and look at nothing else. */
const PLAIN =
  // Dates.
  'quarter utcquarter week utcweek isoweek utcisoweek dayofyear utcdayofyear ' +
  'timeOffset utcOffset timeSequence utcSequence timeUnitSpecifier ' +
  // Kinds of values, and from one to another.
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
 * Look into the chart, and are held to plain values there (interpreter/guarded-functions.ts, language.ts): rows come
 * out as they are, items and groups of the scenegraph as references, which nothing but these functions can follow.
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
 * Refused by name. No chart that comes of Vega-Lite calls them; they write into data or the dataflow, give a scale, a
 * tree or another function, or take a group of the scenegraph apart.
 */
export const REFUSED =
  'setdata encode copy treePath treeAncestors intersectLasso geoShape pathShape __bandwidth';

/** Ours, under names that no spec knows. */
const PROJECT_FUNCTIONS = 'Number Time Ticks Lines Columns Ends Box Width FromRight'
  .split(' ')
  .map(ownFunction);

export const ALLOWED: ReadonlySet<string> = new Set([
  ...['if', PLAIN, GUARDED].join(' ').split(' '),
  ...PROJECT_FUNCTIONS,
]);

/** Whether an expression of a published chart may call a function. */
export function allows(name: string): boolean {
  return ALLOWED.has(name) || Object.hasOwn(BUILT_INS, name);
}

/** What is said where it may not: an error of kind `spec`. */
export function refusal(name: string): Error {
  return specError(`The function ${quote(name)} is not available in a published chart.`);
}
