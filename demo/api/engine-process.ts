/**
 * The process in which strangers' SQL is read and run. It is apart from the server so that a statement that
 * takes the engine down, or more memory than there is, costs the queries of the moment and not the server.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { VizDatabase } from './database.ts';
import type { EngineFailure, EngineLimits, EngineReply, EngineRequest, RunTask } from './engine-messages.ts';
import { messageOf } from './errors.ts';

/** How often the process looks at its own memory while statements run. */
const WATCH_MS = 20;
/** Beyond this share of the memory limit there is no time left to ask nicely. */
const STOP_SHARE = 1.25;

interface Running {
  interrupt: (() => void) | undefined;
  failure: EngineFailure;
}

const running = new Map<number, Running>();
const databases = new Map<string, Promise<VizDatabase>>();
let limits: EngineLimits;
/** One statement at a time is read; reading takes about a millisecond. */
let parsing: Promise<unknown> = Promise.resolve();
let parser: Promise<DuckDBConnection> | undefined;

function reply(message: EngineReply): void {
  process.send?.(message);
}

/** DuckDB's own reading of the text, as JSON. */
function parse(sql: string): Promise<string> {
  const tree = parsing.then(() => parseNow(sql));
  parsing = tree.catch(() => undefined);
  return tree;
}

async function parseNow(sql: string): Promise<string> {
  parser ??= DuckDBInstance.create(':memory:', { threads: '1' }).then((instance) => instance.connect());
  const reader = await (await parser).runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
  return String(reader.getRows()[0]?.[0]);
}

async function run(id: number, task: RunTask): Promise<void> {
  const state: Running = { interrupt: undefined, failure: 'failed' };
  running.set(id, state);
  const timer = setTimeout(() => stop(state, 'timeout'), limits.statementMs);
  try {
    const database = await databaseOf(task);
    const value = await database.run(task.sql, limits, (connection) => {
      state.interrupt = () => connection.interrupt();
      if (state.failure !== 'failed') connection.interrupt();
    });
    reply({ id, value });
  } catch (error) {
    const message = messageOf(error);
    reply({ id, failure: /^Out of Memory/.test(message) ? 'memory' : state.failure, message });
  } finally {
    clearTimeout(timer);
    running.delete(id);
  }
}

/** An interrupt that comes between two steps of a statement can be missed; so {@link watch} repeats it. */
function stop(state: Running, failure: EngineFailure): void {
  state.failure = failure;
  state.interrupt?.();
}

function databaseOf(task: RunTask): Promise<VizDatabase> {
  const known = databases.get(task.database);
  const database = known ?? VizDatabase.open(task.tables, limits);
  // Set anew, so that the first of the map is always the least recently used.
  databases.delete(task.database);
  databases.set(task.database, database);
  if (!known) {
    database.catch(() => databases.delete(task.database));
    void closeUnused();
  }
  return database;
}

async function closeUnused(): Promise<void> {
  for (const [key, opening] of databases) {
    if (databases.size <= limits.openDatabases) return;
    const database = await opening.catch(() => undefined);
    if (database && !database.idle) continue;
    databases.delete(key);
    database?.close();
  }
}

function watch(): void {
  const used = process.memoryUsage.rss();
  if (used > limits.engineBytes * STOP_SHARE) end();
  if (used > limits.engineBytes) {
    for (const state of running.values()) stop(state, 'memory');
    // What an allocator keeps for later is only given back by an end.
    if (running.size === 0) end();
  }
  for (const state of running.values()) if (state.failure !== 'failed') state.interrupt?.();
}

/** At once: an orderly exit would wait for the very statement that takes the memory. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

process.on('message', (request: EngineRequest) => {
  switch (request.kind) {
    case 'start':
      limits = request.limits;
      setInterval(watch, WATCH_MS);
      break;
    case 'parse':
      parse(request.sql).then(
        (value) => reply({ id: request.id, value }),
        (error: unknown) => reply({ id: request.id, failure: 'failed', message: messageOf(error) }),
      );
      break;
    case 'run':
      void run(request.id, request.task);
      break;
    case 'interrupt': {
      const state = running.get(request.id);
      if (state) stop(state, 'interrupted');
    }
  }
});

// The terminal's Ctrl-C reaches the whole group; when to end is the server's decision.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));
