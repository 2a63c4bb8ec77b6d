/**
 * `npm run soak`: whether the server holds while everything that is known to hurt one comes at once.
 *
 *     --minutes 10       how long; ends by itself
 *     --flooders 1       addresses that send statements without end to two vizzes, in place of all attacks
 *
 * Prints what was measured, and ends with 1 where another viz's cached query took more than 500 ms (99th percentile), and
 * with `--flooders` a chart's query too, or a new query of an address of its own more than 5 s, an answer was wrong, memory went beyond its bound, or the server's process is another one or gone.
 */
import { parseArgs } from 'node:util';
import { resolveLimits } from '../src/limits.ts';
import { soak, type Memory, type SoakReport } from './run.ts';

const MiB = 1024 * 1024;
const MAX_MINUTES = 60;
const MAX_P99_MS = 500;
const MAX_FRESH_MS = 5000;
/** Of the server's process besides what it keeps of results: Node, requests under way, statements that wait. */
const SERVER_BYTES = 512 * MiB;
/** A process of the engine is ended at a quarter more than its limit, and may grow until it sees that. */
const ENGINE_SHARE = 1.5;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, flooders: { type: 'string', default: '0' } },
});
const flooders = Number(values.flooders);
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= MAX_MINUTES)) throw new RangeError(`--minutes is 0 to ${MAX_MINUTES}`);

const limits = resolveLimits({});
const bounds = {
  server: limits.cacheBytes + limits.recordBytes + limits.drawingCacheBytes + SERVER_BYTES,
  engine:
    (limits.concurrency + limits.concurrencyOwn + 2) * limits.engineBytes * ENGINE_SHARE +
    limits.drawings * limits.drawingBytes,
};

const report = await soak({ seconds: minutes * 60, flooders, onLook: tell });
print(report);
process.exitCode = faultsOf(report).length > 0 ? 1 : 0;

function tell({ second, server, engine }: Memory): void {
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
    'calm: at a server that nobody attacks; own: a chart’s query with a new value each time; fresh: a new one each time',
  );
  console.log('\n| memory | first | most | last | bound |\n| --- | --- | --- | --- | --- |');
  for (const part of ['server', 'engine'] as const) {
    const looks = report.memory.map((look) => look[part]);
    const cells = [looks[0] ?? NaN, Math.max(...looks), looks.at(-1) ?? NaN, bounds[part]].map(mib);
    console.log(`| ${part} | ${cells.join(' | ')} |`);
  }
  const faults = faultsOf(report);
  console.log(faults.length > 0 ? `\n${faults.join('\n')}` : '\nIt holds.');
}

function faultsOf({ cached, own, fresh, wrong, memory, survived }: SoakReport): string[] {
  const slow = (what: string, times: readonly number[], share: number, most: number): string[] => {
    const ms = quantile(times, share);
    return ms <= most ? [] : [`The ${what} took ${Math.round(ms)} ms, not ${most} at most.`];
  };
  return [
    ...slow('cached query (p99)', cached, 0.99, MAX_P99_MS),
    ...(flooders > 0 ? slow('query of a chart (p99)', own, 0.99, MAX_P99_MS) : []),
    ...(flooders > 0 ? slow('new query (longest)', fresh, 1, MAX_FRESH_MS) : []),
    ...(survived ? [] : ['The server that was started is gone.']),
    ...(wrong.length > 0 ? [`${wrong.length} wrong answers, such as: ${wrong[0]}`] : []),
    ...(['server', 'engine'] as const)
      .filter((part) => memory.some((look) => look[part] > bounds[part]))
      .map((part) => `The ${part} took more than ${mib(bounds[part])}.`),
  ];
}

/** The value below which so large a share of all is; `NaN` of nothing. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MiB)} MiB`;
}
