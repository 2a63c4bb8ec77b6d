/**
 * Bad weather in front of the reference API, so that one page can show what readers see when a server is ill.
 * `/weather/KIND/REST` answers as `KIND` says, `REST` being what follows the API's base URL:
 *
 * | kind | |
 * |---|---|
 * | `asleep` | never answers |
 * | `cut` | hangs up |
 * | `down` | 503 |
 * | `limited` | 429, with `Retry-After` |
 * | `nonsense` | 200 with a page of HTML |
 * | `waiting`, `blocked`, `aged` | the API's answer, the viz saying that its data are being prepared, held back, or old |
 * | `spent/KEY` | the API's answer, but 503 for every query after the first of that key |
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** What the addresses begin with. */
export const WEATHER_PATH = '/weather/';

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What follows the API's base URL, beginning with a slash. */
  readonly path: string;
  /** Asks the API the same. */
  forward(): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Kind = (visit: Visit) => Answer | Promise<Answer> | null;

const DOWN: Answer = { status: 503, body: { error: 'unavailable', message: 'The engine is not there.' } };
const YEAR_IN_DAYS = 365;

/** Answers a request below {@link WEATHER_PATH}. */
export type Weather = (request: IncomingMessage, response: ServerResponse, pathname: string) => Promise<void>;

export function createWeather(apiBase: string): Weather {
  const kinds = createKinds();
  return async (request, response, pathname) => {
    const [, name = '', rest = ''] = /^\/weather\/([a-z]+)(\/.*)$/.exec(pathname) ?? [];
    const kind = kinds[name];
    if (!kind) return send(response, { status: 404, body: { detail: `No such weather: ${name}` } });
    const path = rest.replace(/^\/\d+(?=\/)/, '');
    const forward = (): Promise<Answer> => ask(`${apiBase}${path}`, request);
    try {
      const answer = await kind({ request, response, path: rest, forward });
      if (answer) send(response, answer);
    } catch (error) {
      send(response, { status: 502, body: { message: `The API did not answer: ${String(error)}` } });
    }
  };
}

function createKinds(): Readonly<Record<string, Kind>> {
  const spent = new Set<string>();
  return {
    asleep: () => null,
    cut: ({ request }) => {
      request.socket.destroy();
      return null;
    },
    down: () => DOWN,
    limited: ({ response }) => {
      response.setHeader('retry-after', '1');
      return { status: 429, body: { message: 'Too many requests' } };
    },
    nonsense: ({ response }) => {
      response.setHeader('content-type', 'text/html');
      return { status: 200, body: '<!doctype html><title>Welcome</title>' };
    },
    waiting: (visit) =>
      withViz(visit, {
        dataState: state('WAITING', 'The data of this viz are being prepared.'),
      }),
    blocked: (visit) =>
      withViz(visit, {
        dataState: state('BLOCKED', 'The owner of the data has withdrawn them.'),
      }),
    aged: (visit) => withViz(visit, { dataFreshness: freshness(YEAR_IN_DAYS) }),
    spent: ({ path, forward, request }) => {
      const key = path.split('/')[1] ?? '';
      if (request.method !== 'POST' || !/\/(query|batch)$/.test(path)) return forward();
      if (spent.has(key)) return DOWN;
      spent.add(key);
      return forward();
    },
  };
}

function state(status: string, meaning: string): object {
  return { status, canQuery: false, blocked: [], meaning };
}

function freshness(ageDays: number): object {
  const asOf = new Date(Date.now() - ageDays * 86_400_000).toISOString();
  return { status: 'MEASURED', asOf, ageDays, lastLoadedAt: asOf };
}

/** The API's answer; where it is a viz, with these fields of it changed. */
async function withViz({ path, forward }: Visit, fields: object): Promise<Answer> {
  const answer = await forward();
  if (!/^\/v1\/public\/viz\/[^/]+\/[^/]+$/.test(path) || answer.status !== 200) return answer;
  const { viz } = answer.body as { viz: object };
  return { status: 200, body: { viz: { ...viz, ...fields } } };
}

async function ask(url: string, request: IncomingMessage): Promise<Answer> {
  const init: RequestInit = {
    method: request.method ?? 'GET',
    headers: { 'content-type': 'application/json' },
  };
  if (request.method === 'POST') init.body = new Uint8Array(await buffer(request));
  const response = await fetch(url, init);
  return { status: response.status, body: await response.json() };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  response.writeHead(status, { 'cache-control': 'no-store' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
