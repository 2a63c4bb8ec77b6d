import { isObject, toJson } from '../internal/json.ts';
import { lazily } from '../public-client/errors.ts';
import { isLongTitle, objects } from '../spec/facts.ts';
import { CHOSEN, DASHES, NOTES } from '../internal/secret-names.ts';
import type { VegaLiteSpec, VegaSpec } from '../spec/types.ts';
import { isFacet, someProperty, type FitToBox } from './rewrite.ts';
import { splitParts } from './split-parts.ts';
import type { Pass, PassFacts } from './types.ts';

/**
 * Exports of a lazy module: transforms by type, or a pass over the compiled spec, or a function that adjusts the view. A
 * module may also have side effects.
 */
type LazyModule = Readonly<Record<string, unknown>> & {
  readonly rewrite?: Pass;
  readonly createFitter?: (...facts: Parameters<Pass>) => FitToBox;
};

type LazyEntry = readonly [
  load: () => Promise<LazyModule>,
  types: string,
  isNeeded?: (...facts: Parameters<Pass>) => unknown,
];

/**
 * Modules that few charts need: split parts of Vega's packages, whole packages, and modules of `lazy/`. For each: a
 * function that loads it, the types of transforms, scales, marks and data formats that require it, and whether a compiled
 * spec needs it for another reason.
 */
const LAZY_MODULES = {
  arcs: [splitPart('arcs'), 'arc'],
  bins: [splitPart('bins'), 'bin timeunit'],
  canvas: [loadCanvas, 'label', (_, { renderer }) => renderer === 'canvas'],
  colors: [splitPart('colors'), 'bin-ordinal quantile quantize threshold'],
  'composite-marks': [splitPart('composite-marks'), ''],
  crossfilter: [() => import('vega-crossfilter'), 'crossfilter resolvefilter'],
  curves: [splitPart('curves'), ''],
  delimited: [() => provided(import('../sandbox/delimited.ts')), 'csv tsv dsv'],
  easing: [splitPart('easing'), ''],
  'expression-texts': [() => import('./lazy/expression-texts.ts'), ''],
  'facet-cells': [
    () => import('./lazy/facet-cells.ts'),
    '',
    // The views of a concat or repeat keep their sizes.
    (vega, { fit }) => fit === 'container' && isFacet(vega),
  ],
  facets: [splitPart('facets'), ''],
  'faded-names': [() => import('./lazy/faded-names.ts'), ''],
  force: [() => import('vega-force'), 'force'],
  geo: [
    () => import('vega-geo'),
    'contour geojson geopath geopoint geoshape graticule heatmap isocontour kde2d projection',
  ],
  hierarchy: [() => import('vega-hierarchy'), 'nest pack partition stratify tree treelinks treemap'],
  identifiers: [splitPart('identifiers'), ''],
  inputs: [splitPart('inputs'), ''],
  label: [() => import('vega-label'), 'label'],
  'line-names': [() => import('./lazy/line-names.ts'), '', hasLineLegend],
  maps: [splitPart('maps'), ''],
  notes: [() => import('./lazy/notes.ts'), ''],
  paths: [loadPaths, 'path'],
  'title-lines': [() => import('./lazy/title-lines.ts'), '', hasLongTitle],
  'rare-limits': [
    provideRareLimits,
    'fold flatten graticule impute kde loess pivot projection quantile regression sequence window',
  ],
  rtl: [() => import('./lazy/rtl.ts'), '', (_, { rtl }) => rtl],
  regression: [() => import('vega-regression'), 'loess regression'],
  scales: [splitPart('scales'), 'bin-ordinal log pow sqrt symlog quantile quantize threshold wordcloud'],
  schemes: [splitPart('schemes'), ''],
  'selection-functions': [splitPart('selection-functions'), ''],
  'selection-limits': [() => provided(import('../sandbox/selection-limits.ts')), ''],
  selections: [splitPart('selections'), ''],
  shaping: [
    splitPart('shaping'),
    'flatten fold generate impute joinaggregate linkpath lookup pie pivot sequence window',
  ],
  statistics: [splitPart('statistics'), 'cross density dotbin kde quantile sample'],
  titles: [splitPart('titles'), ''],
  transforms: [splitPart('transforms'), ''],
  voronoi: [() => import('vega-voronoi'), 'voronoi'],
  wordcloud: [() => import('vega-wordcloud'), 'wordcloud'],
} as const satisfies Record<string, LazyEntry>;

/**
 * Returns a function that loads a part that the script-tag bundle has split off a Vega package. In other builds, the
 * package is complete.
 */
function splitPart(part: string): () => Promise<LazyModule> {
  return async () => {
    await splitParts[part]?.();
    loadedParts.add(part);
    return {};
  };
}

async function loadCanvas(): Promise<LazyModule> {
  const [{ patchCanvasRenderer }] = await Promise.all([loadRtl(), splitPart('canvas')()]);
  patchCanvasRenderer();
  return {};
}

async function loadPaths(): Promise<LazyModule> {
  await Promise.all([splitPart('paths')(), provideRareLimits()]);
  return {};
}

/** Loads a module that adds something to the sandbox. */
async function provided(module: Promise<{ provide(): void }>): Promise<LazyModule> {
  (await module).provide();
  return {};
}

function provideRareLimits(): Promise<LazyModule> {
  return provided(import('../sandbox/rare-limits.ts'));
}

const loadedParts = new Set<string>();

/** Returns whether a part is available: loaded, or not split off in this build. */
export const isPartLoaded = (part: string): boolean => !splitParts[part] || loadedParts.has(part);

export type LazyModuleName = keyof typeof LAZY_MODULES;
export type LazyModules = ReadonlyMap<LazyModuleName, LazyModule>;

const ENTRIES = Object.entries<LazyEntry>(LAZY_MODULES) as [LazyModuleName, LazyEntry][];
const MODULES_OF_TYPE = new Map<string, LazyModuleName[]>();
for (const [name, [, types]] of ENTRIES) {
  for (const type of types.split(' ')) {
    if (type) MODULES_OF_TYPE.set(type, [...(MODULES_OF_TYPE.get(type) ?? []), name]);
  }
}

const DISTRIBUTION = /^ci[01]$|\b(?:sample|density|cumulative|quantile)(?:Normal|LogNormal|Uniform)\b/;
/** An SVG path as the shape of a symbol, or the function that creates one. */
const PATH = /^\s*[Mm]\s*[-+.\d]|\bpathShape\b/;
const GRADIENT_FUNCTION = /\bgradient\s*\(/;
const EASING = /\bease[A-Z]/;
const GEO_FUNCTION = /\bgeo[A-Z]\w*\s*\(/;
const SELECTION_FUNCTION = /\bvlSelection|\b(?:modify|intersect\w*|lasso\w+)\s*\(/;
/** Keys whose values are expressions, in Vega and Vega-Lite specs. */
const EXPRESSION = /^(?:signal|expr|test|update|init|calculate|filter)$/;
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
/** Scale types with a prefix, such as `diverging-linear`. */
const RARE_SCALE = /^diverging|^sequential-(?!linear)/;

/** Ranges that Vega's own config has schemes for. */
const SCHEME_RANGES = /^(?:category|ordinal|heatmap|ramp|diverging)$/;
/** Those of scales that interpolate between colors. */
const RAMPS = /^(?:heatmap|ramp|diverging|ordinal)$/;

/*
 * Values that the engine supports without a lazy module. Other values, and values that a signal or a row determines,
 * may need one.
 */
const CORE_CURVES = /^(linear|monotone|step(-before|-after)?)$/;
const COMMON_COLOR_SPACES = /^(rgb|hcl)$/;
const COLOR_SPACES = /^(rgb|hsl|hcl|lab|cubehelix)/;

/** Finds the lazy modules that a compiled spec needs. Without `facts`, omits those that depend on them. */
export function findLazyModules(spec: VegaSpec, facts?: PassFacts): ReadonlySet<LazyModuleName> {
  const found = new Set<LazyModuleName>();
  visit(spec, found, spec['config']);
  for (const [name, [, , isNeeded]] of ENTRIES) if (facts && isNeeded?.(spec, facts)) found.add(name);
  return found;
}

/** @param config The config of the spec that contains `value` */
function visit(value: unknown, found: Set<LazyModuleName>, config: unknown): void {
  if (Array.isArray(value)) {
    for (const element of value) visit(element, found, config);
  } else if (typeof value === 'string') {
    if (GRADIENT_FUNCTION.test(value)) found.add('colors');
    if (GEO_FUNCTION.test(value)) found.add('geo');
    if (EASING.test(value)) found.add('easing');
    if (DISTRIBUTION.test(value)) found.add('statistics');
    if (PATH.test(value)) found.add('paths');
    if (value === NOTES || value === DASHES) found.add('notes');
    if (value === CHOSEN) found.add('faded-names');
    if (SELECTION_FUNCTION.test(value)) found.add('selection-functions').add('selection-limits');
  } else if (isObject(value)) {
    const type = typeof value['type'] === 'string' ? value['type'].toLowerCase() : '';
    for (const lazyModule of MODULES_OF_TYPE.get(type) ?? []) found.add(lazyModule);
    if (RARE_SCALE.test(type)) found.add('scales');
    if (type === 'topojson' || 'projections' in value) found.add('geo');
    for (const [key, inner] of Object.entries(value)) {
      // Only the ranges that a scale uses need a module.
      if (key === 'range' && value === config) continue;
      if (key === 'shape' && isComputed(inner)) found.add('paths');
      if (key === 'bind') found.add('inputs');
      if (key === 'gradient') found.add('colors');
      if (key === 'range' && type && interpolates(type, inner)) found.add('colors');
      if (key === 'title' && isObject(inner) && 'text' in inner) found.add('titles');
      // Without this part, Vega's parser would report a syntax error.
      if (EXPRESSION.test(key) && typeof inner === 'string' && /[^\0-\x7f]/.test(inner.replace(QUOTED, '')))
        found.add('identifiers');
      if (key === 'scheme' || (key === 'range' && isSchemeByDefault(inner, config))) found.add('schemes');
      if (key === 'interpolate') visitInterpolation(inner, found);
      // Skip rows: there are many, and they need no module.
      if (key !== 'values' || !Array.isArray(inner)) visit(inner, found, config);
    }
  }
}

/** Returns whether the value of a channel comes from a signal, or from a field without a scale. */
function isComputed(rules: unknown): boolean {
  const one = (rule: unknown): boolean =>
    isObject(rule) && ('signal' in rule || ('field' in rule && !('scale' in rule)));
  return Array.isArray(rules) ? rules.some(one) : one(rules);
}

/** Returns whether a scale interpolates between the colors of its range. An ordinal one does only in the theme's range. */
function interpolates(type: string, range: unknown): boolean {
  if (type === 'ordinal') return range === 'ordinal';
  if (Array.isArray(range)) return range.some((value) => typeof value === 'string');
  return isOneOf(RAMPS, range) || (isObject(range) && 'scheme' in range);
}

/** Returns whether the spec's config leaves a range to Vega's own config, which sets a scheme for it. */
function isSchemeByDefault(range: unknown, config: unknown): boolean {
  if (typeof range !== 'string' || !SCHEME_RANGES.test(range)) return false;
  const ranges = isObject(config) ? config['range'] : undefined;
  return !isObject(ranges) || !Object.hasOwn(ranges, range);
}

/** Finds the modules for a value of `interpolate`, which is a color space in a scale and a curve elsewhere. */
function visitInterpolation(value: unknown, found: Set<LazyModuleName>): void {
  if (Array.isArray(value)) {
    for (const rule of value) visitInterpolation(rule, found);
  } else if (isObject(value) && ('value' in value || 'type' in value)) {
    visitInterpolation(value['value'] ?? value['type'], found);
  } else if (isOneOf(COLOR_SPACES, value)) {
    found.add('colors');
    if (!isOneOf(COMMON_COLOR_SPACES, value)) found.add('scales');
  } else if (value !== null && value !== undefined && !isOneOf(CORE_CURVES, value)) {
    found.add('curves');
    if (typeof value !== 'string') found.add('scales');
  }
}

function isOneOf(names: RegExp, value: unknown): boolean {
  return typeof value === 'string' && names.test(value);
}

/** The modules that a key or a mark type of Vega-Lite is likely to need. */
const MODULES_OF_WORD: Readonly<Record<string, readonly LazyModuleName[]>> = Object.fromEntries(
  (
    [
      ['boxplot errorbar errorband', ['composite-marks']],
      ['arc', ['arcs']],
      ['bin timeUnit', ['bins']],
      ['row column facet concat hconcat vconcat repeat', ['facets']],
      ['projection geoshape longitude latitude', ['maps', 'geo', 'rare-limits']],
      ['select', ['selections', 'selection-functions', 'selection-limits']],
      ['transform', ['transforms']],
      ['joinaggregate lookup', ['shaping']],
      ['window fold flatten impute pivot sequence', ['shaping', 'rare-limits']],
      ['sample', ['statistics']],
      ['density quantile', ['statistics', 'rare-limits']],
      ['regression loess', ['regression', 'rare-limits']],
    ] as const
  ).flatMap(([words, lazyModules]) => words.split(' ').map((word) => [word, lazyModules])),
);

/** Predicts the lazy modules that a Vega-Lite spec needs, so they can load while the chart waits for rows. */
export function predictLazyModules(spec: object): ReadonlySet<LazyModuleName> {
  const found = new Set(findLazyModules(spec as VegaSpec));
  // The caption may show the title instead.
  found.delete('titles');
  const words = new Set<unknown>();
  const visitWords = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'values' || key === 'config') continue;
      if (/^(?:color|stroke)$/.test(key) && isObject(inner) && ('field' in inner || 'datum' in inner))
        words.add('series');
      for (const word of key === 'mark' || key === 'type' ? [key, inner] : [key]) {
        words.add(word);
        const lazyModules =
          typeof word === 'string' && Object.hasOwn(MODULES_OF_WORD, word) ? MODULES_OF_WORD[word] : null;
        for (const lazyModule of lazyModules ?? []) found.add(lazyModule);
      }
      visitWords(inner);
    }
  };
  visitWords(spec);
  if (words.has('line') && words.has('series') && !words.has('legend')) found.add('line-names');
  return found;
}

/** Parts of Vega-Lite's compiler. */
const COMPILER_MODULES: readonly LazyModuleName[] = [
  'bins',
  'composite-marks',
  'facets',
  'maps',
  'selections',
  'transforms',
];

/**
 * Starts to load the modules that a Vega-Lite spec is likely to need. Resolves when the parts of the compiler are loaded:
 * without one, the compiler would have to start over. Rejects with an error of kind `network`.
 */
export async function loadPredicted(spec: object): Promise<void> {
  const predicted = predictLazyModules(spec);
  loadLazyModules(predicted).catch(() => {});
  await loadLazyModules(COMPILER_MODULES.filter((name) => predicted.has(name)));
}

/** Loads modules. Rejects with an error of kind `network`. */
export async function loadLazyModules(names: Iterable<LazyModuleName>): Promise<LazyModules> {
  const load = async (name: LazyModuleName) =>
    [name, await lazily<LazyModule>(LAZY_MODULES[name][0])] as const;
  return new Map(await Promise.all([...names].map(load)));
}

/** Loads the reader for CSV and other delimited text. Rejects with an error of kind `network`. */
export const loadDelimited = (): Promise<LazyModule> => lazily(LAZY_MODULES.delimited[0]);

/** Loads the limits of rare transforms and shapes. Rejects with an error of kind `network`. */
export const loadRareLimits = (): Promise<LazyModule> => lazily(provideRareLimits);

/** Loads the module for right-to-left charts. Rejects with an error of kind `network`. */
export const loadRtl = (): Promise<typeof import('./lazy/rtl.ts')> => lazily(LAZY_MODULES.rtl[0]);

function hasLongTitle({ axes }: VegaSpec, { locale, fitted, config }: PassFacts): unknown {
  const { titleFontSize = 12 } = (config?.['axis'] ?? {}) as { readonly titleFontSize?: number };
  return locale && fitted && objects(axes).some(({ title }) => isLongTitle(title, titleFontSize));
}

/** Returns whether a compiled spec has a legend for lines that the author has not configured. */
function hasLineLegend({ legends, marks }: VegaSpec, { locale, fitted, spec }: PassFacts): unknown {
  return (
    locale &&
    fitted &&
    objects(legends).some(({ stroke }) => stroke) &&
    objects(marks).some((mark) => objects(mark['marks'])[0]?.['type'] === 'line') &&
    !someProperty(spec, (key) => key === 'legend')
  );
}

/** Characters that Vega-Lite does not escape in all expressions, as JSON contains them. */
const UNESCAPED = /[\\\u2028\u2029\ufdd0-\ufdef]/;

/** Replaces rows, which may be very many, with nothing, and data sets with their names. */
const withoutRows = (key: string, value: unknown): unknown => {
  if (key === 'values') return undefined;
  return key === 'datasets' && isObject(value) ? Object.keys(value) : value;
};

/**
 * Loads the module that escapes texts for Vega-Lite; `null` for a spec without such texts. Rejects with an error of kind
 * `network`.
 */
export const loadExpressionTexts = (
  spec: VegaLiteSpec,
): Promise<typeof import('./lazy/expression-texts.ts')> | null =>
  UNESCAPED.test(toJson(spec, withoutRows) ?? '') ? lazily(LAZY_MODULES['expression-texts'][0]) : null;
