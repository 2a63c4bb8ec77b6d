/**
 * `npm run size`: prints the compressed size (brotli) of each chunk of the script-tag bundle, and of all scripts that
 * Chromium loads for common kinds of charts, and compares sums with budgets. Then it compares the bytes and the function
 * calls for each kind with those in work.json. Exits with 1 if a budget is exceeded, or if a kind takes over 5 % more than
 * recorded. With `--record`, it writes work.json instead of comparing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { LAYERS } from '../scripts/chunks.ts';
import { readCommandLine } from '../scripts/command-line.ts';
import { measureChartWork } from './chart-work.ts';
import { KIND_NAMES, kindTitle } from './vizzes.ts';
import { compareWork, type Work, type WorkByKind } from './work.ts';

/** An entry of Vite's manifest. `imports` and `dynamicImports` are keys of other entries. */
interface Chunk {
  readonly file: string;
  readonly name?: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

interface Budget {
  readonly what: string;
  readonly bytes: number;
  readonly limit: number;
}

const RECORD = join(import.meta.dirname, 'work.json');

const { values: options } = readCommandLine(import.meta.filename, {
  record: { type: 'boolean', default: false },
});
const cdn = join(import.meta.dirname, '../cdn');
if (!existsSync(join(cdn, 'manifest.json'))) {
  console.error('The bundle is missing: run `npm run build` first.');
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(join(cdn, 'manifest.json'), 'utf8')) as Record<string, Chunk>;

const size = (file: string): number => brotliCompressSync(readFileSync(join(cdn, file))).length;
const chunks = Object.entries(manifest).filter(([, { file }]) => file.endsWith('.js'));
const chunkKey = (name: string): string => {
  const found = chunks.find(([, chunk]) => chunk.file === name || chunk.name === name);
  if (!found) throw new Error(`The bundle has no chunk ${name}`);
  return found[0];
};

/** Returns the keys of the named chunks and of all chunks that they import statically. */
function staticGraph(...names: string[]): Set<string> {
  const graph = new Set<string>();
  const add = (key: string): void => {
    if (graph.has(key)) return;
    graph.add(key);
    manifest[key]?.imports?.forEach(add);
  };
  names.map(chunkKey).forEach(add);
  return graph;
}

const sum = (keys: Iterable<string>): number =>
  [...keys].map((key) => size((manifest[key] as Chunk).file)).reduce((a, b) => a + b, 0);

const ENTRY = 'vibedasher.js';
const entry = staticGraph(ENTRY);
const bar = staticGraph(ENTRY, ...LAYERS.map(([name]) => name));
/** Chunks of a dashboard that a chart does not need. */
const dashboard = [...staticGraph('dashboard')].filter((key) => !bar.has(key));

/**
 * Limit for all JavaScript that a page with one chart loads, for each kind. The hashes in the names of other chunks change
 * the compressed size of the same code by up to 200 bytes.
 */
const CHART_LIMIT = 225_000;

const work = Object.fromEntries(
  [...(await measureChartWork(cdn))].map(([kind, { scripts, calls }]): [string, Work] => [
    kind,
    { bytes: scripts.reduce((total, script) => total + size(script), 0), calls },
  ]),
) as WorkByKind;

const charts: Budget[] = KIND_NAMES.map((kind) => ({
  what: `all JavaScript for ${kindTitle(kind)}`,
  bytes: work[kind].bytes,
  limit: CHART_LIMIT,
}));

const budgets: Budget[] = [
  { what: 'before the first request', bytes: sum(entry), limit: 28_500 },
  ...charts,
  // The same code takes up to 20 bytes more or less with the hashes of other chunks.
  { what: 'a dashboard', bytes: sum(dashboard), limit: 9_820 },
  { what: 'stylesheet', bytes: size('vibedasher.css'), limit: 3_550 },
];

const kilo = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;
const count = (value: number): string => value.toLocaleString('en').padStart(9);
const raw = (file: string): number => readFileSync(join(cdn, file)).length;

console.log('   brotli        raw   chunk');
for (const [key, { file }] of chunks.sort(([, a], [, b]) => raw(b.file) - raw(a.file))) {
  console.log(`${kilo(size(file))} ${kilo(raw(file))}   ${file}${bar.has(key) ? '  (every chart)' : ''}`);
}
console.log('\n   brotli     budget');
for (const { what, bytes, limit } of budgets) {
  console.log(`${kilo(bytes)} ${kilo(limit)}   ${what}${bytes > limit ? '  TOO LARGE' : ''}`);
}
const isTooLarge = budgets.some(({ bytes, limit }) => bytes > limit);

if (options.record) {
  writeFileSync(RECORD, `${JSON.stringify(work, null, 2)}\n`);
}
const changes = compareWork(JSON.parse(readFileSync(RECORD, 'utf8')) as WorkByKind, work);
const VERDICTS = { more: '  TOO MUCH', less: '  less than recorded', same: '' };
console.log('\n recorded   measured');
for (const { what, recorded, measured, verdict } of changes) {
  console.log(`${count(recorded)} ${count(measured)}   ${what}${VERDICTS[verdict]}`);
}
const isTooMuch = changes.some(({ verdict }) => verdict === 'more');
if (changes.some(({ verdict }) => verdict !== 'same')) {
  console.log(
    'To record the measured values: npm run size -- --record. The message of the commit says why there is more.',
  );
}
process.exitCode = isTooLarge || isTooMuch ? 1 : 0;
