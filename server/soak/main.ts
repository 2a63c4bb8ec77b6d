/**
 * `npm run soak`: runs all known attacks against a server at the same time.
 *
 *     --minutes 10       duration
 *     --flooders 1       addresses that send endless statements to two vizzes, instead of all attacks
 *     --shared URL       attacks two instances with that Valkey, see the server's option
 *     --results PLACE    of these instances; default: a temporary folder
 *
 * The reader sends a request again after a 503, as elements do. Prints the measurements. Exits with 1 if a cached query of
 * another viz takes more than 500 ms (99th percentile), a response is wrong, memory exceeds its bound, or the server's
 * process has ended. With `--flooders` also if a chart's query takes more than 500 ms (99th percentile), or a new query
 * from another address more than 5 s.
 */
import { readCommandLine, refuse } from '../../scripts/command-line.ts';
import { resolveLimits } from '../src/limits.ts';
import { soak, type Memory, type SoakReport } from './run.ts';

const MiB = 1024 * 1024;
const MAX_MINUTES = 60;
const MAX_P99_MS = 500;
const MAX_FRESH_MS = 5000;
/** Memory of the server's process without its caches: Node, concurrent requests and waiting statements. */
const SERVER_BYTES = 512 * MiB;
/** A process of the engine kills itself at 1.25 times its limit. It can grow until it checks its memory. */
const ENGINE_SHARE = 1.5;

const { values } = readCommandLine(import.meta.filename, {
  minutes: { type: 'string', default: '10' },
  flooders: { type: 'string', default: '0' },
  shared: { type: 'string' },
  results: { type: 'string' },
});
const flooders = Number(values.flooders);
const minutes = Number(values.minutes);
const { shared, results } = values;
if (results !== undefined && shared === undefined) refuse('--results needs --shared');
if (!(minutes > 0 && minutes <= MAX_MINUTES)) refuse(`--minutes is a number above 0, up to ${MAX_MINUTES}`);

const limits = resolveLimits({});
const bounds = {
  server: limits.cacheBytes + limits.recordBytes + limits.drawingCacheBytes + SERVER_BYTES,
  engine:
    (limits.concurrency + limits.concurrencyOwn + 2) * limits.engineBytes * ENGINE_SHARE +
    limits.drawings * limits.drawingBytes,
};

const report = await soak({
  seconds: minutes * 60,
  flooders,
  cluster: shared === undefined ? undefined : { shared, results },
  onSample: printMemory,
});
print(report);
process.exitCode = findFaults(report).length > 0 ? 1 : 0;

function printMemory({ second, server, engine }: Memory): void {
  if (second % 30 < 2) console.log(`${second} s: server ${mib(server)}, engine ${mib(engine)}`);
}

function print(report: SoakReport): void {
  console.log('\n| attack | answers |\n| --- | --- |');
  for (const [name, answers] of Object.entries(report.attacks))
    console.log(
      `| ${name} | ${Object.entries(answers)
        .map(([answer, n]) => `${answer}: ${n}`)
        .join(', ')} |`,
    );
  console.log(
    '\n| another viz’s reader | times | median | p95 | p99 | longest |\n| --- | --- | --- | --- | --- | --- |',
  );
  for (const kind of ['cached', 'calm', 'own', 'calmOwn', 'fresh'] as const) {
    const times = report[kind];
    const cells = [0.5, 0.95, 0.99, 1].map((share) => `${Math.round(quantile(times, share))} ms`);
    console.log(`| ${kind} | ${times.length} | ${cells.join(' | ')} |`);
  }
  console.log(
    'calm: on a server without attacks; own: a chart’s query with a new value each time; fresh: a new query each time',
  );
  console.log(`503 and Retry-After, which the reader followed: ${report.refused}`);
  console.log('\n| memory of an instance | first | most | last | bound |\n| --- | --- | --- | --- | --- |');
  for (const part of ['server', 'engine'] as const) {
    const samples = report.memory.map((sample) => sample[part]);
    const cells = [samples[0] ?? NaN, Math.max(...samples), samples.at(-1) ?? NaN, bounds[part]].map(mib);
    console.log(`| ${part} | ${cells.join(' | ')} |`);
  }
  const faults = findFaults(report);
  console.log(faults.length > 0 ? `\n${faults.join('\n')}` : '\nAll within the limits.');
}

function findFaults({ cached, own, fresh, wrong, memory, survived }: SoakReport): string[] {
  const slow = (what: string, times: readonly number[], share: number, most: number): string[] => {
    const ms = quantile(times, share);
    return ms <= most ? [] : [`The ${what} took ${Math.round(ms)} ms, more than ${most} ms.`];
  };
  return [
    ...slow('cached query (p99)', cached, 0.99, MAX_P99_MS),
    ...(flooders > 0 ? slow('query of a chart (p99)', own, 0.99, MAX_P99_MS) : []),
    ...(flooders > 0 ? slow('new query (longest)', fresh, 1, MAX_FRESH_MS) : []),
    ...(survived ? [] : ['The server’s process has ended.']),
    ...(wrong.length > 0 ? [`${wrong.length} wrong answers:`, ...wrong] : []),
    ...(['server', 'engine'] as const)
      .filter((part) => memory.some((sample) => sample[part] > bounds[part]))
      .map((part) => `The ${part} took more than ${mib(bounds[part])}.`),
  ];
}

/** Returns the quantile of values, or `NaN` without values. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MiB)} MiB`;
}
