import type { ParamDeclaration, ParamSchema } from '../charts/types.ts';
import type { Params, ParamValue, PublicClient } from '../public-client/types.ts';

/** What decides where data come from, and how they look. */
export interface InheritedSettings {
  readonly account: string | null;
  readonly slug: string | null;
  readonly region: string | null;
  readonly apiBase: string | null;
  readonly client: PublicClient | null;
  readonly theme: string | null;
  readonly timezone: string | null;
  /** How often it is asked for again; `off` for never. */
  readonly refreshInterval: string | null;
}

/** What `own` says, and for what that leaves open, what stands around it says. */
export function inheritedSettings(
  own: InheritedSettings,
  outer: InheritedSettings | null,
): InheritedSettings {
  // Who names one of these names the whole way to the data.
  const { region, apiBase, client } =
    [own, outer].find((each) => each?.client || each?.region || each?.apiBase) ?? own;
  return {
    account: own.account || (outer?.account ?? null),
    slug: own.slug || (own.account ? null : (outer?.slug ?? null)),
    region,
    apiBase,
    client,
    theme: own.theme && own.theme !== 'auto' ? own.theme : (outer?.theme ?? 'auto'),
    timezone: own.timezone || (outer?.timezone ?? null),
    refreshInterval: own.refreshInterval || (outer?.refreshInterval ?? null),
  };
}

/** The parameters of a dashboard, as one chart inside asks for them. */
export interface SharedParams {
  /**
   * Of those names, which the chart's queries use, those that have a value; `declared` is what the chart's viz says.
   */
  ask(names: readonly string[], declared: readonly ParamDeclaration[]): Params;
  /** Whether the same question has another answer by now; reported once for each. */
  hasChanged(): boolean;
  /** Tells dashboards apart. */
  readonly id: number;
  /** How often every choice has been taken back. */
  readonly resets: number;
  /** What is known of a parameter. */
  look(name: string): SharedParam;
  /** Sets parameters by a choice in the chart; takes back what was chosen for those that are `undefined`. */
  choose(patch: Readonly<Record<string, ParamValue | undefined>>): void;
}

/** One parameter of a dashboard. */
export interface SharedParam {
  /** The value that counts. */
  readonly value: ParamValue | undefined;
  /** Whether it is another one than without what was chosen: taking that back changes something. */
  readonly isChosen: boolean;
  readonly declared: ParamDeclaration | undefined;
  /** What the controls of the page let readers choose for it. */
  readonly schema: ParamSchema | undefined;
}
