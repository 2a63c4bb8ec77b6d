import type { RuntimeSpec } from 'vega-parser';
import { toJson } from '../internal/json.ts';
import type { VegaLocale, VegaSpec } from '../spec/types.ts';
import { compileVegaLite, fillVega, fullConfig, withSharedFormats, withReadableFields } from './compile.ts';
import type { Logger } from './errors.ts';
import {
  findLazyModules,
  loadExpressionTexts,
  loadLazyModules,
  loadPredicted,
  loadRtl,
  type LazyModules,
} from './lazy-modules.ts';
import { prepareSpec } from './prepare-spec.ts';
import type { CompileInput, PassFacts } from './types.ts';

/** A chart compiled to Vega, without its rows. Does not need the runtime. */
export interface CompiledSpec {
  readonly vega: VegaSpec;
  /** Names of the data sources that receive rows from queries. */
  readonly sources: ReadonlySet<string>;
  /** Resolves to further modules that the chart needs. */
  readonly lazyModules: Promise<LazyModules>;
  /** The input for `finishVega`, which needs the runtime. */
  readonly facts: PassFacts;
}

/** Rejects with a `VibedasherError` of kind `spec`. */
async function compileSpec(input: CompileInput, logger: Logger): Promise<CompiledSpec> {
  const prepared = prepareSpec(input.spec, input);
  const { spec } = prepared;
  const look = fullConfig(input);
  const [rtl, texts] = await Promise.all([
    input.rtl ? loadRtl() : null,
    loadExpressionTexts(spec),
    loadPredicted(spec),
  ]);
  const config = rtl ? rtl.mirrorConfig(look, spec) : look;
  const { dataNames, fit, background, muted, locale, renderer } = input;
  const compiled = await compileVegaLite(
    locale ? withReadableFields(spec) : spec,
    config,
    logger,
    locale,
    texts,
  );
  const facts = { ...prepared, fit, config, background, muted, locale, rtl: input.rtl, renderer };
  const lazyModules = loadLazyModules(findLazyModules(compiled, facts));
  lazyModules.catch(() => {});
  const shared = locale ? withSharedFormats(compiled) : compiled;
  return { ...fillVega(shared, dataNames, prepared.fitted), lazyModules, facts };
}

/** A cache entry. Charts that share it may have different rows. */
interface CachedSpec {
  readonly compiledSpec: CompiledSpec;
  /** Arguments of each warning that the compiler logged. */
  readonly warnings: readonly (readonly unknown[])[];
  /** The parsed spec; set by the first chart that needs it. */
  dataflow?: Promise<RuntimeSpec>;
}

/** Time in ms before the cache is cleared. The charts of a page are compiled at about the same time. */
const CACHE_TIME = 500;

/** Keyed by the input without its config and titles of aggregates, which are compared by identity. */
const cachedSpecs = new Map<
  string,
  {
    readonly config: CompileInput['config'];
    readonly aggregateTitle: VegaLocale['aggregateTitle'];
    readonly cached: CachedSpec;
  }
>();
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Compiles a spec, or returns the cached entry of a chart with the same spec and theme, because compiling is slow.
 * Repeats the compiler's warnings for each chart. Rejects with a `VibedasherError` of kind `spec`.
 */
export async function cachedSpecFor(input: CompileInput, logger: Logger): Promise<CachedSpec> {
  const key = cacheKey(input);
  const { config } = input;
  const aggregateTitle = input.locale?.aggregateTitle;
  const found = key ? cachedSpecs.get(key) : null;
  if (found?.config === config && found.aggregateTitle === aggregateTitle) {
    for (const values of found.cached.warnings) logger.warn(...values);
    return found.cached;
  }
  const warnings: (readonly unknown[])[] = [];
  const warn = (...values: readonly unknown[]): Logger => {
    warnings.push(values);
    return logger.warn(...values);
  };
  const compiledSpec = await compileSpec(input, { ...logger, warn });
  const cached = { compiledSpec, warnings };
  if (key && compiledSpec.vega.data?.every(({ values }) => !values)) {
    cachedSpecs.set(key, { config, aggregateTitle, cached });
    clearTimeout(timer);
    timer = setTimeout(() => cachedSpecs.clear(), CACHE_TIME);
  }
  return cached;
}

function cacheKey({ spec, fit, renderer, captioned, locale, rtl, dataNames }: CompileInput): string | null {
  const text = toJson(spec, refuseRows);
  return text && JSON.stringify([text, fit, renderer, captioned, !locale, rtl, ...dataNames]);
}

/** Throws for a spec with inline rows: Vega writes into rows, so charts cannot share them. */
function refuseRows(key: string, value: unknown): unknown {
  if (key === 'values' || key === 'datasets') throw new Error();
  return value;
}
