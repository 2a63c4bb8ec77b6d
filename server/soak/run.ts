import { execFile, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { decode } from '@msgpack/msgpack';
import type { ServerOptions } from '../src/index.ts';
import type { Limits } from '../src/limits.ts';
import type { AttackCounts } from './attacks.ts';

export interface SoakOptions {
  readonly seconds: number;
  /** Whether to end earlier: when each attack has a response and the first query of the first attacked viz is gone. */
  readonly isBrief?: boolean;
  /** The number of addresses that flood the server with statements, instead of all attacks. Default: 0. */
  readonly flooders?: number;
  /** Limits of the attacked server that differ from the defaults. */
  readonly limits?: Partial<Limits>;
  /** What two attacked instances share. Default: one server is attacked, alone. */
  readonly cluster?: Pick<ServerOptions, 'shared' | 'results'> | undefined;
  /** Called with each measurement of memory. */
  readonly onSample?: (sample: Memory) => void;
}

/** Memory of one instance in bytes, and the seconds since the start. */
export interface Memory {
  readonly second: number;
  readonly server: number;
  /** The sum of the engine's processes and the drawing processes. */
  readonly engine: number;
}

export interface SoakReport {
  /** Milliseconds from submitting a cached query to its rows. */
  readonly cached: readonly number[];
  /** Milliseconds for a cached query on a second server without attacks, which shows the load of the machine. */
  readonly calm: readonly number[];
  /** Milliseconds for a chart's query with new values, on the attacked server. */
  readonly own: readonly number[];
  /** Milliseconds for a chart's query with new values, on the server without attacks. */
  readonly calmOwn: readonly number[];
  /** Milliseconds for a new ad hoc query, on the attacked server. */
  readonly fresh: readonly number[];
  /** Wrong responses to the honest reader. */
  readonly wrong: readonly string[];
  /** Responses with the status 503 to the honest reader, who then sent the request again. */
  readonly refused: number;
  readonly memory: readonly Memory[];
  readonly attacks: AttackCounts;
  /** Whether the processes of all attacked servers still run and respond. */
  readonly survived: boolean;
  /** The final HTTP status of the first query of the first attacked viz. */
  readonly firstAttacked: number;
}

const HONEST = '/v1/public/viz/acme/honest';
const OWN = "SELECT count(*)::INT, '{{n}}' FROM range(2000)";
const ATTACKED = ['one', 'two', 'three', 'four'];
const PAUSE_MS = 200;
/** How often elements repeat a request after a 503, each time after the seconds in `Retry-After`. */
const MAX_RETRIES = 3;
/** Milliseconds between two polls of a status: the first interval of the elements. */
const POLL_MS = 50;
const OWN_EVERY = 3;
const FRESH_EVERY = 25;
const LOOK_MS = 2000;

/**
 * Starts a server and runs all attacks at the same time, while an honest reader queries another viz. Of two instances, each
 * gets half of the attacks, and the reader sends its requests to one after the other.
 */
export async function soak({
  seconds,
  isBrief = false,
  flooders = 0,
  limits = {},
  cluster,
  onSample,
}: SoakOptions): Promise<SoakReport> {
  const root = await makeFolder();
  const results = cluster?.results ?? join(root, 'results');
  const options = cluster ? { ...limits, ...cluster, results, secret: 'the same for all' } : limits;
  const servers = Array.from({ length: cluster ? 2 : 1 }, () => start(root, options));
  const other = start(root, {});
  let attackers: readonly ChildProcess[] = [];
  try {
    const bases = await Promise.all(servers.map(readApiUrl));
    const honest = new Reader(bases);
    const calm = new Reader([await readApiUrl(other)]);
    for (const reader of [honest, calm]) await reader.query('SELECT 42 AS answer', [[42]], 'fresh');
    const { body } = await honest.post(`/v1/public/viz/acme/${ATTACKED[0]}/query`, { sql: 'SELECT 0' });
    attackers = bases.map((base, at) =>
      fork(
        join(import.meta.dirname, 'attacks.ts'),
        [base, ATTACKED.join(','), flooders, at, bases.length].map(String),
      ),
    );
    const attacks: AttackCounts[] = [];
    for (const [at, attacker] of attackers.entries())
      attacker.on('message', (counts) => (attacks[at] = counts as AttackCounts));
    const end = new AbortController();
    const memory: Memory[] = [];
    const watching = servers.map((server) =>
      watch(server, end.signal, (sample) => {
        memory.push(sample);
        onSample?.(sample);
      }),
    );
    const areRunning = (): boolean =>
      servers.every(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const firstStatus = (): Promise<number> => honest.queryStatus(ATTACKED[0]!, body.sqlQuery?.id ?? '');
    const isEnough = async (): Promise<boolean> => {
      const answers = attacks.flatMap((counts) => Object.values(counts));
      const haveAnswers = answers.length > 0 && answers.every((counts) => Object.keys(counts).length > 0);
      return haveAnswers && (await firstStatus()) === 410;
    };
    const until = performance.now() + seconds * 1000;
    for (let n = 1; performance.now() < until && areRunning(); n += 1) {
      if (isBrief && (await isEnough())) break;
      for (const reader of [honest, calm]) await reader.query('SELECT 42 AS answer', [[42]], 'cached');
      for (const reader of n % OWN_EVERY === 0 ? [honest, calm] : [])
        await reader.query(OWN, [[2000, String(n)]], 'own', { n: String(n) });
      if (n % FRESH_EVERY === 0) void honest.query(`SELECT ${n} + count(*) FROM data`, [[n + 3]], 'fresh');
      await sleep(PAUSE_MS);
    }
    end.abort();
    await Promise.all(watching);
    const survived = areRunning() && (await honest.isReachable());
    return {
      // Return copies, because pending requests fail when the server ends.
      cached: [...honest.cached],
      calm: [...calm.cached],
      own: [...honest.own],
      calmOwn: [...calm.own],
      fresh: [...honest.fresh],
      wrong: [...honest.wrong],
      refused: honest.refused,
      memory,
      attacks: Object.assign({}, ...attacks) as AttackCounts,
      survived,
      firstAttacked: await firstStatus(),
    };
  } finally {
    for (const attacker of attackers) attacker.disconnect();
    await Promise.all([...servers, other].map(stop));
    await rm(root, { recursive: true, force: true });
  }
}

async function makeFolder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'vibedasher-soak-'));
  await mkdir(join(root, 'datasets'));
  await writeFile(join(root, 'datasets/data.csv'), 'a,b\n1,true\n2,false\n3,true\n');
  for (const slug of ['honest', ...ATTACKED]) {
    await mkdir(join(root, 'vizzes/acme', slug, 'charts'), { recursive: true });
    const viz = { name: slug, publishStatus: 'PUBLISHED', viewMode: 'public', datasets: ['data'] };
    await writeFile(join(root, 'vizzes/acme', slug, 'viz.json'), JSON.stringify(viz));
    await writeFile(
      join(root, 'vizzes/acme', slug, 'charts/main.sql'),
      "SELECT i AS x, i * i AS y, '{{n}}' AS series FROM range(2000) t(i)",
    );
    await writeFile(join(root, 'vizzes/acme', slug, 'charts/total.sql'), OWN);
  }
  return root;
}

function start(
  root: string,
  options: Partial<Limits> & Pick<ServerOptions, 'shared' | 'results' | 'secret'>,
): ChildProcess {
  const main = join(import.meta.dirname, 'serve.ts');
  return spawn(process.execPath, [main, root, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function readApiUrl(server: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of server.stdout!) {
    text += String(chunk);
    const [, address] = /API +(\S+)\nStorage/.exec(text) ?? [];
    if (address !== undefined) {
      server.stdout!.resume();
      return address;
    }
  }
  throw new Error(`The server did not start: ${text}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  await exited;
}

interface QueryAnswer {
  readonly sqlQuery?: { readonly id: string; readonly status: string };
  readonly cached?: boolean;
  readonly url?: string;
}

/** Queries one viz and records the durations. Of several instances, each request goes to the next one. */
class Reader {
  readonly cached: number[] = [];
  readonly own: number[] = [];
  readonly fresh: number[] = [];
  readonly wrong: string[] = [];
  refused = 0;
  readonly #bases: readonly string[];
  #requests = 0;

  constructor(bases: readonly string[]) {
    this.#bases = bases;
  }

  get #apiBase(): string {
    this.#requests += 1;
    return this.#bases[this.#requests % this.#bases.length]!;
  }

  async post(path: string, body: object): Promise<{ readonly status: number; readonly body: QueryAnswer }> {
    const response = await this.#fetch(() => this.#apiBase + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as QueryAnswer };
  }

  /** Runs a statement and fetches its rows, as a page does. */
  async query(
    sql: string,
    expected: unknown,
    kind: 'cached' | 'own' | 'fresh',
    args: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const start = performance.now();
    try {
      const { status, body } = await this.post(`${HONEST}/query`, { sql, args });
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      const address = body.url ?? (await this.#addressOf(body.sqlQuery?.id ?? ''));
      const blob = address ? await this.#fetch(() => address) : undefined;
      if (blob && !blob.ok) throw new Error(`${blob.status} ${await blob.text()}`);
      const { rows } = blob ? (decode(await blob.arrayBuffer()) as { rows: unknown }) : { rows: undefined };
      if (JSON.stringify(rows) !== JSON.stringify(expected))
        this.wrong.push(`${sql}: ${JSON.stringify(rows)}`);
      if (kind === 'cached' && !body.cached) this.wrong.push(`${sql}: is no longer cached`);
      this[kind].push(performance.now() - start);
    } catch (error) {
      this.wrong.push(`${sql}: ${String(error)}`);
    }
  }

  /** Sends a request, again after a 503 as elements do. */
  async #fetch(url: () => string, init?: RequestInit): Promise<Response> {
    for (let attempt = 0; ; attempt += 1) {
      const response = await fetch(url(), init);
      if (response.status !== 503 || attempt >= MAX_RETRIES) return response;
      this.refused += 1;
      await response.arrayBuffer();
      await sleep(Number(response.headers.get('retry-after')) * 1000);
    }
  }

  /** Polls for the URL of a result. @throws Error if the query fails */
  async #addressOf(id: string): Promise<string | undefined> {
    for (;;) {
      await sleep(POLL_MS);
      const response = await this.#fetch(() => `${this.#apiBase}${HONEST}/sql/${id}/result`);
      if (response.ok) return ((await response.json()) as QueryAnswer).url;
      if (response.status !== 409) throw new Error(`${response.status} ${await response.text()}`);
    }
  }

  async queryStatus(viz: string, id: string): Promise<number> {
    return (await fetch(`${this.#apiBase}/v1/public/viz/acme/${viz}/sql/${id}`)).status;
  }

  async isReachable(): Promise<boolean> {
    const answers = await Promise.all(this.#bases.map((base) => fetch(base + HONEST).catch(() => undefined)));
    return answers.every((answer) => answer?.ok);
  }
}

async function watch(
  server: ChildProcess,
  end: AbortSignal,
  onSample: (sample: Memory) => void,
): Promise<void> {
  const start = performance.now();
  while (!end.aborted) {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
    const processes = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number]);
    const sum = (isWanted: (pid: number, parent: number) => boolean): number =>
      processes
        .filter(([pid, parent]) => isWanted(pid, parent))
        .reduce((total, [, , kiB]) => total + kiB * 1024, 0);
    onSample({
      second: Math.round((performance.now() - start) / 1000),
      server: sum((pid) => pid === server.pid),
      engine: sum((_, parent) => parent === server.pid),
    });
    await sleep(LOOK_MS, undefined, { signal: end }).catch(() => undefined);
  }
}
