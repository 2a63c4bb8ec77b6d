import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ancestors } from '../../internal/elements.ts';
import type { ParamDeclaration, ParamSchema } from '../../charts/types.ts';
import type { DashboardNotices, InheritedSettings, SharedParams } from '../../pipeline/settings.ts';
import type { Params, ParamValue } from '../../public-client/types.ts';

/** The tag of the element that provides a scope. */
export const DASHBOARD = 'vibedasher-dashboard';

/** An element that uses parameters. A chart is not filtered by the parameters that are selected in it. */
export interface Consumer extends Element {
  /** See the `select-to` attribute. */
  readonly selectTo?: string | null;
  /** `highlight`: the chart is not filtered by selections in other charts either. */
  readonly link?: string | null;
}

/** The interface of a `<vibedasher-control>` to its dashboard. */
export interface ControlPart {
  /** Returns the schema of its values, or `null` while it is unknown. Has options only if their list is complete. */
  readonly schema: () => ParamSchema | null;
  /** Returns the `type` of its input, which determines when the dashboard applies a value. */
  readonly type: () => string;
  /** Called when anything that the control shows may have changed. */
  readonly refresh: () => void;
}

/** What is currently known about a parameter. */
export interface ParamInfo {
  readonly declared: ParamDeclaration | undefined;
  /** Whether a chart inside uses it, or a viz inside declares it. */
  readonly used: boolean;
  /** The data source of the viz that declares it. */
  readonly source: InheritedSettings | null;
}

/** What is currently known about the parameters of a dashboard. */
export interface KnownParams {
  info(name: string): ParamInfo;
  /** All names that are declared or used. */
  readonly names: readonly string[];
  /** Returns the values for a query with these parameters. */
  valuesFor(names: readonly string[]): Params;
  /** All charts inside. */
  readonly charts: readonly Element[];
  /** Returns whether the parameters of a chart inside are known. */
  hasAsked(chart: object): boolean;
  /** Settles when the files of the dashboard's own viz have been read; `null` if they are not needed. */
  readonly vizLoaded: Promise<unknown> | null;
}

/** The interface of a dashboard to the `<vibedasher-control>` elements inside. */
export interface ControlRegistry {
  readonly known: KnownParams;
  /** Registers a control, whose events then set its parameter. Returns a function that unregisters it. */
  register(control: HTMLElement, part: ControlPart): () => void;
  /** Reads all controls again after the initial value or the choices of one have changed, then updates them. */
  syncControls(): void;
  /** Removes the reader's choice. */
  reset(name: string): void;
}

/** What a dashboard provides to the elements inside. Each change creates a new object. */
export interface Scope extends InheritedSettings {
  /** Identifies the dashboard. */
  readonly id: number;
  /** Returns the settings of `consumer`, with gaps filled by those of the dashboard. */
  settingsFor(consumer: Consumer & InheritedSettings): InheritedSettings & {
    readonly id: number;
    readonly shared: SharedParams;
    readonly notices: DashboardNotices | null | undefined;
  };
  /** See {@link SharedParams.ask}. `source` is the data source of the consumer. */
  ask(consumer: object, source: InheritedSettings, ...request: Parameters<SharedParams['ask']>): Params;
  unregister(consumer: object): void;
  /** Returns a parameter's value from one step: given in any way, declared, or shown by a control. */
  find(name: string, step: 'given' | 'declared' | 'shown'): ParamValue | undefined;
  readonly registry: ControlRegistry;
}

/** Subscribes consumers to the scope of the nearest dashboard around their host. */
export interface ScopeProvider {
  subscribe(consumer: ScopeController): void;
}

/**
 * `load` waits until the page defines the dashboard element; the script-tag bundle replaces it with its own loader.
 * `onConnected` is called with each chart, control and dashboard that is connected.
 */
export const dashboards: { load(): Promise<ScopeProvider>; onConnected(element: Element): void } = {
  load: () => customElements.whenDefined(DASHBOARD) as unknown as Promise<ScopeProvider>,
  onConnected() {},
};

/** Consumes the scope of the nearest dashboard around its host, also through slots and shadow roots. */
export class ScopeController implements ReactiveController {
  /** `null` outside of dashboards; `undefined` until the nearest one has provided a scope. */
  current: Scope | null | undefined = null;
  unsubscribe: (() => void) | null = null;
  readonly host: ReactiveControllerHost & HTMLElement;
  readonly #onFailure: (cause: unknown) => void;

  /** @param onFailure Called if the code of dashboards cannot be loaded. Call `subscribe()` to try again */
  constructor(host: ReactiveControllerHost & HTMLElement, onFailure: (cause: unknown) => void) {
    this.host = host;
    this.#onFailure = onFailure;
    host.addController(this);
  }

  hostConnected(): void {
    this.subscribe();
  }

  hostDisconnected(): void {
    this.unsubscribe?.();
  }

  subscribe(): void {
    dashboards.onConnected(this.host);
    const around = ancestors(this.host).slice(1);
    this.current = around.some(({ localName }) => localName === DASHBOARD) ? undefined : null;
    if (this.current === undefined)
      dashboards.load().then((provider) => provider.subscribe(this), this.#onFailure);
  }
}
