import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RunResult } from '../engine/messages.ts';

/**
 * Sends rows as MessagePack, for a route with `compress: false`: the engine has already compressed them. Clients without
 * gzip get them uncompressed.
 */
export function sendRows(request: FastifyRequest, reply: FastifyReply, { bytes }: RunResult): FastifyReply {
  reply.type('application/vnd.msgpack');
  const { buffer, byteOffset, byteLength } = bytes;
  const compressed = Buffer.from(buffer, byteOffset, byteLength);
  if (acceptsGzip(request)) return reply.header('content-encoding', 'gzip').send(compressed);
  return reply.send(pipeline(Readable.from([compressed]), createGunzip(), () => undefined));
}

function acceptsGzip({ headers }: FastifyRequest): boolean {
  const codings = (headers['accept-encoding'] ?? '').split(',');
  return codings.some(
    (coding) => /^\s*(gzip|\*)\s*(;|$)/i.test(coding) && !/;\s*q=0(\.0*)?\s*$/i.test(coding),
  );
}
