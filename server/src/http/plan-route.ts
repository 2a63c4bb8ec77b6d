/** The plan for queries in the client: where it finds the tables of a viz. */
import { basename } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CatalogViz } from '../vizzes/catalog.ts';
import { COLUMN_SETS, ROW_LIMITS } from '../vizzes/extracts.ts';
import type { DatabasePart } from '../vizzes/extracts.ts';
import { invalidQuery } from '../errors.ts';
import type { RouteOptions, VizParams } from './app.ts';

type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Registers `wasm-plan`: Parquet files for the tables or, with `?format=duckdb`, one DuckDB file. */
export function registerPlan(app: FastifyInstance, { api, limits, signer, storageFor }: RouteOptions): void {
  const signUrl = (path: string, request: FastifyRequest): string =>
    storageFor(request).storage + signer.sign(path, limits.extractUrlSeconds);

  app.get<{ Params: VizParams; Querystring: Search }>(
    '/v1/public/viz/:account/:slug/wasm-plan',
    async (request, reply) => {
      const { params, query } = request;
      const viz = await api.viz(params.account, params.slug);
      const format = readWord(query, 'format', ['parquet', 'duckdb']);
      const part = {
        columns: readWord(query, 'columns', COLUMN_SETS),
        rows: readWord(query, 'rows', ROW_LIMITS),
      };
      const plan =
        format === 'duckdb' ? await databasePlan(viz, part, request) : await filesPlan(viz, request);
      return reply.header('cache-control', 'no-store').send(plan);
    },
  );

  async function filesPlan(viz: CatalogViz, request: FastifyRequest): Promise<object> {
    const { ready, unavailable } = await api.extracts.files(viz);
    const sources = ready.map(({ table: { alias }, path, bytes }) => ({
      alias,
      datasetId: alias,
      url: signUrl(`/extracts/${basename(path)}`, request),
      bytes,
    }));
    return { sources, unavailable: unavailable.map(toUnavailable) };
  }

  async function databasePlan(viz: CatalogViz, part: DatabasePart, request: FastifyRequest): Promise<object> {
    const { database, unavailable } = await api.extracts.database(viz, part);
    const plan = { sources: [], unavailable: unavailable.map(toUnavailable) };
    if (!database) return { ...plan, database };
    const { id, names, cut, bytes } = database;
    const path = `/extracts/${viz.account}/${viz.slug}/${part.columns}-${part.rows}-${id}.duckdb`;
    return { ...plan, database: { id, url: signUrl(path, request), bytes, names, cut } };
  }
}

const toUnavailable = ({ id, reason }: { readonly id: string; readonly reason: string }): object => ({
  datasetId: id,
  reason,
});

/** Reads one of several words of the query string; the first is the default. */
function readWord<const T extends readonly string[]>(query: Search, key: string, words: T): T[number] {
  const value = query[key] ?? words[0]!;
  if (typeof value === 'string' && words.includes(value)) return value;
  throw invalidQuery(key, `must be one of ${words.join(', ')}`);
}
