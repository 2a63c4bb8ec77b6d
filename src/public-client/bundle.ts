import { Unzip, UnzipInflate } from 'fflate';
import { runSliced, type SlicedTask } from '../internal/tasks.ts';
import { bodyOf } from './answer.ts';
import { VibedasherError } from './errors.ts';
import type { Session } from './page.ts';
import { callerOf, fetchStored } from './query-run.ts';
import { joinBytes } from './request.ts';
import type { RequestOptions, Viz } from './types.ts';

/** Bytes of an archive, packed and unpacked. */
const MAX_BYTES = 20 * 2 ** 20;

/** Files of an archive. */
const MAX_FILES = 10_000;

/**
 * Bytes fed at a time, between two looks at the clock: DEFLATE may ask for a table of 32,768 entries every few dozen of
 * them. It grows by at most 1,032 times, so that no step can outrun the cap by much.
 */
const STEP = 8 * 1024;

/** How the last record of an archive begins. */
const END = [0x50, 0x4b, 5, 6] as const;

/** The files of a viz's archive, path → text. A viz without one has none. */
export async function getBundle(
  session: Session,
  { bundleUrl }: Viz,
  options: RequestOptions,
): Promise<ReadonlyMap<string, string>> {
  if (!bundleUrl) return new Map();
  const caller = callerOf(options);
  const answer = await fetchStored(session, bundleUrl, caller, MAX_BYTES);
  return runSliced(unzipTexts(await bodyOf(session, answer, 'storage'), MAX_BYTES), caller.signal);
}

/**
 * The text files of a ZIP archive by path. Files that are not UTF-8 are left out.
 * @param maxBytes cap on what comes out, counted while it does: an archive's own claims are not believed
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
      // Whatever is thrown in here comes back as an error of the same file.
      if (error) throw error;
      left -= chunk.length;
      if (left < 0) throw new VibedasherError('too-large', `The archive holds more than ${maxBytes} bytes`);
      chunks.push(chunk);
      if (!final) return;
      const text = textOf(joinBytes(chunks));
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

/** Whether the record is there that ends every archive; a comment of up to 64 kB may follow it. */
function isComplete(archive: Uint8Array): boolean {
  const first = Math.max(0, archive.length - 22 - 0xffff);
  for (let at = archive.length - 22; at >= first; at--) {
    if (END.every((byte, offset) => archive[at + offset] === byte)) return true;
  }
  return false;
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function broken(cause: unknown): VibedasherError {
  return new VibedasherError('malformed', 'The archive of the viz cannot be read', { cause });
}
