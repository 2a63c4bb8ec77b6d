/** Everything that reads answers, behind one dynamic import: the request path is needed first, this later. */
import { inPieces } from '../internal/pieces.ts';
import { readAnswer } from './answer.ts';
import type { WireQuery } from './args.ts';
import type { Outcomes } from './batch.ts';
import { VibedasherError } from './errors.ts';
import { toDataset } from './dataset.ts';
import type { Caller } from './environment.ts';
import type { Answer } from './request.ts';
import { loadRare } from './load-rare.ts';
import type { Page } from './page.ts';
import { KEEP_ROWS, type Session } from './session.ts';
import type { Dataset, Viz } from './types.ts';
import { storageOrigins } from './links.ts';
import * as wire from './wire.ts';

export { loadRare } from './load-rare.ts';
export { finishQuery } from './query-run.ts';

/** {@link toDataset}; tells how long the table took to be read, from its bytes on. The page keeps it by `name`. */
export async function toTimedDataset(
  page: Page,
  name: string,
  table: wire.Table,
  maxCells: number,
  timeZone: string | undefined,
  onDecode: ((ms: number) => void) | undefined,
): Promise<Dataset> {
  const toMoment = timeZone ? (await loadRare()).wallClock(timeZone) : undefined;
  const { environment } = page;
  const start = environment.now();
  const dataset = await inPieces(toDataset(table, { maxCells, toMoment }));
  onDecode?.((table.readTime ?? 0) + environment.now() - start);
  const keep = (): void =>
    void loadRare().then(
      ({ keepRows }) => keepRows(page, name, dataset),
      () => {},
    );
  environment.after(KEEP_ROWS, keep, true);
  return dataset;
}

export async function readViz({ base, onStorage, page }: Session, answer: Answer): Promise<Viz> {
  const viz = await readAnswer(answer, 'viz', wire.readViz);
  for (const origin of storageOrigins(answer.headers.get('link'), base)) onStorage?.(origin);
  page.kept?.learn(base, viz);
  return viz;
}

/** Statuses that may be about one query of a batch, about its size, or about batches. */
const REFUSED_AS_A_WHOLE: readonly number[] = [400, 403, 405, 413, 422, 501];

/** The answer to a query, or to a batch of several. One that does not stand for all of them has each asked on its own. */
export async function readOutcomes(
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
    const { askEach } = await loadRare();
    return askEach(session, queries, caller, vizUrl, status);
  }
  const outcomes = await readAnswer<readonly (wire.Submission | VibedasherError)[]>(
    answer,
    'query',
    (json) => (single ? [wire.readSubmission(json)] : wire.readBatch(json, queries.length)),
    session.limits.maxCells,
  );
  return new Map(
    outcomes.map((outcome, place) => [
      queries[place]!,
      outcome instanceof VibedasherError ? outcome : { vizUrl, submission: outcome },
    ]),
  );
}
