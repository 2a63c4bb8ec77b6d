import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ancestors } from '../../internal/ancestors.ts';
import type { ParamDeclaration, ParamSchema } from '../../charts/types.ts';
import type { InheritedSettings, SharedParams } from '../../pipeline/settings.ts';
import type { Params, ParamValue } from '../../public-client/types.ts';

/** The tag that gives a scope. */
export const DASHBOARD = 'vibedasher-dashboard';

/** Who asks: a chart in which parameters can be chosen is not filtered by those itself. */
export interface Consumer extends Element {
  /** See the attribute `select-to`. */
  readonly selectTo?: string | null;
  /** `highlight`: nor by those that are chosen in other charts. */
  readonly link?: string | null;
}

/** How a `<vibedasher-control>` takes part in a dashboard. */
export interface ControlPart {
  /**
   * What it lets a reader choose, `null` as long as that is not known; with options only where it lists all there are.
   */
  readonly schema: () => ParamSchema | null;
  /** As the `type` of an input: what is typed counts when that rests. */
  readonly type: () => string;
  /** Called whenever anything that it shows may have changed. */
  readonly refresh: () => void;
}

/** What a dashboard knows of a parameter by now. */
export interface ParamAbout {
  readonly declared: ParamDeclaration | undefined;
  /** Whether a chart inside uses it, or a viz declares it. */
  readonly used: boolean;
  /** Where the one who declares it has its data from. */
  readonly source: InheritedSettings | null;
}

/** What a dashboard knows of its parameters, and by whom. */
export interface KnownParams {
  about(name: string): ParamAbout;
  /** All names that are declared or used. */
  readonly names: readonly string[];
  /** The values that the queries of those names are asked with. */
  answer(names: readonly string[]): Params;
  /** All charts inside. */
  readonly charts: readonly Element[];
  /** Whether it is known what a chart inside uses. */
  hasAsked(chart: object): boolean;
  /**
   * Settles when what the files of the dashboard's own viz declare is known, or could not be loaded, where they are read.
   */
  readonly isRead: Promise<unknown> | null;
}

/** Where the controls of a dashboard ask. */
export interface ControlRegistry {
  readonly known: KnownParams;
  /** Takes a control up; until the returned function is called its events drive the parameter of its name. */
  join(control: HTMLElement, part: ControlPart): () => void;
  /**
   * Reads all controls again, then writes into them the values that count: one of them shows something else by itself, or
   * lets readers choose something else.
   */
  syncControls(): void;
  /** Takes back what the reader has chosen. */
  reset(name: string): void;
}

/** What a dashboard gives to all that stands inside. Another object whenever something of it has changed. */
export interface Scope extends InheritedSettings {
  /** Tells dashboards apart. */
  readonly id: number;
  /** The values for `consumer`: its own, and from here what it leaves open. */
  settingsFor(
    consumer: Consumer & InheritedSettings,
  ): InheritedSettings & { readonly id: number; readonly shared: SharedParams };
  /** `source` is where the consumer has its data from. */
  ask(
    consumer: object,
    source: InheritedSettings,
    names: readonly string[],
    declared: readonly ParamDeclaration[],
  ): Params;
  /** Forgets what `consumer` uses. */
  unregister(consumer: object): void;
  /** A parameter's value where it was given, else from its declaration, else from a control: one step at a time. */
  find(name: string, step: 'given' | 'declared' | 'shown'): ParamValue | undefined;
  readonly registry: ControlRegistry;
}

/** The side of dashboards: keeps `taker` up with the scope of the nearest one around its host. */
export interface ScopeProvider {
  join(taker: ScopeController): void;
}

/**
 * How dashboards come to be defined: by the page, unless the script-tag bundle puts its own loader here. `meet` is called
 * with each chart, control and dashboard that comes into a page.
 */
export const dashboards: { load(): Promise<ScopeProvider>; meet(element: Element): void } = {
  load: () => customElements.whenDefined(DASHBOARD) as unknown as Promise<ScopeProvider>,
  meet() {},
};

/** The scope of the nearest dashboard around its host, be it through slots and shadow roots. */
export class ScopeController implements ReactiveController {
  /** `null` outside of dashboards; `undefined` while the nearest one has not answered yet. */
  current: Scope | null | undefined = null;
  /** Ends that this is kept up to date. */
  leave: (() => void) | null = null;
  readonly host: ReactiveControllerHost & HTMLElement;
  readonly #onFailure: (cause: unknown) => void;

  /**
   * `onFailure` is told when the code of dashboards cannot be loaded: then there is no answer until `ask` is called.
   */
  constructor(host: ReactiveControllerHost & HTMLElement, onFailure: (cause: unknown) => void) {
    this.host = host;
    this.#onFailure = onFailure;
    host.addController(this);
  }

  hostConnected(): void {
    this.ask();
  }

  hostDisconnected(): void {
    this.leave?.();
  }

  /** Asks again. */
  ask(): void {
    dashboards.meet(this.host);
    const around = ancestors(this.host).slice(1);
    this.current = around.some(({ localName }) => localName === DASHBOARD) ? undefined : null;
    if (this.current === undefined)
      dashboards.load().then((provider) => provider.join(this), this.#onFailure);
  }
}
