/** Checks whether the build is newer than its sources, and builds if it is not. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = [
  '{src,node}/**/*',
  'scripts/*',
  'package.json',
  'package-lock.json',
  'tsconfig*.json',
  'vite.config.ts',
];

/** The last file that a build writes, relative to the project. */
export const STAMP = 'cdn/integrity.json';

/** Returns whether the build is missing or older than a source. `root` is the project's folder. */
export function buildIsStale(root: string): boolean {
  const stamp = join(root, STAMP);
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  return globSync(SOURCES, { cwd: root }).some((path) => statSync(join(root, path)).mtimeMs > built);
}

/** @throws Error if the build fails */
export function buildIfStale(root: string): void {
  if (!buildIsStale(root)) return;
  console.log('Building the bundle …');
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed');
}
