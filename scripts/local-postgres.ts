/** Starts a PostgreSQL server in a temporary folder, for tests and the demo. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './local-server.ts';

/** The folder of Debian's packages, with a folder for each major version. */
const DEBIAN = '/usr/lib/postgresql';
const MIN_VERSION = 16;
/** Milliseconds between two attempts to connect. */
const PAUSE_MS = 30;

const execute = promisify(execFile);

export interface LocalPostgres {
  readonly port: number;
  /** Folder of its Unix socket and its data. */
  readonly folder: string;
  /** Address of a role in a database, for `--engine`. */
  url(role: string, database?: string): string;
  /** Runs statements as the superuser with psql, and resolves with its output. */
  run(sql: string, database?: string): Promise<string>;
  /** Ends the server. {@link restart} starts it again, with its data. */
  end(): Promise<void>;
  restart(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Resolves with the folder of the programs of the newest PostgreSQL. @throws Error that names the package to install */
export async function findPostgres(): Promise<string> {
  const versions = (await readdir(DEBIAN).catch(() => []))
    .filter((name) => Number(name) >= MIN_VERSION && existsSync(join(DEBIAN, name, 'bin/postgres')))
    .sort((one, other) => Number(other) - Number(one));
  if (versions[0] !== undefined) return join(DEBIAN, versions[0], 'bin');
  throw new Error(
    `There is no PostgreSQL ${MIN_VERSION} or newer in ${DEBIAN}. Install it: apt-get install postgresql`,
  );
}

/**
 * Starts a server without durability: its data are lost if the machine stops. It trusts local connections.
 *
 * @param settings Lines of postgresql.conf
 * @throws Error if PostgreSQL is not installed or does not start
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<LocalPostgres> {
  const programs = await findPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'vibedasher-postgres-'));
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? await idsOf('postgres') : undefined;
  if (user) await chown(folder, user.uid, user.gid);
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

  const connection = ['--host', folder, '--port', String(port), '--username', 'postgres'];
  const run: LocalPostgres['run'] = async (sql, database = 'postgres') => {
    const options = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1'];
    const running = execute(join(programs, 'psql'), [...options, ...connection, '--file', '-', database]);
    running.child.stdin?.end(sql);
    return (await running).stdout.trim();
  };

  let server: ChildProcess;
  const start = async (): Promise<void> => {
    let messages = '';
    // The server ends with this process, also if that is killed.
    server = spawn(
      'setpriv',
      [
        '--pdeathsig=QUIT',
        ...(user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : []),
        join(programs, 'postgres'),
        ...['-D', data, '-k', folder, '-h', '127.0.0.1', '-p', String(port)],
      ],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    server.stderr?.on('data', (chunk: Buffer) => (messages = (messages + chunk.toString()).slice(-2000)));
    const isReady = (): Promise<boolean> =>
      execute(join(programs, 'pg_isready'), connection).then(
        () => true,
        () => false,
      );
    while (!(await isReady())) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL has ended: ${messages}`);
      await sleep(PAUSE_MS);
    }
  };
  const end = async (signal: 'SIGINT' | 'SIGQUIT'): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
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

async function idsOf(name: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const read = async (flag: string): Promise<number> => Number((await execute('id', [flag, name])).stdout);
  return { uid: await read('-u'), gid: await read('-g') };
}
