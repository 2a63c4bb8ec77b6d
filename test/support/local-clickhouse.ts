/**
 * Replaces a ClickHouse server in tests: its HTTP interface, in front of processes with chDB, which is ClickHouse as a library.
 * It has no users, profiles or quotas, and all users may read all. Each process has its own copy of the data.
 */
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const VERSION = '3.4.0';
const CACHE = join(import.meta.dirname, '../../.cache');
const FOLDER = join(CACHE, `chdb-${VERSION}`);

/** Parameters in the URL of a request that are not settings. */
const NO_SETTINGS = /^(query_id|database|default_format)$/;

export interface LocalClickHouse {
  /** Address for `--engine`. */
  url(database?: string): string;
  /** Statements that the server has received, with those that ended and were killed. */
  readonly log: readonly string[];
  /** Runs statements in all processes from now on. */
  load(statements: readonly string[]): void;
  /** Closes the port, and its connections, until {@link LocalClickHouse.open}. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Ends the server and its processes. */
  stop(): Promise<void>;
}

/**
 * Resolves with the folder of chDB, which is installed into `.cache/` first: 130 MB.
 *
 * @throws Error if it cannot be fetched, or does not exist for this system
 */
export async function findChdb(): Promise<string> {
  if (existsSync(FOLDER)) return FOLDER;
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'chdb-'));
  try {
    await writeFile(join(folder, 'package.json'), '{"private": true}');
    const options = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
    await promisify(execFile)('npm', ['install', ...options, `chdb@${VERSION}`], { cwd: folder });
    // Another test may have been faster.
    await rename(folder, FOLDER).catch((error: unknown) => {
      if (!existsSync(FOLDER)) throw error;
    });
    return FOLDER;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves with the reason why chDB cannot be used, for the option `skip` of tests, or with `false` if it can be. */
export async function missingChdb(): Promise<string | false> {
  try {
    await findChdb();
    return false;
  } catch (error) {
    return `chDB is missing: ${(error as Error).message.split('\n')[0]}`;
  }
}

/**
 * Starts the server. A process can have one at a time.
 *
 * @param setup Statements that create the data
 */
export async function startClickHouse(setup: readonly string[]): Promise<LocalClickHouse> {
  const folder = await findChdb();
  const statements = [...setup];
  const idle: Worker[] = [];
  const running = new Map<string, Worker>();
  const log: string[] = [];
  const connections = new Set<Socket>();
  let server: Server;
  // Below the ports that systems give to others, which could take it while it is closed.
  const port = 20_000 + (process.pid % 10_000);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    if (pathname === '/ping') {
      response.end('Ok.\n');
      return;
    }
    const sql = await text(request);
    const id = searchParams.get('query_id') ?? '';
    log.push(sql);
    if (/^KILL QUERY/.test(sql)) {
      end(searchParams.get('param_id') ?? '');
      response.end();
      return;
    }
    const before = [...searchParams].flatMap(([name, value]) => {
      if (name === 'database') return `USE ${value}`;
      return !NO_SETTINGS.test(name) ? `SET ${name} = ${quote(value)}` : [];
    });
    const worker = idle.pop() ?? new Worker(folder, statements);
    running.set(id, worker);
    response.on('close', () => end(id));
    const format = searchParams.get('default_format') ?? 'TabSeparated';
    const result = await worker.run(before, sql, format);
    if (!running.delete(id)) return;
    if ('bytes' in result) {
      idle.push(worker);
      response.end(result.bytes);
      return;
    }
    // chDB writes a part of the failed result before the next one.
    worker.end();
    const [, code = '0'] = /^Code: (\d+)/.exec(result.error) ?? [];
    response.writeHead(500, { 'x-clickhouse-exception-code': code }).end(result.error);
  }

  function end(id: string): void {
    const worker = running.get(id);
    if (!worker || !running.delete(id)) return;
    log.push(`killed ${id}`);
    worker.end();
  }

  const open = async (): Promise<void> => {
    // As long as ClickHouse's, which has values in addresses.
    server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
      answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    server.on('connection', (connection: Socket) => {
      connections.add(connection.on('close', () => connections.delete(connection)));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const shut = async (): Promise<void> => {
    // Clients that have not closed theirs yet would send a next request with it, which fails.
    await Promise.all(
      [...connections].map((each) => new Promise((resolve) => each.end().on('close', resolve))),
    );
    await new Promise((resolve) => server.close(resolve));
  };
  await open();
  return {
    url: (database = 'default') => `clickhouse://reader:secret@127.0.0.1:${port}/${database}`,
    log,
    load: (more) => {
      statements.push(...more);
      for (const worker of idle.splice(0)) worker.end();
    },
    shut,
    open,
    stop: async () => {
      server.closeAllConnections();
      await shut();
      for (const worker of [...idle, ...running.values()]) worker.end();
    },
  };
}

const quote = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;

type Answer = { readonly bytes: Uint8Array } | { readonly error: string };

/** A process that runs one statement at a time. */
class Worker {
  readonly #process: ChildProcess;
  /** Run before the first statement. */
  #setup: readonly string[];

  constructor(folder: string, setup: readonly string[]) {
    this.#setup = [...setup, 'SET readonly = 2'];
    this.#process = fork(join(import.meta.dirname, 'chdb-worker.ts'), [folder], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  async run(before: readonly string[], sql: string, format: string): Promise<Answer> {
    const task = { before: [...this.#setup, ...before], sql, format };
    this.#setup = [];
    return new Promise((resolve) => {
      const ended = (): void => resolve({ error: 'Code: 394. DB::Exception: Killed. (QUERY_WAS_CANCELLED)' });
      this.#process.once('exit', ended);
      this.#process.once('message', (answer: Answer) => {
        this.#process.off('exit', ended);
        resolve(answer);
      });
      this.#process.send(task);
    });
  }

  end(): void {
    this.#process.kill('SIGKILL');
  }
}
