/** Finds names in the URL and in the markup of a dashboard that are no parameters of it. Loaded on demand. */
import { nearestName } from '../../pipeline/nearest-name.ts';
import { clip, MAX_NAME_LENGTH, warnOnce } from '../../internal/text.ts';
import type { BoundControls } from './bound-controls.ts';
import { CHART, selectedIn, type DashboardController } from './dashboard.ts';
import { findForm, isControl, isVibedasherControl, paramName } from './form-values.ts';
import { type Consumer, DASHBOARD } from './scope.ts';

/** A chart element. Its properties are `undefined` before it is defined. */
interface ChartElement extends Consumer {
  readonly ready?: Promise<void>;
}

interface Host extends Element {
  readonly updateComplete: Promise<unknown>;
  readonly syncPrefix: string | null;
}

/**
 * Warns about parameters that nothing in a dashboard uses or declares, such as typos: those in the URL, in `select-to`,
 * and names of form controls that resemble a parameter without a control. Waits until the parameters of all charts are
 * known. Does not warn if a chart fails.
 * @param names The parameters in the URL
 */
export async function warnAboutUnknownParams(
  host: Host,
  dashboard: DashboardController,
  controls: BoundControls,
  names: readonly string[],
): Promise<void> {
  let charts: readonly ChartElement[] = [];
  // Reading the viz may add charts, which have parameters of their own.
  for (let seen = -1; seen !== charts.length; charts = findCharts(host, dashboard)) {
    seen = charts.length;
    await Promise.allSettled([dashboard.vizLoaded, ...charts.map(({ ready }) => ready)]);
    await host.updateComplete;
  }
  if (!charts.every((chart) => dashboard.hasAsked(chart))) return;
  const known = dashboard.names.join(', ') || 'none';
  const isUnknown = (name: string): boolean => name !== '' && !dashboard.isUsed(name);
  if (!isPrefixShared(host)) {
    for (const name of names.filter(isUnknown))
      warnOnce(
        `<${host.localName} sync="url">: no chart uses or declares "${name}"; its parameters: ${known}`,
      );
  }
  const warn = ({ localName }: Element, attribute: string, name: string): void =>
    warnOnce(
      `<${localName} ${attribute}="${clip(name, MAX_NAME_LENGTH)}">: no chart of the dashboard uses or declares this; its parameters: ${known}`,
    );
  for (const chart of charts.filter((each) => [null, host].includes(each.closest(DASHBOARD))))
    for (const name of selectedIn(chart).filter(isUnknown)) warn(chart, 'select-to', name);
  const groups = controls.groups();
  const uncontrolled = dashboard.names.filter((name) => !groups.has(name));
  for (const control of controls.findAll('[name]')) {
    // The page handles forms that have an action.
    if (!isControl(control) || isVibedasherControl(control) || findForm(control)?.hasAttribute('action'))
      continue;
    const name = paramName(control);
    if (isUnknown(name) && nearestName(name, uncontrolled) !== null) warn(control, 'name', name);
  }
}

const findCharts = (host: Element, { charts }: DashboardController): readonly ChartElement[] => [
  ...new Set([...charts, ...(host.shadowRoot?.querySelectorAll(CHART) ?? [])]),
];

/** Returns whether another dashboard of the page uses the same prefix in the URL. */
const isPrefixShared = (host: Host): boolean =>
  [...host.ownerDocument.querySelectorAll<Host>(`${DASHBOARD}[sync=url]`)].some(
    (other) => other !== host && (other.syncPrefix || '') === (host.syncPrefix || ''),
  );
