import type { RuntimeSpec } from 'vega-parser';
import type { VegaLiteSpec } from '../charts/types.ts';
import type { Logger } from './logger.ts';
import { planChart, type Plan } from './plan.ts';
import type { Draft } from './types.ts';

/** What a chart is drawn from, whatever its rows are. */
export interface Blueprint {
  readonly plan: Plan;
  /** What the compiler warned of. */
  readonly warnings: readonly (readonly unknown[])[];
  /** The plan, parsed; set by who parses it first. */
  dataflow?: Promise<RuntimeSpec>;
}

/** Milliseconds for which one serves further charts: those of a page come at about the same time. */
const KEEP = 500;

/** The latest, by what was asked for but the config. */
const known = new Map<string, { readonly config: Draft['config']; readonly blueprint: Blueprint }>();
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * A blueprint of one's own, or that of a chart of the same spec and look which came just before: compiling takes most of
 * the time until there are rows. Rejects with a `VibedasherError` of kind `spec`.
 */
export async function blueprintFor(draft: Draft, logger: Logger): Promise<Blueprint> {
  const key = keyOf(draft);
  const found = key ? known.get(key) : null;
  if (found?.config === draft.config) {
    for (const values of found.blueprint.warnings) logger.warn(...values);
    return found.blueprint;
  }
  const warnings: (readonly unknown[])[] = [];
  const warn = (...values: readonly unknown[]): Logger => {
    warnings.push(values);
    return logger.warn(...values);
  };
  const plan = await planChart(draft, { ...logger, warn });
  const blueprint = { plan, warnings };
  if (key && plan.vega.data?.every(({ values }) => !values)) {
    known.set(key, { config: draft.config, blueprint });
    clearTimeout(timer);
    timer = setTimeout(() => known.clear(), KEEP);
  }
  return blueprint;
}

function keyOf({ spec, fit, renderer, captioned, locale, rtl, dataNames }: Draft): string | null {
  const text = textOf(spec);
  return text && JSON.stringify([text, fit, renderer, captioned, !locale, rtl, ...dataNames]);
}

/** `null` for a spec with rows: it is long, and its rows are its own, since Vega writes into them. */
function textOf(spec: VegaLiteSpec): string | null {
  try {
    return JSON.stringify(spec, (key, value: unknown) => {
      if (key === 'values' || key === 'datasets') throw new Error();
      return value;
    });
  } catch {
    return null;
  }
}
