/** Tests whether links in the project's texts resolve: in the repository, and in the published package. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { pkg, root } from './project.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Texts in the package, which has only some of the files that they could name. */
const PACKED = ['README.md', 'CHANGELOG.md', ...globSync('docs/*.md', { cwd: root })];
const TEXTS = globSync('{,bench/,demo/,docs/**/,examples/,scripts/,server/,src/**/}*.md', {
  cwd: root,
}).sort();

const FENCED = /^```[^]*?^```$/gm;
const BLOB = 'https://github.com/vibedasher/embed/blob/main/';

/** Returns the targets of links and images outside of code: relative ones, and files of the repository. */
function linkTargets(text: string): string[] {
  const prose = text.replace(FENCED, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\))?)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => target.startsWith(BLOB) || !/^[a-z][a-z\d+.-]*:/i.test(target));
}

/** Returns the anchors that GitHub generates for headings. */
function headingAnchors(text: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = text.replace(FENCED, '').matchAll(/^#+ +(.*)$/gm);
  return new Set(
    [...headings].map(([, heading]) => {
      const words = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
      const anchor = words
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-');
      const times = seen.get(anchor) ?? 0;
      seen.set(anchor, times + 1);
      return times === 0 ? anchor : `${anchor}-${times}`;
    }),
  );
}

/** Returns whether the package contains a file that is not built. */
const isPacked = (file: string): boolean =>
  ['README.md', 'package.json', ...pkg.files].some((each) => file === each || file.startsWith(`${each}/`));

describe('links', () => {
  for (const file of TEXTS) {
    it(`resolve in ${file}`, () => {
      const broken = linkTargets(read(file)).filter((target) => {
        const [path = '', anchor] = target.replace(BLOB, '').split('#');
        const isRelative = !target.startsWith(BLOB);
        const place = path
          ? relative(root, join(root, isRelative ? dirname(file) : '', decodeURI(path)))
          : file;
        if (!existsSync(join(root, place))) return true;
        if (isRelative && PACKED.includes(file) && !isPacked(place)) return true;
        // The package of the server has no other texts.
        if (isRelative && file === 'server/README.md' && path) return true;
        return anchor !== undefined && !headingAnchors(read(place)).has(anchor);
      });
      assert.deepEqual(broken, []);
    });
  }
});

/** Returns what a path of ARCHITECTURE.md means: `a/{b,c}` is `a/b` and `a/c`. */
function expandBraces(path: string): string[] {
  const [, before = '', names, after = ''] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(path) ?? [];
  return names?.split(',').map((name) => before + name + after) ?? [path];
}

it('every path in ARCHITECTURE.md exists', () => {
  const [, text = ''] = read('ARCHITECTURE.md').split('## Modules');
  // The build writes the other folders.
  const paths = [...text.matchAll(/`((?!cdn\/|dist\/)[\w.-]+\/[\w.*{},/-]*)`/g)].flatMap(([, path]) =>
    expandBraces(path!),
  );
  assert.ok(paths.length > 300);
  assert.deepEqual(
    paths.filter((path) => globSync(`{,src/}${path}{,.ts}`, { cwd: root }).length === 0),
    [],
  );
});

it('every promise of src/sandbox/README.md has tests that attack it', () => {
  const [, table = ''] = read('src/sandbox/README.md').split('## What a page is promised');
  const promises = [...table.matchAll(/^\| (\d+) /gm)].map(([, number]) => number);
  assert.ok(promises.length >= 7);
  const tests = globSync('{test,server/test}/**/*.test.ts', { cwd: root }).map(read).join('');
  assert.deepEqual(
    promises.filter((number) => !RegExp(`promise ${number}\\b`).test(tests)),
    [],
  );
});
