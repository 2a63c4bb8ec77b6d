import { toBatch, type WireQuery } from './args.ts';
import { loadDecoder } from './decoder.ts';
import { sleep } from './environment.ts';
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

type Outcomes = readonly (Submitted | VibedasherError)[];

/** Queries of one viz that leave together. */
export class Batch {
  readonly #queries: WireQuery[] = [];
  readonly #work: SharedWork<Outcomes>;

  constructor(
    gather: (signal: AbortSignal) => Promise<void>,
    post: (queries: readonly WireQuery[], signal: AbortSignal) => Promise<Outcomes>,
  ) {
    this.#work = new SharedWork(async (signal) => {
      await gather(signal);
      return post(this.#queries, signal);
    });
  }

  /** A batch that has left is found by nobody any more. */
  get open(): boolean {
    return !this.#work.abandoned && this.#queries.length < MAX_BATCH;
  }

  async add(query: WireQuery, signal: AbortSignal): Promise<Submitted> {
    const place = this.#queries.push(query) - 1;
    const outcome = (await this.#work.join(signal))[place]!;
    if (outcome instanceof VibedasherError) throw outcome;
    return outcome;
  }
}

/** Sends a query, together with whatever else is asked of the same viz within this task. */
export function submit(
  session: Session,
  viz: VizAddress,
  query: WireQuery,
  signal: AbortSignal,
): Promise<Submitted> {
  const { batches, environment } = session.page;
  const key = `${session.base} ${viz.account}/${viz.slug}`;
  let batch = batches.get(key);
  if (!batch?.open) {
    const opened = new Batch(
      (signal) => sleep(environment, 0, signal),
      (queries, signal) => {
        if (batches.get(key) === opened) batches.delete(key);
        return post(session, viz, queries, signal);
      },
    );
    batches.set(key, (batch = opened));
  }
  return batch.add(query, signal);
}

async function post(
  session: Session,
  viz: VizAddress,
  queries: readonly WireQuery[],
  signal: AbortSignal,
): Promise<Outcomes> {
  const single = queries.length === 1;
  const body = single ? queries[0] : toBatch(queries);
  const { answer, vizUrl } = await askViz(session, viz, signal, (vizUrl) =>
    session.send({ url: `${vizUrl}/${single ? 'query' : 'batch'}`, body, signal }),
  );
  const { readSubmission, readBatch } = await loadDecoder();
  const outcomes = single ? [readSubmission(answer)] : readBatch(answer, queries.length);
  return outcomes.map((outcome) =>
    outcome instanceof VibedasherError ? outcome : { vizUrl, submission: outcome },
  );
}
