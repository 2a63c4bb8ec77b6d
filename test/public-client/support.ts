import { createClient } from '../../src/public-client/create-client.ts';
import type { Environment } from '../../src/public-client/environment.ts';
import { sharedStateFor, type SharedState } from '../../src/public-client/shared-state.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';
import type { PublicClient, PublicClientOptions } from '../../src/public-client/types.ts';
import { createFakeApi, type FakeApi, type FakeApiOptions } from '../support/fake-api.ts';

/** A timer of at least this many milliseconds is a time limit: it runs out only when a test says so. */
const LIMIT = 15_000;

export interface FakeEnvironment extends Environment {
  /** Every pause that was made, in order, in milliseconds. */
  readonly pauses: readonly number[];
  /** Timers that are neither over nor cancelled; what is kept for a while does not count. */
  readonly running: number;
  /** Lets all time limits run out, so many milliseconds later. */
  expire(ms?: number): void;
  /** Sets the clock forward by so many milliseconds. */
  pass(ms: number): void;
  /** Lets everything that is kept for a while be forgotten. */
  forget(): void;
}

/** Time that passes at once: pauses are recorded and over in the next task. */
export function createFakeEnvironment(random = 0.5): FakeEnvironment {
  const pauses: number[] = [];
  const limits = new Set<() => void>();
  const kept = new Set<() => void>();
  let paused = 0;
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
      const timer = setTimeout(() => {
        over();
        now += ms;
        callback();
      });
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

/** A client over a fake API, with the viz `acme/sales` unless told otherwise. */
export function harness(options: FakeApiOptions = {}, clientOptions: PublicClientOptions = {}): Harness {
  const api = createFakeApi({ vizzes: { 'acme/sales': {} }, ...options });
  const environment = createFakeEnvironment();
  const another = (more: PublicClientOptions = {}): PublicClient =>
    createClient({ apiBase: api.base, fetch: api.fetch, ...more }, environment);
  const page = sharedStateFor(api.fetch, environment);
  return { api, page, environment, client: another(clientOptions), another };
}

export const SALES = { account: 'acme', slug: 'sales' };

/** The VibedasherError that a promise rejects with; anything else fails the test. */
export async function failure(promise: Promise<unknown>): Promise<VibedasherError> {
  const error = await rejection(promise);
  if (error instanceof VibedasherError) return error;
  throw new Error(`Expected a VibedasherError, got ${String(error)}`, { cause: error });
}

/** Whatever a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`Expected a rejection, got ${JSON.stringify(outcome.value)}`);
}

/** The VibedasherError that a function throws. */
export function thrown(work: () => unknown): VibedasherError {
  try {
    work();
  } catch (error) {
    if (error instanceof VibedasherError) return error;
    throw error;
  }
  throw new Error('Expected an error, got none');
}

/** Lets everything that can go on without the network or a timer go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
}
