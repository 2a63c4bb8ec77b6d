import { isObject, type JsonObject } from '../internal/json.ts';
import { objects } from '../spec/facts.ts';
import type { VegaLiteConfig, VegaSpec } from '../spec/types.ts';
import { withDateAxes } from './date-axes.ts';
import { withLabels, type LabelFacts } from './labels.ts';
import { hasNamesOnSide, isFacet } from './rewrite.ts';

export interface FinishFacts extends LabelFacts {
  /** Whether the view has a locale. Views without one keep the axes and legends that Vega draws. */
  readonly localized: boolean;
  /** The module for right-to-left charts; `null` for other charts. */
  readonly rtl: typeof import('./lazy/rtl.ts') | null;
  /** The module that fades names; `null` for charts that fade no marks. */
  readonly fadedNames: typeof import('./lazy/faded-names.ts') | null;
  /** The module for annotations; `null` for charts without any. */
  readonly notes: typeof import('./lazy/notes.ts') | null;
}

/**
 * Rewrites the axes and legends of a compiled spec. `mirrorLegends` comes last, because it mirrors the legends that
 * `withLabels` leaves and reads the number of columns that `withLabels` sets. ARCHITECTURE.md lists all steps that
 * rewrite a spec.
 */
export function finishVega(
  vega: VegaSpec,
  { localized, rtl, fadedNames, notes, ...facts }: FinishFacts,
): VegaSpec {
  const { config } = facts;
  const dated = localized && hasDateAxes(vega) ? withDateAxes(vega, labelSize(config)) : vega;
  const labelled = localized && (facts.titleLines || hasNames(vega)) ? withLabels(dated, facts) : dated;
  const mirrored = rtl?.mirrorLegends(labelled, config) ?? labelled;
  const faded = (localized && fadedNames?.withFadedNames(mirrored, facts)) || mirrored;
  return notes?.withNotes(faded) ?? faded;
}

/** Returns whether a compiled spec has a legend, facets, or a vertical axis with categories. */
const hasNames = (vega: JsonObject): boolean =>
  objects(vega['legends']).length > 0 || isFacet(vega) || hasNamesOnSide(vega);

/** Returns whether a view of a compiled spec may have a time axis. */
const hasDateAxes = ({ scales, axes, marks }: JsonObject): boolean =>
  objects(scales).some(({ type }) => type === 'time') ||
  objects(axes).some(({ formatType }) => formatType === 'time') ||
  objects(marks).some(hasDateAxes);

function labelSize(config: VegaLiteConfig | null): number {
  const { axis } = config ?? {};
  return (isObject(axis) && Number(axis['labelFontSize'])) || 10;
}
