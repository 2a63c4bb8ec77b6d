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

const LONG = '// @lane long';
const ALL_ENGINES = '// @engines all';
const TAGS: readonly string[] = [LONG, ALL_ENGINES];

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
 * Divides the files by lane. If the sandbox has changed since `main`, as Git reports it, the short lane also has all of its tests.
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
  const tags: readonly string[] =
    readFileSync(join(root, path), 'utf8').match(/^\/\/ @(?:lane|engines).*$/gm) ?? [];
  const unknown = tags.find((tag) => !TAGS.includes(tag));
  if (unknown !== undefined) throw new Error(`${path}: ${unknown} is no tag. Use one of ${TAGS.join(', ')}`);
  return {
    path,
    runsIn: inNode ? 'node' : 'browser',
    isLong: tags.includes(LONG),
    hasAllEngines: tags.includes(ALL_ENGINES),
  };
}

/** Returns whether files of a folder differ from those of the branch `main`, or from the last commit on `main` itself. */
function hasChanged(root: string, folder: string): boolean {
  const git = (...args: string[]): string =>
    spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout ?? '';
  const base = git('merge-base', 'HEAD', 'main').trim() || 'HEAD';
  return (
    git('diff', '--name-only', base, '--', folder) +
      git('ls-files', '--others', '--exclude-standard', folder) !==
    ''
  );
}
