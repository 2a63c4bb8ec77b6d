// @lane long
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { entries, modules, pkg, root } from './project.ts';

/** Returns the code of a module after tree shaking. With `splitting`, it does not contain lazily loaded modules. */
async function treeShake(code: string, splitting = true): Promise<{ text: string; inputs: string[] }> {
  const result = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    metafile: true,
    write: false,
    splitting,
    outdir: 'out',
    logLevel: 'silent',
  });
  const entry = Object.values(result.metafile.outputs).find(({ entryPoint }) => entryPoint === '<stdin>');
  assert.ok(entry);
  return {
    text: result.outputFiles.find(({ path }) => path.endsWith('stdin.js'))?.text ?? '',
    inputs: Object.keys(entry.inputs),
  };
}

describe('exports', () => {
  for (const { specifier, file, types } of entries) {
    it(`resolve ${specifier} to ${file}`, () => {
      assert.equal(fileURLToPath(import.meta.resolve(specifier)), join(root, file));
      assert.ok(existsSync(join(root, file)), `${file} is built`);
      if (types) assert.ok(existsSync(join(root, types)), `${types} is built`);
    });
  }

  it('import JSON in browsers only for maps', () => {
    const files = globSync('dist/**/*.js', { cwd: root, exclude: ['dist/prerender/**'] });
    const importing = files.filter((file) =>
      readFileSync(join(root, file), 'utf8').includes("with: { type: 'json' }"),
    );
    assert.deepEqual(importing, ['dist/pipeline/maps.js']);
  });

  for (const { specifier } of modules) {
    it(`include ${specifier}, which Node can import without a DOM`, () => {
      // Node has no DOM, so using it would throw.
      const code = `await import('${specifier}'); if (globalThis.document) throw new Error('made a document');`;
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
        cwd: root,
      });
      assert.equal(status, 0, stderr.toString());
    });
  }

  it('do not include other files', () => {
    assert.throws(() => import.meta.resolve(`${pkg.name}/dist/vega/engine.js`), {
      code: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
    });
  });
});

describe('dist/', () => {
  // The compiler does not rewrite the `.ts` of an import() in a function in a class field.
  it('imports only existing modules', async () => {
    const modules = globSync('dist/**/*.js', { cwd: root });
    assert.ok(modules.length > 0);
    await build({
      entryPoints: modules,
      absWorkingDir: root,
      bundle: true,
      splitting: true,
      format: 'esm',
      packages: 'external',
      write: false,
      outdir: 'out',
      logLevel: 'silent',
    });
  });
});

describe('bin', () => {
  const [file] = Object.values(pkg.bin);
  const run = (...args: string[]) => spawnSync(process.execPath, [join(root, file!), ...args], { cwd: root });

  it('prints its version, and a snippet with the hashes of its bundle', () => {
    assert.deepEqual(Object.keys(pkg.bin), ['vibedasher-embed']);
    assert.equal(run('--version').stdout.toString(), `${pkg.version}\n`);
    const { status, stdout, stderr } = run('snippet', 'acme/weekly-sales');
    assert.equal(status, 0, stderr.toString());
    const { files } = JSON.parse(readFileSync(join(root, 'cdn/integrity.json'), 'utf8')) as {
      files: Readonly<Record<string, string>>;
    };
    assert.ok(stdout.includes(`vibedasher.js" integrity="${files['vibedasher.js']}" crossorigin`));
  });

  it('starts with a hash-bang line', () => {
    assert.match(readFileSync(join(root, file!), 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });
});

describe('sideEffects', () => {
  it('lets bundlers remove the library if nothing of it is used', async () => {
    const { text } = await treeShake(`import '${pkg.name}'; import '${pkg.name}/client';`);
    assert.equal(text.trim(), '');
  });

  it('keeps modules that register elements', async () => {
    const tags = ['viz', 'table', 'dashboard', 'gallery', 'control'];
    for (const [entry, wanted] of [
      ['define', tags] as const,
      ...tags.map((tag) => [`define/${tag}`, [tag]] as const),
    ]) {
      const { text } = await treeShake(`import '${pkg.name}/${entry}';`, false);
      for (const tag of wanted) assert.match(text, new RegExp(`define\\("vibedasher-${tag}"`), entry);
    }
  });

  it('does not add Lit and Vega to a page that uses only the client', async () => {
    const { inputs } = await treeShake(`export { createPublicClient } from '${pkg.name}/client';`);
    assert.ok(inputs.some((path) => path.includes('public-client')));
    assert.deepEqual(
      inputs.filter((path) => /node_modules\/(@?lit|vega)/.test(path)),
      [],
    );
  });

  it('lists existing files', () => {
    for (const { file } of entries.filter(({ specifier }) => specifier.includes('/define'))) {
      const matches = pkg.sideEffects.some((glob) =>
        new RegExp(`^${glob.replaceAll('*', '[^/]*')}$`).test(file),
      );
      assert.ok(matches, `${file} has side effects and is not in the list`);
    }
  });
});

/** Packages with the types of frameworks, which the integrations extend. */
const FRAMEWORKS = ['@types/react', 'preact', 'solid-js', 'svelte', 'vue'];

/** Matches relative imports in a module or in its types. */
const RELATIVE_IMPORT = /(?:from|import\(|import|new URL\()\s*['"](\.{1,2}\/[^'"]+)['"]/g;

describe('the packed package', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'vibedasher-pack-'));
  after(() => rmSync(temporary, { recursive: true }));
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', temporary], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString(),
  ) as [{ filename: string; files: { path: string; size: number }[]; unpackedSize: number }];
  const tarball = join(temporary, packed.filename);
  const paths = packed.files.map(({ path }) => path);
  const check = (command: string, ...args: string[]): void => {
    const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', command), args);
    assert.equal(status, 0, `${stdout.toString()}${stderr.toString()}`);
  };

  it('contains every exported file', () => {
    for (const { file, types } of entries) {
      for (const path of [file, types].filter((path) => path !== null)) {
        assert.ok(paths.includes(path.replace('./', '')), path);
      }
    }
  });

  it('contains only built files and texts', () => {
    const strange = paths.filter(
      (path) =>
        !/^(dist|cdn|docs)\/|^(package|custom-elements|web-types|vscode\.html-custom-data)\.json$|^(README|CHANGELOG)\.md$|^LICENSE$|^llms\.txt$/.test(
          path,
        ),
    );
    assert.deepEqual(strange, []);
    assert.ok(packed.unpackedSize < 6_900_000, `${packed.unpackedSize} bytes`);
  });

  it('contains no unreachable modules', () => {
    const found = new Set<string>();
    const follow = (path: string): void => {
      if (found.has(path) || !paths.includes(path)) return;
      found.add(path);
      for (const [, target] of readFileSync(join(root, path), 'utf8').matchAll(RELATIVE_IMPORT)) {
        const file = join(dirname(path), target!);
        const module = file.replace(/(\.d)?\.[jt]s$/, '');
        follow(file);
        follow(`${module}.js`);
        follow(`${module}.d.ts`);
      }
    };
    for (const { file, types } of modules) for (const path of [file, types!]) follow(path.replace('./', ''));
    // The modules of a process and of a worker, which are not imported.
    const started = ['./dist/prerender/isolated/process.js', './dist/duckdb/worker.js'];
    for (const file of [...Object.values(pkg.bin), ...started])
      for (const path of [file, file.replace('.js', '.d.ts')]) follow(path.replace('./', ''));
    assert.deepEqual(
      paths.filter((path) => path.startsWith('dist/') && !found.has(path)),
      [],
    );
  });

  it('has types for TypeScript that need no skipLibCheck and no undeclared packages', () => {
    const consumer = join(temporary, 'consumer');
    const installed = join(consumer, 'node_modules', pkg.name);
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    for (const name of [...Object.keys(pkg.dependencies), ...FRAMEWORKS]) {
      const link = join(consumer, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), link);
    }
    const imports = modules.map(({ specifier }, index) => `import * as m${index} from '${specifier}';`);
    const uses = modules.map((_, index) => `void m${index};`);
    const typed = [
      `import { createPublicClient, VibedasherError, type Viz } from '${pkg.name}/client';`,
      `import type { View } from 'vega-typings';`,
      `export const viz: Promise<Viz> = createPublicClient({ region: 'eu-central-1' }).getViz({ slug: 'a' });`,
      '// @ts-expect-error: no such region',
      `createPublicClient({ region: 'moon' });`,
      `export const kind: 'network' | string = new VibedasherError('network', 'x').kind;`,
      `document.addEventListener('vibedasher-params', ({ changed, source }) => [changed.join(), source === 'user']);`,
      `window.addEventListener('vibedasher-error', ({ kind }) => kind === 'network');`,
      `document.createElement('p').attachShadow({ mode: 'open' }).addEventListener('vibedasher-choose', (event) => event.item.name);`,
      '// @ts-expect-error: it does not bubble',
      `document.addEventListener('vibedasher-load', ({ timings }) => timings);`,
      `const element = document.querySelector('vibedasher-viz')!;`,
      `export const slug: string | null | undefined = element.slug;`,
      `export const view: View | null = element.view;`,
      '// @ts-expect-error: no such method',
      `view?.signalize('year');`,
    ];
    writeFileSync(join(consumer, 'page.mts'), [...imports, ...uses, ...typed].join('\n'));
    for (const [module, moduleResolution] of [
      ['esnext', 'bundler'],
      ['node16', 'node16'],
    ] as const) {
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2022',
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: [],
      };
      writeFileSync(
        join(consumer, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['page.mts'] }),
      );
      check('tsc', '-p', consumer);
    }
  });

  it('passes publint', () => check('publint', '--strict', tarball));

  it('has resolvable types according to are-the-types-wrong', () => {
    // Files for pages, which modules do not import.
    const files = entries.filter(({ file, types }) => types === null && !file.endsWith('.json'));
    const excluded = files.map(({ specifier }) => specifier.replace(pkg.name, '.'));
    // The package has only ES modules, for `import()` or, in Node 22 and newer, `require()`.
    check('attw', tarball, '--profile', 'esm-only', '--exclude-entrypoints', ...excluded);
  });
});
