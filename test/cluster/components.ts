/**
 * The programs of a cluster, from Debian's packages and PyPI. They are unpacked into `.cache/cluster/`, not installed, so
 * that no service starts and no root is needed.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../scripts/local-server.ts';

const CACHE = join(import.meta.dirname, '../../.cache/cluster');
const DEBIAN = join(CACHE, 'debian');
const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((triple) => join(DEBIAN, 'usr/lib', triple));

/** Where each program is, and its Debian packages with the libraries that a machine may lack. */
const PROGRAMS = {
  'valkey-server': {
    path: join(DEBIAN, 'usr/bin/valkey-server'),
    packages: ['valkey-server', 'valkey-tools', 'liblzf1'],
  },
} as const;

export type Program = keyof typeof PROGRAMS;

const execute = promisify(execFile);

/** Fetches the programs that are missing. @throws Error if they cannot be fetched */
export async function fetchPrograms(names: readonly Program[]): Promise<void> {
  const missing = names.filter((name) => !existsSync(PROGRAMS[name].path));
  if (missing.length === 0) return;
  const folder = await mkdtemp(join(tmpdir(), 'vibedasher-debian-'));
  try {
    const packages = missing.flatMap((name) => PROGRAMS[name].packages);
    const download = (): Promise<unknown> =>
      execute('apt-get', ['download', '-qq', ...packages], { cwd: folder });
    // A bare machine has no lists of packages yet.
    await download().catch(async () => {
      await execute('apt-get', ['update', '-qq']);
      await download();
    });
    await mkdir(DEBIAN, { recursive: true });
    const { stdout } = await execute('ls', [folder]);
    for (const name of stdout.trim().split('\n')) await execute('dpkg', ['-x', join(folder, name), DEBIAN]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A program that runs until the tests end. */
export class Service {
  readonly port: number;
  readonly #start: () => ChildProcess;
  #process: ChildProcess | undefined;

  constructor(port: number, start: () => ChildProcess) {
    this.port = port;
    this.#start = start;
    services.add(this);
  }

  /** Starts the program, and resolves when its port accepts connections. */
  async start(): Promise<void> {
    this.#process = this.#start();
    while (!(await accepts(this.port))) {
      if (this.#process.exitCode !== null) throw new Error(`${this.#process.spawnfile} has ended.`);
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
    process.kill('SIGKILL');
    await exited;
  }
}

const services = new Set<Service>();

export async function stopServices(): Promise<void> {
  await Promise.all([...services].map((service) => service.stop()));
}

function run(program: Program, args: readonly string[], cwd = tmpdir()): ChildProcess {
  return spawn(PROGRAMS[program].path, args, {
    cwd,
    env: { ...process.env, LD_LIBRARY_PATH: LIBRARIES.join(':') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
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
