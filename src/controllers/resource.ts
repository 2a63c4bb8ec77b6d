import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { VibedasherError } from '../public-client/errors.ts';
import { IDLE, latest, type LoadAction, type LoadState, reduceLoad } from '../state/load-state.ts';

/**
 * One thing that is fetched again whenever what it depends on changes. A new run gives up the one before it, so
 * that a late answer never stands over a newer one; the host is updated with every change of state.
 */
export class ResourceController<T, E extends Error> implements ReactiveController {
  state: LoadState<T, E> = IDLE;
  readonly #host: ReactiveControllerHost;
  readonly #toError: (cause: unknown) => E;
  #controller: AbortController | null = null;

  /** `toError` turns whatever a run throws into the host's kind of error. */
  constructor(host: ReactiveControllerHost, toError: (cause: unknown) => E) {
    this.#host = host;
    this.#toError = toError;
    host.addController(this);
  }

  hostConnected(): void {}

  /** The value to show, also while a new one is fetched or after that failed. */
  get latest(): T | null {
    return latest(this.state);
  }

  /** Whether something is on its way, be it quietly. */
  get busy(): boolean {
    return this.#controller !== null;
  }

  /**
   * Resolves when `load` has come to an end or was given up; never rejects. `quiet`: where there is a value, the state
   * stays as it is until then.
   */
  async run(
    load: (signal: AbortSignal) => Promise<T>,
    { keep, quiet = false }: { readonly keep: boolean; readonly quiet?: boolean },
  ): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    if (!quiet || !keep || this.latest === null) this.#dispatch({ type: 'start', keep });
    let action: LoadAction<T, E>;
    try {
      action = { type: 'succeed', value: await load(controller.signal) };
    } catch (cause) {
      action = { type: 'fail', error: this.#toError(cause) };
    }
    if (this.#controller !== controller) return;
    this.#controller = null;
    this.#dispatch(action);
  }

  /** Fails without a run: the request makes no sense, or what came of it (`keep`) could not be used. */
  fail(cause: unknown, { keep }: { readonly keep: boolean }): void {
    this.#controller?.abort();
    this.#controller = null;
    if (!keep) this.#dispatch({ type: 'start', keep });
    this.#dispatch({ type: 'fail', error: this.#toError(cause) });
  }

  /** Gives up the attempt that is under way, if there is one. Returns whether there was. */
  cancel(): boolean {
    if (!this.#controller) return false;
    this.#controller.abort();
    this.#controller = null;
    this.#dispatch({ type: 'cancel' });
    return true;
  }

  #dispatch(action: LoadAction<T, E>): void {
    this.state = reduceLoad(this.state, action);
    this.#host.requestUpdate();
  }
}

/** Something of the page that asks an API. */
export interface Retrying {
  /** Which one. */
  readonly apiBase: string | undefined;
  /** Whether it asks already. */
  readonly busy?: boolean;
  /** Asks again. */
  refresh(): unknown;
}

const failed = new Map<Retrying, VibedasherError>();

/** Keeps in mind with what error somebody has failed, if another attempt may mend it. */
export function keepFailure(who: Retrying, error: VibedasherError | null | undefined): void {
  if (error?.retryable) failed.set(who, error);
  else failed.delete(who);
  if (failed.size > 0) window.addEventListener('online', onOnline);
  else window.removeEventListener('online', onOnline);
}

/**
 * Asks again, with all of the page that have failed at the same API: one reader's press is enough, and all leave as
 * one.
 */
export function retryAll(who: Retrying): void {
  const { apiBase } = who;
  for (const each of [...failed.keys()]) if (each !== who && each.apiBase === apiBase) each.refresh();
  who.refresh();
}

/** All that could not reach its API asks again, once: whoever fails again waits for the next time. */
function onOnline(): void {
  for (const [each, { kind }] of [...failed]) {
    if ((kind === 'network' || kind === 'timeout') && !each.busy) each.refresh();
  }
}
