/** Generates crowded pages and floods of requests from a seed, and starts the server that they need. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Charts of a page that are alike. */
export interface Charts {
  readonly count: number;
  readonly mark: string;
  readonly rows: number;
  readonly from: 'spec' | 'query';
  readonly isAnimated: boolean;
  /** Whether the charts are several screens below the ones before. */
  readonly isFar: boolean;
}

export interface CrowdedPage {
  readonly place: 'comment' | 'dashboard';
  /** Width and height of each chart, in px. */
  readonly size: readonly [number, number];
  /** Milliseconds between two jumps of the reader while charts load, or 0. */
  readonly jumps: number;
  readonly charts: readonly Charts[];
}

/** Equal requests of some addresses. */
export interface Stream {
  readonly route: Route;
  /** Bytes of a request, approximately. */
  readonly size: number;
  /** Requests of each address per second. The server accepts 50. */
  readonly rate: number;
  readonly addresses: number;
}

export interface Flood {
  /** The slug of the attacked viz; see {@link writeFolder}. */
  readonly viz: 'small' | 'large' | 'options';
  readonly streams: readonly Stream[];
}

const ROUTES = [
  ...(['query', 'batch', 'status', 'preflight', 'rows'] as const),
  ...(['description', 'page', 'picture', 'slug'] as const),
];
export type Route = (typeof ROUTES)[number];

const MAX_CHARTS = 40;
const MAX_ROWS = 1_000_000;
const MAX_ACCOUNTS = 2000;

export function generatePage(random: Random): CrowdedPage {
  const charts: Charts[] = [];
  for (let left = random.within(1, MAX_CHARTS); left > 0; left -= charts.at(-1)!.count) {
    const isAnimated = random.oneOf([true, false]);
    const rows = random.oneOf([10, 300, 3000, 20_000, ...(isAnimated ? [] : [100_000, 200_000])]);
    charts.push({
      count: random.within(1, Math.min(left, MAX_ROWS / rows)),
      mark: random.oneOf(['bar', 'line', 'point', 'area']),
      rows,
      from: isAnimated ? 'spec' : random.oneOf(['spec', 'query']),
      isAnimated,
      isFar: random.within(1, 4) === 1,
    });
  }
  const size = random.oneOf([[120, 90] as const, [300, 200] as const, [600, 400] as const]);
  return {
    place: random.oneOf(['comment', 'dashboard']),
    size,
    jumps: random.oneOf([0, 0, 300, 1000]),
    charts,
  };
}

export function generateFlood(random: Random): Flood {
  const streams = Array.from({ length: random.within(1, 2) }, () => ({
    route: random.oneOf(ROUTES),
    size: random.oneOf([100, 3000, 60_000, 200_000]),
    rate: random.oneOf([4, 12, 48]),
    addresses: random.oneOf([1, 1, 3]),
  }));
  return { viz: random.oneOf(['small', 'large', 'options']), streams };
}

/** A sequence of numbers from a seed (mulberry32). */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  within(least: number, most: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const share = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    return least + Math.floor(share * (most - least + 1));
  }

  oneOf<T>(values: readonly T[]): T {
    return values[this.within(0, values.length - 1)]!;
  }
}

export interface Case<T> {
  readonly name: string;
  readonly value: T;
}

/** Generates `COUNT` cases from `SEED`, or returns the one in `CASE`, which is JSON. */
export function casesOf<T>(generate: (random: Random) => T): Case<T>[] {
  const { CASE, SEED = '7', COUNT = '50' } = process.env;
  if (CASE !== undefined) return [{ name: 'given as CASE', value: JSON.parse(CASE) as T }];
  return Array.from({ length: Number(COUNT) }, (_, index) => ({
    name: `${index} of seed ${SEED}`,
    value: generate(new Random(Number(SEED) * 1000 + index)),
  }));
}

/** Vizzes of the account `acme`, and accounts without a viz. */
function writeFiles(): Record<string, string> {
  const settings = { publishStatus: 'PUBLISHED', viewMode: 'public', datasets: ['data'] };
  const options = Array.from({ length: 10_000 }, (_, n) => ({ value: `option ${n}`, label: `Option ${n}` }));
  const vizzes: Record<string, Record<string, string>> = {
    honest: {},
    small: {},
    large: Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [`charts/c${n}.sql`, `SELECT '${'x'.repeat(64_000)}'`]),
    ),
    options: {
      'params.json': JSON.stringify(['one', 'two'].map((name) => ({ name, type: 'string', options }))),
    },
  };
  const files: Record<string, string> = { 'datasets/data.csv': 'a,b\n1,2\n' };
  for (const [slug, more] of Object.entries(vizzes))
    for (const [path, text] of Object.entries({
      'viz.json': JSON.stringify({ name: slug, ...settings }),
      'charts/main.sql': "SELECT range AS x, range * 2 AS y, '{{n}}' AS n FROM range(1000)",
      ...more,
    }))
      files[`vizzes/acme/${slug}/${path}`] = text;
  for (let n = 0; n < MAX_ACCOUNTS; n += 1) files[`vizzes/account-${n}/unused/notes`] = '';
  return files;
}

/** Writes the folder that {@link serve} serves. */
export async function writeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vibedasher-invariants-'));
  for (const [path, text] of Object.entries(writeFiles())) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const OPTIONS = { trustProxy: 1, publicBase: 'http://server.example' };

export interface Served {
  readonly apiBase: string;
  stop(): Promise<void>;
}

/** Serves a folder from a process of its own, which trusts one proxy. */
export async function serve(folder: string): Promise<Served> {
  const main = join(import.meta.dirname, '../../server/soak/serve.ts');
  const child = spawn(process.execPath, [main, folder, JSON.stringify(OPTIONS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    apiBase: line.replace('API ', ''),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
