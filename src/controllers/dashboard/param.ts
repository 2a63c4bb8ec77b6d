import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ParamDeclaration } from '../../charts/types.ts';
import { warnOnce } from '../../internal/warn-once.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import { clientFor } from '../clients.ts';
import { withDefaults } from '../page-defaults.ts';
import { ParamOptionsController, type ParamChoices } from './param-options.ts';
import { ScopeController, type ControlDesk, type ControlPart, type ParamAbout } from './scope.ts';

type Where = Parameters<typeof clientFor>[0] & { readonly slug: string };

/** What of its host's affairs a {@link ParamController} does not settle itself. */
export interface ParamHost {
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
  /** The code of dashboards could not be loaded. */
  isLost = false;
  readonly options: ParamOptionsController;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #scope: ScopeController;
  readonly #its: ParamHost;
  #desk: ControlDesk | null = null;
  #leave: (() => void) | null = null;
  #name: string | null = null;
  #isSettled = false;

  constructor(host: ReactiveControllerHost & HTMLElement, its: ParamHost) {
    this.#host = host;
    this.#its = its;
    this.#scope = new ScopeController(host, (cause) => this.#onLost(cause));
    this.options = new ParamOptionsController(host, its.toError);
    host.addController(this);
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.#leave?.();
    this.#leave = null;
    this.options.leave();
    this.#desk = null;
    this.about = null;
    this.#isSettled = false;
  }

  get declared(): ParamDeclaration | undefined {
    return this.about?.declared;
  }

  /** Whether a choice counts. */
  get isUsed(): boolean {
    return this.about?.used ?? false;
  }

  /** Whether nothing can come of this: no dashboard, no name, or none that anybody knows. */
  get isUnusable(): boolean {
    const { current: scope } = this.#scope;
    if (scope === null || this.isLost) return true;
    return scope !== undefined && !this.isUsed && (this.#isSettled || !this.#name);
  }

  /** What may be chosen; `null` where the reader types. */
  get choices(): ParamChoices['choices'] | null {
    const { options } = this.declared ?? {};
    if (options?.kind === 'sql') return this.options.current?.choices ?? null;
    return options?.values.map(({ value, label }) => ({ value: String(value), label })) ?? null;
  }

  /** Finds out what is known of a parameter by now. */
  update(name: string | null): void {
    this.#name = name;
    const { current: scope } = this.#scope;
    if (scope === null) {
      const tag = `<${this.#host.localName}${name ? ` param="${name}"` : ''}>`;
      warnOnce(`${tag}: it belongs into a <vibedasher-dashboard>, whose parameter it sets`);
    }
    if (scope && scope.desk !== this.#desk) this.#join(scope.desk);
    this.about = scope && name ? scope.desk.about(name) : null;
    // Not before all names are known.
    if (scope && this.isUnusable && this.#isSettled) warnOnce(this.#its.missingText(name, scope.desk.names));
    this.#readOptions();
  }

  /** The host shows something else by itself, or lets choose something else. */
  look(): void {
    this.#desk?.look();
  }

  /** Takes back what the reader has chosen. */
  reset(): void {
    if (this.#name) this.#desk?.reset(this.#name);
  }

  /** Tries again what has failed. */
  readonly retry = (): void => {
    if (!this.isLost) return this.options.retry();
    this.isLost = false;
    this.#scope.ask();
    this.#host.requestUpdate();
  };

  #join(desk: ControlDesk): void {
    this.#leave?.();
    this.#desk = desk;
    this.#leave = desk.join(this.#host, this.#its.part);
    void desk.settled().then(() => {
      if (desk !== this.#desk) return;
      this.#isSettled = true;
      this.#host.requestUpdate();
    });
  }

  #readOptions(): void {
    const { declared, source } = this.about ?? {};
    const desk = this.#desk;
    if (!declared || !source || !desk) return this.options.forget();
    const { account, slug, client } = source;
    const where = { slug, ...withDefaults(source) };
    this.options.read(
      JSON.stringify([account, where]),
      declared,
      (names) => desk.values(names),
      () => {
        const { slug: checked, ...connection } = this.#its.connect(where);
        return {
          client: client ?? clientFor(connection),
          ref: { account: account || undefined, slug: checked },
        };
      },
    );
  }

  #onLost(cause: unknown): void {
    this.isLost = true;
    console.warn(`<${this.#host.localName}>: ${this.#its.toError(cause).message}`);
    this.#host.requestUpdate();
  }
}
