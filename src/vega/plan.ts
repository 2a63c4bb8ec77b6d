import type { View } from 'vega-view';
import { compileVegaLite, type VegaSpec } from './compile.ts';
import { fillVega, fullConfig } from './fill-vega.ts';
import type { Logger } from './logger.ts';
import { withoutAliases } from './field-titles.ts';
import { withNumberAxes } from './number-axes.ts';
import { findPacks, loadDates, loadFacetCells, loadLabels, loadPacks, type Pack } from './packs.ts';
import type { LabelFacts } from './packs/labels.ts';
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
  /** Where it has names that may be long, or many: what makes them easy to read, and what that has to know. */
  readonly labels: { readonly pack: ReturnType<typeof loadLabels>; readonly facts: LabelFacts } | null;
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
  const config = fullConfig(draft);
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
  const fitCells = draft.fit === 'container' ? loadFit(compiled, filling) : null;
  fitCells?.catch(() => {});
  const filled = fillVega(
    draft.locale ? withNumberAxes(compiled) : compiled,
    draft.dataNames,
    () => undefined,
    fitted ? UNKNOWN : null,
  );
  const labelPack = draft.locale && hasNames(compiled) ? loadLabels() : null;
  labelPack?.catch(() => {});
  const labels = labelPack && { pack: labelPack, facts: { spec, config, fitted } };
  return { ...filled, fitted, packs, dates, labels, fitCells };
}

/** Whether a compiled spec has a legend, bands beside the picture, or facets. */
export function hasNames({ legends, axes, scales, signals = [] }: VegaSpec): boolean {
  const banded = new Set(
    list(scales).flatMap((scale) =>
      isObject(scale) && /^(band|point)$/.test(String(scale['type'])) ? [scale['name']] : [],
    ),
  );
  return (
    list(legends).length > 0 ||
    list(axes).some((axis) => isObject(axis) && axis['orient'] === 'left' && banded.has(axis['scale'])) ||
    signals.some(({ name }) => name === 'child_width')
  );
}

/** For a facet alone: several views side by side keep their sizes. */
function loadFit({ signals = [] }: VegaSpec, filling: boolean): Promise<FitCells> | null {
  if (!signals.some(({ name }) => name === 'child_width')) return null;
  return loadFacetCells().then(
    ({ fitFacetCells }) =>
      (view, { width, height }) =>
        fitFacetCells(view, signals, { width, height: filling ? height : null }),
  );
}

/** Whether a view of a compiled spec may have an axis over time. */
export function hasDateAxes({ scales, axes, marks }: Readonly<Record<string, unknown>>): boolean {
  const some = (value: unknown, test: (entry: Readonly<Record<string, unknown>>) => boolean): boolean =>
    list(value).some((entry) => isObject(entry) && test(entry));
  return (
    some(scales, ({ type }) => type === 'time') ||
    some(axes, ({ formatType }) => formatType === 'time') ||
    some(marks, hasDateAxes)
  );
}

/** The font size of the labels of axes, in px. */
export function labelSize(config: VegaLiteConfig | null): number {
  const { axis } = config ?? {};
  return (isObject(axis) && Number(axis['labelFontSize'])) || 10;
}
