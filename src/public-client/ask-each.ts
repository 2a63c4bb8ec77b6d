import { readAnswer } from './answer.ts';
import type { WireQuery } from './args.ts';
import type { Outcome, Outcomes, Submitted } from './batch.ts';
import type { Caller } from './environment.ts';
import { VibedasherError } from './errors.ts';
import type { Session } from './session.ts';
import { readSubmission } from './wire.ts';

/** How an API answers that knows no batches. */
const NO_SUCH_ROUTE: readonly number[] = [404, 405, 501];

/**
 * Has each query of a refused batch asked on its own, so that what is wrong with one, or only with all together, is no
 * matter of the others. An API of the caller's own that has no route for batches is sent none any more.
 * @param status of the refusal
 */
export async function askEach(
  session: Session,
  queries: readonly WireQuery[],
  caller: Caller,
  vizUrl: string,
  status: number,
): Promise<Outcomes> {
  const ask = async (body: WireQuery, caller: Caller): Promise<Submitted> => {
    const answer = await session.send({ ...caller, url: `${vizUrl}/query`, body });
    return { vizUrl, submission: await readAnswer(answer, 'query', readSubmission, session.limits.maxCells) };
  };
  const outcomes = new Map<WireQuery, Outcome>(
    queries.map((query) => [query, (caller) => ask(query, caller)]),
  );
  if (NO_SUCH_ROUTE.includes(status)) {
    const first = queries[0]!;
    const outcome = await ask(first, caller).catch(ownError);
    // Neither route: then it is the viz that is missing.
    if (outcome instanceof VibedasherError && outcome.status === 404) {
      return new Map(queries.map((query) => [query, outcome]));
    }
    session.page.batchless.add(session.base);
    outcomes.set(first, outcome);
  }
  return outcomes;
}

function ownError(error: unknown): VibedasherError {
  if (error instanceof VibedasherError) return error;
  throw error;
}
