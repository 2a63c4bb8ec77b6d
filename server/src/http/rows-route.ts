import type { FastifyInstance } from 'fastify';
import { vizKey } from '../engine/backend.ts';
import { ApiError, NotFoundError, ValidationError } from '../errors.ts';
import type { QueryInput } from '../public-api.ts';
import { usedParams } from '../queries/template-params.ts';
import { PARAM_PREFIX, readRowsQuery } from '../rows-address.ts';
import { oncePerViz } from '../vizzes/catalog.ts';
import type { CatalogViz } from '../vizzes/catalog.ts';
import { chartStatement } from '../vizzes/viz-view.ts';
import { identityEtag, isCurrent, type RouteOptions } from './app.ts';
import { sendRows } from './send-rows.ts';
import { INTERNAL_VISITOR, visitorForViz, visitorOf } from './visitors.ts';

/** Seconds for which caches show old rows while they fetch new ones, or while the server fails. */
const STALE_SECONDS = 86_400;
/** Seconds for which caches keep the address of a long result, which the server may drop at any time. */
const MOVED_SECONDS = 60;

/** The names of the parameters of each query of a viz that was requested. */
const namesOf = oncePerViz(() => new Map<string, ReadonlySet<string>>());

/** Registers `rows/CHART`: the rows of a viz's own queries at addresses that any cache can store. */
export function registerRows(app: FastifyInstance, { api, limits, storageFor }: RouteOptions): void {
  app.get<{ Params: { account: string; slug: string; chart: string } }>(
    '/v1/public/viz/:account/:slug/rows/:chart',
    { compress: false },
    async (request, reply) => {
      const { account, slug, chart } = request.params;
      const viz = await api.viz(account, slug);
      const query = readQuery(viz, chart, request.url);
      const rows = await api.rows(viz, query, visitorForViz(request, viz)).catch(namingParameters);
      const describe = (cacheControl: string): void =>
        void reply.headers({ 'cache-control': cacheControl, 'surrogate-key': vizKey(viz) });
      const describeRows = (): void => {
        // The version in the viz's answer does not show that rows that depend on the time are old.
        const whileRevalidating = rows.isVolatile ? limits.resultSeconds : STALE_SECONDS;
        describe(
          `public, max-age=60, s-maxage=900, stale-while-revalidate=${whileRevalidating}, stale-if-error=${STALE_SECONDS}`,
        );
        const etag = identityEtag(rows.identity);
        reply.headers({ etag, 'data-version': rows.dataVersion, vary: 'accept-encoding' });
      };
      if (isCurrent(request, identityEtag(rows.identity))) {
        describeRows();
        return reply.code(304).send();
      }
      const closed = new AbortController();
      reply.raw.once('close', () => closed.abort());
      const result = await rows.result(closed.signal);
      // Drawing processes do not follow redirects.
      if (result.bytes.byteLength > limits.rowsBytes && visitorOf(request) !== INTERNAL_VISITOR) {
        const { storage, cacheScope } = storageFor(request);
        // Without an ETag: a client that finds no result at the address must not get 304 here.
        describe(`${cacheScope}, max-age=${MOVED_SECONDS}`);
        return reply.redirect(`${storage}/results/${rows.identity}.msgpack`, 303);
      }
      describeRows();
      return sendRows(request, reply, result);
    },
  );
}

/**
 * Returns the statement at an address and its values: those of the address, and the declared defaults of all others.
 *
 * @throws NotFoundError if the viz has no such query
 * @throws ValidationError (422) for parameters that the query does not use
 * @throws ApiError (409) if the results of the viz are not cached
 */
function readQuery(viz: CatalogViz, chart: string, url: string): QueryInput {
  const sql = chartStatement(viz, chart);
  if (sql === undefined) throw new NotFoundError('This visualization has no such query.');
  if (viz.delay > 0)
    throw new ApiError(409, 'rows_not_cached', 'The results of this visualization are not cached.', {
      hint: 'Submit the query with POST.',
    });
  const known = namesOf(viz);
  const names = known.get(sql) ?? usedParams(sql);
  known.set(sql, names);
  const { values, faults } = readRowsQuery(/\?(.*)/s.exec(url)?.[1] ?? '', names);
  if (faults.length > 0)
    throw new ValidationError(
      faults.map(({ key, message }) => ({ loc: ['query', key], msg: message, type: 'value_error' })),
    );
  const args = new Map<string, string>();
  for (const name of names) {
    const value = values.get(name) ?? viz.params.get(name)?.default;
    if (value !== undefined) args.set(name, value);
  }
  return { sql, args: Object.fromEntries(args) };
}

/** Rewrites the places of errors in `args`: the client has sent an address. */
function namingParameters(error: unknown): never {
  if (!(error instanceof ValidationError)) throw error;
  throw new ValidationError(
    error.issues.map((issue) => ({ ...issue, loc: ['query', PARAM_PREFIX + issue.loc.at(-1)] })),
  );
}
