// @lane long
/** Packs the published package, installs it with only its declared dependencies, and runs it. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  constants,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { TestApi } from './support.ts';

const HERE = join(import.meta.dirname, '..');
const FIXTURE = join(import.meta.dirname, 'fixture');
const pkg = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

describe('the published package', () => {
  /** A folder with the package and its declared dependencies installed. */
  let folder: string;
  let paths: readonly string[];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'vibedasher-package-test-'));
    const pack = ['pack', '--json', '--pack-destination', folder];
    const output = execFileSync('npm', pack, { cwd: HERE, stdio: 'pipe' }).toString();
    const [packed] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
    paths = packed.files.map(({ path }) => path);
    const installed = join(folder, 'node_modules', pkg.name);
    mkdirSync(installed, { recursive: true });
    const tarball = join(folder, packed.filename);
    execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    for (const name of Object.keys(pkg.dependencies)) {
      const link = join(folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(dirname(findPackageJSON(name, import.meta.url)!), link);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const command = (): string => join(folder, 'node_modules', pkg.name, pkg.bin['vibedasher-server']!);
  /** Starts the command, and resolves when it has printed a line. `end` resolves with the exit code. */
  async function start(stream: 'stdout' | 'stderr', last: RegExp) {
    const child = spawn(process.execPath, [command(), FIXTURE, '--port', '0'], {
      cwd: folder,
      env: { ...process.env, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'exit');
    const lines: string[] = [];
    for await (const line of createInterface(child[stream])) {
      lines.push(line);
      if (last.test(line)) break;
    }
    const end = async (): Promise<unknown> => {
      child.kill('SIGTERM');
      return (await exited)[0] as unknown;
    };
    return { lines, end };
  }

  it('contains compiled modules with types, README, license and manifest', () => {
    const modules = globSync('**/*.ts', { cwd: join(HERE, 'src') }).map((path) => path.replace(/\.ts$/, ''));
    const compiled = modules.flatMap((path) => [`dist/${path}.js`, `dist/${path}.d.ts`]);
    assert.deepEqual(
      [...paths].sort(),
      [...compiled, 'LICENSE', 'README.md', 'package.json'].map((path) => path.replaceAll('\\', '/')).sort(),
    );
  });

  it('declares exactly the packages that it imports', () => {
    const imported = (files: readonly string[]): string[] => {
      const names = files.flatMap((path) =>
        [
          ...readFileSync(join(HERE, path), 'utf8').matchAll(/^(?:import(?! type)|\}) .*'([^.'][^']*)';$/gm),
        ].map(([, name]) => name!),
      );
      return [...new Set(names.filter((name) => !name.startsWith('node:')))].sort();
    };
    // `--engine` loads these modules on demand.
    const optional = globSync('src/{postgres,clickhouse}/*.ts', { cwd: HERE });
    const always = globSync('src/**/*.ts', { cwd: HERE }).filter((path) => !optional.includes(path));
    assert.deepEqual(imported(always), Object.keys(pkg.dependencies).sort());
    for (const name of imported(optional)) assert.ok(name in pkg.peerDependencies, name);
  });

  it('serves a folder with its command', async () => {
    assert.match(readFileSync(command(), 'utf8'), /^#!\/usr\/bin\/env node\n/);
    accessSync(join(HERE, pkg.bin['vibedasher-server']!), constants.X_OK);
    const { lines, end } = await start('stdout', /^Storage/);
    try {
      const addresses = lines.map((line) => line.split(/\s+/)[1]!);
      const [apiBase, storageBase] = addresses as [string, string];
      const nothing = { metricsUrl: null, viewerBase: null, lacks: [], problems: [] };
      const close = async (): Promise<void> => undefined;
      const api = new TestApi({ apiBase, storageBase, ...nothing, close }, FIXTURE);
      const { rows } = await api.rows('SELECT count(*)::INT AS sales FROM sales');
      const data = readFileSync(join(FIXTURE, 'datasets/sales.csv'), 'utf8').trim().split('\n');
      assert.deepEqual(rows, [[data.length - 1]]);
    } finally {
      assert.equal(await end(), 0);
    }
  });

  it('names the package that an option needs', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [command(), FIXTURE, '--port', '0', '--shared', 'valkey://127.0.0.1:1'],
      { cwd: folder, env: { ...process.env, LOG_LEVEL: 'silent', API_SECRET: 'secret' } },
    );
    assert.equal(stderr.toString(), '--shared needs a package that is not installed: npm install iovalkey\n');
    assert.equal(status, 1);
  });

  it('serves viewer pages once their packages are installed, and reports what is missing before', async () => {
    const without = await start('stderr', /viewer/);
    await without.end();
    assert.equal(without.lines.at(-1), 'No viewer pages: npm install @vibedasher/embed');

    for (const [name, path] of [
      ['@vibedasher/embed', join(HERE, '..')],
      ['@resvg/resvg-js', dirname(findPackageJSON('@resvg/resvg-js', import.meta.url)!)],
    ] as const) {
      const link = join(folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(path, link);
    }
    const { lines, end } = await start('stdout', /^Viewer/);
    try {
      const origin = new URL(lines.at(-1)!.split(/\s+/)[1]!).origin;
      // A page does not wait long for its drawing.
      for (let text = ''; !text.includes('<figure data-vibedasher');) {
        const page = await fetch(`${origin}/v/acme/sales`);
        assert.equal(page.status, 200);
        text = await page.text();
      }
      const picture = await fetch(`${origin}/render/acme/sales.png`);
      assert.equal(picture.headers.get('content-type'), 'image/png');
    } finally {
      await end();
    }
  });

  it('starts in a TypeScript program with types', () => {
    const program = `
      import { DEFAULT_LIMITS, startServer } from '${pkg.name}';
      import type { LimitOptions, LogLevel, RunningServer, ServerOptions } from '${pkg.name}';
      const limits: Partial<LimitOptions> = { maxRows: DEFAULT_LIMITS.maxRows / 2 };
      const logLevel: LogLevel = 'silent';
      const options: ServerOptions = { root: ${JSON.stringify(FIXTURE)}, logLevel, ...limits };
      // @ts-expect-error: no such limit
      const wrong: ServerOptions = { root: '.', maxRooms: 3 };
      const server: RunningServer = await startServer(options);
      const { status } = await fetch(server.apiBase + '/v1/public/viz/acme/sales');
      await server.close();
      if (status !== 200 || !wrong) throw new Error(String(status));
    `;
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'program.ts'), program);
    const compiler = join(dirname(findPackageJSON('typescript', import.meta.url)!), 'bin/tsc');
    for (const [module, moduleResolution] of [
      ['esnext', 'bundler'],
      ['nodenext', 'nodenext'],
    ] as const) {
      const checks = { strict: true, skipLibCheck: false, noEmit: true, types: [] };
      const compilerOptions = { module, moduleResolution, target: 'es2022', ...checks };
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['program.ts'] }),
      );
      const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', folder]);
      assert.equal(status, 0, stdout.toString());
    }
    const { status, stderr } = spawnSync(process.execPath, ['program.ts'], { cwd: folder });
    assert.equal(status, 0, stderr.toString());
  });
});
