import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { usedParams } from '../../charts/chart-source.ts';
import type { ParamDeclaration } from '../../charts/types.ts';
import { ancestors } from '../../internal/elements.ts';
import { titleOf, warnOnce } from '../../internal/text.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import { toVibedasherError } from '../../pipeline/check-settings.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import { withDefaults } from '../page-defaults.ts';
import { KeyedResource } from '../keyed-resource.ts';
import { languageOf } from '../page-context.ts';
import { retryAll } from '../resource.ts';
import { type MarkupOption, markupOptions, type ParamChoices, toChoices } from './param-options.ts';
import {
  DASHBOARD,
  ScopeController,
  type ControlRegistry,
  type ControlPart,
  type ParamInfo,
} from './scope.ts';
import { connectTo } from './dashboard.ts';
import { whenChartsSettled, readLoadStatus, type Failure, type LoadStatus } from './load-status.ts';

/** Returns the warning that the dashboard has no such parameter, or that `param` is missing. */
type MissingText = (name: string | null, names: readonly string[]) => string;

const WATCHED = {
  childList: true,
  subtree: true,
  characterData: true,
  attributeFilter: ['value', 'label', 'disabled', 'selected', 'multiple'],
};

/** A parameter of the dashboard around a host, and its options. */
export class ParamController implements ReactiveController {
  /** `null` before the dashboard is ready, and outside of dashboards. */
  info: ParamInfo | null = null;
  /** The choices of a declaration with a query; `null` if there are none. */
  readonly options: KeyedResource<ParamChoices | null>;
  /** Observes the `<option>` elements in the host, and its `multiple` attribute. */
  readonly #observer: MutationObserver;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #scope: ScopeController;
  readonly #part: ControlPart;
  readonly #missingText: MissingText;
  #registry: ControlRegistry | null = null;
  #unregister: (() => void) | null = null;
  #name: string | null = null;
  #several = false;
  #areNamesKnown = false;
  /** The error if the code of dashboards failed to load. */
  #loadError: VibedasherError | null = null;
  /** The dashboard: `vibedasher-error` events bubble to it. */
  #dashboardElement: Element | undefined;
  #loadStatus: LoadStatus | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, part: ControlPart, missingText: MissingText) {
    this.#host = host;
    this.#part = part;
    this.#missingText = missingText;
    this.#scope = new ScopeController(host, (cause) => this.#onLoadError(cause));
    this.options = new KeyedResource(host, ({ kind, message }) =>
      console.warn(`<${host.localName} param="${this.#name}">: options unavailable (${kind}: ${message})`),
    );
    this.#observer = new MutationObserver(() => host.requestUpdate());
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host, WATCHED);
    this.#dashboardElement = ancestors(this.#host).find(({ localName }) => localName === DASHBOARD);
    this.#dashboardElement?.addEventListener('vibedasher-error', this.#onError);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#dashboardElement?.removeEventListener('vibedasher-error', this.#onError);
    this.#unregister?.();
    this.#unregister = null;
    this.#registry = null;
    this.info = null;
    this.#areNamesKnown = false;
  }

  /** The declaration in the viz, else one made from the `<option>` elements in the host. */
  get declared(): ParamDeclaration | undefined {
    const declared = this.info?.declared;
    if (declared || !this.markupOptions) return declared;
    const name = this.#name ?? '';
    return {
      name,
      label: titleOf(name),
      type: 'string',
      default: null,
      multiple: this.#several,
      options: null,
    };
  }

  /** Whether a choice has an effect. */
  get isUsed(): boolean {
    return this.info?.used ?? false;
  }

  /** The failed load that left the parameter unknown, or `null`. */
  get failure(): Failure | null {
    if (this.#loadError) return { error: this.#loadError, viz: null };
    if (!this.#name || this.isUsed) return null;
    return this.#loadStatus?.failure ?? null;
  }

  /** Whether the control can never work: without a dashboard, without a name, or with an unknown one. */
  get isUnusable(): boolean {
    const { current: scope } = this.#scope;
    if (!scope || this.isUsed) return scope === null;
    return !this.#name || (this.#areNamesKnown && !this.failure && !this.#loadStatus?.waiting);
  }

  /** The `<option>` elements in the host. They override declared options. */
  get markupOptions(): readonly MarkupOption[] | null {
    return markupOptions(this.#host);
  }

  /** The choices; `null` for free text. */
  get choices(): ParamChoices['choices'] | null {
    const { markupOptions } = this;
    if (markupOptions) return markupOptions;
    const { options } = this.declared ?? {};
    if (options?.kind === 'sql') return this.options.latest?.choices ?? null;
    return options?.values.map(({ value, label }) => ({ value: String(value), label })) ?? null;
  }

  /**
   * Updates the state for a parameter. If `several` is true and the parameter is not declared, readers can choose
   * several of the options in the host.
   */
  update(name: string | null, several: boolean): void {
    this.#name = name;
    this.#several = several;
    const { current: scope } = this.#scope;
    if (scope === null) {
      const tag = `<${this.#host.localName}${name ? ` param="${name}"` : ''}>`;
      warnOnce(`${tag}: it must be inside a <vibedasher-dashboard>`);
    }
    if (scope && scope.registry !== this.#registry) this.#register(scope.registry);
    const known = scope?.registry.known;
    this.info = known && name ? known.info(name) : null;
    this.#loadStatus = known ? readLoadStatus(this.#dashboardElement, known) : null;
    // Warn only after all names are known.
    if (known && this.isUnusable && this.#areNamesKnown) warnOnce(this.#missingText(name, known.names));
    this.#readOptions();
  }

  /** Updates the dashboard after the host's initial value or choices have changed. */
  syncControls(): void {
    this.#registry?.syncControls();
  }

  /** Removes the reader's choice. */
  reset(): void {
    if (this.#name) this.#registry?.reset(this.#name);
  }

  /** Retries after a failure of the code for dashboards, a chart, the viz or the options. */
  readonly retry = (): void => {
    if (this.#loadError) {
      this.#loadError = null;
      this.#scope.subscribe();
    } else if (this.failure) {
      const { dashboardViz, failed } = this.#loadStatus!;
      for (const chart of failed) {
        const source = this.#scope.current?.settingsFor(chart);
        // Retries everything that failed at the API of that chart.
        if (source && chart.error?.retryable)
          retryAll({ apiBase: connectTo(source).client.apiBase, refresh() {} });
      }
      if (dashboardViz?.error?.retryable) dashboardViz.retry();
    } else this.options.retry();
    this.#host.requestUpdate();
  };

  #register(registry: ControlRegistry): void {
    this.#unregister?.();
    this.#registry = registry;
    this.#unregister = registry.register(this.#host, this.#part);
    void whenChartsSettled(registry.known).then(() => {
      if (registry !== this.#registry) return;
      this.#areNamesKnown = true;
      this.#host.requestUpdate();
    });
  }

  #readOptions(): void {
    const { declared, source } = this.info ?? {};
    const registry = this.#registry;
    if (!source || !registry || declared?.options?.kind !== 'sql' || this.markupOptions)
      return this.options.clear();
    const { account, slug } = source;
    const { sql } = declared.options;
    const params = registry.known.valuesFor(usedParams(sql).filter((name) => name !== declared.name));
    const language = languageOf(this.#host);
    this.options.read(
      JSON.stringify([account, slug, withDefaults(source), sql, params, language]),
      () => connectTo(source),
      async (client, ref, signal) => {
        const [{ rows }, locale] = await Promise.all([
          client.queryViz(ref, { sql, params }, { signal }),
          loadLocale(language),
        ]);
        return toChoices(rows, declared, locale);
      },
    );
  }

  readonly #onError = (): void => this.#host.requestUpdate();

  #onLoadError(cause: unknown): void {
    this.#loadError = toVibedasherError(cause);
    console.warn(`<${this.#host.localName}>: ${this.#loadError.message}`);
    this.#host.requestUpdate();
  }
}
