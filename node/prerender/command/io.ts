/** The output of the command: terminal and files. Files are written completely or not at all. */
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;

/** Suffix of temporary files, after the name of the file and the id of the process. */
const UNFINISHED = '.vibedasher-unfinished';

/** Number of temporary files so far. Two charts of a page may write the same picture at the same time. */
let writes = 0;

export const isUnfinished = (file: string): boolean => file.endsWith(UNFINISHED);

/** Removes temporary files of processes that no longer run. */
export async function removeUnfinished(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const [, id] = /\.(\d+)-\d+\.[\w-]+$/.exec(file) ?? [];
    if (id !== undefined && !isRunning(Number(id))) await rm(file, { force: true });
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Writes a report as JSON: the entries of a list, one a line, and the totals. */
export const writeReport = (
  file: string,
  list: string,
  entries: readonly object[],
  summary: object,
): Promise<void> =>
  writeWhole(
    file,
    `{"${list}": [\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n],\n"summary": ${JSON.stringify(summary)}}\n`,
  );

/** Writes a temporary file and renames it. An existing file keeps its permissions. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Keep a symbolic link, and write its target.
  const target = await realpath(file).catch(() => file);
  const unfinished = join(dirname(target), `.${basename(target)}.${process.pid}-${writes++}${UNFINISHED}`);
  try {
    await writeFile(unfinished, content);
    const before = await stat(target).catch(() => null);
    if (before) await chmod(unfinished, before.mode);
    await rename(unfinished, target);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw cause;
  }
}
