/** Whether the built files are there and as new as what they are built from. */
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

/** The last file that a build writes. */
export const STAMP = 'cdn/integrity.json';

export function buildIsStale(root: string): boolean {
  const stamp = join(root, STAMP);
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  return globSync(SOURCES, { cwd: root }).some((path) => statSync(join(root, path)).mtimeMs > built);
}
