#!/usr/bin/env node
/** The command `vibedasher-server DIR [--port N]`. SIGINT (Ctrl-C) and SIGTERM close the server gracefully. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from './errors.ts';
import { LOG_LEVELS, type LogLevel } from './http/app.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { LimitOptions } from './limits.ts';
import { startServer } from './server.ts';

const DEFAULT_PORT = 4000;

const USAGE = `Usage: vibedasher-server DIR [options]

  DIR                   folder with vizzes/, datasets/ and templates/ (also: --root DIR)
  --port N              port of the API (PORT, ${DEFAULT_PORT})
  --storage-port N      port of results and extracts (STORAGE_PORT, the API's plus one)
  --host HOST           address to listen on (HOST, 127.0.0.1)
  --storage-base URL    origin of results and extracts behind a proxy (STORAGE_BASE)
  --public-base URL     public base URL of the API's origin (PUBLIC_BASE)
  --trust-proxy PROXIES proxies whose X-Forwarded-For is trusted: their number, such as 1, or their addresses,
                        such as loopback,10.0.0.0/8 (TRUST_PROXY)
  --engine NAME         what runs the queries: duckdb, postgres://… or clickhouse://USER@HOST/DATABASE (ENGINE, duckdb)
  --early-hints         send Early Hints before viewer pages; all proxies must pass on the status 103

Several instances; docs/scaling.md explains them:
  --shared URL          state of queries and rate limits, such as valkey://HOST:6379 (SHARED)
  --results PLACE       results of all instances: a folder that all of them can write, or s3://BUCKET/PREFIX (RESULTS)
  --metrics-port N      port of Prometheus metrics, at /metrics; without it, there are none (METRICS_PORT)
  --drain-ms MS         time from SIGTERM, when /readyz fails, to the end (DRAIN_MS, 0)

Limits; the README explains them:
  --memory-per-viz SIZE memory for the queries of one viz (${DEFAULT_LIMITS.memoryPerViz})
  --threads N           threads for the queries of one viz (${DEFAULT_LIMITS.threads})
  --concurrency N       queries that run at the same time (${DEFAULT_LIMITS.concurrency})
  --statement-ms MS     time limit of a statement (${DEFAULT_LIMITS.statementMs})
  --ad-hoc-ms MS        time limit of a statement that is not a file of its viz (${DEFAULT_LIMITS.adHocMs})
  --max-rows N          rows of a result (${DEFAULT_LIMITS.maxRows})
  --rate-max N          requests per minute from one address (${DEFAULT_LIMITS.rateMax})
  --drawings N          charts drawn at the same time (${DEFAULT_LIMITS.drawings})

Log lines go to standard output. LOG_LEVEL (info) sets the level.
API_SECRET is the key that signs URLs of extracts. Without it, the server creates a random key at each start.`;

const toFlag = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The options in the usage. Those with a value have its name in capitals. */
const OPTIONS: NonNullable<ParseArgsConfig['options']> = {
  root: { type: 'string' },
  ...Object.fromEntries(
    [...USAGE.matchAll(/^ {2}--([a-z-]+)( [A-Z]+)?/gm)].map(([, name = '', value]) => [
      name,
      { type: value ? 'string' : 'boolean' },
    ]),
  ),
  help: { type: 'boolean', short: 'h' },
};

function parsePort(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new RangeError(`${name} is not a port: ${text}`);
  return port;
}

function parseLogLevel(word = 'info'): LogLevel {
  const level = LOG_LEVELS.find((known) => known === word);
  if (!level) throw new RangeError(`LOG_LEVEL is one of ${LOG_LEVELS.join(', ')}, not ${word}`);
  return level;
}

function parseLimits(values: Readonly<Record<string, unknown>>): Partial<LimitOptions> {
  const given = Object.entries(DEFAULT_LIMITS).flatMap(([name, fallback]) => {
    const text = values[toFlag(name)];
    if (typeof text !== 'string') return [];
    return [[name, typeof fallback === 'number' ? Number(text || Number.NaN) : text] as const];
  });
  return Object.fromEntries(given) as Partial<LimitOptions>;
}

async function main(): Promise<void> {
  // Without a value, pass an empty one: the server's error explains the possible values.
  const args = process.argv
    .slice(2)
    .map((arg, at, all) =>
      arg === '--trust-proxy' && (all[at + 1] ?? '-').startsWith('-') ? `${arg}=` : arg,
    );
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const given = values as Readonly<Record<string, string | undefined>>;
  const folders = [...positionals, ...[given['root'] ?? []].flat()];
  const [root] = folders;
  if (values['help'] || root === undefined) {
    console.log(USAGE);
    process.exitCode = values['help'] ? 0 : 2;
    return;
  }
  if (folders.length > 1)
    throw new RangeError(`Expected one folder, not ${folders.length}: ${folders.join(', ')}`);
  const setting = (name: string): string | undefined =>
    given[name] ?? process.env[name.toUpperCase().replaceAll('-', '_')];
  const port = parsePort(setting('port'), 'The port') ?? DEFAULT_PORT;
  const api = await startServer({
    ...parseLimits(values),
    root,
    port,
    storagePort: parsePort(setting('storage-port'), 'The storage port') ?? (port === 0 ? 0 : port + 1),
    host: setting('host') ?? '127.0.0.1',
    publicStorageBase: setting('storage-base'),
    publicBase: setting('public-base'),
    secret: process.env['API_SECRET'],
    trustProxy: setting('trust-proxy'),
    engine: setting('engine'),
    earlyHints: values['early-hints'] === true,
    shared: setting('shared'),
    results: setting('results'),
    metricsPort: parsePort(setting('metrics-port'), 'The port of metrics'),
    drainMs: Number(setting('drain-ms') ?? 0),
    logLevel: parseLogLevel(process.env['LOG_LEVEL']),
  });
  console.log(`API      ${api.apiBase}\nStorage  ${api.storageBase}`);
  if (api.metricsUrl !== null) console.log(`Metrics  ${api.metricsUrl}`);
  if (api.viewerBase !== null) console.log(`Viewer   ${api.viewerBase}/ACCOUNT/SLUG`);
  for (const lack of api.lacks) console.error(lack);
  for (const problem of api.problems) console.error(`Not usable: ${problem}`);

  const end = (): void => {
    // Without handlers, a second signal ends the process at once.
    process.off('SIGINT', end).off('SIGTERM', end);
    void api.close();
  };
  process.on('SIGINT', end).on('SIGTERM', end);
}

/** Shortens the message of `parseArgs`, and adds the names of all options if one is unknown. */
function usageError(message: string, isUnknown: boolean): string {
  const [problem] = message.split(/\. |\n/);
  const names = Object.keys(OPTIONS).map((name) => `--${name}`);
  return `${problem}${isUnknown ? `: use one of ${names.join(', ')}` : ''}\nMore: vibedasher-server --help`;
}

main().catch((error: unknown) => {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  console.error(
    code === 'EADDRINUSE'
      ? `Port ${port} is taken: end the program that uses it, or choose other ports with --port and --storage-port`
      : code?.startsWith('ERR_PARSE_ARGS')
        ? usageError(messageOf(error), code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
        : messageOf(error),
  );
  process.exitCode = 1;
});
