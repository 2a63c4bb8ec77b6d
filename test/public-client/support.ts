import { expect } from 'chai';
import { createClient } from '../../src/public-client/create-client.ts';
import type { Environment } from '../../src/public-client/environment.ts';
import { sharedStateFor, type SharedState } from '../../src/public-client/shared-state.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';
import type { PublicClient, PublicClientOptions } from '../../src/public-client/types.ts';
import { createFakeApi, type FakeApi, type FakeApiOptions } from '../support/fake-api.ts';

/** Timers of at least this many milliseconds are time limits, which fire only when a test calls `expire`. */
const LIMIT = 15_000;

export interface FakeEnvironment extends Environment {
  /** All pauses so far, in ms. */
  readonly pauses: readonly number[];
  /** Number of running timers, without those of caches. */
  readonly running: number;
  /** Advances the clock and fires all time limits. */
  expire(ms?: number): void;
  /** Advances the clock, in ms. */
  pass(ms: number): void;
  /** Fires the timers of caches. */
  forget(): void;
  /** Keeps all later pauses from ending. */
  holdPauses(): void;
}

/** Creates an environment without waiting. It records pauses, which end in the next task. */
export function createFakeEnvironment(random = 0.5): FakeEnvironment {
  const pauses: number[] = [];
  const limits = new Set<() => void>();
  const kept = new Set<() => void>();
  let paused = 0;
  let isHeld = false;
  let now = Date.UTC(2026, 0, 31, 12);
  const fireAll = (callbacks: Set<() => void>): void => {
    for (const callback of [...callbacks]) callback();
    callbacks.clear();
  };
  return {
    pauses,
    get running() {
      return paused + limits.size;
    },
    now: () => now,
    random: () => random,
    after(ms, callback, background) {
      const held = background ? kept : limits;
      if (background || ms >= LIMIT) {
        held.add(callback);
        return () => held.delete(callback);
      }
      pauses.push(ms);
      paused++;
      let over = (): void => {
        paused--;
        over = () => {};
      };
      const end = (): void => {
        over();
        now += ms;
        callback();
      };
      const timer = isHeld ? undefined : setTimeout(end);
      return () => {
        over();
        clearTimeout(timer);
      };
    },
    expire(ms = 0) {
      now += ms;
      fireAll(limits);
    },
    pass: (ms) => void (now += ms),
    forget: () => fireAll(kept),
    holdPauses: () => void (isHeld = true),
  };
}

export interface Harness {
  readonly page: SharedState;
  readonly api: FakeApi;
  readonly client: PublicClient;
  readonly environment: FakeEnvironment;
  /** Another client of the same page. */
  another(options?: PublicClientOptions): PublicClient;
}

/** Creates a client with a fake API, which has the viz `acme/sales` by default. */
export function harness(options: FakeApiOptions = {}, clientOptions: PublicClientOptions = {}): Harness {
  const api = createFakeApi({ vizzes: { 'acme/sales': {} }, ...options });
  const environment = createFakeEnvironment();
  const another = (more: PublicClientOptions = {}): PublicClient =>
    createClient({ apiBase: api.base, fetch: api.fetch, ...more }, environment);
  const page = sharedStateFor(api.fetch, environment);
  return { api, page, environment, client: another(clientOptions), another };
}

export const SALES = { account: 'acme', slug: 'sales' };

/** Resolves with the VibedasherError that a promise rejects with. Fails the test for anything else. */
export async function failure(promise: Promise<unknown>): Promise<VibedasherError> {
  const error = await rejection(promise);
  if (error instanceof VibedasherError) return error;
  throw new Error(`Expected a VibedasherError, got ${String(error)}`, { cause: error });
}

/** Resolves with the reason of a rejection. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`Expected a rejection, got ${JSON.stringify(outcome.value)}`);
}

/** Starts work with a signal. The function aborts it, and checks that it rejects with the reason of the signal. */
export function abortable(
  start: (options: { signal: AbortSignal }) => Promise<unknown>,
): () => Promise<void> {
  const controller = new AbortController();
  const rejected = rejection(start({ signal: controller.signal }));
  return async () => {
    controller.abort();
    expect(await rejected).to.equal(controller.signal.reason);
  };
}

/** Returns the VibedasherError that a function throws. */
export function thrown(work: () => unknown): VibedasherError {
  try {
    work();
  } catch (error) {
    if (error instanceof VibedasherError) return error;
    throw error;
  }
  throw new Error('Expected an error, got none');
}

/** Waits until all pending promises without network or timers are settled. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
}
