import type { Dataset } from '../public-client/types.ts';
import type { VegaSpec } from './compile.ts';
import { LOCALE_CONFIG } from './locale.ts';
import type { DataRecord } from './records.ts';
import { quote, specError } from './spec-error.ts';
import type { MountRequest, Size, VegaLiteConfig } from './types.ts';

/** The config that goes under a spec's own; `null` where the spec's look stays untouched. */
export function fullConfig({
  config,
  locale,
}: Pick<MountRequest, 'config' | 'locale'>): VegaLiteConfig | null {
  // The chart stands on the page's own ground.
  return config && { background: null, ...(locale && LOCALE_CONFIG), ...config };
}

export interface FilledVega {
  readonly vega: VegaSpec;
  /** Names of the data sources that rows from queries went into. */
  readonly sources: ReadonlySet<string>;
}

/**
 * A compiled spec with the rows that `rowsOf` gives for a data set, and with the size of its box where it is fitted into
 * one. Rows of queries go into those of the named sources that bring nothing themselves; Vega-Lite parses their fields
 * by formulas of its own.
 */
export function fillVega(
  vega: VegaSpec,
  names: ReadonlySet<string>,
  rowsOf: (name: string) => readonly DataRecord[] | undefined,
  size: Size | null,
): FilledVega {
  const sources = new Set<string>();
  const filled = (vega.data ?? []).map((source) => {
    const { name } = source;
    if (!names.has(name) || (source.values ?? source.url ?? source.source) !== undefined) return source;
    sources.add(name);
    return { ...source, format: undefined, values: rowsOf(name) };
  });
  return { vega: { ...(size ? withSize(vega, size) : vega), data: filled }, sources };
}

/**
 * Throws an error of kind `spec` for a column that Vega cannot draw by its name: it keeps fields by name in plain objects,
 * where these names are taken already, and would fail in some odd way.
 */
export function checkNames(
  vega: VegaSpec,
  sources: ReadonlySet<string>,
  data: ReadonlyMap<string, Dataset>,
): void {
  const columns = [...sources].flatMap((name) => data.get(name)?.columns ?? []);
  const taken = columns.find(({ name }) => name in Object.prototype)?.name;
  if (taken !== undefined && JSON.stringify(vega).includes(taken)) {
    throw specError(`Vega cannot draw a column called ${quote(taken)}: give it another name in the query.`);
  }
}

/** Vega-Lite measures a `"container"` by itself; here the box is known, and told. */
function withSize(vega: VegaSpec, { width, height }: Size): VegaSpec {
  const extents = new Map([
    ['width', width],
    ['height', height],
  ]);
  const signals = (vega.signals ?? []).map((signal) => {
    const value = extents.get(signal.name);
    return value === undefined ? signal : { name: signal.name, value };
  });
  return { ...vega, signals };
}
