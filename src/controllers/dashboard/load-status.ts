import type { InheritedSettings } from '../../pipeline/settings.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Viz } from '../../public-client/types.ts';
import type { KeyedResource } from '../keyed-resource.ts';
import { DashboardVizController } from './dashboard-viz.ts';
import type { Consumer, KnownParams } from './scope.ts';

/** A chart element. Its properties are `undefined` before it is defined. */
interface ChartElement extends Consumer, InheritedSettings {
  readonly ready?: Promise<void>;
  readonly error?: VibedasherError | null;
  readonly viz?: Viz | null;
}

/** A failed load; `viz` is set if the viz itself has loaded. */
export interface Failure {
  readonly error: VibedasherError;
  readonly viz: Viz | null;
}

/** Whether the parameters of a dashboard's charts are known, and what failed to load. */
export interface LoadStatus {
  readonly failure: Failure | null;
  readonly waiting: boolean;
  readonly dashboardViz: KeyedResource<unknown> | undefined;
  /** The charts that failed before their parameters were known. */
  readonly failed: readonly ChartElement[];
}

/** Settles when all charts inside are drawn or have failed. By then, their parameters are known. */
export const whenChartsSettled = ({ vizLoaded, charts }: KnownParams): Promise<unknown> =>
  Promise.allSettled([vizLoaded, ...charts.map((chart) => (chart as ChartElement).ready)]);

/** Returns the current status; `host` is the dashboard. */
export function readLoadStatus(host: Element | undefined, known: KnownParams): LoadStatus {
  const dashboardViz = host && DashboardVizController.of(host)?.resource;
  const charts = known.charts as readonly ChartElement[];
  // A chart with the page's own query needs values before its viz, which declares parameters, has loaded.
  const failed = charts.filter((chart) => chart.error && !(known.hasAsked(chart) && chart.viz));
  const [first] = failed;
  const error = first?.error ?? dashboardViz?.error;
  return {
    failure: error ? { error, viz: first?.viz ?? null } : null,
    waiting: dashboardViz?.loading === true || charts.some((chart) => !chart.error && !known.hasAsked(chart)),
    dashboardViz,
    failed,
  };
}
