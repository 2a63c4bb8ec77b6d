/** Starts servers over copies of the fixture folder, and sends requests to them. */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, beforeEach } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { decode } from '@msgpack/msgpack';
import type { InternalLimits } from '../src/limits.ts';
import { startServer } from '../src/server.ts';
import type { RunningServer, ServerOptions } from '../src/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body, with the type that the test expects. */
  readonly body: Body;
}

/** The fields that tests read. A missing field is `undefined`, and the assertion fails. */
export interface Body {
  readonly [key: string]: unknown;
  readonly sqlQuery: { readonly id: string; readonly status: string; readonly errorMessage: string | null };
  readonly viz: Readonly<Record<string, unknown>>;
  readonly url: string;
}

export interface Rows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly rowCount: number;
  readonly truncated: boolean;
}

const served: TestApi[] = [];
let isTest = false;
/** Servers of the running test, whose queries would delay the next tests. */
const ofTest: TestApi[] = [];

const close = async (apis: TestApi[]): Promise<void> => {
  const closing = apis.splice(0).map(async ({ api, root }) => {
    await api.close();
    await rm(root, { recursive: true, force: true });
  });
  await Promise.all(closing);
};

// Registered here, because a hook inside another hook would run when the outer one ends.
beforeEach(() => void (isTest = true));
afterEach(async () => {
  isTest = false;
  await close(ofTest);
});
after(() => close(served));

export const SALES = '/v1/public/viz/acme/sales';
export const OTHER = '/v1/public/viz/beta/secrets';
/** A viz with a delay. */
export const SLOW = '/v1/public/viz/acme/slow';

/** Returns a statement that never ends, different for each `n`. */
export const endless = (n = 0): string =>
  `WITH RECURSIVE t(i) AS (SELECT ${n} UNION ALL SELECT i + 1 FROM t) SELECT max(i) FROM t`;

/** The status and the code of an error. */
export const fault = ({ status, body }: Answer): readonly [number, unknown] => [status, body['error']];

/** Copies the fixture, calls `arrange` with the copy, and serves it until the test, or the file for a hook, is done. */
export async function serve(
  options: Partial<ServerOptions & InternalLimits> = {},
  arrange: (root: string) => Promise<void> = async () => undefined,
): Promise<TestApi> {
  const root = await mkdtemp(join(tmpdir(), 'vibedasher-api-test-'));
  await cp(join(import.meta.dirname, 'fixture'), root, { recursive: true });
  await arrange(root);
  const api = new TestApi(await startServer({ ...options, root }, options), root);
  (isTest ? ofTest : served).push(api);
  return api;
}

/**
 * Writes a public viz. `viz` has the fields of its `viz.json` that differ.
 * @param files Texts, and values that are written as JSON
 */
export async function writeViz(
  root: string,
  path: string,
  { viz, ...files }: { readonly viz: object; readonly [file: string]: unknown },
): Promise<void> {
  const settings = { publishStatus: 'PUBLISHED', viewMode: 'public', datasets: ['sales'], ...viz };
  for (const [name, content] of Object.entries({ 'viz.json': settings, ...files })) {
    const file = join(root, 'vizzes', path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

export class TestApi {
  readonly api: RunningServer;
  readonly root: string;

  /** The origin of the API and of viewer pages. */
  readonly origin: string;

  constructor(api: RunningServer, root: string) {
    this.api = api;
    this.root = root;
    this.origin = new URL(api.apiBase).origin;
  }

  /** @param path Relative to the API's base, or an absolute URL */
  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return read(await fetch(path.startsWith('http') ? path : this.api.apiBase + path, { headers }));
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return read(
      await fetch(this.api.apiBase + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
  }

  submit(sql: string, args: Record<string, string> = {}, viz = SALES): Promise<Answer> {
    return this.post(`${viz}/query`, { sql, args });
  }

  /** Polls the status of a query until the query has ended. Resolves with the last status. */
  async ended(submitted: Answer, viz = SALES): Promise<Body['sqlQuery']> {
    assert.equal(submitted.status, 200, JSON.stringify(submitted.body));
    let { sqlQuery } = submitted.body;
    while (sqlQuery.status === 'pending' || sqlQuery.status === 'running') {
      await sleep(10);
      ({ sqlQuery } = (await this.get(`${viz}/sql/${sqlQuery.id}`)).body);
    }
    return sqlQuery;
  }

  /** Runs a statement and returns its rows, as a page does. */
  async rows(sql: string, args: Record<string, string> = {}, viz = SALES): Promise<Rows> {
    const { id, status, errorMessage } = await this.ended(await this.submit(sql, args, viz), viz);
    assert.equal(status, 'completed', errorMessage ?? '');
    const { url } = (await this.get(`${viz}/sql/${id}/result`)).body;
    const blob = await fetch(url);
    assert.equal(blob.status, 200);
    return decode(await blob.arrayBuffer()) as Rows;
  }

  /** Resolves with the error message of a query that is accepted and then fails. */
  async failure(sql: string, viz = SALES): Promise<string> {
    const { status, errorMessage } = await this.ended(await this.submit(sql, {}, viz), viz);
    assert.equal(status, 'failed', sql);
    return errorMessage ?? '';
  }
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: (json ? JSON.parse(text) : { text }) as Body,
  };
}
