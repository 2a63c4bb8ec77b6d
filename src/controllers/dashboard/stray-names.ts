import { warnOnce } from '../../internal/warn-once.ts';
import { CHART, type DashboardController } from './dashboard.ts';
import { DASHBOARD } from './scope.ts';
import { settled } from './told.ts';

type Chart = Element & { readonly ready?: Promise<void> };

interface Host extends Element {
  readonly updateComplete: Promise<unknown>;
  readonly syncPrefix: string | null;
}

/**
 * Warns of names in the address that nothing in a dashboard uses or declares: a slip of the pen in a link would change
 * nothing, and nobody would know why. Waits until all charts have said what they use; if one cannot, nothing is certain.
 */
export async function warnOfStrayNames(
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
