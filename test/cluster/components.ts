/**
 * The programs of a cluster, from Debian's packages and PyPI, in `.cache/cluster/`.
 */
import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../scripts/local-server.ts';

const ROOT = join(import.meta.dirname, '../..');
const DEPLOY = join(ROOT, 'deploy');
const CACHE = join(ROOT, '.cache/cluster');
const DEBIAN = join(CACHE, 'debian');
const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((triple) => join(DEBIAN, 'usr/lib', triple));

/** Characters of a program's messages that a failed test shows. */
const MAX_MESSAGES = 2000;

/** A program in Debian's packages: where it is, and the packages with the libraries that a machine may lack. */
interface Packaged {
  readonly path: string;
  readonly packages: readonly string[];
}

const PROGRAMS = {
  haproxy: {
    path: join(DEBIAN, 'usr/sbin/haproxy'),
    packages: ['haproxy', 'liblua5.4-0', 'libopentracing-c-wrapper0t64', 'libopentracing1'],
  },
  varnishd: {
    path: join(DEBIAN, 'usr/sbin/varnishd'),
    packages: ['varnish', 'libvarnishapi3', 'libjemalloc2', 'libedit2', 'libbsd0'],
  },
  'valkey-server': {
    path: join(DEBIAN, 'usr/bin/valkey-server'),
    packages: ['valkey-server', 'valkey-tools', 'liblzf1', 'libatomic1'],
  },
} as const satisfies Readonly<Record<string, Packaged>>;

type Program = keyof typeof PROGRAMS;
const MOTO = join(CACHE, 'pypi/bin/moto_server');

const execute = promisify(execFile);

/** What tests need, in addition to Node. Each rejects if it cannot be had. */
const COMPONENTS = {
  haproxy: () => fetchProgram(PROGRAMS.haproxy),
  // It compiles its configuration.
  varnishd: () => Promise.all([fetchProgram(PROGRAMS.varnishd), execute('gcc', ['--version'])]),
  'valkey-server': () => fetchProgram(PROGRAMS['valkey-server']),
  moto: fetchMoto,
} as const satisfies Readonly<Record<string, () => Promise<unknown>>>;

/** Fetches what a test needs. Resolves with the reason to skip it, for the option `skip`, or with `false`. */
export async function findMissing(...names: (keyof typeof COMPONENTS)[]): Promise<string | false> {
  for (const name of names) {
    try {
      await COMPONENTS[name]();
    } catch (error) {
      return `${name} is missing: ${(error as Error).message.trim().split('\n').at(-1)}`;
    }
  }
  return false;
}

let lists: Promise<unknown> | undefined;

/** Unpacks a program, without installing it: no service starts, and none needs root. @throws Error if that fails */
async function fetchProgram({ path, packages }: Packaged): Promise<void> {
  if (existsSync(path)) return;
  const folder = await mkdtemp(join(tmpdir(), 'vibedasher-debian-'));
  try {
    const download = (): Promise<unknown> =>
      execute('apt-get', ['download', '-qq', ...packages], { cwd: folder });
    // A bare machine has no lists of packages yet.
    await download().catch(async () => {
      await (lists ??= execute('apt-get', ['update', '-qq']));
      await download();
    });
    await mkdir(DEBIAN, { recursive: true });
    for (const name of await readdir(folder)) await execute('dpkg', ['-x', join(folder, name), DEBIAN]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Installs moto, which simulates S3, from PyPI into a virtual environment. @throws Error if PyPI cannot be reached */
async function fetchMoto(): Promise<void> {
  if (existsSync(MOTO)) return;
  await execute('python3', ['-m', 'venv', join(CACHE, 'pypi')]);
  await execute(join(CACHE, 'pypi/bin/pip'), ['install', '--quiet', 'moto[server,s3]~=5.2']);
}

/** Starts a program that the system kills when this process ends, also if it is killed. */
export function spawnBound(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], options);
}

/** A program that runs until the tests end. */
export class Service {
  readonly port: number;
  readonly #start: () => ChildProcess;
  readonly #endSignal: NodeJS.Signals;
  #process: ChildProcess | undefined;

  /** @param endSignal The signal that ends the program with its children */
  constructor(port: number, start: () => ChildProcess, endSignal: NodeJS.Signals = 'SIGKILL') {
    this.port = port;
    this.#endSignal = endSignal;
    this.#start = start;
    services.add(this);
  }

  /** Starts the program, and resolves when its port accepts connections. */
  async start(): Promise<void> {
    const process = (this.#process = this.#start());
    let messages = '';
    process.stderr?.on(
      'data',
      (chunk: Buffer) => (messages = (messages + chunk.toString()).slice(-MAX_MESSAGES)),
    );
    while (!(await accepts(this.port))) {
      if (process.exitCode !== null) throw new Error(`${process.spawnargs.join(' ')} has ended: ${messages}`);
      await sleep(20);
    }
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(name);
  }

  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const exited = once(process, 'exit');
    process.kill(this.#endSignal);
    await exited;
  }
}

const services = new Set<Service>();

export async function stopServices(): Promise<void> {
  await Promise.all([...services].map((service) => service.stop()));
}

function run(
  program: Program,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawnBound(PROGRAMS[program].path, args, {
    cwd: tmpdir(),
    env: { ...process.env, LD_LIBRARY_PATH: LIBRARIES.join(':'), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

const BUCKET = 'results';

/** An S3 with one bucket, without signatures and persistence: after a restart, the bucket is empty. */
export class S3 extends Service {
  /** The option `--results` of instances, and their environment. */
  readonly results = `s3://${BUCKET}/rows`;
  readonly environment = {
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${this.port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };

  override async start(): Promise<void> {
    await super.start();
    const { ok } = await fetch(`${this.environment.AWS_ENDPOINT_URL_S3}/${BUCKET}`, { method: 'PUT' });
    if (!ok) throw new Error('The bucket could not be created.');
  }

  /** The names of the objects. */
  async keys(): Promise<readonly string[]> {
    const list = await fetch(`${this.environment.AWS_ENDPOINT_URL_S3}/${BUCKET}?list-type=2`);
    return [...(await list.text()).matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => key);
  }
}

export async function startS3(): Promise<S3> {
  const port = await freePort();
  const s3 = new S3(port, () =>
    spawnBound(MOTO, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' }),
  );
  await s3.start();
  return s3;
}

/** haproxy with `deploy/haproxy.cfg`. `places` are the variables of that file. The service has the port of the API. */
export async function startHaproxy(places: Readonly<Record<string, string>>): Promise<Service> {
  const port = Number(places['API_BIND']?.split(':')[1]);
  const file = join(DEPLOY, 'haproxy.cfg');
  const proxy = new Service(port, () => run('haproxy', ['-db', '-q', '-f', file], places));
  await proxy.start();
  return proxy;
}

/** Varnish with `deploy/varnish.vcl`, in front of a port of this machine. It works in `folder`. */
export async function startVarnish(backendPort: number, folder: string): Promise<Service> {
  const vcl = (await readFile(join(DEPLOY, 'varnish.vcl'), 'utf8'))
    .replace('"proxy"', '"127.0.0.1"')
    .replace('"4000"', `"${backendPort}"`);
  const file = join(folder, 'varnish.vcl');
  await writeFile(file, vcl);
  const port = await freePort();
  const modules = LIBRARIES.map((path) => join(path, 'varnish/vmods')).join(':');
  const settings = ['-F', '-n', folder, '-s', 'malloc,64m', '-j', 'none', '-p', `vmod_path=${modules}`];
  const args = [...settings, '-a', `127.0.0.1:${port}`, '-f', file];
  const varnish = new Service(port, () => run('varnishd', args), 'SIGTERM');
  await varnish.start();
  return varnish;
}

/** A Valkey without persistence: after a restart it is empty. */
export async function startValkey(): Promise<Service> {
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    save: '',
    appendonly: 'no',
    maxmemory: '64mb',
    loglevel: 'warning',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const valkey = new Service(port, () => run('valkey-server', args));
  await valkey.start();
  return valkey;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
