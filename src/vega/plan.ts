import type { View } from 'vega-view';
import { compileVegaLite, type VegaSpec } from './compile.ts';
import { fillVega, fullConfig } from './fill-vega.ts';
import type { Logger } from './logger.ts';
import { withoutAliases } from './field-titles.ts';
import { withNumberAxes } from './number-axes.ts';
import { findPacks, loadDates, loadFacetCells, loadLabels, loadPacks, loadRtl, type Pack } from './packs.ts';
import { prepareSpec } from './prepare-spec.ts';
import { isObject, list } from './spec-facts.ts';
import type { Draft, Size, VegaLiteConfig } from './types.ts';

/** A chart as Vega is to draw it: everything that can be said without the engine and without rows. */
export interface Plan {
  readonly vega: VegaSpec;
  /** Names of the data sources that rows from queries go into. */
  readonly sources: ReadonlySet<string>;
  /** The picture takes the size of its box. */
  readonly fitted: boolean;
  /** The parts of Vega that it needs beyond the engine, on their way. */
  readonly packs: Promise<readonly Pack[]>;
  /** Where it is a facet whose cells are to fill the box: what fits them. */
  readonly fitCells: Promise<FitCells> | null;
  /** Where it has axes over time in the reader's language: what makes their ticks, and the font size of these in px. */
  readonly dates: { readonly pack: ReturnType<typeof loadDates>; readonly fontSize: number } | null;
  /** Where it has names that may be long, or many: what makes them easy to read. */
  readonly labels: Promise<(vega: VegaSpec) => VegaSpec> | null;
}

/**
 * Makes the cells of a view as wide as a box allows, and as high where the spec says so. Resolves when the dataflow has run.
 */
export type FitCells = (view: View, box: Size) => Promise<void>;

/** In place of the size of a box, which is told to the view. */
const UNKNOWN = { width: 0, height: 0 };

/** From a spec to Vega. Rejects with a `VibedasherError` of kind `spec`. */
export async function planChart(draft: Draft, logger: Logger): Promise<Plan> {
  const { spec, fitted, filling } = prepareSpec(draft.spec, draft);
  const look = fullConfig(draft);
  const rtl = draft.rtl && (await loadRtl());
  const config = rtl ? rtl.mirroredConfig(look, spec) : look;
  const compiled = await compileVegaLite(
    draft.locale ? withoutAliases(spec) : spec,
    config,
    logger,
    draft.locale !== null,
  );
  const found = new Set(findPacks(compiled));
  if (draft.renderer === 'canvas') found.add('canvas');
  const packs = loadPacks(found);
  packs.catch(() => {});
  const pack = draft.locale && hasDateAxes(compiled) ? loadDates() : null;
  pack?.catch(() => {});
  const dates = pack && { pack, fontSize: labelSize(config) };
  // For a facet alone: several views side by side keep their sizes.
  const fitCells =
    draft.fit === 'container' && isFacet(compiled)
      ? loadFacetCells().then(({ cellFitter }) => cellFitter(compiled.signals, filling))
      : null;
  fitCells?.catch(() => {});
  const filled = fillVega(
    draft.locale ? withNumberAxes(compiled) : compiled,
    draft.dataNames,
    () => undefined,
    fitted ? UNKNOWN : null,
  );
  const labels =
    draft.locale && hasNames(compiled)
      ? loadLabels().then(({ withLabels }) => (vega: VegaSpec) => {
          const labelled = withLabels(vega, { spec, config, fitted });
          return rtl ? rtl.withLegends(labelled, config) : labelled;
        })
      : null;
  labels?.catch(() => {});
  return { ...filled, fitted, packs, dates, labels, fitCells };
}

type Json = Readonly<Record<string, unknown>>;

const some = (value: unknown, test: (entry: Json) => boolean): boolean =>
  list(value).some((entry) => isObject(entry) && test(entry));

const isFacet = ({ signals }: Json): boolean => some(signals, ({ name }) => name === 'child_width');

/** Whether a compiled spec has a legend, facets, or bands beside the picture. */
const hasNames = (vega: Json): boolean =>
  some(vega['legends'], () => true) ||
  isFacet(vega) ||
  some(
    vega['axes'],
    ({ orient, scale }) =>
      (orient === 'left' || orient === 'right') &&
      some(vega['scales'], ({ name, type }) => name === scale && (type === 'band' || type === 'point')),
  );

/** Whether a view of a compiled spec may have an axis over time. */
export const hasDateAxes = ({ scales, axes, marks }: Json): boolean =>
  some(scales, ({ type }) => type === 'time') ||
  some(axes, ({ formatType }) => formatType === 'time') ||
  some(marks, hasDateAxes);

/** The font size of the labels of axes, in px. */
export function labelSize(config: VegaLiteConfig | null): number {
  const { axis } = config ?? {};
  return (isObject(axis) && Number(axis['labelFontSize'])) || 10;
}
