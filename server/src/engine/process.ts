/**
 * A process in which strangers' SQL is read or run, one statement at a time. It is apart from the server so that a
 * statement that takes the engine down, or more memory than there is, costs itself and nothing else.
 */
import { constants, setPriority } from 'node:os';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { VizDatabase } from './database.ts';
import type {
  EngineFailure,
  EngineLimits,
  EngineOutcome,
  EngineReply,
  EngineRequest,
  EngineWork,
  RunResult,
  RunTask,
} from './messages.ts';
import { ApiError, messageOf } from '../errors.ts';
import { checkStatement } from './sql-policy.ts';

/** How often the process looks at its own memory while a statement runs. */
const WATCH_MS = 20;
/** Beyond this share of the memory limit there is no time left to ask nicely. */
const STOP_SHARE = 1.25;
/** A process that keeps more than this share is replaced: what an allocator keeps for later is only given back by an end. */
const WORN_SHARE = 1 / 3;
const COMPRESSION_LEVEL = 4;

interface Running {
  readonly id: number;
  interrupt: (() => void) | undefined;
  /** Why it is to be stopped, if it is. */
  stopped: EngineFailure | undefined;
}

const compress = promisify(gzip);
const databases = new Map<string, Promise<VizDatabase>>();
let running: Running | undefined;
let limits: EngineLimits;
let parser: Promise<DuckDBConnection> | undefined;

const tell = (reply: EngineReply): void => void process.send?.(reply);

async function perform(id: number, work: EngineWork): Promise<void> {
  const state: Running = { id, interrupt: undefined, stopped: undefined };
  running = state;
  const result = await (work.kind === 'check' ? check(work) : run(work.task, state)).then(
    (result): EngineOutcome => ({ result }),
    (error: unknown) => failureOf(error, state),
  );
  running = undefined;
  const worn = process.memoryUsage.rss() > limits.engineBytes * WORN_SHARE;
  tell({ kind: 'done', id, result, worn });
}

function failureOf(error: unknown, { stopped }: Running): EngineOutcome {
  if (error instanceof ApiError) {
    const { status, code, message, hint } = error;
    return { refusal: { status, code, message, hint } };
  }
  const message = messageOf(error);
  return { failure: /^Out of Memory/.test(message) ? 'memory' : (stopped ?? 'failed'), message };
}

/** By DuckDB's own reading of the text. */
async function check({ sql, aliases }: EngineWork & { kind: 'check' }): Promise<undefined> {
  parser ??= DuckDBInstance.create(':memory:', { threads: '1' }).then((instance) => instance.connect());
  const reader = await (await parser).runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
  checkStatement(String(reader.getRows()[0]?.[0]), sql, aliases);
}

async function run(task: RunTask, state: Running): Promise<RunResult> {
  // What is computed here gives way to the server's answers.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const timer = setTimeout(() => stop(state, 'timeout'), task.ms ?? limits.statementMs);
  try {
    const database = await databaseOf(task);
    const result = await database.run(task.sql, limits, (connection) => {
      state.interrupt = () => connection.interrupt();
      if (state.stopped) connection.interrupt();
    });
    // Once, and not by the server for everybody who asks for it.
    return { ...result, bytes: await compress(result.bytes, { level: COMPRESSION_LEVEL }) };
  } finally {
    clearTimeout(timer);
  }
}

/** An interrupt that comes between two steps of a statement can be missed; so {@link watch} repeats it. */
function stop(state: Running, failure: EngineFailure): void {
  state.stopped = failure;
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
  if (!running) return;
  if (used > limits.engineBytes) stop(running, 'memory');
  if (running.stopped) running.interrupt?.();
}

/** At once: an orderly exit would wait for the very statement that takes the memory, or will not end. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

process.on('message', (request: EngineRequest) => {
  switch (request.kind) {
    case 'start':
      limits = request.start;
      setInterval(watch, WATCH_MS);
      tell({ kind: 'ready' });
      break;
    case 'task':
      void perform(request.id, request.task);
      break;
    case 'interrupt':
      if (running?.id === request.id) stop(running, 'interrupted');
  }
});

// The terminal's Ctrl-C reaches the whole group; when to end is the server's decision.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', end);
