import type { Work } from '../internal/pieces.ts';
import { parseJson, tallyOf } from './answer.ts';
import { VibedasherError } from './errors.ts';
import { readMessagePack } from './messagepack.ts';

/** First bytes of JSON: an object, a list, white space or a byte order mark. As MessagePack none of them is a table. */
const JSON_STARTS: ReadonlySet<number | undefined> = new Set([0x7b, 0x5b, 0x20, 0x09, 0x0a, 0x0d, 0xef]);

/**
 * A stored result, MessagePack or JSON, as plain values.
 * @throws VibedasherError of kind `too-large` or `malformed`
 */
export function* decodeBlob(bytes: Uint8Array, maxCells: number): Work<unknown> {
  try {
    if (JSON_STARTS.has(bytes[0])) return parseJson(bytes, maxCells);
    return yield* readMessagePack(bytes, tallyOf(maxCells), maxCells);
  } catch (cause) {
    if (cause instanceof VibedasherError) throw cause;
    throw new VibedasherError('malformed', 'The result is neither MessagePack nor JSON', { cause });
  }
}
