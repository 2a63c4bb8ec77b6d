/** The examples, copied, installed and built as somebody would who has them from the repository. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** What the examples name, and a test replaces. */
const API = 'http://127.0.0.1:4000/api';
const CDN = /https:\/\/cdn\.jsdelivr\.net\/npm\/@vibedasher\/embed@[\d.]+\/cdn\//g;

/** Packs the package as it is published, but for the build, which is there. Gives the path of the tarball. */
export async function packPackage(folder: string): Promise<string> {
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
  return join(folder, globSync('*.tgz', { cwd: folder })[0]!);
}

export interface Replacements {
  readonly apiBase: string;
  /** Address of what stands for the CDN, with a slash at its end. */
  readonly cdn?: string;
  readonly tarball: string;
}

/** A copy of an example that asks the test's API, and takes the package from here. */
export function copyExample(name: string, folder: string, { apiBase, cdn, tarball }: Replacements): void {
  const source = join(ROOT, 'examples', name);
  const tracked = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '.'], {
    cwd: source,
    encoding: 'utf8',
  });
  for (const file of tracked.stdout.trim().split('\n')) {
    cpSync(join(source, file), join(folder, file));
    const text = readFileSync(join(folder, file), 'utf8');
    const own = text
      .replaceAll(API, apiBase)
      .replace(CDN, (address) => cdn ?? address)
      .replace(/("@vibedasher\/embed": )"[^"]+"/, `$1"file:${tarball}"`);
    if (own !== text) writeFileSync(join(folder, file), own);
  }
}

/** Installs the packages of a folder. Nothing of what is installed runs by itself. */
export async function installPackages(folder: string, ...args: string[]): Promise<void> {
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args], folder);
}

/** What a command says. Rejects with that where it fails. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  path = process.env['PATH'],
): Promise<string> {
  // Generators ask nobody, and count no visits to their makers.
  const env = { ...process.env, PATH: path, CI: 'true', DO_NOT_TRACK: '1', NO_COLOR: '1' };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return output;
  throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.slice(-4000)}`);
}
