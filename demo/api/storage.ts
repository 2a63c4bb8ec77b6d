import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { UrlSigner } from './blobs.ts';
import { GatewayError } from './errors.ts';
import { etagOf, isKnown } from './http.ts';
import type { PublicApi } from './public-api.ts';

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

  app.get<{ Params: { id: string }; Querystring: Signature }>('/results/:id.msgpack', (request, reply) => {
    admit(request, reply);
    const result = api.jobs.result(request.params.id);
    if (!result) throw new GatewayError(404, 'The result is no longer kept.');
    if (isKnown(request, reply, etagOf(request.params.id))) return reply.code(304).send();
    return reply.type('application/vnd.msgpack').send(Buffer.from(result.bytes));
  });

  app.get<{ Params: { name: string }; Querystring: Signature }>('/extracts/:name', async (request, reply) => {
    admit(request, reply);
    // A signed name is one that this server has made.
    const path = join(workFolder, request.params.name);
    const { size } = await stat(path);
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
