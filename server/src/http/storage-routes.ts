import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { UrlSigner } from './signed-urls.ts';
import { GatewayError } from '../errors.ts';
import { createEtag, matchesEtag } from './app.ts';
import type { PublicApi } from '../public-api.ts';

interface Signature {
  readonly expires?: string;
  readonly signature?: string;
}

/** Registers the routes of the storage origin: results and extracts at signed URLs. */
export function registerStorage(
  app: FastifyInstance,
  options: { readonly api: PublicApi; readonly signer: UrlSigner; readonly workFolder: string },
): void {
  const { api, signer, workFolder } = options;

  app.get<{ Params: { id: string }; Querystring: Signature }>(
    '/results/:id.msgpack',
    // The engine has already compressed the result.
    { compress: false },
    (request, reply) => {
      verifySignature(request, reply);
      const result = api.jobs.result(request.params.id);
      if (!result) throw new GatewayError(404, 'The result is no longer kept.');
      reply.header('vary', 'accept-encoding');
      if (matchesEtag(request, reply, createEtag(request.params.id))) return reply.code(304).send();
      reply.type('application/vnd.msgpack');
      const { buffer, byteOffset, byteLength } = result.bytes;
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      if (/\bgzip\b|\*/.test(request.headers['accept-encoding'] ?? ''))
        return reply.header('content-encoding', 'gzip').send(bytes);
      return reply.send(pipeline(Readable.from([bytes]), createGunzip(), () => undefined));
    },
  );

  app.get<{ Params: { name: string }; Querystring: Signature }>('/extracts/:name', async (request, reply) => {
    verifySignature(request, reply);
    // The signature proves that this server created the file. The file is removed after the data has changed twice.
    const path = join(workFolder, request.params.name);
    const size = (await stat(path).catch(() => undefined))?.size;
    if (size === undefined) throw new GatewayError(404, 'The extract is no longer kept.');
    if (matchesEtag(request, reply, createEtag(request.params.name))) return reply.code(304).send();
    return reply
      .type('application/vnd.apache.parquet')
      .header('content-length', size)
      .send(createReadStream(path));
  });

  function verifySignature(request: FastifyRequest<{ Querystring: Signature }>, reply: FastifyReply): void {
    const path = request.url.split('?')[0] as string;
    const verdict = signer.verify(path, request.query.expires ?? '', request.query.signature ?? '');
    if (verdict === 'expired') throw new GatewayError(403, 'The URL has expired.');
    if (verdict === 'forged') throw new GatewayError(403, 'The signature does not match the URL.');
    reply.header('cache-control', `private, max-age=${verdict}, immutable`);
  }
}
