import type { ReactiveControllerHost } from 'lit';
import { VibedasherErrorEvent } from '../events.ts';
import { toVibedasherError } from '../pipeline/check-settings.ts';
import type { VibedasherError } from '../public-client/errors.ts';
import { IDLE, latest, type LoadAction, type LoadState, reduceLoad } from '../state/load-state.ts';

/**
 * A fetched resource. A new run aborts the previous one, so a late response never replaces a newer one. Each change
 * of state updates the host.
 */
export class ResourceController<T> {
  state: LoadState<T, VibedasherError> = IDLE;
  readonly #host: ReactiveControllerHost;
  #controller: AbortController | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** The last value, also while a new one is fetched or after that has failed. */
  get latest(): T | null {
    return latest(this.state);
  }

  /** The error of the last run, if that failed. */
  get error(): VibedasherError | null {
    return this.state.status === 'failed' ? this.state.error : null;
  }

  /** Whether a run is in progress, including a quiet one. */
  get busy(): boolean {
    return this.#controller !== null;
  }

  /**
   * Resolves when `load` has settled or was aborted; never rejects.
   * @param options.keep Keeps the current value until the new one is available
   * @param options.quiet With `keep`, if there is a value: does not change the state until `load` has settled
   */
  async run(
    load: (signal: AbortSignal) => Promise<T>,
    { keep, quiet = false }: { readonly keep: boolean; readonly quiet?: boolean },
  ): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    if (!quiet || !keep || this.latest === null) this.#dispatch({ type: 'start', keep });
    let action: LoadAction<T, VibedasherError>;
    try {
      action = { type: 'succeed', value: await load(controller.signal) };
    } catch (cause) {
      action = { type: 'fail', error: toVibedasherError(cause) };
    }
    if (this.#controller !== controller) return;
    this.#controller = null;
    this.#dispatch(action);
  }

  /** Sets the state to failed without a run, as for an invalid request. Keeps the current value if `keep` is true. */
  fail(cause: unknown, { keep }: { readonly keep: boolean }): void {
    this.#controller?.abort();
    this.#controller = null;
    if (!keep) this.#dispatch({ type: 'start', keep });
    this.#dispatch({ type: 'fail', error: toVibedasherError(cause) });
  }

  /** Aborts the current run. Returns whether there was one. */
  cancel(): boolean {
    if (!this.#controller) return false;
    this.#controller.abort();
    this.#controller = null;
    this.#dispatch({ type: 'cancel' });
    return true;
  }

  #dispatch(action: LoadAction<T, VibedasherError>): void {
    this.state = reduceLoad(this.state, action);
    this.#host.requestUpdate();
  }
}

/** Logs an error and dispatches it as `vibedasher-error`. */
export function reportError(host: HTMLElement, error: VibedasherError): void {
  console.warn(`<${host.localName}> ${error.kind}: ${error.message}`);
  host.dispatchEvent(new VibedasherErrorEvent(error));
}

/** A part of the page that loads from an API and can try again. */
export interface Retryable {
  readonly apiBase: string | undefined;
  /** Whether a request is in progress. */
  readonly busy?: boolean;
  /** `error`: `host` shows a message in place of content. */
  readonly status?: string;
  readonly host?: HTMLElement & Pick<ReactiveControllerHost, 'requestUpdate'>;
  /** Settings with the parameters of the enclosing dashboard. */
  readonly settings?: { readonly request: { readonly shared?: { readonly id: number } | undefined } } | null;
  refresh(): unknown;
}

/** The height in px of a box in which a message and a button fit. */
const MESSAGE_HEIGHT = 160;

const failed = new Map<Retryable, VibedasherError>();

/** Records the last error of `who` if it is retryable, else clears it. */
export function trackFailure(who: Retryable, error: VibedasherError | null | undefined): void {
  const before = failed.get(who)?.kind;
  if (error?.retryable) failed.set(who, error);
  else failed.delete(who);
  if (failed.get(who)?.kind !== before) for (const each of failed.keys()) each.host?.requestUpdate();
  if (failed.size > 0) window.addEventListener('online', onOnline);
  else window.removeEventListener('online', onOnline);
}

/**
 * Returns whether another part of the same dashboard, which has failed in the same way, explains the failure of `who`: the
 * first one in the document that is high enough, or else the first one.
 */
export function isExplained(who: Retryable, kind: string): boolean {
  const groupOf = ({ settings, status }: Retryable): unknown =>
    status === 'error' && settings?.request.shared?.id;
  const alike = [...failed]
    .flatMap(([each, error]) =>
      each === who || (groupOf(who) && groupOf(each) === groupOf(who) && error.kind === kind) ? each : [],
    )
    .sort((a, b) => (a.host!.compareDocumentPosition(b.host!) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  return (alike.find(({ host }) => host!.offsetHeight >= MESSAGE_HEIGHT) ?? alike[0] ?? who) !== who;
}

/** Refreshes `who` and everything on the page that failed at the same API, so one press of a button is enough. */
export function retryAll(who: Retryable): void {
  const { apiBase } = who;
  for (const each of [...failed.keys()]) if (each !== who && each.apiBase === apiBase) each.refresh();
  who.refresh();
}

/** Refreshes everything that failed for lack of a connection. */
function onOnline(): void {
  for (const [each, { kind }] of [...failed]) {
    if ((kind === 'network' || kind === 'timeout') && !each.busy) each.refresh();
  }
}
