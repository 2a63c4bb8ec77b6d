import type { ReactiveControllerHost } from 'lit';
import type { VibedasherError } from '../public-client/errors.ts';
import type { PublicClient, VizRef } from '../public-client/types.ts';
import { IDLE } from '../state/load-state.ts';
import { ResourceController, retryAll, type Retryable, trackFailure } from './resource.ts';

/** Returns the client and the viz to ask. Throws if a connection attribute is invalid. */
export type Connect = () => { readonly client: PublicClient; readonly ref: VizRef };

/** A resource of a viz that a key identifies. After a failure, it can try again. */
export class KeyedResource<T> extends ResourceController<T> implements Retryable {
  apiBase: string | undefined;
  /** Settles when the value has loaded or failed. */
  settled: Promise<void> | null = null;
  readonly #onError: (error: VibedasherError) => void;
  #key: string | null = null;
  #attempt: (() => Promise<void>) | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, onError: (error: VibedasherError) => void) {
    super(host);
    this.#onError = onError;
    host.addController({
      hostUpdated: () => trackFailure(this, host.isConnected ? this.error : null),
      hostDisconnected: () => trackFailure(this, null),
    });
  }

  get loading(): boolean {
    return this.state.status === 'loading';
  }

  /** Loads the value, unless `key` is the same as before. Returns whether it does. */
  read(
    key: string,
    connect: Connect,
    load: (client: PublicClient, ref: VizRef, signal: AbortSignal) => Promise<T>,
  ): boolean {
    if (key === this.#key) return false;
    this.#key = key;
    this.#attempt = async () => {
      const start = async (signal: AbortSignal): Promise<T> => {
        const { client, ref } = connect();
        this.apiBase = client.apiBase;
        return load(client, ref, signal);
      };
      await this.run(start, { keep: false });
      if (this.error) this.#onError(this.error);
    };
    this.settled = this.#attempt();
    return true;
  }

  /** Discards the value. */
  clear(): void {
    this.#key = null;
    this.cancel();
    this.state = IDLE;
  }

  refresh(): void {
    void this.#attempt?.();
  }

  /** Retries after a failure, together with everything that failed at the same API. */
  readonly retry = (): void => retryAll(this);
}
