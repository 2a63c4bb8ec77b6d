/**
 * The worker that queries the tables of a viz in the browser. The build writes it to `dist/duckdb/worker.js`, with
 * DuckDB's bindings and without imports. The page posts `OpenDatabase`, then a `RunQuery` for each query.
 */
import type { ParamDeclaration } from '../../../server/src/queries/template-params.ts';
import { fillTemplate } from '../../../server/src/queries/template-params.ts';
import { ApiError } from '../../../server/src/errors.ts';
import type {
  EngineFault,
  EngineReply,
  OpenDatabase,
  RunQuery,
} from '../../public-client/browser-queries.ts';
import { Database, MissingFeature } from './database.ts';
import { UnreadableColumn } from './values.ts';

/** Maximum number of characters of a statement, as on the server. */
const MAX_SQL_LENGTH = 64 * 1024;

/**
 * Globals with which DuckDB's script could use the network or storage. It does not need them: the page sends it everything.
 * The settings in database.ts restrict SQL. Removing these globals only keeps the script from waiting for a host.
 */
const WAYS_OUT = [
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource', 'Worker'],
  ...['SharedWorker', 'BroadcastChannel', 'importScripts', 'indexedDB', 'caches', 'Notification'],
];

let database: Database | undefined;

for (const name of WAYS_OUT) Object.defineProperty(globalThis, name, { value: undefined });

addEventListener('message', ({ data }: MessageEvent<OpenDatabase | RunQuery>) => {
  void answer(data).then((reply) => postMessage(reply));
});

async function answer(message: OpenDatabase | RunQuery): Promise<EngineReply> {
  try {
    if ('module' in message) {
      database = await Database.open(message.module, message.tables);
      return { table: null };
    }
    const { sql, args = {}, params } = message;
    const filled = fillTemplate(sql, args, readParams(params), MAX_SQL_LENGTH);
    return { table: database!.run(filled.sql) };
  } catch (error) {
    return { error: faultOf(error), crashed: !database || error instanceof WebAssembly.RuntimeError };
  }
}

function faultOf(error: unknown): EngineFault {
  const { message } = error as Error;
  if (error instanceof WebAssembly.CompileError)
    return {
      kind: 'unavailable',
      message: `DuckDB cannot be compiled (${message})`,
      hint: "If the worker's response has a policy, it needs script-src 'wasm-unsafe-eval'",
    };
  if (error instanceof ApiError) return { kind: 'query', message, hint: error.hint };
  const isMissing =
    error instanceof MissingFeature ||
    error instanceof UnreadableColumn ||
    error instanceof WebAssembly.RuntimeError ||
    message.startsWith('Out of Memory');
  return { kind: isMissing || !database ? 'unavailable' : 'query', message };
}

/** Returns the types of the parameters. The server refuses vizzes with other contents of the file. */
function readParams(json: string | null): ReadonlyMap<string, ParamDeclaration> {
  const params = JSON.parse(json ?? '[]') as readonly (Partial<ParamDeclaration> & { name: string })[];
  return new Map(
    params.map(({ name, type = 'string', multiple }) => [name, { type, multiple: multiple === true }]),
  );
}
