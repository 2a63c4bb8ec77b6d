/**
 * Simulates failures of the API for the page of states. `/weather/KIND/REST` is the URL of an API that fails
 * according to `KIND`:
 *
 * | kind | response |
 * |---|---|
 * | `asleep` | none |
 * | `cut` | the connection is closed |
 * | `down` | 503 |
 * | `limited` | 429 with `Retry-After` |
 * | `nonsense` | 200 with an HTML page |
 * | `spent/KEY` | the API's response, but 503 for every query after the first with that key |
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** The start of the paths. */
export const WEATHER_PATH = '/weather/';

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The path after the API's base URL, with a leading slash. */
  readonly path: string;
  /** Sends the request to the API. */
  forward(): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Kind = (visit: Visit) => Answer | Promise<Answer> | null;

const DOWN: Answer = { status: 503, body: { error: 'unavailable', message: 'The engine is not available.' } };
const QUERY = /\/v1\/public\/viz\/[^/]+\/[^/]+\/(query|batch)$/;

/** Handles a request below {@link WEATHER_PATH}. */
export type Weather = (request: IncomingMessage, response: ServerResponse, pathname: string) => Promise<void>;

export function createWeather(apiBase: string): Weather {
  const kinds = createKinds();
  return async (request, response, pathname) => {
    const [, name = '', rest = ''] = /^\/weather\/([a-z]+)(\/.*)$/.exec(pathname) ?? [];
    const kind = kinds[name];
    if (!kind) return send(response, { status: 404, body: { detail: `No such weather: ${name}` } });
    const path = rest.replace(/^\/\d+(?=\/)/, '');
    const forward = (): Promise<Answer> => forwardRequest(`${apiBase}${path}`, request);
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
    spent: ({ path, forward }) => {
      const key = path.split('/')[1] ?? '';
      if (!QUERY.test(path)) return forward();
      if (spent.has(key)) return DOWN;
      spent.add(key);
      return forward();
    },
  };
}

async function forwardRequest(url: string, request: IncomingMessage): Promise<Answer> {
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
