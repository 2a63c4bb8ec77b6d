import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CatalogTemplate, CatalogViz } from '../vizzes/catalog.ts';
import { vizKey } from '../engine/backend.ts';
import { ApiError, invalidQuery } from '../errors.ts';
import { visitorForViz, visitorOf } from './visitors.ts';
import { identityEtag, matchesEtag, sendCacheable } from './app.ts';
import type { RouteOptions, VizParams } from './app.ts';
import { openApiDocument, requestSchemas } from './openapi.ts';
import type { QueryInput, SubmittedQuery } from '../public-api.ts';
import { queryFailed } from '../queries/query-jobs.ts';
import type { QueryRecord } from '../queries/query-jobs.ts';
import type { QueryState } from '../queries/shared-jobs.ts';
import { registerPlan } from './plan-route.ts';
import { registerRows } from './rows-route.ts';
import { accepts, CODINGS, createInliner } from './send-rows.ts';
import type { Inliner } from './send-rows.ts';

/** Cache lifetime of descriptions of vizzes and templates, in seconds. */
const DESCRIPTION_SECONDS = 10;
const DEFAULT_PAGE = 50;
const MAX_PAGE = 200;

interface QueryParams extends VizParams {
  readonly id: string;
}

/** Registers `/v1/public/…` and `/openapi.json`, below the prefix of `app`. */
export function registerRoutes(app: FastifyInstance, options: RouteOptions): void {
  const { api, limits } = options;
  const schemas = requestSchemas(limits);

  const description = openApiDocument(limits);
  app.get('/openapi.json', (request, reply) => sendCacheable(request, reply, description, 300));

  app.get<{ Params: { slug: string } }>('/v1/public/viz/slug/:slug', async (request, reply) =>
    sendViz(await api.vizBySlug(request.params.slug), request, reply),
  );

  app.get<{ Params: VizParams }>('/v1/public/viz/:account/:slug', async (request, reply) =>
    sendViz(await findViz(request), request, reply),
  );

  registerRows(app, options);

  app.post<{ Params: VizParams; Body: QueryInput }>(
    '/v1/public/viz/:account/:slug/query',
    { schema: { body: schemas.query } },
    async (request, reply) => {
      const viz = await findViz(request);
      const visitor = visitorForViz(request, viz);
      const submitted = await api.submit(viz, request.body, visitor);
      const inline = createInliner(limits.inlineBytes);
      const view = await api.work.proceed(visitor, () => submissionView(submitted, request, inline));
      return reply.header('cache-control', 'no-store').send(view);
    },
  );

  app.post<{ Params: VizParams; Body: { queries: QueryInput[] } }>(
    '/v1/public/viz/:account/:slug/batch',
    { schema: { body: schemas.batch } },
    async (request, reply) => {
      const viz = await findViz(request);
      const { queries } = request.body;
      const visitor = visitorForViz(request, viz);
      const inline = createInliner(limits.inlineBytes);
      const results = await Promise.all(
        queries.map((query) =>
          api.submit(viz, query, visitor).then(
            (submitted) => api.work.proceed(visitor, () => submissionView(submitted, request, inline)),
            (error: unknown) => slotError(error),
          ),
        ),
      );
      return reply.header('cache-control', 'no-store').send({ results });
    },
  );

  app.get<{ Params: QueryParams }>('/v1/public/viz/:account/:slug/sql/:id', async (request, reply) => {
    const sqlQuery = queryView(await findRecord(request));
    return reply.header('cache-control', 'no-store').send({ sqlQuery });
  });

  app.post<{ Params: VizParams; Body: { queryIds: string[] } }>(
    '/v1/public/viz/:account/:slug/sql/status/batch',
    { schema: { body: schemas.status } },
    async (request, reply) => {
      const viz = await findViz(request);
      // Omit duplicates and statements, which could make the response much longer than the request.
      const ids = [...new Set(request.body.queryIds)];
      const states = await api.jobs.states(vizKey(viz), ids, visitorForViz(request, viz));
      const queries = states.map(statusView);
      return reply.header('cache-control', 'no-store').send({ queries });
    },
  );

  app.get<{ Params: QueryParams }>('/v1/public/viz/:account/:slug/sql/:id/result', async (request, reply) => {
    const record = await findRecord(request);
    const { status, errorMessage } = record.run;
    if (status === 'failed') throw queryFailed(errorMessage);
    if (status !== 'completed')
      throw new ApiError(409, 'query_not_completed', `The query is ${status}.`, {
        hint: 'Poll its status until it is completed.',
      });
    return reply.header('cache-control', 'no-store').send({ url: resultUrl(record, request) });
  });

  registerPlan(app, options);

  app.get('/v1/public/templates', async (request, reply) =>
    sendCacheable(request, reply, templatePage(await api.templates(), request), DESCRIPTION_SECONDS),
  );

  app.get('/v1/public/seeds', async (request, reply) => {
    const seeds = (await api.templates()).filter((template) => template['seed'] === true);
    return sendCacheable(request, reply, templatePage(seeds, request), DESCRIPTION_SECONDS);
  });

  function findViz(request: FastifyRequest<{ Params: VizParams }>): Promise<CatalogViz> {
    return api.viz(request.params.account, request.params.slug);
  }

  async function sendViz(
    viz: CatalogViz,
    request: FastifyRequest,
    reply: Parameters<typeof sendCacheable>[1],
  ): Promise<unknown> {
    // The client will fetch rows soon, and can connect to their origin in advance.
    const { storage, cacheScope } = options.storageFor(request);
    reply.header('link', `<${storage}>; rel="preconnect"; crossorigin`);
    reply.header('surrogate-key', vizKey(viz));
    reply.header('cache-control', `${cacheScope}, max-age=${DESCRIPTION_SECONDS}`);
    reply.header('vary', 'accept-encoding');
    const description = await api.describe(viz);
    if (matchesEtag(request, reply, identityEtag(description.version))) return reply.code(304).send();
    reply.type('application/json; charset=utf-8');
    const coding = CODINGS.find((each) => accepts(request, each));
    const body = await api.work.proceed(visitorOf(request), () =>
      coding ? description.encoded(coding) : description.bytes,
    );
    return (coding ? reply.header('content-encoding', coding) : reply).send(body);
  }

  async function findRecord(request: FastifyRequest<{ Params: QueryParams }>): Promise<QueryRecord> {
    const viz = await findViz(request);
    const record = await api.jobs.find(vizKey(viz), request.params.id, visitorForViz(request, viz));
    if (!record)
      throw new ApiError(410, 'query_gone', 'The query is unknown or has expired.', {
        hint: 'Queries and their results are kept for a limited time. Submit the query again.',
      });
    return record;
  }

  /** Clients that do not read rows from this response use its URL. */
  function submissionView(
    { record, cached }: SubmittedQuery,
    request: FastifyRequest,
    inline: Inliner,
  ): object {
    const { result } = record.run;
    return {
      sqlQuery: queryView(record),
      cached,
      ...(cached && { url: resultUrl(record, request), ...(result && inline(result)) }),
    };
  }

  function resultUrl({ run }: QueryRecord, request: FastifyRequest): string {
    return `${options.storageFor(request).storage}/results/${run.id}.msgpack`;
  }
}

function queryView(record: QueryRecord): object {
  const { sql, args } = record.run;
  return { ...statusView(record), sql, args };
}

function statusView({ id, viz, createdAt, run }: QueryState): object {
  const [accountSlug, vizSlug] = viz.split('/');
  return {
    id,
    status: run.status,
    errorMessage: run.errorMessage,
    accountSlug,
    vizSlug,
    createdAt,
    updatedAt: run.updatedAt,
  };
}

/**
 * Returns the slot in a batch's results for an invalid query. A slot has neither a status nor a `Retry-After`, and
 * clients treat it as final. So if the server is busy or fails, or the visitor has used up a limit, the whole batch fails
 * and clients can send it again. The queries that were already accepted are then shared.
 *
 * @throws Temporary errors, and those that are no ApiError
 */
function slotError(error: unknown): { error: string } {
  if (!(error instanceof ApiError) || error.isTemporary) throw error;
  return { error: error.hint ? `${error.message} ${error.hint}` : error.message };
}

interface TemplatePage {
  readonly templates: readonly CatalogTemplate[];
  readonly hasMore: boolean;
  readonly nextKey: string | null;
  readonly total: number;
}

function templatePage(all: readonly CatalogTemplate[], request: FastifyRequest): TemplatePage {
  const query = request.query as Readonly<Record<string, string | string[] | undefined>>;
  const queryValue = (key: string): string | undefined => [query[key] ?? []].flat()[0] || undefined;
  const tags = [query['tags'] ?? []]
    .flat()
    .flatMap((tag) => tag.split(','))
    .filter(Boolean);
  const matching = all.filter(
    (template) =>
      ['chartType', 'category'].every((key) => !queryValue(key) || template[key] === queryValue(key)) &&
      tags.every((tag) => Array.isArray(template['tags']) && template['tags'].includes(tag)),
  );
  const from = pageStart(matching, queryValue('exclusiveStartKey'));
  const limit = pageLimit(queryValue('limit'));
  const templates = matching.slice(from, from + limit);
  const hasMore = from + limit < matching.length;
  return {
    templates,
    hasMore,
    nextKey: hasMore ? String(templates.at(-1)?.id) : null,
    total: matching.length,
  };
}

function pageStart(templates: readonly CatalogTemplate[], key: string | undefined): number {
  if (key === undefined) return 0;
  const index = templates.findIndex(({ id }) => String(id) === key);
  if (index < 0) throw invalidQuery('exclusiveStartKey', 'must be the nextKey of a page');
  return index + 1;
}

function pageLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PAGE;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1) throw invalidQuery('limit', 'must be a positive whole number');
  return Math.min(limit, MAX_PAGE);
}
