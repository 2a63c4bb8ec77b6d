/**
 * A process that checks or runs untrusted SQL, one statement at a time. It is separate from the server, so a
 * statement that crashes the engine or takes too much memory harms nothing else.
 */
import { constants, setPriority } from 'node:os';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { VizDatabase } from './database.ts';
import { compressResult } from './encode.ts';
import type { EngineFailure, RunResult } from './backend.ts';
import type {
  EngineLimits,
  EngineOutcome,
  EngineReply,
  EngineRequest,
  EngineResult,
  EngineTask,
  RunTask,
} from './messages.ts';
import { ApiError, messageOf } from '../errors.ts';
import { checkStatement } from './sql-policy.ts';
import { usedNames } from './used-columns.ts';
import type { UsedNames } from './used-columns.ts';

/** Milliseconds between two checks of the process's memory, while a task runs and at other times. */
const WATCH_MS = 20;
const IDLE_WATCH_MS = 1000;
/** At this multiple of `engineBytes` the process kills itself, because an interrupt would come too late. */
const STOP_SHARE = 1.25;
/** At this share of `engineBytes` an idle process is replaced: allocators return memory only when a process ends. */
const RETIRE_SHARE = 1 / 3;

interface Running {
  readonly id: number;
  interrupt: (() => void) | undefined;
  /** The reason for stopping the statement, if it must stop. */
  stopped: EngineFailure | undefined;
}

const databases = new Map<string, Promise<VizDatabase>>();
let running: Running | undefined;
let limits: EngineLimits;
let parser: Promise<DuckDBConnection> | undefined;

const send = (reply: EngineReply): void => void process.send?.(reply);

async function handle(id: number, work: EngineTask): Promise<void> {
  const state: Running = { id, interrupt: undefined, stopped: undefined };
  running = state;
  const watching = setInterval(watch, WATCH_MS);
  const result = await perform(work, state).then(
    (result): EngineOutcome => ({ result }),
    (error: unknown) => toOutcome(error, state),
  );
  running = undefined;
  clearInterval(watching);
  const retire = process.memoryUsage.rss() > limits.engineBytes * RETIRE_SHARE;
  send({ kind: 'done', id, result, retire });
}

function toOutcome(error: unknown, { stopped }: Running): EngineOutcome {
  if (error instanceof ApiError) {
    const { status, code, message, hint } = error;
    return { refusal: { status, code, message, hint } };
  }
  const message = messageOf(error);
  if (/^Out of Memory/.test(message)) return { failure: 'memory', message };
  // Errors of these kinds concern the server's files or a bug in DuckDB.
  return { failure: stopped ?? (/^(IO|INTERNAL) Error/.test(message) ? 'internal' : 'failed'), message };
}

function perform(work: EngineTask, state: Running): Promise<EngineResult> {
  if (work.kind === 'run') return run(work.task, state);
  return work.kind === 'check' ? check(work) : findNames(work);
}

/** Checks the syntax tree that DuckDB parses from the statement. */
async function check({ sql, aliases }: EngineTask & { kind: 'check' }): Promise<undefined> {
  checkStatement(await parse(sql), sql, aliases);
}

async function findNames({ sqls, aliases }: EngineTask & { kind: 'names' }): Promise<UsedNames | null> {
  const trees: string[] = [];
  for (const sql of sqls) trees.push(await parse(sql));
  return usedNames(trees, aliases);
}

/** Resolves with the syntax tree as JSON. */
async function parse(sql: string): Promise<string> {
  parser ??= DuckDBInstance.create(':memory:', { threads: '1' }).then((instance) => instance.connect());
  const reader = await (await parser).runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
  return String(reader.getRows()[0]?.[0]);
}

async function run(task: RunTask, state: Running): Promise<RunResult> {
  // Give the server's responses priority over queries.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const timer = setTimeout(() => stop(state, 'timeout'), task.ms ?? limits.statementMs);
  try {
    const database = await openDatabase(task);
    const result = await database.run(task.sql, limits, (connection) => {
      state.interrupt = () => connection.interrupt();
      if (state.stopped) connection.interrupt();
    });
    // DuckDB ends the rows of an interrupted statement without an error.
    if (state.stopped) throw new Error('The statement was stopped.');
    return await compressResult(result);
  } finally {
    clearTimeout(timer);
  }
}

/** DuckDB can miss an interrupt between two steps of a statement, so {@link watch} repeats it. */
function stop(state: Running, failure: EngineFailure): void {
  state.stopped = failure;
  state.interrupt?.();
}

function openDatabase(task: RunTask): Promise<VizDatabase> {
  const known = databases.get(task.database);
  const database = known ?? VizDatabase.open(task.tables, limits);
  // Reinsert the database, so the first one in the map is always the least recently used.
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

/** Kills the process. A regular exit would wait for the statement. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

process.on('message', (request: EngineRequest) => {
  switch (request.kind) {
    case 'start':
      limits = request.start;
      setInterval(watch, IDLE_WATCH_MS);
      send({ kind: 'ready' });
      break;
    case 'task':
      void handle(request.id, request.task);
      break;
    case 'interrupt':
      if (running?.id === request.id) stop(running, 'interrupted');
  }
});

// Ctrl-C in a terminal reaches the whole process group, but the server decides when to end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', end);
