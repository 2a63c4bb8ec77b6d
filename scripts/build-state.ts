/** Checks whether the build is newer than its sources. */
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = [
  'src/**/*',
  'scripts/*',
  'package.json',
  'package-lock.json',
  'tsconfig*.json',
  'vite.config.ts',
];

/** The last file that a build writes, relative to the project. */
export const STAMP = 'cdn/integrity.json';

/** Whether the build is missing or older than a source. `root` is the project's folder. */
export function buildIsStale(root: string): boolean {
  const stamp = join(root, STAMP);
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  return globSync(SOURCES, { cwd: root }).some((path) => statSync(join(root, path)).mtimeMs > built);
}
