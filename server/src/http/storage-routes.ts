import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { UrlSigner } from './signed-urls.ts';
import { GatewayError } from '../errors.ts';
import { etagOf, isKnown } from './app.ts';
import type { PublicApi } from '../public-api.ts';

interface Signature {
  readonly expires?: string;
  readonly signature?: string;
}

/** The second origin: results and extracts at signed addresses, and nothing else. */
export function registerStorage(
  app: FastifyInstance,
  options: { readonly api: PublicApi; readonly signer: UrlSigner; readonly workFolder: string },
): void {
  const { api, signer, workFolder } = options;

  app.get<{ Params: { id: string }; Querystring: Signature }>(
    '/results/:id.msgpack',
    // It was compressed when it was made.
    { compress: false },
    (request, reply) => {
      admit(request, reply);
      const result = api.jobs.result(request.params.id);
      if (!result) throw new GatewayError(404, 'The result is no longer kept.');
      reply.header('vary', 'accept-encoding');
      if (isKnown(request, reply, etagOf(request.params.id))) return reply.code(304).send();
      reply.type('application/vnd.msgpack');
      const { buffer, byteOffset, byteLength } = result.bytes;
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      if (/\bgzip\b|\*/.test(request.headers['accept-encoding'] ?? ''))
        return reply.header('content-encoding', 'gzip').send(bytes);
      return reply.send(pipeline(Readable.from([bytes]), createGunzip(), () => undefined));
    },
  );

  app.get<{ Params: { name: string }; Querystring: Signature }>('/extracts/:name', async (request, reply) => {
    admit(request, reply);
    // A signed name is one that this server has made; where its data have changed twice since, it is gone.
    const path = join(workFolder, request.params.name);
    const size = (await stat(path).catch(() => undefined))?.size;
    if (size === undefined) throw new GatewayError(404, 'The extract is no longer kept.');
    if (isKnown(request, reply, etagOf(request.params.name))) return reply.code(304).send();
    return reply
      .type('application/vnd.apache.parquet')
      .header('content-length', size)
      .send(createReadStream(path));
  });

  function admit(request: FastifyRequest<{ Querystring: Signature }>, reply: FastifyReply): void {
    const path = request.url.split('?')[0] as string;
    const verdict = signer.verify(path, request.query.expires ?? '', request.query.signature ?? '');
    if (verdict === 'expired') throw new GatewayError(403, 'The address has expired.');
    if (verdict === 'forged') throw new GatewayError(403, 'The signature does not fit the address.');
    reply.header('cache-control', `private, max-age=${verdict}, immutable`);
  }
}
