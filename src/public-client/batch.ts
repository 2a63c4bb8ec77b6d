import { dateText } from '../internal/text.ts';
import { readAnswer } from './answer.ts';
import { type Caller, sleep } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { loadOnDemand } from './page.ts';
import type { Answer } from './request.ts';
import { askViz, type Session, type VizAddress } from './session.ts';
import { SharedWork } from './shared-work.ts';
import type { Params, ParamValue, Query } from './types.ts';
import { readBatch, readSubmission, type Submission } from './wire.ts';

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

  /** A batch that has left takes no more queries. */
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
  return readOutcomes(session, queries, caller, vizUrl, answer);
}

/** Statuses that may be about one query of a batch, about its size, or about batches. */
const REFUSED_AS_A_WHOLE: readonly number[] = [400, 403, 405, 413, 422, 501];

/**
 * The answer to a query, or to a batch of several. One that does not stand for all of them has each asked on its own.
 */
async function readOutcomes(
  session: Session,
  queries: readonly WireQuery[],
  caller: Caller,
  vizUrl: string,
  answer: Answer,
): Promise<Outcomes> {
  const single = queries.length === 1;
  const { status } = answer;
  // The cloud has a route for batches: there it is the viz that was not found.
  if (!single && (status === 404 ? session.pinned : REFUSED_AS_A_WHOLE.includes(status))) {
    const { askEach } = await loadOnDemand();
    return askEach(session, queries, caller, vizUrl, status);
  }
  const outcomes = await readAnswer<readonly (Submission | VibedasherError)[]>(
    answer,
    'query',
    (json) => (single ? [readSubmission(json)] : readBatch(json, queries.length)),
    session.limits.maxCells,
  );
  return new Map(
    outcomes.map((outcome, place) => [
      queries[place]!,
      outcome instanceof VibedasherError ? outcome : { vizUrl, submission: outcome },
    ]),
  );
}

/** A query as it is sent: every parameter is text. */
export interface WireQuery {
  readonly sql: string;
  readonly args?: Readonly<Record<string, string>>;
}

/**
 * Parameter values as the API takes them. "No choice" is sent as `''`, so that no `{{name}}` stays unfilled.
 * @throws VibedasherError of kind `config` for a query without SQL and a value without a text form
 */
export function toWireQuery({ sql, params }: Query): WireQuery {
  if (!sql.trim()) throw new VibedasherError('config', 'The query has no SQL');
  const args = toArgs(params ?? {});
  return args.length > 0 ? { sql, args: Object.fromEntries(args) } : { sql };
}

/** Sorted, so that the same values are the same query in whatever order they were set. */
function toArgs(params: Params): (readonly [string, string])[] {
  return Object.entries(params)
    .map(([name, value]) => [name, argOf(name, value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function argOf(name: string, value: ParamValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.length > 0 ? JSON.stringify(value.map(String)) : '';
  if (value instanceof Date) return dateArg(name, value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw unusable(name, value);
  return String(value);
}

function dateArg(name: string, date: Date): string {
  if (Number.isNaN(date.getTime())) throw unusable(name, date);
  return dateText(date);
}

function unusable(name: string, value: unknown): VibedasherError {
  return new VibedasherError('config', `Parameter "${name}" has no value to send: ${String(value)}`);
}

/** The body of a batch. */
function toBatch(queries: readonly WireQuery[]): { readonly queries: readonly WireQuery[] } {
  return { queries };
}
