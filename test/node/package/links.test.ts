/** What the project's texts point to is there, and what they say is said once. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { pkg, root } from './project.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What a page's developer reads, by its path in the project. */
const GUIDE = ['README.md', ...globSync('docs/*.md', { cwd: root })].sort();
const TEXTS = [
  ...GUIDE,
  ...globSync('docs/decisions/*.md', { cwd: root }),
  'ARCHITECTURE.md',
  'scripts/README.md',
  'src/sandbox/README.md',
  'src/selection/README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'server/README.md',
  'demo/DATA.md',
  'demo/VIZZES.md',
  'examples/README.md',
];

const FENCED = /^```[^]*?^```$/gm;

/** Every target of a link or an image outside of code. */
function targetsIn(text: string): string[] {
  const prose = text.replace(FENCED, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\))?)\)/g)].map(([, target]) => target!);
}

/** The anchors that GitHub makes of headings. */
function anchorsIn(text: string): Set<string> {
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

/** Links of a text that lead nowhere: within the project, be it by way of its repository. */
function deadLinks(file: string): string[] {
  const targets = targetsIn(read(file)).filter(
    (target) => target.startsWith(BLOB) || !/^[a-z][a-z\d+.-]*:/i.test(target),
  );
  return targets.filter((target) => {
    const [path = '', anchor] = target.replace(BLOB, '').split('#');
    const folder = target.startsWith(BLOB) ? '' : dirname(file);
    const place = path ? relative(root, join(root, folder, decodeURI(path))) : file;
    if (!existsSync(join(root, place))) return true;
    return anchor !== undefined && !anchorsIn(read(place)).has(anchor);
  });
}

/** What the package has, besides what is built. */
const packed = (file: string): boolean =>
  ['README.md', 'package.json', ...pkg.files].some((each) => file === each || file.startsWith(`${each}/`));

describe('links between the texts', () => {
  for (const file of [...GUIDE, 'CHANGELOG.md']) {
    it(`of ${file} lead to nothing that the package lacks`, () => {
      const targets = targetsIn(read(file))
        .filter((target) => !/^([a-z][a-z\d+.-]*:|#)/i.test(target))
        .map((target) => relative(root, join(root, dirname(file), target.split('#')[0]!)));
      assert.deepEqual(
        targets.filter((target) => !packed(target)),
        [],
      );
    });
  }

  it('of server/README.md lead to nothing that its package lacks', () => {
    const targets = targetsIn(read('server/README.md'));
    assert.deepEqual(
      targets.filter((target) => !/^(https:|#)/.test(target)),
      [],
    );
  });

  it('lead to the repository, which the package names', () => {
    assert.equal(pkg.repository?.url, `git+${REPOSITORY}.git`);
    assert.ok(pkg.homepage?.startsWith(REPOSITORY));
    assert.equal(pkg.bugs?.url, `${REPOSITORY}/issues`);
  });

  for (const file of TEXTS) {
    it(`of ${file} lead somewhere`, () => assert.deepEqual(deadLinks(file), []));
  }

  it('lead from the README to each file of docs/', () => {
    const linked = new Set(targetsIn(read('README.md')).map((target) => target.split('#')[0]));
    assert.deepEqual(
      GUIDE.filter((file) => file !== 'README.md' && !linked.has(file)),
      [],
    );
  });

  it('are understood as GitHub does', () => {
    const anchors = anchorsIn("# `<a-b>`: one's c\n\n```\n# none\n```\n\n## D, e\n\n### D e\n");
    assert.deepEqual([...anchors], ['a-b-ones-c', 'd-e', 'd-e-1']);
  });
});

describe('README and docs/', () => {
  it('say nothing twice', () => {
    const parts = GUIDE.flatMap((file) => read(file).split(/\n{2,}|(?<=\.)\s/)).map((part) => part.trim());
    const twice = parts.filter((part, index) => part.length > 60 && parts.indexOf(part) !== index);
    assert.deepEqual(twice, []);
  });
});

describe('comments', () => {
  const sources = globSync('{src,scripts,server,demo,bench,test}/**/*.ts', { cwd: root }).filter(
    (file) => !file.includes('node_modules'),
  );
  const names = new Set([...sources, ...globSync('*.ts', { cwd: root })].map((file) => basename(file)));

  it('name files that are there', () => {
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
