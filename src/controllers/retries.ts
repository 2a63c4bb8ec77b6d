import type { VibedasherError } from '../public-client/errors.ts';

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

/** Asks again, with all of the page that have failed at the same API: one reader's press is enough, and all leave as one. */
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
