// @lane long
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import { build, parseAst } from 'vite';
import { createsCode } from '../../scripts/bundle-plugins.ts';
import { pkg, root } from './project.ts';

const read = (path: string): string => readFileSync(join(root, 'cdn', path), 'utf8');
const scripts = globSync('**/*.js', { cwd: join(root, 'cdn') });

const trees = new Map<string, ReturnType<typeof parseAst>>();
/** Returns the syntax tree of a file in `cdn/`. Each file is parsed once. */
function parse(path: string): ReturnType<typeof parseAst> {
  const tree = trees.get(path) ?? parseAst(read(path));
  trees.set(path, tree);
  return tree;
}

/** Returns the specifiers of a module's static and dynamic imports. */
function importSpecifiers(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, source } = node as {
    type?: string;
    source?: { value?: string; quasis?: { value: { raw: string } }[] };
  };
  const inner = Object.values(node).flatMap(importSpecifiers);
  if (!source || !/^(Import|Export)/.test(type ?? '')) return inner;
  return [source.value ?? source.quasis?.map(({ value }) => value.raw).join('${}') ?? '(computed)', ...inner];
}

const CHUNK = /^\.\/[\w-]+\.js$/;

/** Returns the lists of chunks that a module loads, each with file names and hashes in loading order. */
function chunkLists(node: unknown): (readonly [file: string, hash: string])[][] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, value, quasis } = node as {
    type?: string;
    value?: unknown;
    quasis?: { value: { raw: string } }[];
  };
  const text = type === 'Literal' ? value : type === 'TemplateLiteral' ? quasis?.[0]?.value.raw : null;
  if (typeof text !== 'string') return Object.values(node).flatMap(chunkLists);
  const chunks = text.split(' ').map((each) => PART.exec(each));
  if (chunks.some((chunk) => chunk === null)) return [];
  return [chunks.map((chunk) => [`chunks/${chunk![1]}.js`, chunk![2]!] as const)];
}

/** Matches the name of a chunk and its SHA-256 in base 64. */
const PART = /^([\w-]+-[\w-]{8})([\w+/]{43}=)$/;

const sha256 = (path: string): string => createHash('sha256').update(read(path)).digest('base64');

const filesIn = (folder: string): string[] =>
  globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

describe('createsCode', () => {
  it('begins the files that each chart runs with a hint for the compiler, and no other', () => {
    const hinted = scripts.filter((path) => read(path).startsWith('//# allFunctionsCalledOnLoad\n'));
    const names = hinted.map((path) => basename(path).replace(/-[\w-]{8}\.js$|\.js$/, ''));
    assert.deepEqual(names.sort(), ['compile', 'engine', 'vibedasher', 'view']);
  });

  for (const code of [
    'eval(a)',
    '(0, eval)(a)',
    'new Function("a")',
    'f(Function("a", b))',
    'Function.apply(null, a)',
  ]) {
    it(`finds code from text in ${code}`, () => assert.ok(createsCode(parseAst(code))));
  }
  for (const code of ['a.eval(b)', 'isFunction(a)', 'a instanceof Function', 'class A { eval(b) {} }']) {
    it(`finds no code from text in ${code}`, () => assert.ok(!createsCode(parseAst(code))));
  }
});

describe('the script-tag bundle', () => {
  it('creates no code from text', () => {
    assert.ok(scripts.length > 3);
    assert.deepEqual(
      scripts.filter((path) => createsCode(parse(path))),
      [],
    );
  });

  it('loads only its own hashed chunks', () => {
    for (const path of scripts.filter((path) => path.startsWith('chunks/'))) {
      assert.match(path, /^chunks\/[\w-]+-[\w-]{8}\.js$/);
    }
    for (const path of scripts.filter((path) => !path.endsWith('.classic.js'))) {
      const specifiers = importSpecifiers(parse(path));
      // The only import() is in src/cdn.chunk-loader.ts, for chunks with checked hashes.
      if (path === 'vibedasher.js') assert.deepEqual(specifiers, ['(computed)']);
      else for (const specifier of specifiers) assert.match(specifier, CHUNK, `${path} imports ${specifier}`);
    }
  });

  const chunk = (name: string): string => {
    const [path, ...others] = scripts.filter((path) =>
      new RegExp(`^chunks/${name}-[\\w-]{8}\\.js$`).test(path),
    );
    assert.ok(path && others.length === 0, `one chunk ${name}`);
    return read(path);
  };

  it('has rare parts of Vega in separate chunks, and not in the engine', () => {
    const engine = chunk('engine');
    for (const [name, sign] of [
      ['arcs', /padRadius/],
      ['canvas', /\.fillText\(/],
      ['curves', /_l12_2a/],
      ['easing', /1\.70158/],
      ['inputs', /\.selectedIndex/],
      ['paths', /mlhvzcsqta/],
      ['scales', /1\.97294/],
      ['schemes', /8e0152c0267e/],
      ['selection-functions', /index:unit/],
      ['shaping', /dense_rank/],
      ['shaping', /imputation/],
      ['statistics', /DotBin/],
    ] as const) {
      assert.match(chunk(name), sign);
      assert.doesNotMatch(engine, sign, name);
    }
  });

  // A single other character makes JavaScript engines store all characters in two bytes.
  it('is ASCII in the chunks that every chart needs', () => {
    for (const code of [read('vibedasher.js'), ...['view', 'compile', 'engine'].map(chunk)])
      assert.doesNotMatch(code, /[^\0-\x7f]/);
  });

  it('binds each chunk and its imports to the entry by their hashes', () => {
    const bound = new Set<string>();
    const run = (path: string, known: ReadonlySet<string>): void => {
      if (bound.has(path)) return;
      bound.add(path);
      for (const list of chunkLists(parse(path))) {
        const here = new Set(known);
        for (const [file, hash] of list) {
          assert.equal(hash, sha256(file), `${path} holds the hash of ${file}`);
          for (const specifier of importSpecifiers(parse(file))) {
            assert.ok(here.has(basename(specifier)), `${path} loads ${file} before ${specifier}`);
          }
          here.add(basename(file));
        }
        for (const [file] of list) run(file, here);
      }
    };
    run('vibedasher.js', new Set());
    assert.deepEqual([...bound].sort(), scripts.filter((path) => !path.endsWith('.classic.js')).sort());
  });

  it('is byte for byte the same when it is built again', async () => {
    const outDir = mkdtempSync(join(tmpdir(), 'vibedasher-cdn-'));
    try {
      const configFile = join(root, 'vite.config.ts');
      await build({ root, configFile, configLoader: 'native', logLevel: 'error', build: { outDir } });
      const files = filesIn(outDir);
      assert.ok(files.length > scripts.length);
      for (const file of files) {
        assert.ok(readFileSync(join(outDir, file)).equals(readFileSync(join(root, 'cdn', file))), file);
      }
    } finally {
      rmSync(outDir, { recursive: true });
    }
  });

  it('has a classic script without module syntax', () => {
    const classic = read('vibedasher.classic.js');
    assert.doesNotThrow(() => new Script(classic));
  });

  it('has files with which a page pins its version', () => {
    const integrity = (path: string): string =>
      `sha384-${createHash('sha384').update(read(path)).digest('base64')}`;
    const { version, files } = JSON.parse(read('integrity.json')) as {
      version: string;
      files: Record<string, string>;
    };
    assert.equal(version, pkg.version);
    const all = globSync('**/*.{js,css}', { cwd: join(root, 'cdn') }).sort();
    assert.deepEqual(files, Object.fromEntries(all.map((path) => [path, integrity(path)])));

    const base = `https://cdn.jsdelivr.net/npm/@vibedasher/embed@${version}/cdn/`;
    const snippet = read('snippet.html');
    for (const path of ['vibedasher.css', 'vibedasher.js', 'vibedasher.classic.js']) {
      assert.ok(snippet.includes(`="${base}${path}" integrity="${integrity(path)}" crossorigin`), path);
    }
    const long = read('snippet-long.html');
    const links = [
      ...long.matchAll(/<link rel="modulepreload" href="(.*)" integrity="(.*)" crossorigin \/>/g),
    ];
    assert.deepEqual(
      links.map(([, href, hash]) => [href, hash]),
      ['view', 'compile', 'engine'].map((name) => {
        const path = all.find((each) => each.startsWith(`chunks/${name}-`))!;
        return [base + path, integrity(path)];
      }),
    );
    // The long snippet preloads the viz of its chart.
    const [, account, slug] = /account="(.*)" slug="(.*)"/.exec(long)!;
    assert.ok(
      long.includes(
        `<link rel="preload" as="fetch" href="https://api.vibedasher.com/api/v1/public/viz/${account}/${slug}" crossorigin fetchpriority="high" />`,
      ),
    );
    const map = JSON.parse(read('importmap.json')) as { integrity: Record<string, string> };
    const modules = all.filter((path) => /^(chunks\/.*|vibedasher\.js)$/.test(path));
    assert.deepEqual(
      map.integrity,
      Object.fromEntries(modules.map((path) => [base + path, integrity(path)])),
    );
    assert.ok(read('vibedasher.classic.js').includes(integrity('vibedasher.js')));
  });

  it('lists the licence of every package that it contains', () => {
    const licences = read('THIRD-PARTY-LICENSES.txt');
    const names = [
      ...['lit-html', 'vega-lite', 'vega-view', 'd3-scale', 're2js', 'us-atlas', 'world-atlas', 'fflate'],
      // Packages inside another package, and the bundler's helpers.
      ...['delaunator', 'robust-predicates', 'rolldown'],
    ];
    for (const name of names) assert.match(licences, new RegExp(`^${name} \\d`, 'm'));
    assert.equal(read('LICENSE'), readFileSync(join(root, 'LICENSE'), 'utf8'));
    assert.doesNotMatch(licences, /\((undefined|GPL[^)]*|AGPL[^)]*)\)/);
  });
});
