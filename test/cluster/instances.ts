/** Instances of the reference server in processes of their own, and readers that use the elements' client. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPublicClient } from '../../src/public-client/index.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import { spawnBound, stopServices } from './components.ts';

const MAIN = join(import.meta.dirname, '../../server/src/main.ts');
export const VIZ = { account: 'acme', slug: 'shop' };
/** The value shows whether two results are of one run. */
export const QUICK = "SELECT '{{n}}' AS n, random() AS run";
/** Takes a second or longer. */
export const SLOW =
  "SELECT '{{n}}' AS n, random() AS run, max(md5(i::VARCHAR)) AS work FROM range(2000000) t(i)";

const instances = new Set<Instance>();
const folders = new Set<string>();

/** Ends all processes and removes all folders. */
export async function cleanUp(): Promise<void> {
  await Promise.all([...instances].map((instance) => instance.kill()));
  await stopServices();
  await Promise.all([...folders].map((folder) => rm(folder, { recursive: true, force: true })));
}

export async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vibedasher-cluster-'));
  folders.add(folder);
  return folder;
}

/** Milliseconds for which a statement with `random()` has the same identity. */
const IDENTITY_MS = 900_000;
/** Milliseconds that the tests of one file take, on a busy machine. */
const TESTS_MS = 60_000;

/** Creates a folder with one viz, which has the statements above as charts. */
export async function createVizzes(): Promise<string> {
  const left = IDENTITY_MS - (Date.now() % IDENTITY_MS);
  if (left < TESTS_MS) await sleep(left);
  const root = await createFolder();
  const charts = join(root, 'vizzes/acme/shop/charts');
  await mkdir(charts, { recursive: true });
  await mkdir(join(root, 'datasets'));
  const viz = { name: 'Shop', publishStatus: 'PUBLISHED', viewMode: 'public', datasets: [] };
  await writeFile(join(root, 'vizzes/acme/shop/viz.json'), JSON.stringify(viz));
  await writeFile(join(charts, 'quick.sql'), QUICK);
  await writeFile(join(charts, 'slow.sql'), SLOW);
  return root;
}

/** One instance of the server. */
export class Instance {
  readonly apiBase: string;
  readonly storageBase: string;
  readonly metricsUrl: string | undefined;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, [apiBase, storageBase, metricsUrl]: readonly string[]) {
    this.#process = process;
    this.apiBase = apiBase ?? '';
    this.storageBase = storageBase ?? '';
    this.metricsUrl = metricsUrl;
    instances.add(this);
  }

  /** Starts an instance, and resolves when it listens. */
  static async start(
    root: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Instance> {
    const child = spawnBound(process.execPath, [MAIN, root, '--port', '0', ...args], {
      env: { ...process.env, LOG_LEVEL: 'fatal', API_SECRET: 'the same for all', ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const bases: string[] = [];
    for await (const line of createInterface(child.stdout!)) {
      const [, base] = /^(?:API|Storage|Metrics) +(http\S+)$/.exec(line) ?? [];
      if (base === undefined) {
        child.kill('SIGKILL');
        throw new Error(`The server did not start: ${line}`);
      }
      bases.push(base);
      if (bases.length === (args.some((arg) => arg.startsWith('--metrics-port')) ? 3 : 2)) break;
    }
    child.stdout!.resume();
    return new Instance(child, bases);
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** Sends a signal, and resolves with the exit code when the process has ended. */
  async end(name: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill(name);
      await exited;
    }
    return this.#process.exitCode;
  }

  /** The value of a metric. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(this.metricsUrl ?? '')).text();
    const line = text.split('\n').find((line) => line.startsWith(`${name} `));
    if (!line) throw new Error(`There is no metric ${name} at ${this.metricsUrl}: ${text.slice(0, 300)}`);
    return Number(line.split(' ')[1]);
  }

  /** Ends the process, also if it is stopped. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }
}

/** The API's address for readers behind {@link createReader}. */
const CLUSTER = 'http://cluster.test/api';

/**
 * Creates a reader who sends the same requests as an element, with its retries, and caches nothing.
 *
 * @param route Returns the instance for each request, as a balancer does
 * @returns A function that resolves with the rows of a statement, and rejects with the error that the reader would see
 */
export function createReader(
  route: (path: string) => Instance,
): (sql: string, n: number | string) => Promise<Dataset['rows']> {
  const send: typeof fetch = (input, init) => {
    const url = String(input);
    if (url.startsWith(CLUSTER)) {
      const path = url.slice(CLUSTER.length);
      return fetch(route(path).apiBase + path, init);
    }
    const { pathname, search } = new URL(url);
    return fetch(route(pathname).storageBase + pathname + search, init);
  };
  return async (sql, n) => {
    // Clients with the same fetch share a cache.
    const client = createPublicClient({ apiBase: CLUSTER, fetch: (...args) => send(...args) });
    return (await client.queryViz(VIZ, { sql, params: { n: String(n) } })).rows;
  };
}

/**
 * Submissions go to the first instance, all other requests to the second.
 *
 * @param onSubmitted Called when the submission has been answered, before the next request
 */
export function submitTo(
  first: Instance,
  second: Instance,
  onSubmitted: () => void = () => undefined,
): (path: string) => Instance {
  let isSubmitted = false;
  return (path) => {
    if (/\/query$/.test(path)) {
      isSubmitted = true;
      return first;
    }
    if (isSubmitted) onSubmitted();
    isSubmitted = false;
    return second;
  };
}
