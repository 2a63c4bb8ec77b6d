import { warnOnce } from '../../internal/text.ts';
import type { InheritedSettings } from '../../pipeline/settings.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Viz } from '../../public-client/types.ts';
import { CHART, type DashboardController } from './dashboard.ts';
import { OwnVizController } from './own-viz.ts';
import { type Consumer, DASHBOARD, type KnownParams } from './scope.ts';

/** What is asked of a chart; `undefined` as long as its code is not there. */
interface TellingChart extends Consumer, InheritedSettings {
  readonly ready?: Promise<void>;
  readonly error?: VibedasherError | null;
  readonly viz?: Viz | null;
}

/** Why something could not be loaded, and what is known of the viz all the same. */
export interface Failure {
  readonly error: VibedasherError;
  readonly viz: Viz | null;
}

/** Whether it is known what a dashboard's charts use and declare, and where not, who could not tell, and why. */
export interface LoadStatus {
  readonly failure: Failure | null;
  readonly waiting: boolean;
  readonly own: OwnVizController | undefined;
  /** Those that have failed before they could tell. */
  readonly failed: readonly TellingChart[];
}

/** Settles when all charts inside have their first picture, or failed: what they use and declare is known by then. */
export const settled = ({ isRead, charts }: KnownParams): Promise<unknown> =>
  Promise.allSettled([isRead, ...charts.map((chart) => (chart as TellingChart).ready)]);

/** As of now; `host` is the dashboard. */
export function loadStatusOf(host: Element | undefined, known: KnownParams): LoadStatus {
  const own = host && OwnVizController.of(host);
  const charts = known.charts as readonly TellingChart[];
  // A chart with a query of the page's own asks before it knows what its viz declares.
  const failed = charts.filter((chart) => chart.error && !(known.hasAsked(chart) && chart.viz));
  const [first] = failed;
  const error = first?.error ?? own?.error;
  return {
    failure: error ? { error, viz: first?.viz ?? null } : null,
    waiting: own?.loading === true || charts.some((chart) => !chart.error && !known.hasAsked(chart)),
    own,
    failed,
  };
}

type Chart = Element & { readonly ready?: Promise<void> };

interface Host extends Element {
  readonly updateComplete: Promise<unknown>;
  readonly syncPrefix: string | null;
}

/**
 * Warns of names in the address that nothing in a dashboard uses or declares: a slip of the pen in a link would change
 * nothing, and no message would say why. Waits until all charts have said what they use; if one cannot, nothing is
 * certain.
 */
export async function warnOfUnknownParams(
  host: Host,
  dashboard: DashboardController,
  names: readonly string[],
): Promise<void> {
  let charts: readonly Chart[] = [];
  // What is read draws charts, which have names of their own.
  for (let seen = -1; seen !== charts.length; charts = chartsIn(host)) {
    seen = charts.length;
    await Promise.allSettled([settled(dashboard), ...charts.map(({ ready }) => ready)]);
    await host.updateComplete;
  }
  if (isShared(host) || !charts.every((chart) => dashboard.hasAsked(chart))) return;
  for (const name of names.filter((each) => !dashboard.isUsed(each))) {
    const known = dashboard.names.join(', ') || 'none';
    warnOnce(`<${host.localName} sync="url">: no chart uses or declares "${name}"; its parameters: ${known}`);
  }
}

const chartsIn = (host: Element): readonly Chart[] =>
  [host, host.shadowRoot].flatMap((root) => [...(root?.querySelectorAll(CHART) ?? [])]);

/** Whether a name may be meant for another dashboard of the page. */
const isShared = (host: Host): boolean =>
  [...host.ownerDocument.querySelectorAll<Host>(`${DASHBOARD}[sync=url]`)].some(
    (other) => other !== host && (other.syncPrefix || '') === (host.syncPrefix || ''),
  );
