import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ParamDeclaration } from '../../charts/types.ts';
import { ancestors } from '../../internal/ancestors.ts';
import { titleOf, warnOnce } from '../../internal/text.ts';
import type { InheritedSettings } from '../../pipeline/settings.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { PublicClient, VizRef } from '../../public-client/types.ts';
import { clientFor, withDefaults } from '../page-defaults.ts';
import { retryAll } from '../resource.ts';
import {
  type OwnOption,
  OwnOptionsController,
  type ParamChoices,
  ParamOptionsController,
} from './param-options.ts';
import {
  DASHBOARD,
  ScopeController,
  type ControlRegistry,
  type ControlPart,
  type ParamAbout,
} from './scope.ts';
import { settled, loadStatusOf, type Failure, type LoadStatus } from './load-status.ts';

type Where = Parameters<typeof clientFor>[0] & { readonly slug: string };

/** What of its host's affairs a {@link ParamController} does not settle itself. */
interface ParamHost {
  readonly part: ControlPart;
  readonly toError: (cause: unknown) => VibedasherError;
  /** Throws what is wrong with the connection. */
  readonly connect: (where: {
    readonly slug: string | null;
    readonly region: string | null;
    readonly apiBase: string | null;
  }) => Where;
  /** Says that there is no such parameter among those of the dashboard, if one is named at all. */
  readonly missingText: (name: string | null, names: readonly string[]) => string;
}

/** One parameter of the dashboard around a host: what is known of it, and what may be chosen. */
export class ParamController implements ReactiveController {
  /** What the dashboard knows; `null` as long as it knows nothing, and outside of dashboards. */
  about: ParamAbout | null = null;
  readonly options: ParamOptionsController;
  readonly #own: OwnOptionsController;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #scope: ScopeController;
  readonly #its: ParamHost;
  #registry: ControlRegistry | null = null;
  #leave: (() => void) | null = null;
  #name: string | null = null;
  #several = false;
  #isSettled = false;
  /** The code of dashboards could not be loaded. */
  #loadError: VibedasherError | null = null;
  /** The dashboard, which tells of what goes wrong inside. */
  #around: Element | undefined;
  #loadStatus: LoadStatus | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, its: ParamHost) {
    this.#host = host;
    this.#its = its;
    this.#scope = new ScopeController(host, (cause) => this.#onLost(cause));
    this.options = new ParamOptionsController(host, its.toError);
    this.#own = new OwnOptionsController(host);
    host.addController(this);
  }

  hostConnected(): void {
    this.#around = ancestors(this.#host).find(({ localName }) => localName === DASHBOARD);
    this.#around?.addEventListener('vibedasher-error', this.#onNews);
  }

  hostDisconnected(): void {
    this.#around?.removeEventListener('vibedasher-error', this.#onNews);
    this.#leave?.();
    this.#leave = null;
    this.options.leave();
    this.#registry = null;
    this.about = null;
    this.#isSettled = false;
  }

  /** What is declared, else what the options in the host make of the parameter. */
  get declared(): ParamDeclaration | undefined {
    const declared = this.about?.declared;
    if (declared || !this.own) return declared;
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

  /** Whether a choice counts. */
  get isUsed(): boolean {
    return this.about?.used ?? false;
  }

  /** Why it is not known whether anybody knows the name. */
  get failure(): Failure | null {
    if (this.#loadError) return { error: this.#loadError, viz: null };
    if (!this.#name || this.isUsed) return null;
    return this.#loadStatus?.failure ?? null;
  }

  /** Whether nothing can come of this: no dashboard, no name, or none that anybody knows. */
  get isUnusable(): boolean {
    const { current: scope } = this.#scope;
    if (!scope || this.isUsed) return scope === null;
    return !this.#name || (this.#isSettled && !this.failure && !this.#loadStatus?.waiting);
  }

  /** The options that stand in the host. They go before all that are declared. */
  get own(): readonly OwnOption[] | null {
    return this.#own.current;
  }

  /** What may be chosen; `null` where the reader types. */
  get choices(): ParamChoices['choices'] | null {
    const { own } = this;
    if (own) return own;
    const { options } = this.declared ?? {};
    if (options?.kind === 'sql') return this.options.current?.choices ?? null;
    return options?.values.map(({ value, label }) => ({ value: String(value), label })) ?? null;
  }

  /**
   * Finds out what is known of a parameter by now; `several`: of options in the host, unless a declaration says
   * otherwise.
   */
  update(name: string | null, several: boolean): void {
    this.#name = name;
    this.#several = several;
    const { current: scope } = this.#scope;
    if (scope === null) {
      const tag = `<${this.#host.localName}${name ? ` param="${name}"` : ''}>`;
      warnOnce(`${tag}: it must be inside a <vibedasher-dashboard>`);
    }
    if (scope && scope.registry !== this.#registry) this.#join(scope.registry);
    const known = scope?.registry.known;
    this.about = known && name ? known.about(name) : null;
    this.#loadStatus = known ? loadStatusOf(this.#around, known) : null;
    // Not before all names are known.
    if (known && this.isUnusable && this.#isSettled) warnOnce(this.#its.missingText(name, known.names));
    this.#readOptions();
  }

  /** The host shows something else by itself, or lets readers choose something else. */
  syncControls(): void {
    this.#registry?.syncControls();
  }

  /** Takes back what the reader has chosen. */
  reset(): void {
    if (this.#name) this.#registry?.reset(this.#name);
  }

  /** Tries again what has failed. */
  readonly retry = (): void => {
    if (this.#loadError) {
      this.#loadError = null;
      this.#scope.ask();
    } else if (this.failure) {
      const { own, failed } = this.#loadStatus!;
      for (const chart of failed) {
        const source = this.#scope.current?.settingsFor(chart);
        // The press for one may have been for others, too.
        if (source && chart.error?.retryable)
          retryAll({ apiBase: this.#way(source).client.apiBase, refresh() {} });
      }
      if (own?.error?.retryable) own.retry();
    } else this.options.retry();
    this.#host.requestUpdate();
  };

  #join(registry: ControlRegistry): void {
    this.#leave?.();
    this.#registry = registry;
    this.#leave = registry.join(this.#host, this.#its.part);
    void settled(registry.known).then(() => {
      if (registry !== this.#registry) return;
      this.#isSettled = true;
      this.#host.requestUpdate();
    });
  }

  #readOptions(): void {
    const { declared, source } = this.about ?? {};
    const registry = this.#registry;
    if (!declared || !source || !registry || this.own) return this.options.forget();
    const { account, slug } = source;
    this.options.read(
      JSON.stringify([account, { slug, ...withDefaults(source) }]),
      declared,
      (names) => registry.known.answer(names),
      () => this.#way(source),
    );
  }

  /** The data source for these settings. Throws what is wrong with the connection. */
  #way(source: InheritedSettings): { readonly client: PublicClient; readonly ref: VizRef } {
    const { account, client } = source;
    const { slug, ...connection } = this.#its.connect({ slug: source.slug, ...withDefaults(source) });
    return { client: client ?? clientFor(connection), ref: { account: account || undefined, slug } };
  }

  readonly #onNews = (): void => this.#host.requestUpdate();

  #onLost(cause: unknown): void {
    this.#loadError = this.#its.toError(cause);
    console.warn(`<${this.#host.localName}>: ${this.#loadError.message}`);
    this.#host.requestUpdate();
  }
}
