import type { ParamDeclaration, ParamSchema } from '../charts/types.ts';
import type { Params, ParamValue } from '../public-client/types.ts';
import { DEFAULT_THEME, type VizProperties } from './attributes.ts';

type InheritedProperty =
  | 'account'
  | 'slug'
  | 'region'
  | 'apiBase'
  | 'snapshot'
  | 'live'
  | 'queries'
  | 'client'
  | 'theme'
  | 'timezone'
  | 'refreshInterval';

/** The data source and look that elements inherit from a dashboard. */
export interface InheritedSettings extends Pick<VizProperties, InheritedProperty> {}

/** Fills the gaps in an element's settings with those of the enclosing dashboard. */
export function inheritedSettings(
  own: InheritedSettings,
  outer: InheritedSettings | null,
): InheritedSettings {
  // The connection is inherited as a whole: setting one of these overrides all three.
  const { region, apiBase, client } =
    [own, outer].find((each) => each?.client || each?.region || each?.apiBase) ?? own;
  return {
    account: own.account || (outer?.account ?? null),
    slug: own.slug || (own.account ? null : (outer?.slug ?? null)),
    region,
    apiBase,
    client,
    snapshot: own.snapshot || (outer?.snapshot ?? null),
    live: own.live || (outer?.live ?? null),
    queries: own.queries || (outer?.queries ?? null),
    theme: own.theme && own.theme !== DEFAULT_THEME ? own.theme : (outer?.theme ?? DEFAULT_THEME),
    timezone: own.timezone || (outer?.timezone ?? null),
    refreshInterval: own.refreshInterval || (outer?.refreshInterval ?? null),
  };
}

/** The parameters of a dashboard, for one chart inside. */
export interface SharedParams {
  /**
   * Returns the values of these parameters, without those that have none.
   * @param names The parameters that the chart's queries use
   * @param declared The declarations in the viz's `params.json`
   */
  ask(names: readonly string[], declared: readonly ParamDeclaration[]): Params;
  /** Returns whether `ask()` would return other values than before. Reports each change once. */
  takeChange(): boolean;
  /** Identifies the dashboard. */
  readonly id: number;
  /** The number of times that all choices were reset. */
  readonly resets: number;
  paramState(name: string): ParamState;
  /** Sets parameters from a selection in the chart. `undefined` removes the choice. */
  choose(patch: Readonly<Record<string, ParamValue | undefined>>): void;
}

/** What a dashboard shows about its viz, below the charts of that viz. The charts do not repeat it. */
export interface DashboardNotices {
  /** The sentence about the age of the data. */
  readonly age: string | null;
  /** Whether the source of the data or notes are shown. */
  readonly hasSource: boolean;
}

/** The state of a parameter in a dashboard. */
export interface ParamState {
  /** The effective value. */
  readonly value: ParamValue | undefined;
  /** Whether resetting the choice would change the value. */
  readonly isChosen: boolean;
  readonly declared: ParamDeclaration | undefined;
  /** The values that the page's controls offer. */
  readonly schema: ParamSchema | undefined;
}
