/**
 * What strangers may send to the server, as a process of its own: each attack comes from an address of its own,
 * as many times a second as it says, until the parent's word or its end. Loopback only.
 *
 * @see run.ts, which forks it with the addresses of the API and of its storage.
 */
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the parent is told now and then: how often each attack was answered with what. */
export type AttackCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface Attack {
  /** Times a second. */
  readonly rate: number;
  readonly once: (send: Sender, n: number) => Promise<string>;
}

interface Sender {
  /** The status of an answer to a POST of JSON under a viz, with its body. */
  post(path: string, body: string): Promise<{ readonly status: string; readonly text: string }>;
  get(url: string): Promise<{ readonly status: string; readonly text: string }>;
  /** A connection on which so much is sent, and nothing more. */
  hold(text: string): Promise<string>;
  /** Asks for an address and reads nothing of the answer. */
  stall(url: string): Promise<string>;
}

/** An attack has so many connections under way; what would come beyond is left out. */
const MAX_OPEN = 100;
const PORT_OF_NOWHERE = 1;

const apiBase = new URL(process.argv[2] ?? '');
const vizzes = (process.argv[3] ?? '').split(',');
/** How many addresses send only {@link FLOOD}; of 0, all attacks at once, each from one address. */
const flooders = Number(process.argv[4] ?? 0);
const vizOf = (n: number): string => `/v1/public/viz/acme/${vizzes[n % vizzes.length]}`;

const query = (sql: string, args: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify({ sql, args });
const endless = (n: number): string =>
  `WITH RECURSIVE t(i) AS (SELECT ${n} UNION ALL SELECT i + 1 FROM t) SELECT max(i) FROM t`;

/** An attack that only sends statements, each time another. */
const statements = (rate: number, viz: number, sql: (n: number) => string): Attack => ({
  rate,
  once: async (send, n) => (await send.post(`${vizOf(viz)}/query`, query(sql(n)))).status,
});

const FILLER = 'x'.repeat(12_000);
const KEYS = `SELECT '${'{{k}}'.repeat(20_000)}'`;
const UNUSED = JSON.stringify({ sql: 'SELECT 1', args: { unused: 'x'.repeat(255_000) } });
const WRONG_ARGS = `{"sql":"SELECT 1","args":{${Array.from({ length: 20_000 }, (_, n) => `"${n}":1`).join(',')}}}`;
const DEEP = `{"sql":"SELECT 1","args":null,"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;

/** To two vizzes, eight at once and then more. */
const FLOOD: Attack = {
  rate: 8,
  once: async (send, n) =>
    (await send.post(`${vizOf(n % 2)}/query`, query(`SELECT ${n} + count(*) FROM range(100000000000)`)))
      .status,
};

const ATTACKS: Readonly<Record<string, Attack>> = {
  'counting without end': FLOOD,
  'one value, 20,000 times': {
    rate: 10,
    once: async (send, n) =>
      (await send.post(`${vizOf(n)}/query`, query(KEYS, { k: "'".repeat(12_000) }))).status,
  },
  'unused values': {
    rate: 40,
    once: async (send) => (await send.post(`${vizOf(0)}/query`, UNUSED)).status,
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
  'no interrupt is heard': statements(
    1,
    3,
    (n) =>
      `SELECT levenshtein(a, a || '${n}') FROM (SELECT string_agg(i::VARCHAR, '') AS a FROM range(60000) t(i))`,
  ),
  'large results': {
    rate: 2,
    once: async (send, n) => {
      const sql = `SELECT uuid() AS id, ${n} AS n, hash(i) AS h FROM range(100000) t(i)`;
      const url = await resultOf(send, vizOf(3), sql);
      return url ? send.stall(url) : 'no result';
    },
  },
  'hard to read': statements(4, 1, (n) => `SELECT ${'a or '.repeat(12_000)}a = ${n} FROM data`),
  'many columns': statements(2, 2, (n) => `SELECT ${`${n},`.repeat(10_000)}1`),
  'many faults': {
    rate: 10,
    once: async (send) => (await send.post(`${vizOf(0)}/query`, WRONG_ARGS)).status,
  },
  'deep JSON': {
    rate: 10,
    once: async (send) => (await send.post(`${vizOf(0)}/query`, DEEP)).status,
  },
  'full batches': {
    rate: 2,
    once: async (send, n) => {
      const queries = Array.from({ length: 50 }, (_, k) => ({
        sql: `SELECT '${'{{k}}'.repeat(4)}', ${n * 50 + k}`,
        args: { k: FILLER.slice(0, 4000) },
      }));
      return (await send.post(`${vizOf(n)}/batch`, JSON.stringify({ queries }))).status;
    },
  },
  'one id, a thousand times': {
    rate: 5,
    once: async (send) => {
      const { text } = await send.post(`${vizOf(0)}/query`, query(`SELECT '${FILLER}'`));
      const { id } = (JSON.parse(text) as { sqlQuery?: { id?: string } }).sqlQuery ?? {};
      const queryIds = Array.from({ length: 1000 }, () => id ?? '');
      return (await send.post(`${vizOf(0)}/sql/status/batch`, JSON.stringify({ queryIds }))).status;
    },
  },
  'half a body': {
    rate: 10,
    once: (send, n) =>
      send.hold(
        `POST ${apiBase.pathname}${vizOf(n)}/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
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

async function resultOf(send: Sender, viz: string, sql: string): Promise<string | undefined> {
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

/** An attacker with an address of its own, where the system has more than one on loopback (Linux). */
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
      return { status: codeOf(error), text: '{}' };
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
      socket.on('error', (error) => (answer = codeOf(error)));
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
      return codeOf(error);
    }
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? error);
}

async function keepOn(name: string, attack: Attack, index: number): Promise<never> {
  const send = new LoopbackSender(index);
  const answers: Record<string, number> = (counts[name] = {});
  let open = 0;
  for (let n = 0; ; n += 1) {
    await sleep(1000 / attack.rate);
    if (open >= MAX_OPEN) continue;
    open += 1;
    void attack
      .once(send, n)
      .catch(codeOf)
      .then((answer) => {
        open -= 1;
        answers[answer] = (answers[answer] ?? 0) + 1;
      });
  }
}

const counts: Record<string, Record<string, number>> = {};
// They are to load the server, not to take the machine from it.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on('disconnect', () => process.exit());
const floods = Array.from({ length: flooders }, (_, n) => [`counting without end ${n + 1}`, FLOOD] as const);
const attacks = flooders > 0 ? floods : Object.entries(ATTACKS);
attacks.forEach(([name, attack], index) => void keepOn(name, attack, index));
// The parent may have left meanwhile: then this process ends, too.
setInterval(() => process.send?.(counts satisfies AttackCounts, () => undefined), 1000);
