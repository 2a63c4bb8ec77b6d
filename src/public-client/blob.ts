import { decode } from '@msgpack/msgpack';
import { parseJson } from './answer.ts';
import { VibedasherError } from './errors.ts';

/** First bytes of JSON: an object, a list, white space or a byte order mark. As MessagePack none of them is a table. */
const JSON_STARTS: ReadonlySet<number | undefined> = new Set([0x7b, 0x5b, 0x20, 0x09, 0x0a, 0x0d, 0xef]);

/** A stored result, MessagePack or JSON, as plain values; integers that need 64 bits as `bigint`. */
export function decodeBlob(bytes: Uint8Array): unknown {
  try {
    if (JSON_STARTS.has(bytes[0])) return parseJson(bytes);
    // A list cannot have more items than bytes: without this bound its header alone could claim gigabytes.
    return decode(bytes, { useBigInt64: true, maxArrayLength: bytes.length, mapKeyConverter });
  } catch (cause) {
    throw new VibedasherError('malformed', 'The result is neither MessagePack nor JSON', { cause });
  }
}

/** The decoder refuses a whole result for one `__proto__`; as a column it is harmless here, under any name. */
function mapKeyConverter(key: unknown): string | number {
  if (typeof key !== 'string' && typeof key !== 'number')
    throw new TypeError('A key is neither text nor number');
  return key === '__proto__' ? '__proto__ ' : key;
}
