/** Starts servers over copies of the fixture folder, and sends requests to them. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
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

// Registered here, because a hook inside another hook would run when the outer one ends.
after(async () => {
  const closing = served.map(async ({ api, root }) => {
    await api.close();
    await rm(root, { recursive: true, force: true });
  });
  await Promise.all(closing);
});

export const SALES = '/v1/public/viz/acme/sales';

/** Copies the fixture, calls `arrange` with the copy, and serves it until the tests of the file are done. */
export async function serve(
  options: Partial<ServerOptions & InternalLimits> = {},
  arrange: (root: string) => Promise<void> = async () => undefined,
): Promise<TestApi> {
  const root = await mkdtemp(join(tmpdir(), 'vibedasher-api-test-'));
  await cp(join(import.meta.dirname, 'fixture'), root, { recursive: true });
  await arrange(root);
  const api = new TestApi(await startServer({ ...options, root }, options), root);
  served.push(api);
  return api;
}

export class TestApi {
  readonly api: RunningServer;
  readonly root: string;

  constructor(api: RunningServer, root: string) {
    this.api = api;
    this.root = root;
  }

  /** @param path Relative to the API's base, or an absolute URL */
  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return read(await fetch(path.startsWith('http') ? path : this.api.apiBase + path, { headers }));
  }

  async post(path: string, body: unknown): Promise<Answer> {
    return read(
      await fetch(this.api.apiBase + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
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
