/**
 * A process that attacks a server on loopback until its parent disconnects. Each attack comes from a different address.
 *
 * @see run.ts, which forks it with the URL of the API
 */
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** A message to the parent: for each attack, the number of responses by kind. */
export type AttackCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface Attack {
  /** Number of times per second. */
  readonly rate: number;
  readonly once: (send: Sender, n: number) => Promise<string>;
}

interface Sender {
  /** POSTs JSON to a path of the API. */
  post(path: string, body: string): Promise<{ readonly status: string; readonly text: string }>;
  get(url: string): Promise<{ readonly status: string; readonly text: string }>;
  /** Sends a text and keeps the connection open. */
  hold(text: string): Promise<string>;
  /** Requests a URL and does not read the response. */
  stall(url: string): Promise<string>;
}

/** Maximum number of concurrent requests of an attack. Further ones are skipped. */
const MAX_OPEN = 100;
const PORT_OF_NOWHERE = 1;

const apiBase = new URL(process.argv[2] ?? '');
const vizzes = (process.argv[3] ?? '').split(',');
/** The number of addresses that send only {@link FLOOD}. If it is 0, all attacks run, each from one address. */
const flooders = Number(process.argv[4] ?? 0);
/** The number of instances, and which of them this process attacks, with its share of the attacks. */
const [at = 0, instances = 1] = (process.argv.slice(5) as readonly string[]).map(Number);
const vizPath = (n: number): string => `/v1/public/viz/acme/${vizzes[n % vizzes.length]}`;

const query = (sql: string, args: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify({ sql, args });
const endless = (n: number): string =>
  `WITH RECURSIVE t(i) AS (SELECT ${n} UNION ALL SELECT i + 1 FROM t) SELECT max(i) FROM t`;

/** Creates an attack that sends a different statement each time. */
const statements = (rate: number, viz: number, sql: (n: number) => string): Attack => ({
  rate,
  once: async (send, n) => (await send.post(`${vizPath(viz)}/query`, query(sql(n)))).status,
});

const FILLER = 'x'.repeat(12_000);
const KEYS = `SELECT '${'{{k}}'.repeat(20_000)}'`;
const UNUSED = JSON.stringify({ sql: 'SELECT 1', args: { unused: 'x'.repeat(255_000) } });
const WRONG_ARGS = `{"sql":"SELECT 1","args":{${Array.from({ length: 20_000 }, (_, n) => `"${n}":1`).join(',')}}}`;
const DEEP = `{"sql":"SELECT 1","args":null,"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;

/** Endless statements to two vizzes. */
const FLOOD: Attack = {
  rate: 8,
  once: async (send, n) =>
    (await send.post(`${vizPath(n % 2)}/query`, query(`SELECT ${n} + count(*) FROM range(100000000000)`)))
      .status,
};

const ATTACKS: Readonly<Record<string, Attack>> = {
  'counting without end': FLOOD,
  'one value, 20,000 times': {
    rate: 10,
    once: async (send, n) =>
      (await send.post(`${vizPath(n)}/query`, query(KEYS, { k: "'".repeat(12_000) }))).status,
  },
  'unused values': {
    rate: 40,
    once: async (send) => (await send.post(`${vizPath(0)}/query`, UNUSED)).status,
  },
  'endless recursion': statements(8, 0, endless),
  'endless joins': statements(
    2,
    1,
    (n) => `SELECT sum(a.i * b.i % ${n + 7}) FROM range(10000000) a(i), range(10000000) b(i)`,
  ),
  'memory within DuckDB': statements(
    2,
    2,
    (n) => `SELECT ${n}, count(DISTINCT a.i * 100000 + b.i) FROM range(100000) a(i), range(100000) b(i)`,
  ),
  'memory beside DuckDB': statements(
    1,
    2,
    (n) => `SELECT ${n}, len(replace(a, 'x', a)) FROM (SELECT string_agg('x', '') AS a FROM range(60000))`,
  ),
  'ignored interrupts': statements(
    1,
    3,
    (n) =>
      `SELECT levenshtein(a, a || '${n}') FROM (SELECT string_agg(i::VARCHAR, '') AS a FROM range(60000) t(i))`,
  ),
  'large results': {
    rate: 2,
    once: async (send, n) => {
      const sql = `SELECT uuid() AS id, ${n} AS n, hash(i) AS h FROM range(100000) t(i)`;
      const url = await fetchResultUrl(send, vizPath(3), sql);
      return url ? send.stall(url) : 'no result';
    },
  },
  'hard to read': statements(4, 1, (n) => `SELECT ${'a or '.repeat(12_000)}a = ${n} FROM data`),
  'many columns': statements(2, 2, (n) => `SELECT ${`${n},`.repeat(10_000)}1`),
  'many faults': {
    rate: 10,
    once: async (send) => (await send.post(`${vizPath(0)}/query`, WRONG_ARGS)).status,
  },
  'deep JSON': {
    rate: 10,
    once: async (send) => (await send.post(`${vizPath(0)}/query`, DEEP)).status,
  },
  'full batches': {
    rate: 2,
    once: async (send, n) => {
      const queries = Array.from({ length: 50 }, (_, k) => ({
        sql: `SELECT '${'{{k}}'.repeat(4)}', ${n * 50 + k}`,
        args: { k: FILLER.slice(0, 4000) },
      }));
      return (await send.post(`${vizPath(n)}/batch`, JSON.stringify({ queries }))).status;
    },
  },
  'one id, a thousand times': {
    rate: 5,
    once: async (send) => {
      const { text } = await send.post(`${vizPath(0)}/query`, query(`SELECT '${FILLER}'`));
      const { id } = (JSON.parse(text) as { sqlQuery?: { id?: string } }).sqlQuery ?? {};
      const queryIds = Array.from({ length: 1000 }, () => id ?? '');
      return (await send.post(`${vizPath(0)}/sql/status/batch`, JSON.stringify({ queryIds }))).status;
    },
  },
  'half a body': {
    rate: 10,
    once: (send, n) =>
      send.hold(
        `POST ${apiBase.pathname}${vizPath(n)}/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
          `Content-Length: 200000\r\n\r\n{"sql": "${FILLER}`,
      ),
  },
  'half a header': {
    rate: 10,
    once: (send) => send.hold(`GET ${apiBase.pathname}/openapi.json HTTP/1.1\r\nHost: x\r\nX-`),
  },
  'long addresses': {
    rate: 10,
    once: async (send) => (await send.get(`${apiBase.href}/v1/public/viz/acme/${'x'.repeat(15_000)}`)).status,
  },
  'rows with other values': {
    rate: 20,
    once: async (send, n) => (await send.get(`${apiBase.href}${vizPath(n)}/rows/main?p.n=${n}`)).status,
  },
  'many parameters of rows': {
    rate: 20,
    once: async (send, n) =>
      (await send.get(`${apiBase.href}${vizPath(n)}/rows/main?${'p.n=1&'.repeat(n % 2 ? 600 : 2000)}`))
        .status,
  },
  pictures: {
    rate: 20,
    once: async (send, n) => {
      const viz = `acme/${vizzes[n % vizzes.length]}`;
      const path =
        n % 4 === 0 ? `/v/${viz}?v.n=${n}` : `/render/${viz}.png?width=${320 + (n % 880)}&v.n=${n}`;
      return (await send.get(new URL(path, apiBase).href)).status;
    },
  },
  'more requests than are taken': {
    rate: 100,
    once: async (send) => (await send.get(`${apiBase.href}/openapi.json`)).status,
  },
};

async function fetchResultUrl(send: Sender, viz: string, sql: string): Promise<string | undefined> {
  const { text } = await send.post(`${viz}/query`, query(sql));
  const { id } = (JSON.parse(text) as { sqlQuery?: { id?: string } }).sqlQuery ?? {};
  for (let n = 0; id && n < 60; n += 1) {
    await sleep(1000);
    const { status, text } = await send.get(`${apiBase.href}${viz}/sql/${id}/result`);
    if (status === '200') return (JSON.parse(text) as { url: string }).url;
    if (status !== '409') return undefined;
  }
  return undefined;
}

/** Sends from a different loopback address for each index, on systems with several (Linux). */
class LoopbackSender implements Sender {
  readonly #from: { readonly localAddress?: string };
  readonly #agent: Agent;

  constructor(index: number) {
    this.#from = process.platform === 'linux' ? { localAddress: `127.0.0.${index + 2}` } : {};
    this.#agent = new Agent({ keepAlive: true, maxSockets: MAX_OPEN });
  }

  post(path: string, body: string): Promise<{ status: string; text: string }> {
    return this.#ask(apiBase.href + path, body);
  }

  get(url: string): Promise<{ status: string; text: string }> {
    return this.#ask(url);
  }

  async #ask(url: string, body?: string): Promise<{ status: string; text: string }> {
    try {
      const response = await this.#send(url, body);
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
      return { status: String(response.statusCode), text };
    } catch (error) {
      return { status: errorCode(error), text: '{}' };
    }
  }

  #send(url: string, body?: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      request(url, { ...this.#from, agent: this.#agent, method, headers }, resolve)
        .on('error', reject)
        .end(body);
    });
  }

  hold(text: string): Promise<string> {
    return new Promise((resolve) => {
      const socket: Socket = connect({
        host: apiBase.hostname,
        port: Number(apiBase.port) || PORT_OF_NOWHERE,
        ...this.#from,
      });
      let answer = 'closed';
      socket.on('data', (chunk) => (answer = /^HTTP\/1\.1 (\d+)/.exec(chunk.toString())?.[1] ?? answer));
      socket.on('error', (error) => (answer = errorCode(error)));
      socket.once('close', () => resolve(answer));
      socket.write(text);
    });
  }

  async stall(url: string): Promise<string> {
    try {
      const response = await this.#send(url);
      response.pause();
      return await new Promise((resolve) => response.once('close', () => resolve('cut off')));
    } catch (error) {
      return errorCode(error);
    }
  }
}

function errorCode(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? error);
}

async function runAttack(name: string, attack: Attack, index: number): Promise<never> {
  const send = new LoopbackSender(index);
  const answers: Record<string, number> = (counts[name] = {});
  let open = 0;
  for (let n = 0; ; n += 1) {
    await sleep(1000 / attack.rate);
    if (open >= MAX_OPEN) continue;
    open += 1;
    void attack
      .once(send, n)
      .catch(errorCode)
      .then((answer) => {
        open -= 1;
        answers[answer] = (answers[answer] ?? 0) + 1;
      });
  }
}

const counts: Record<string, Record<string, number>> = {};
// Leave the processor to the server.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on('disconnect', () => process.exit());
const floods = Array.from({ length: flooders }, (_, n) => [`counting without end ${n + 1}`, FLOOD] as const);
const attacks = flooders > 0 ? floods : Object.entries(ATTACKS);
for (const [index, [name, attack]] of attacks.entries())
  if (index % instances === at) void runAttack(name, attack, index);
// The callback ignores errors of a parent that has ended.
setInterval(() => process.send?.(counts satisfies AttackCounts, () => undefined), 1000);
