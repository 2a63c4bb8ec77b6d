import { Unzip, UnzipInflate } from 'fflate';
import { runSliced, type SlicedTask } from '../internal/tasks.ts';
import { successfulBody } from './answer.ts';
import { VibedasherError } from './errors.ts';
import type { ClientContext } from './shared-state.ts';
import { fetchStored, joinBytes } from './request.ts';
import { toCaller } from './shared-work.ts';
import type { RequestOptions, Viz } from './types.ts';

/** Maximum size of an archive in bytes, both compressed and uncompressed. */
const MAX_BYTES = 20 * 2 ** 20;

const MAX_FILES = 10_000;

/**
 * Bytes decompressed between two checks of the clock. Small, because DEFLATE can require a table of 32,768 entries
 * every few dozen bytes. DEFLATE expands data by at most 1,032 times, so one step cannot exceed the limit by much.
 */
const STEP = 8 * 1024;

/** Signature of the record that ends a ZIP archive. */
const END = [0x50, 0x4b, 5, 6] as const;

/** Returns the files of a viz's archive, path → text, or an empty map if the viz has no archive. */
export async function getBundle(
  context: ClientContext,
  { bundleUrl }: Viz,
  options: RequestOptions,
): Promise<ReadonlyMap<string, string>> {
  if (!bundleUrl) return new Map();
  const caller = toCaller(options);
  const answer = await fetchStored(context, bundleUrl, caller, MAX_BYTES);
  return runSliced(unzipTexts(await successfulBody(answer, 'storage'), MAX_BYTES), caller.signal);
}

/**
 * Reads the text files of a ZIP archive by path. Omits files that are not UTF-8.
 * @param maxBytes maximum uncompressed size, counted during decompression: the sizes in the archive may be wrong
 * @throws VibedasherError of kind `too-large` or `malformed`
 */
export function* unzipTexts(archive: Uint8Array, maxBytes: number): SlicedTask<ReadonlyMap<string, string>> {
  if (!isComplete(archive)) throw broken(undefined);
  const texts = new Map<string, string>();
  let left = maxBytes;
  let files = 0;
  const unzip = new Unzip((file) => {
    files++;
    if (files > MAX_FILES) {
      throw new VibedasherError('too-large', `The archive holds more than ${MAX_FILES} files`);
    }
    if (file.name.endsWith('/')) return;
    const chunks: Uint8Array[] = [];
    file.ondata = (error, chunk, final) => {
      // fflate passes errors thrown in this callback to the same callback.
      if (error) throw error;
      left -= chunk.length;
      if (left < 0) throw new VibedasherError('too-large', `The archive holds more than ${maxBytes} bytes`);
      chunks.push(chunk);
      if (!final) return;
      const text = decodeText(joinBytes(chunks));
      if (text !== null) texts.set(file.name, text);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < archive.length; at += STEP) {
      unzip.push(archive.subarray(at, at + STEP), at + STEP >= archive.length);
      yield;
    }
  } catch (error) {
    throw error instanceof VibedasherError ? error : broken(error);
  }
  return texts;
}

/** Returns whether the end record is present. A comment of up to 64 kB may follow it. */
function isComplete(archive: Uint8Array): boolean {
  const first = Math.max(0, archive.length - 22 - 0xffff);
  for (let at = archive.length - 22; at >= first; at--) {
    if (END.every((byte, offset) => archive[at + offset] === byte)) return true;
  }
  return false;
}

function decodeText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function broken(cause: unknown): VibedasherError {
  return new VibedasherError('malformed', 'The archive of the viz cannot be read', { cause });
}
