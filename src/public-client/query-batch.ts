import { MAX_BATCH } from './batch.ts';
import { VibedasherError } from './errors.ts';
import type { Dataset, PublicClient, Query, QueryOptions, VizRef } from './types.ts';

/** The rows or the error of each query. Rejects for more than an API takes at once, and when it is aborted. */
export async function queryBatch(
  client: PublicClient,
  ref: VizRef,
  queries: readonly Query[],
  options: QueryOptions,
): Promise<readonly (Dataset | VibedasherError)[]> {
  if (queries.length > MAX_BATCH) {
    throw new VibedasherError('config', `A batch holds at most ${MAX_BATCH} queries, not ${queries.length}`);
  }
  // Queries that are asked within one task leave as one batch of their own accord.
  return Promise.all(
    queries.map((query) =>
      client.queryViz(ref, query, options).catch((error: unknown) => {
        if (error instanceof VibedasherError && !options.signal?.aborted) return error;
        throw error;
      }),
    ),
  );
}
