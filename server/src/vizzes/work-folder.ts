import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** With the host, as containers that share a folder for temporary files count their processes each for itself. */
const PREFIX = `vibedasher-server-${hostname()}-`;

/** Those of this process. */
const folders = new Set<string>();

/**
 * Makes a folder for this process. Those that processes of this host have left, because they were killed, are removed.
 *
 * @returns `remove` takes it away; so does the end of the process, unless that is killed
 */
export async function createWorkFolder(): Promise<{ readonly path: string; readonly remove: () => void }> {
  await removeLeftovers();
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
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
    if (pid === undefined || isAlive(Number(pid))) continue;
    // Another user's is not ours to remove, and another server may be removing it now.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
