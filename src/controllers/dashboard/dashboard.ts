import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { VibedasherParamsEvent } from '../../events.ts';
import { withoutUndefined } from '../../internal/json.ts';
import { warnOnce } from '../../internal/text.ts';
import { checkConnection } from '../../pipeline/check-settings.ts';
import type { Params, ParamValue, PublicClient, VizRef } from '../../public-client/types.ts';
import { ParamStore, sameValue, type ParamChange, type ParamsSource } from '../../state/param-store.ts';
import { isParsed } from '../markup.ts';
import { clientFor, withDefaults } from '../page-defaults.ts';
import type { ParamDeclaration } from '../../charts/types.ts';
import {
  type DashboardNotices,
  type InheritedSettings,
  inheritedSettings,
  type ParamState,
  type SharedParams,
} from '../../pipeline/settings.ts';
import {
  DASHBOARD,
  ScopeController,
  type Consumer,
  type ControlRegistry,
  type KnownParams,
  type ParamInfo,
  type Scope,
} from './scope.ts';

interface DashboardSettings extends InheritedSettings {
  /** The `params` attribute or property. */
  readonly params: Params;
  /** The `param-NAME` attributes by NAME. */
  readonly attributes: Params;
  /** The parameters in the URL, or `null` if they have not changed. */
  readonly url: Params | null;
}

/** Returns the client and the viz of an element with these settings. Throws if an attribute is invalid. */
export function connectTo(source: InheritedSettings): {
  readonly client: PublicClient;
  readonly ref: VizRef;
} {
  const { slug, ...connection } = checkConnection({ slug: source.slug, ...withDefaults(source) });
  return {
    client: source.client ?? clientFor(connection),
    ref: { account: source.account || undefined, slug },
  };
}

/** Selects the charts in a dashboard. */
export const CHART = 'vibedasher-viz, vibedasher-table';

type AskArguments = Parameters<SharedParams['ask']>;

const STEPS = ['given', 'declared', 'shown'] as const;

/** Returns the names of the parameters that a chart sets by selection, from its `select-to` attribute. */
export const selectedIn = ({ selectTo }: Partial<Consumer>): readonly string[] =>
  (selectTo ?? '').replace(/:.*/, '').split(/[\s,[\]]+/);

let count = 0;

/**
 * Provides connection, look and parameters to the elements inside a host, also through shadow roots. Elements that
 * subscribe before the host is ready get their scope once it is.
 */
export class DashboardController implements ReactiveController, KnownParams {
  readonly store = new ParamStore();
  /** Called when the parameters of a chart have changed, before it gets their values, and when the chart has left. */
  onAsk: () => void = () => {};
  /** Called when any value may have changed. */
  onPublish: () => void = () => {};
  /**
   * Called after parameters were set. `isChoice` is true if the reader set them, and false if a script did. `final`
   * is false while the reader is typing or moving a slider.
   */
  onPatch: (isChoice: boolean, final: boolean) => void = () => {};
  /** Settles when the files of the host's own viz have been read; `null` if they are not needed. */
  vizLoaded: Promise<unknown> | null = null;
  /** Returns what the host shows below its own charts; `null` for other charts. Set if the host draws its own viz. */
  noticesFor?: (chart: Element) => DashboardNotices | null;
  /** Set by FormControlsController. */
  registry!: ControlRegistry;
  /** `null` before the first `update()`. */
  scope: Scope | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #outer: ScopeController;
  readonly #subscribers = new Map<Element, { callback: ScopeRequest['callback']; leave: () => void }>();
  /** The parameters that each chart uses, and the values it got, as JSON. */
  readonly #consumers = new Map<object, { readonly request: AskArguments; readonly values: string }>();
  /** The data source of the viz that declares a parameter, by name. */
  readonly #sources = new Map<string, InheritedSettings>();
  readonly #id = ++count;
  #resets = 0;
  /** Observes `param-NAME` attributes, which `observedAttributes` cannot list, and children. */
  readonly #observer: MutationObserver;
  #settings: DashboardSettings | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#observer = new MutationObserver(() => host.requestUpdate());
    this.#outer = new ScopeController(host, () => {});
    this.store.subscribe((change) => this.#onChange(change));
    host.addController(this);
  }

  /**
   * Whether the parameters are known: the host has been parsed, because controls may follow the charts, and the
   * enclosing dashboard is ready. The host updates when this changes.
   */
  get ready(): boolean {
    return this.#host.isConnected && isParsed(this.#host) && this.#outer.current !== undefined;
  }

  hostConnected(): void {
    this.#host.addEventListener('context-request', this.#onRequest);
    this.#observer.observe(this.#host, { attributes: true, childList: true });
    if (isParsed(this.#host)) return;
    document.addEventListener('DOMContentLoaded', () => this.#host.requestUpdate(), { once: true });
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('context-request', this.#onRequest);
    this.#observer.disconnect();
  }

  /** Applies settings. The first call provides a scope to all waiting subscribers. */
  update(settings: DashboardSettings): void {
    const isFirst = this.#settings === null;
    this.#settings = settings;
    const source = isFirst ? null : 'script';
    // Use one call, so listeners are notified once.
    const { params, attributes, url } = settings;
    this.store.replace({ params, attributes, ...(url && { url }) }, source);
    this.publish();
  }

  /** Sets parameters. Warns about values that their declarations do not allow. */
  patch(patch: Params, source: ParamsSource, final = true): void {
    this.#warn(this.store.patch(patch, source));
    this.onPatch(source !== 'script', final);
  }

  /** Removes the choices for these parameters. */
  reset(names: readonly string[], source: ParamsSource = 'user'): void {
    this.store.reset(names, source);
    this.onPatch(true, true);
  }

  /** Removes all choices, and the highlights in charts. */
  resetAll(source: ParamsSource): void {
    this.#resets++;
    this.store.reset(null, source);
    this.onPatch(source !== 'script', true);
    // Charts with a highlight need a new scope even if no value has changed.
    this.publish();
  }

  /** Returns whether a control may set this parameter: a chart inside uses it, or a viz inside declares it. */
  isUsed(name: string): boolean {
    return this.store.declarationOf(name) !== undefined || this.isAsked(name);
  }

  /** Returns whether a chart inside uses this parameter. */
  isAsked(name: string): boolean {
    return [...this.#consumers.values()].some(({ request: [names] }) => names.includes(name));
  }

  /** Returns whether the parameters of a chart inside are known. */
  hasAsked(chart: object): boolean {
    return this.#consumers.has(chart);
  }

  /** Adds the declarations of a viz with this data source. */
  declare(declarations: readonly ParamDeclaration[], source: InheritedSettings): void {
    for (const { name } of declarations) if (!this.#sources.has(name)) this.#sources.set(name, source);
    this.store.declare(declarations);
  }

  info(name: string): ParamInfo {
    const declared = this.store.declarationOf(name);
    const source = this.#sources.get(name) ?? null;
    return { declared, used: this.isUsed(name), source };
  }

  /** All charts inside. */
  get charts(): readonly Element[] {
    return [...this.#host.querySelectorAll(CHART), ...this.#subscribers.keys()].filter((each) =>
      each.matches(CHART),
    );
  }

  /** The names of all parameters that a chart inside uses or a viz inside declares. */
  get names(): readonly string[] {
    const used = [...this.#consumers.values()].flatMap(({ request: [names] }) => names);
    return [...new Set([...this.store.declarations.map(({ name }) => name), ...used])];
  }

  /**
   * Returns the values of these parameters, without those that have none. A chart does not filter itself: the result
   * for `consumer` ignores what is selected in it, and with `link="highlight"` what is selected in any chart.
   */
  valuesFor(names: readonly string[], consumer: Partial<Consumer> = {}): Params {
    const choosers: readonly Partial<Consumer>[] =
      consumer.link === 'highlight' ? [...this.#subscribers.keys()] : [consumer];
    const chosen = new Set(choosers.flatMap(selectedIn));
    // A parameter without a selection is blank, as with a control in which nothing is chosen.
    const choosable = new Set([...this.#subscribers.keys()].flatMap(selectedIn));
    const known = names.map((name) => {
      const value = chosen.has(name) ? this.#valueWithoutChoice(name) : this.value(name);
      return [name, value === undefined && choosable.has(name) ? '' : value] as const;
    });
    return withoutUndefined(Object.fromEntries(known));
  }

  /** Returns the effective value in this dashboard: its own, else that of the enclosing dashboard. */
  value(name: string): ParamValue | undefined {
    for (const step of STEPS) {
      const value = this.#find(name, step);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #valueWithoutChoice(name: string): ParamValue | undefined {
    const outer = this.#outer.current;
    return [this.store.valueWithoutChoice(name), ...STEPS.map((step) => outer?.find(name, step))].find(
      (value) => value !== undefined,
    );
  }

  #paramState(name: string): ParamState {
    const value = this.value(name);
    const isChosen = !sameValue(value, this.#valueWithoutChoice(name));
    return {
      value,
      isChosen,
      declared: this.store.declarationOf(name),
      schema: this.store.controlSchema(name),
    };
  }

  #choose(patch: Readonly<Record<string, ParamValue | undefined>>): void {
    const set = withoutUndefined(patch);
    const names = Object.keys(patch).filter((name) => patch[name] === undefined);
    if (names.length > 0) this.reset(names, 'chart');
    if (Object.keys(set).length > 0) this.patch(set, 'chart');
  }

  /** Sends a new scope to all subscribers. */
  publish(): void {
    const own = this.#settings;
    const outer = this.#outer.current ?? null;
    if (!own || !this.ready) return;
    const scope: Scope = {
      ...inheritedSettings(own, outer),
      id: this.#id,
      settingsFor: (consumer) => ({
        ...inheritedSettings(consumer, scope),
        id: this.#id,
        notices: this.noticesFor?.(consumer),
        shared: {
          ask: (...request) => this.#ask(consumer, inheritedSettings(consumer, scope), request),
          takeChange: () => this.#takeChange(consumer),
          id: this.#id,
          resets: this.#resets,
          paramState: (name) => this.#paramState(name),
          choose: (patch) => this.#choose(patch),
        },
      }),
      ask: (consumer, source, ...request) => this.#ask(consumer, source, request),
      unregister: (consumer) => this.#unregister(consumer),
      find: (name, step) => this.#find(name, step),
      registry: this.registry,
    };
    this.scope = scope;
    for (const { callback, leave } of [...this.#subscribers.values()]) callback(scope, leave);
    this.onPublish();
    this.#warn(this.store.problems);
  }

  readonly #onRequest = (event: Event): void => {
    const { context, contextTarget, callback } = event as ScopeRequest;
    if (context !== DASHBOARD || contextTarget === this.#host) return;
    event.stopImmediatePropagation();
    const leave = (): void => {
      this.#subscribers.delete(contextTarget);
      this.#unregister(contextTarget);
    };
    this.#subscribers.set(contextTarget, { callback, leave });
    if (this.scope) callback(this.scope, leave);
  };

  #ask(consumer: object, source: InheritedSettings, request: AskArguments): Params {
    const [names, declared] = request;
    this.#outer.current?.ask(consumer, source, ...request);
    const before = this.#consumers.get(consumer)?.request[0].join();
    this.#consumers.set(consumer, { request, values: '' });
    this.declare(declared, source);
    if (before !== names.join()) this.onAsk();
    this.#warn(this.store.problems);
    const values = this.valuesFor(names, consumer);
    this.#consumers.set(consumer, { request, values: JSON.stringify(values) });
    return values;
  }

  #takeChange(consumer: object): boolean {
    const last = this.#consumers.get(consumer);
    if (!last) return false;
    const values = JSON.stringify(this.valuesFor(last.request[0], consumer));
    // Report each change once: the consumer calls `ask()` later.
    this.#consumers.set(consumer, { ...last, values });
    return values !== last.values;
  }

  #unregister(consumer: object): void {
    this.#outer.current?.unregister(consumer);
    if (this.#consumers.delete(consumer)) this.onAsk();
  }

  #find(name: string, step: Parameters<Scope['find']>[1]): ParamValue | undefined {
    const value = this.store[step](name);
    return value === undefined ? this.#outer.current?.find(name, step) : value;
  }

  #onChange({ changed, source }: ParamChange): void {
    this.publish();
    if (source === null) return;
    const event = new VibedasherParamsEvent(this.store.values, changed, source);
    this.#host.dispatchEvent(event);
  }

  #warn(problems: readonly string[]): void {
    for (const problem of problems) warnOnce(`<${this.#host.localName}> ${problem}`);
  }
}

/** Receives the scope, now and after each change. Calling `leave` unsubscribes. */
type ScopeCallback = (scope: Scope, leave: () => void) => void;

/**
 * The `context-request` event of the Web Components Community Group's context protocol. It bubbles from a consumer
 * through shadow roots to the nearest dashboard; its `context` is the tag of the dashboard. The controllers of `@lit/context`
 * 1.1 do the same in 1.2 kB (Brotli), of which 0.5 kB would be in the entry of the script-tag bundle.
 */
class ScopeRequest extends Event {
  readonly context = DASHBOARD;
  readonly subscribe = true;
  readonly contextTarget: Element;
  readonly callback: ScopeCallback;

  constructor(target: Element, callback: ScopeCallback) {
    super('context-request', { bubbles: true, composed: true });
    this.contextTarget = target;
    this.callback = callback;
  }
}

/** Subscribes `consumer` to the scope of the nearest dashboard around its host. */
export function subscribeToScope(consumer: ScopeController): void {
  const { host } = consumer;
  consumer.unsubscribe?.();
  let ended = false;
  let end: (() => void) | null = null;
  consumer.unsubscribe = () => {
    ended = true;
    end?.();
  };
  const request = new ScopeRequest(host, (scope, leave) => {
    end = leave;
    if (ended) return leave();
    consumer.current = scope;
    host.requestUpdate();
  });
  host.dispatchEvent(request);
}
