import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../errors.ts';
import { decodeResult, encodeResult } from './results.ts';
import type { Results } from './results.ts';

/** Milliseconds between two clean-ups. */
const CLEAN_MS = 60_000;
const EXTENSION = '.result';

export interface FolderOptions {
  readonly path: string;
  /** Seconds for which a result is used. */
  readonly seconds: number;
  /** Maximum number of bytes of all files. The oldest are removed first, within a minute. */
  readonly maxBytes: number;
}

/**
 * Opens a folder for results that all instances can read, such as a network file system.
 *
 * @throws Error if the folder cannot be created or written
 */
export async function openFolder(options: FolderOptions): Promise<Results> {
  try {
    await mkdir(options.path, { recursive: true });
    await access(options.path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new Error(`The folder for results cannot be used: ${messageOf(cause)}`, { cause });
  }
  const { path, seconds, maxBytes } = options;
  let cleaned = 0;
  const fileOf = (id: string): string => join(path, id + EXTENSION);
  const isFresh = (writtenAt: number): boolean => Date.now() - writtenAt <= seconds * 1000;

  const get: Results['get'] = async (id) => {
    const file = await open(fileOf(id)).catch(ignoreMissing);
    if (!file) return undefined;
    try {
      return isFresh((await file.stat()).mtimeMs) ? decodeResult(await file.readFile()) : undefined;
    } finally {
      await file.close();
    }
  };

  /** Removes old results, and the oldest if all take too much space. Other instances may do the same at that time. */
  const clean = async (): Promise<void> => {
    cleaned = Date.now();
    const files = [];
    for (const name of await readdir(path)) {
      if (!name.includes(EXTENSION)) continue;
      const stats = await stat(join(path, name)).catch(ignoreMissing);
      if (stats) files.push({ name, size: stats.size, writtenAt: stats.mtimeMs });
    }
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    for (const { name, size, writtenAt } of files.sort((one, other) => one.writtenAt - other.writtenAt)) {
      if (bytes <= maxBytes && isFresh(writtenAt)) return;
      await rm(join(path, name), { force: true });
      bytes -= size;
    }
  };

  const put: Results['put'] = async (id, result) => {
    const known = await get(id);
    if (known) return known;
    const file = fileOf(id);
    // Readers see no incomplete file.
    const part = `${file}.${randomUUID()}`;
    await writeFile(part, encodeResult(result));
    await rename(part, file);
    if (Date.now() - cleaned > CLEAN_MS) await clean();
    return result;
  };

  return { get, put, close: async () => undefined };
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
