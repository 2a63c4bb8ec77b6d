import type { VibedasherError } from '../../public-client/errors.ts';
import type { Viz } from '../../public-client/types.ts';
import { OwnVizController } from './own-viz.ts';
import type { Asker, KnownParams, Surroundings } from './scope.ts';

/** What is asked of a chart; `undefined` as long as its code is not there. */
export interface TellingChart extends Asker, Surroundings {
  readonly ready?: Promise<void>;
  readonly error?: VibedasherError | null;
  readonly viz?: Viz | null;
}

/** Why something could not be had, and what is known of the viz all the same. */
export interface Failure {
  readonly error: VibedasherError;
  readonly viz: Viz | null;
}

/** Whether it is known what a dashboard's charts use and declare, and where not, who could not tell, and why. */
export interface Told {
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
export function toldBy(host: Element | undefined, known: KnownParams): Told {
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
