/** Tests whether links and names of files in the project's texts resolve. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { pkg, root } from './project.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Texts for developers of pages, relative to the project. */
const GUIDE = ['README.md', ...globSync('docs/*.md', { cwd: root })].sort();
const TEXTS = [
  ...GUIDE,
  ...globSync('docs/decisions/*.md', { cwd: root }),
  'ARCHITECTURE.md',
  'scripts/README.md',
  'src/sandbox/README.md',
  'src/selection/README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'server/README.md',
  'demo/DATA.md',
  'demo/VIZZES.md',
  'examples/README.md',
];

const FENCED = /^```[^]*?^```$/gm;

/** Returns the targets of links and images outside of code. */
function linkTargets(text: string): string[] {
  const prose = text.replace(FENCED, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\))?)\)/g)].map(([, target]) => target!);
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

const REPOSITORY = 'https://github.com/vibedasher/embed';
const BLOB = `${REPOSITORY}/blob/main/`;

/** Returns the broken links of a text: relative links, and links to the repository. */
function brokenLinks(file: string): string[] {
  const targets = linkTargets(read(file)).filter(
    (target) => target.startsWith(BLOB) || !/^[a-z][a-z\d+.-]*:/i.test(target),
  );
  return targets.filter((target) => {
    const [path = '', anchor] = target.replace(BLOB, '').split('#');
    const folder = target.startsWith(BLOB) ? '' : dirname(file);
    const place = path ? relative(root, join(root, folder, decodeURI(path))) : file;
    if (!existsSync(join(root, place))) return true;
    return anchor !== undefined && !headingAnchors(read(place)).has(anchor);
  });
}

/** Returns whether the package contains a file that is not built. */
const isPacked = (file: string): boolean =>
  ['README.md', 'package.json', ...pkg.files].some((each) => file === each || file.startsWith(`${each}/`));

describe('links', () => {
  for (const file of [...GUIDE, 'CHANGELOG.md']) {
    it(`refer only to files in the package from ${file}`, () => {
      const targets = linkTargets(read(file))
        .filter((target) => !/^([a-z][a-z\d+.-]*:|#)/i.test(target))
        .map((target) => relative(root, join(root, dirname(file), target.split('#')[0]!)));
      assert.deepEqual(
        targets.filter((target) => !isPacked(target)),
        [],
      );
    });
  }

  it('are absolute in server/README.md, because its package has no other texts', () => {
    const targets = linkTargets(read('server/README.md'));
    assert.deepEqual(
      targets.filter((target) => !/^(https:|#)/.test(target)),
      [],
    );
  });

  it('refer to the repository from package.json', () => {
    assert.equal(pkg.repository?.url, `git+${REPOSITORY}.git`);
    assert.ok(pkg.homepage?.startsWith(REPOSITORY));
    assert.equal(pkg.bugs?.url, `${REPOSITORY}/issues`);
  });

  for (const file of TEXTS) {
    it(`resolve in ${file}`, () => assert.deepEqual(brokenLinks(file), []));
  }

  it('refer from the README to each file of docs/', () => {
    const linked = new Set(linkTargets(read('README.md')).map((target) => target.split('#')[0]));
    assert.deepEqual(
      GUIDE.filter((file) => file !== 'README.md' && !linked.has(file)),
      [],
    );
  });

  it('have the same anchors as on GitHub', () => {
    const anchors = headingAnchors("# `<a-b>`: one's c\n\n```\n# none\n```\n\n## D, e\n\n### D e\n");
    assert.deepEqual([...anchors], ['a-b-ones-c', 'd-e', 'd-e-1']);
  });
});

/** Returns the rows of the first table after a heading, cell by cell. */
function tableBelow(text: string, heading: string): string[][] {
  const section = text.slice(text.indexOf(`${heading}\n`));
  const table = /(?:^\|.*\n)+/m.exec(section)?.[0] ?? '';
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('the table of symptoms in ARCHITECTURE.md', () => {
  for (const [symptom = '', names = ''] of tableBelow(read('ARCHITECTURE.md'), '## Where would a bug be?')) {
    it(`names existing files for: ${symptom}`, () => {
      let folder = 'src';
      for (const [, name = ''] of names.matchAll(/`([^`]+)`/g)) {
        const place = name.includes('/') ? name : `${folder}/${name}`;
        const path = /^(src|scripts|server|docs\/site|integrations\/wordpress)\//.test(place)
          ? place
          : `src/${place}`;
        assert.ok(globSync([path, `${path}.ts`], { cwd: root }).length > 0, name);
        if (name.includes('/')) folder = name.endsWith('/') ? path.slice(0, -1) : dirname(path);
      }
    });
  }
});

describe('the promises in src/sandbox/README.md', () => {
  const promises = tableBelow(read('src/sandbox/README.md'), '## What a page is promised');
  assert.ok(promises.length >= 7);

  for (const [promise = '', keepers = ''] of promises) {
    it(`name existing files: ${promise}`, () => {
      const files = [...keepers.matchAll(/`([^`]+\/?[*.](?:ts|js)|[^`]+\/)`/g)].map(([, file]) => file!);
      assert.ok(files.length > 0);
      for (const file of files) assert.ok(globSync([file, `src/${file}`], { cwd: root }).length > 0, file);
    });

    it(`have tests: ${promise}`, () => {
      const name = new RegExp(`promise ${promise.split(' ')[0]}\\b`);
      assert.ok(
        globSync('{test,server/test}/**/*.test.ts', { cwd: root }).some((file) => name.test(read(file))),
      );
    });
  }
});

describe('comments', () => {
  const sources = globSync('{src,scripts,server,demo,bench,test}/**/*.ts', { cwd: root }).filter(
    (file) => !file.includes('node_modules'),
  );
  const names = new Set([...sources, ...globSync('*.ts', { cwd: root })].map((file) => basename(file)));

  it('name existing files', () => {
    const missing = sources
      .filter((file) => /^(src|scripts)\//.test(file))
      .flatMap((file) => {
        const comments = read(file).match(/\/\*[^]*?\*\/|\/\/[^\n]*/g) ?? [];
        const named = comments.flatMap((comment) => comment.match(/(?<![*\w.-])[\w./-]*[\w-]+\.ts\b/g) ?? []);
        return named.filter((name) => !names.has(basename(name))).map((name) => `${file}: ${name}`);
      });
    assert.deepEqual(missing, []);
  });
});
