import { toBatch, type WireQuery } from './args.ts';
import { loadDecoder } from './decoder.ts';
import { sleep, type Caller } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { askViz, type Session, type VizAddress } from './session.ts';
import { SharedWork } from './shared-work.ts';
import type { Submission } from './wire.ts';

/** The API's limit. */
export const MAX_BATCH = 50;

/** A query that the API has taken. */
export interface Submitted {
  /** Where the viz was found: later requests of the query go there as well. */
  readonly vizUrl: string;
  readonly submission: Submission;
}

/** What came of each query: the API's word, or what there is left to do for whoever still wants it. */
export type Outcome = Submitted | VibedasherError | ((caller: Caller) => Promise<Submitted>);
export type Outcomes = ReadonlyMap<WireQuery, Outcome>;

/** Queries of one viz that leave together. */
export class Batch {
  readonly #queries = new Set<WireQuery>();
  readonly #work: SharedWork<Outcomes>;

  constructor(
    gather: (signal: AbortSignal) => Promise<void>,
    post: (queries: readonly WireQuery[], caller: Caller) => Promise<Outcomes>,
  ) {
    this.#work = new SharedWork(async (caller) => {
      await gather(caller.signal);
      return post([...this.#queries], caller);
    });
  }

  /** A batch that has left is found by nobody any more. */
  isOpen(limit: number): boolean {
    return !this.#work.abandoned && this.#queries.size < limit;
  }

  async add(query: WireQuery, caller: Caller): Promise<Submitted> {
    this.#queries.add(query);
    try {
      const outcome = (await this.#work.join(caller)).get(query)!;
      if (outcome instanceof VibedasherError) throw outcome;
      return typeof outcome === 'function' ? await outcome(caller) : outcome;
    } finally {
      // Whoever leaves before the batch does is not sent along.
      this.#queries.delete(query);
    }
  }
}

/** Sends a query, together with whatever else is asked of the same viz within this task. */
export function submit(
  session: Session,
  viz: VizAddress,
  query: WireQuery,
  caller: Caller,
): Promise<Submitted> {
  const { base, page } = session;
  const { batches, batchless, environment } = page;
  const key = `${base} ${viz.account}/${viz.slug}`;
  let batch = batches.get(key);
  if (!batch?.isOpen(batchless.has(base) ? 1 : MAX_BATCH)) {
    const opened = new Batch(
      (signal) => sleep(environment, 0, signal),
      (queries, caller) => {
        if (batches.get(key) === opened) batches.delete(key);
        return post(session, viz, queries, caller);
      },
    );
    batches.set(key, (batch = opened));
  }
  return batch.add(query, caller);
}

async function post(
  session: Session,
  viz: VizAddress,
  queries: readonly WireQuery[],
  caller: Caller,
): Promise<Outcomes> {
  const single = queries.length === 1;
  const body = single ? queries[0] : toBatch(queries);
  const { answer, vizUrl } = await askViz(session, viz, caller, (vizUrl) =>
    session.send({ ...caller, url: `${vizUrl}/${single ? 'query' : 'batch'}`, body }),
  );
  return (await loadDecoder()).readOutcomes(session, queries, caller, vizUrl, answer);
}
