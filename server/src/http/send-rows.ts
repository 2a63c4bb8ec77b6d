import { Readable, pipeline } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { decode } from '@msgpack/msgpack';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EncodedRows } from '../engine/backend.ts';

/**
 * Sends rows as MessagePack, for a route with `compress: false`: the engine has already compressed them. Clients without
 * gzip get them uncompressed.
 */
export function sendRows(request: FastifyRequest, reply: FastifyReply, { bytes }: EncodedRows): FastifyReply {
  reply.type('application/vnd.msgpack');
  const { buffer, byteOffset, byteLength } = bytes;
  const compressed = Buffer.from(buffer, byteOffset, byteLength);
  if (accepts(request, 'gzip')) return reply.header('content-encoding', 'gzip').send(compressed);
  return reply.send(pipeline(Readable.from([compressed]), createGunzip(), () => undefined));
}

/** Content codings of answers that are compressed once for all clients, the preferred one first. */
export const CODINGS = ['br', 'gzip'] as const;

export type Coding = (typeof CODINGS)[number];

/** Returns whether a client accepts a content coding. */
export function accepts({ headers }: FastifyRequest, wanted: Coding): boolean {
  return (headers['accept-encoding'] ?? '').split(',').some((coding) => {
    const [name = '', quality = ''] = coding.toLowerCase().split(';');
    return [wanted, '*'].includes(name.trim()) && !/^\s*q=0(\.0*)?\s*$/.test(quality);
  });
}

/** Returns the fields of rows for a JSON response, or `undefined`. See {@link createInliner}. */
export type Inliner = (result: EncodedRows) => object | undefined;

/**
 * Creates a function for one response. It returns rows if they fit into what is left of `maxBytes`, uncompressed, and
 * JSON can express each value.
 */
export function createInliner(maxBytes: number): Inliner {
  let left = maxBytes;
  return ({ bytes }) => {
    if (bytes.byteLength > left) return undefined;
    try {
      const rows = gunzipSync(bytes, { maxOutputLength: left });
      const table = decode(rows) as object;
      if (!isJson(table)) return undefined;
      left -= rows.byteLength;
      return table;
    } catch {
      // They are too large, or have a key `__proto__`, which the decoder refuses.
      return undefined;
    }
  };
}

/** Returns whether a value is the same after it was written as JSON. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isJson);
}
