/** A worker that sends the requests of a flood, with addresses as a proxy reports them, until it is terminated. */
import { Agent, request } from 'node:http';
import { workerData } from 'node:worker_threads';
import type { Flood, Route } from './generate.ts';

/** Maximum number of open requests of an address. Further ones are skipped. */
const MAX_OPEN = 100;
const MAX_BODY = 250_000;
const MAX_SQL = 60_000;

interface Sent {
  readonly method?: 'POST' | 'OPTIONS';
  readonly path: string;
  readonly body?: object;
}

const { apiBase, flood } = workerData as { apiBase: string; flood: Flood };
const viz = `/api/v1/public/viz/acme/${flood.viz}`;
const pieces = (size: number, piece: string): string => piece.repeat(Math.ceil(size / piece.length));

/** Returns statements with quotes, keys, or operators. */
const sqlOf = (size: number, n: number): string =>
  `SELECT ${n}, ${[`'' `, `'{{n}}', `, '1 + '][n % 3]!.repeat(Math.min(size, MAX_SQL) / 8)}''`;

/** Returns the n-th request of a route. */
const SENT: Readonly<Record<Route, (size: number, n: number) => Sent>> = {
  query: (size, n) => ({
    method: 'POST',
    path: `${viz}/query`,
    body: { sql: sqlOf(size, n), args: { n: 'x' } },
  }),
  batch: (size, n) => ({
    method: 'POST',
    path: `${viz}/batch`,
    body: {
      queries: Array.from({ length: Math.max(1, Math.min(50, MAX_BODY / size)) }, (_, k) => ({
        sql: sqlOf(size, n * 50 + k),
      })),
    },
  }),
  status: (size) => ({
    method: 'POST',
    path: `${viz}/sql/status/batch`,
    body: { queryIds: Array.from({ length: size / 40 }, (_, k) => `${k}`.padStart(36, '0')) },
  }),
  preflight: () => ({ method: 'OPTIONS', path: `${viz}/query` }),
  rows: (size, n) => ({ path: `${viz}/rows/main?p.n=${n}${pieces(Math.min(size, 8000), '&p.n=1')}` }),
  description: () => ({ path: viz }),
  page: (_, n) => ({ path: `/v/acme/${flood.viz}?v.n=${n}` }),
  picture: (_, n) => ({ path: `/render/acme/${flood.viz}.svg?width=${320 + (n % 800)}` }),
  slug: (_, n) => ({ path: `/api/v1/public/viz/slug/unknown-${n}` }),
};

let addresses = 0;
for (const { route, size, rate, addresses: count } of flood.streams)
  for (let k = 0; k < count; k += 1) send(route, size, rate, `203.0.113.${(addresses += 1)}`);

function send(route: Route, size: number, rate: number, address: string): void {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_OPEN });
  let [n, open] = [0, 0];
  setInterval(() => {
    if (open >= MAX_OPEN) return;
    open += 1;
    const { method = 'GET', path, body } = SENT[route](size, (n += 1));
    const headers = {
      'x-forwarded-for': address,
      origin: 'https://page.example',
      'access-control-request-method': 'POST',
      ...(body && { 'content-type': 'application/json' }),
    };
    request(new URL(path, apiBase), { agent, method, headers })
      .on('response', (response) => void response.resume())
      .on('error', () => undefined)
      .on('close', () => (open -= 1))
      .end(body && JSON.stringify(body));
  }, 1000 / rate);
}
