/** Something of the page that asks an API. */
export interface Retrying {
  /** Which one. */
  readonly apiBase: string | undefined;
  /** Asks again. */
  refresh(): unknown;
}

const failed = new Set<Retrying>();

/** Keeps in mind whether somebody has failed in a way that another attempt may mend. */
export function keepFailure(who: Retrying, hasFailed: boolean | undefined): void {
  if (hasFailed) failed.add(who);
  else failed.delete(who);
}

/** Asks again, with all of the page that have failed at the same API: one reader's press is enough, and all leave as one. */
export function retryAll(who: Retrying): void {
  const { apiBase } = who;
  for (const each of [...failed]) if (each !== who && each.apiBase === apiBase) each.refresh();
  who.refresh();
}
