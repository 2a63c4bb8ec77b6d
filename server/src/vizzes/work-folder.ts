import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Includes the host, because containers that share a temporary folder can have equal process ids. */
const PREFIX = `vibedasher-server-${hostname()}-`;

/** The folders of this process. */
const folders = new Set<string>();

/**
 * Creates a temporary folder for this process, and removes those of processes on this host that were killed.
 *
 * @returns `remove` removes the folder. The folder is also removed when the process exits, unless it is killed
 */
export async function createWorkFolder(): Promise<{ readonly path: string; readonly remove: () => void }> {
  await removeLeftovers();
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  if (folders.size === 0) process.on('exit', removeAll);
  folders.add(path);
  const remove = (): void => {
    rmSync(path, { recursive: true, force: true });
    folders.delete(path);
    if (folders.size === 0) process.off('exit', removeAll);
  };
  return { path, remove };
}

function removeAll(): void {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
}

async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = /^(\d+)-\w+$/.exec(name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '') ?? [];
    const path = join(tmpdir(), name);
    if (pid === undefined || isUsed(path, Number(pid))) continue;
    // The folder can belong to another user, or another server may be removing it.
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isUsed(path: string, pid: number): boolean {
  // A container that is started again has the same host name, and its process often the same id.
  if (pid === process.pid) return folders.has(path);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
