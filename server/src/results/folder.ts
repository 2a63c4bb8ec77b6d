import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../errors.ts';
import { decodeResult, encodeResult } from './results.ts';
import type { Results, StoredResult } from './results.ts';

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
  return new Folder(options);
}

class Folder implements Results {
  readonly #options: FolderOptions;
  #cleaned = 0;

  constructor(options: FolderOptions) {
    this.#options = options;
  }

  async put(id: string, result: StoredResult): Promise<StoredResult> {
    const known = await this.get(id);
    if (known) return known;
    const file = this.#fileOf(id);
    // Readers see no incomplete file.
    const part = `${file}.${randomUUID()}`;
    await writeFile(part, encodeResult(result));
    await rename(part, file);
    if (Date.now() - this.#cleaned > CLEAN_MS) await this.#clean();
    return result;
  }

  async get(id: string): Promise<StoredResult | undefined> {
    const file = await open(this.#fileOf(id)).catch(ignoreMissing);
    if (!file) return undefined;
    try {
      return this.#isFresh((await file.stat()).mtimeMs) ? decodeResult(await file.readFile()) : undefined;
    } finally {
      await file.close();
    }
  }

  async close(): Promise<void> {
    // Nothing is open.
  }

  #fileOf(id: string): string {
    return join(this.#options.path, id + EXTENSION);
  }

  #isFresh(writtenAt: number): boolean {
    return Date.now() - writtenAt <= this.#options.seconds * 1000;
  }

  /** Removes old results, and the oldest if all take too much space. Other instances may do the same at that time. */
  async #clean(): Promise<void> {
    this.#cleaned = Date.now();
    const { path, maxBytes } = this.#options;
    const files = [];
    for (const name of await readdir(path)) {
      if (!name.includes(EXTENSION)) continue;
      const stats = await stat(join(path, name)).catch(ignoreMissing);
      if (stats) files.push({ name, size: stats.size, writtenAt: stats.mtimeMs });
    }
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    for (const { name, size, writtenAt } of files.sort((one, other) => one.writtenAt - other.writtenAt)) {
      if (bytes <= maxBytes && this.#isFresh(writtenAt)) return;
      await rm(join(path, name), { force: true });
      bytes -= size;
    }
  }
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
