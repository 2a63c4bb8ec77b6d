import { warnOnce } from '../../internal/text.ts';
import type { InheritedSettings } from '../../pipeline/settings.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Viz } from '../../public-client/types.ts';
import { CHART, type DashboardController } from './dashboard.ts';
import { DashboardVizController } from './dashboard-viz.ts';
import { type Consumer, DASHBOARD, type KnownParams } from './scope.ts';

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
  readonly dashboardViz: DashboardVizController | undefined;
  /** The charts that failed before their parameters were known. */
  readonly failed: readonly ChartElement[];
}

/** Settles when all charts inside are drawn or have failed. By then, their parameters are known. */
export const whenChartsSettled = ({ vizLoaded, charts }: KnownParams): Promise<unknown> =>
  Promise.allSettled([vizLoaded, ...charts.map((chart) => (chart as ChartElement).ready)]);

/** Returns the current status; `host` is the dashboard. */
export function readLoadStatus(host: Element | undefined, known: KnownParams): LoadStatus {
  const dashboardViz = host && DashboardVizController.of(host);
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

interface Host extends Element {
  readonly updateComplete: Promise<unknown>;
  readonly syncPrefix: string | null;
}

/**
 * Warns about parameters in the URL that nothing in a dashboard uses or declares, such as typos in a link. Waits until
 * the parameters of all charts are known. Does not warn if a chart fails.
 */
export async function warnAboutUnknownParams(
  host: Host,
  dashboard: DashboardController,
  names: readonly string[],
): Promise<void> {
  let charts: readonly ChartElement[] = [];
  // Reading the viz may add charts, which have parameters of their own.
  for (let seen = -1; seen !== charts.length; charts = findCharts(host)) {
    seen = charts.length;
    await Promise.allSettled([whenChartsSettled(dashboard), ...charts.map(({ ready }) => ready)]);
    await host.updateComplete;
  }
  if (isPrefixShared(host) || !charts.every((chart) => dashboard.hasAsked(chart))) return;
  for (const name of names.filter((each) => !dashboard.isUsed(each))) {
    const known = dashboard.names.join(', ') || 'none';
    warnOnce(`<${host.localName} sync="url">: no chart uses or declares "${name}"; its parameters: ${known}`);
  }
}

const findCharts = (host: Element): readonly ChartElement[] =>
  [host, host.shadowRoot].flatMap((root) => [...(root?.querySelectorAll<ChartElement>(CHART) ?? [])]);

/** Returns whether another dashboard of the page uses the same prefix in the URL. */
const isPrefixShared = (host: Host): boolean =>
  [...host.ownerDocument.querySelectorAll<Host>(`${DASHBOARD}[sync=url]`)].some(
    (other) => other !== host && (other.syncPrefix || '') === (host.syncPrefix || ''),
  );
