import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { VibedasherParamsEvent } from '../../events.ts';
import { warnOnce } from '../../internal/text.ts';
import type { Params, ParamValue } from '../../public-client/types.ts';
import { ParamStore, sameValue, type ParamChange, type ParamsSource } from '../../state/param-store.ts';
import { isParsed } from '../markup.ts';
import type { ParamDeclaration } from '../../charts/types.ts';
import {
  type InheritedSettings,
  inheritedSettings,
  type SharedParam,
  type SharedParams,
} from '../../pipeline/settings.ts';
import {
  DASHBOARD,
  ScopeController,
  type Consumer,
  type ControlRegistry,
  type KnownParams,
  type ParamAbout,
  type Scope,
} from './scope.ts';

/** What an author says of a dashboard. */
interface DashboardSettings extends InheritedSettings {
  /** The `params` attribute or property. */
  readonly params: Params;
  /** The `param-NAME` attributes by NAME. */
  readonly attributes: Params;
  /** What the page's address says, where it is another than before. */
  readonly url: Params | null;
}

/** The tags of charts, and what of them counts here. */
export const CHART = 'vibedasher-viz, vibedasher-table';

type About = Parameters<SharedParams['ask']>;

const STEPS = ['given', 'declared', 'shown'] as const;

/** The parameters that can be chosen in a chart. */
export const selectedIn = ({ selectTo }: Partial<Consumer>): readonly string[] =>
  (selectTo ?? '').replace(/:.*/, '').split(/[\s,[\]]+/);

let count = 0;

/**
 * Gives connection, look and parameters to all that stands inside a host: to those who ask now and to those who come
 * later, through shadow roots. Who asks while the host is not ready is answered once it is.
 */
export class DashboardController implements ReactiveController, KnownParams {
  readonly store = new ParamStore();
  /** Called when charts inside use other parameters than before, in the midst of their question. */
  onAsk: () => void = () => {};
  /** Called when any value may be another one. */
  onPublish: () => void = () => {};
  /**
   * Called after parameters were set: whether somebody chose, and no script, and whether that is the end of it, not the
   * midst of typing or sliding.
   */
  onPatch: (isChoice: boolean, final: boolean) => void = () => {};
  /** Settles when what the files of the host's own viz declare is known, where they are read. */
  isRead: Promise<unknown> | null = null;
  /** Where controls inside ask; set by who looks after them. */
  registry!: ControlRegistry;
  /** `null` until the first settings are there. */
  scope: Scope | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #outer: ScopeController;
  readonly #takers = new Map<Element, { take: ScopeRequest['callback']; leave: () => void }>();
  /** What each chart inside has asked, and the answer. */
  readonly #consumers = new Map<object, { readonly about: About; readonly answer: string }>();
  /** Where the one who declares a parameter has its data from, by name. */
  readonly #sources = new Map<string, InheritedSettings>();
  readonly #id = ++count;
  #resets = 0;
  /** Parameters are attributes whose names are not known in advance; and charts inside may come and go. */
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
   * Whether settings make sense now: controls may stand behind the charts, so before all of the host is there no
   * parameter is certain; and a dashboard around may have to answer first. The host is updated as soon as that changes.
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

  /** Takes what the author says now; the first time, this answers all who wait. */
  update(settings: DashboardSettings): void {
    const isFirst = this.#settings === null;
    this.#settings = settings;
    const source = isFirst ? null : 'script';
    // Told once, of both.
    const { params, attributes, url } = settings;
    this.store.replace({ params, attributes, ...(url && { url }) }, source);
    this.publish();
  }

  /** Sets parameters; says what is wrong with those that their declarations do not allow. */
  patch(patch: Params, source: ParamsSource, final = true): void {
    this.#warn(this.store.patch(patch, source));
    this.onPatch(source !== 'script', final);
  }

  /** Takes back what the reader has chosen for these. */
  reset(names: readonly string[], source: ParamsSource = 'user'): void {
    this.store.reset(names, source);
    this.onPatch(true, true);
  }

  /** Takes back every choice, also what charts only highlight. */
  resetAll(source: ParamsSource): void {
    this.#resets++;
    this.store.reset(null, source);
    this.onPatch(source !== 'script', true);
    // The charts that highlight are to know even if no value has changed.
    this.publish();
  }

  /** Whether a control may drive this parameter: a chart inside uses it, or a viz inside declares it. */
  isUsed(name: string): boolean {
    if (this.store.declarationOf(name)) return true;
    return [...this.#consumers.values()].some(({ about: [names] }) => names.includes(name));
  }

  /** Whether it is known what a chart inside uses. */
  hasAsked(chart: object): boolean {
    return this.#consumers.has(chart);
  }

  /** Makes known what a viz declares, and where that viz comes from. */
  declare(declarations: readonly ParamDeclaration[], source: InheritedSettings): void {
    for (const { name } of declarations) if (!this.#sources.has(name)) this.#sources.set(name, source);
    this.store.declare(declarations);
  }

  about(name: string): ParamAbout {
    const declared = this.store.declarationOf(name);
    const source = this.#sources.get(name) ?? null;
    return { declared, used: this.isUsed(name), source };
  }

  /** All charts inside. */
  get charts(): readonly Element[] {
    return [...this.#host.querySelectorAll(CHART), ...this.#takers.keys()].filter((each) =>
      each.matches(CHART),
    );
  }

  /** All names that a chart inside uses or a viz inside declares. */
  get names(): readonly string[] {
    const used = [...this.#consumers.values()].flatMap(({ about: [names] }) => names);
    return [...new Set([...this.store.declarations.map(({ name }) => name), ...used])];
  }

  /** The values of these, of those that have one; for a chart, without what is chosen in it, or highlighted. */
  answer(names: readonly string[], consumer: Partial<Consumer> = {}): Params {
    const choosers: readonly Partial<Consumer>[] =
      consumer.link === 'highlight' ? [...this.#takers.keys()] : [consumer];
    const chosen = new Set(choosers.flatMap(selectedIn));
    // As from a control in which nothing is chosen.
    const choosable = new Set([...this.#takers.keys()].flatMap(selectedIn));
    const known = names.map((name) => {
      const value = chosen.has(name) ? this.#settled(name) : this.value(name);
      return [name, value === undefined && choosable.has(name) ? '' : value] as const;
    });
    return Object.fromEntries(known.filter((entry): entry is [string, ParamValue] => entry[1] !== undefined));
  }

  /** The value that counts in this dashboard: its own, else that of a dashboard around. */
  value(name: string): ParamValue | undefined {
    for (const step of STEPS) {
      const value = this.#find(name, step);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The value that would count without what was chosen here. */
  #settled(name: string): ParamValue | undefined {
    const outer = this.#outer.current;
    return [this.store.valueWithoutChoice(name), ...STEPS.map((step) => outer?.find(name, step))].find(
      (value) => value !== undefined,
    );
  }

  #look(name: string): SharedParam {
    const value = this.value(name);
    const isChosen = !sameValue(value, this.#settled(name));
    return {
      value,
      isChosen,
      declared: this.store.declarationOf(name),
      schema: this.store.controlSchema(name),
    };
  }

  #choose(patch: Readonly<Record<string, ParamValue | undefined>>): void {
    const isSet = (entry: readonly [string, ParamValue | undefined]): entry is [string, ParamValue] =>
      entry[1] !== undefined;
    const set = Object.entries(patch).filter(isSet);
    const names = Object.keys(patch).filter((name) => patch[name] === undefined);
    if (names.length > 0) this.reset(names, 'chart');
    if (set.length > 0) this.patch(Object.fromEntries(set), 'chart');
  }

  /** Gives everybody a new scope. */
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
        shared: {
          ask: (...about) => this.#ask(consumer, inheritedSettings(consumer, scope), about),
          hasChanged: () => this.#hasChanged(consumer),
          id: this.#id,
          resets: this.#resets,
          look: (name) => this.#look(name),
          choose: (patch) => this.#choose(patch),
        },
      }),
      ask: (consumer, source, ...about) => this.#ask(consumer, source, about),
      unregister: (consumer) => this.#unregister(consumer),
      find: (name, step) => this.#find(name, step),
      registry: this.registry,
    };
    this.scope = scope;
    for (const { take, leave } of [...this.#takers.values()]) take(scope, leave);
    this.onPublish();
    this.#warn(this.store.problems);
  }

  readonly #onRequest = (event: Event): void => {
    const { context, contextTarget, callback } = event as ScopeRequest;
    if (context !== DASHBOARD || contextTarget === this.#host) return;
    event.stopImmediatePropagation();
    const leave = (): void => {
      this.#takers.delete(contextTarget);
      this.#unregister(contextTarget);
    };
    this.#takers.set(contextTarget, { take: callback, leave });
    if (this.scope) callback(this.scope, leave);
  };

  #ask(consumer: object, source: InheritedSettings, about: About): Params {
    const [names, declared] = about;
    this.#outer.current?.ask(consumer, source, ...about);
    const before = this.#consumers.get(consumer)?.about[0].join();
    this.#consumers.set(consumer, { about, answer: '' });
    this.declare(declared, source);
    if (before !== names.join()) this.onAsk();
    this.#warn(this.store.problems);
    const answer = this.answer(names, consumer);
    this.#consumers.set(consumer, { about, answer: JSON.stringify(answer) });
    return answer;
  }

  #hasChanged(consumer: object): boolean {
    const asked = this.#consumers.get(consumer);
    if (!asked) return false;
    const answer = JSON.stringify(this.answer(asked.about[0], consumer));
    // Consumers ask again, but not at once.
    this.#consumers.set(consumer, { ...asked, answer });
    return answer !== asked.answer;
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

/** Takes a scope, now and whenever there is another; `leave` ends that. */
type TakeScope = (scope: Scope, leave: () => void) => void;

/**
 * Bubbles from who wants a scope to the nearest dashboard, through shadow roots: a `context-request` of the Web
 * Components community's context protocol, whose `context` is the dashboard's tag. A package for it would bring these
 * lines, and half as much again into what every page loads first.
 */
class ScopeRequest extends Event {
  readonly context = DASHBOARD;
  readonly subscribe = true;
  readonly contextTarget: Element;
  readonly callback: TakeScope;

  constructor(target: Element, callback: TakeScope) {
    super('context-request', { bubbles: true, composed: true });
    this.contextTarget = target;
    this.callback = callback;
  }
}

/** Keeps `taker` up with the scope of the nearest dashboard around its host, from now on until it leaves that. */
export function joinScope(taker: ScopeController): void {
  const { host } = taker;
  taker.leave?.();
  let ended = false;
  let end: (() => void) | null = null;
  taker.leave = () => {
    ended = true;
    end?.();
  };
  const request = new ScopeRequest(host, (scope, leave) => {
    end = leave;
    if (ended) return leave();
    taker.current = scope;
    host.requestUpdate();
  });
  host.dispatchEvent(request);
}
