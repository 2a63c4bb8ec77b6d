import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { UrlSigner } from './signed-urls.ts';
import { GatewayError } from '../errors.ts';
import { createEtag, FOREVER, identityEtag, matchesEtag } from './app.ts';
import { visitorOf } from './visitors.ts';
import { sendRows } from './send-rows.ts';
import type { PublicApi } from '../public-api.ts';
import type { DatabasePart } from '../vizzes/extracts.ts';

interface DatabaseParams extends DatabasePart {
  readonly account: string;
  readonly slug: string;
  readonly id: string;
}

interface Signature {
  readonly expires?: string;
  readonly signature?: string;
}

/** Registers the routes of the storage origin: results at addresses that never change, and extracts at signed URLs. */
export function registerStorage(
  app: FastifyInstance,
  options: { readonly api: PublicApi; readonly signer: UrlSigner; readonly workFolder: string },
): void {
  const { api, signer, workFolder } = options;

  // Other names must not reach the store of results, for which they can be paths or errors.
  const results = '/results/:id([\\w-]{43}).msgpack';
  app.get<{ Params: { id: string } }>(results, { compress: false }, async (request, reply) => {
    const { id } = request.params;
    const stored = await api.jobs.stored(id, visitorOf(request));
    if (!stored)
      throw new GatewayError(
        404,
        'The result is no longer kept. Request the rows or submit the query again.',
      );
    reply.headers({ 'cache-control': FOREVER, 'surrogate-key': stored.viz, vary: 'accept-encoding' });
    if (matchesEtag(request, reply, identityEtag(id))) return reply.code(304).send();
    return sendRows(request, reply, stored.result);
  });

  app.get<{ Params: { name: string }; Querystring: Signature }>('/extracts/:name', async (request, reply) => {
    verifySignature(request, reply);
    const { name } = request.params;
    const path = (await fileAt(join(workFolder, name))) ?? (await api.extracts.fileNamed(name));
    return sendExtract(request, reply, path, 'application/vnd.apache.parquet');
  });

  app.get<{ Params: DatabaseParams; Querystring: Signature }>(
    '/extracts/:account/:slug/:columns(all|used)-:rows(all|\\d+)-:id([\\da-f]{32}).duckdb',
    async (request, reply) => {
      verifySignature(request, reply);
      const { account, slug, columns, rows, id } = request.params;
      const path =
        (await fileAt(join(workFolder, `tables-${id}.duckdb`))) ??
        (await api.extracts.databaseWithId(await api.viz(account, slug), { columns, rows }, id));
      return sendExtract(request, reply, path, 'application/vnd.duckdb');
    },
  );

  /**
   * The signature proves that a server with the same key created the file. It is removed after the data has changed
   * twice.
   */
  async function sendExtract(
    request: FastifyRequest,
    reply: FastifyReply,
    path: string | undefined,
    type: string,
  ): Promise<FastifyReply> {
    const size = path && (await stat(path).catch(() => undefined))?.size;
    if (!path || size === undefined) throw new GatewayError(404, 'The extract is no longer kept.');
    if (matchesEtag(request, reply, createEtag(basename(path)))) return reply.code(304).send();
    return reply.type(type).header('content-length', size).send(createReadStream(path));
  }

  function verifySignature(request: FastifyRequest<{ Querystring: Signature }>, reply: FastifyReply): void {
    const path = request.url.split('?')[0] as string;
    const verdict = signer.verify(path, request.query.expires ?? '', request.query.signature ?? '');
    if (verdict === 'expired') throw new GatewayError(403, 'The URL has expired.');
    if (verdict === 'forged') throw new GatewayError(403, 'The signature does not match the URL.');
    reply.header('cache-control', `private, max-age=${verdict}, immutable`);
  }
}

async function fileAt(path: string): Promise<string | undefined> {
  return (await stat(path).catch(() => undefined)) && path;
}
