/**
 * Lists the files of tests by lane. The short lane is for every change; the long lane has all tests. Comments at the head of a
 * file are its tags:
 *
 * - `// @lane long`: floods, measures, or takes more than 10 seconds. Only the long lane runs it.
 * - `// @engines all`: engines can differ. The long lane runs it in Firefox and WebKit, too.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Lane = 'short' | 'long';

export interface TestFile {
  /** Relative to the project. */
  readonly path: string;
  readonly runsIn: 'node' | 'browser';
  readonly isLong: boolean;
  readonly hasAllEngines: boolean;
}

/** Their tests attack the sandbox. */
const SANDBOX_TESTS = /^test\/(security|sandbox)\//;

/** Lists the files that match the globs; by default, all but `*.slow.ts`, which install other versions of packages. */
export function listTestFiles(
  root: string,
  globs: readonly string[] = ['test/**/*.test.ts', 'server/test/**/*.test.ts'],
): TestFile[] {
  return globSync(globs, { cwd: root })
    .sort()
    .flatMap((path) => readTags(root, path) ?? []);
}

/**
 * Divides the files by lane. If the sandbox has changed since `main`, the short lane also has all of its tests.
 * @returns `files` of the lane, and `left` that only the long lane runs
 */
export function divide(
  root: string,
  files: readonly TestFile[],
  lane: Lane,
): Record<'files' | 'left', TestFile[]> {
  const hasAttacks = lane === 'short' && hasChanged(root, 'src/sandbox');
  const isInLane = ({ path, isLong }: TestFile): boolean =>
    lane === 'long' || !isLong || (hasAttacks && SANDBOX_TESTS.test(path));
  return { files: files.filter(isInLane), left: files.filter((file) => !isInLane(file)) };
}

function readTags(root: string, path: string): TestFile | undefined {
  const inNode = /\.(node\.test|slow)\.ts$|^server\/test\/.*\.test\.ts$/.test(path);
  if (!inNode && !/^test\/.*\.test\.ts$/.test(path)) return undefined;
  const tags = /^(\/\/ @.*\n)*/.exec(readFileSync(join(root, path), 'utf8'))![0];
  return {
    path,
    runsIn: inNode ? 'node' : 'browser',
    isLong: tags.includes('// @lane long\n'),
    hasAllEngines: tags.includes('// @engines all\n'),
  };
}

/** Returns whether files of a folder differ from those of the branch `main`, or from the last commit on `main` itself. */
function hasChanged(root: string, folder: string): boolean {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const base = git('merge-base', 'HEAD', 'main').stdout.trim() || 'HEAD';
  return git('diff', '--quiet', base, '--', folder).status === 1;
}
