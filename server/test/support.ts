/** A server over a copy of the fixture folder, and the few requests that its tests are made of. */
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
  /** The parsed body, as the test expects it to be. */
  readonly body: Body;
}

/** What the tests read of answers. A field that is not there is `undefined`, which the assertions tell. */
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

// A hook that is registered within another hook ends with it; this one ends with the file.
after(async () => {
  for (const { api, root } of served) {
    await api.close();
    await rm(root, { recursive: true, force: true });
  }
});

export const SALES = '/v1/public/viz/acme/sales';

/** Copies the fixture, lets `arrange` change the copy, and serves it until the file's tests are over. */
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

  /** `path` hangs under the API's base, or is a full address. */
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

  /** Asks for a query's status until it has ended, and returns the last one. */
  async ended(submitted: Answer, viz = SALES): Promise<Body['sqlQuery']> {
    assert.equal(submitted.status, 200, JSON.stringify(submitted.body));
    let { sqlQuery } = submitted.body;
    while (sqlQuery.status === 'pending' || sqlQuery.status === 'running') {
      await sleep(10);
      ({ sqlQuery } = (await this.get(`${viz}/sql/${sqlQuery.id}`)).body);
    }
    return sqlQuery;
  }

  /** From statement to rows, as a page gets them. */
  async rows(sql: string, args: Record<string, string> = {}, viz = SALES): Promise<Rows> {
    const { id, status, errorMessage } = await this.ended(await this.submit(sql, args, viz), viz);
    assert.equal(status, 'completed', errorMessage ?? '');
    const { url } = (await this.get(`${viz}/sql/${id}/result`)).body;
    const blob = await fetch(url);
    assert.equal(blob.status, 200);
    return decode(await blob.arrayBuffer()) as Rows;
  }

  /** The message with which a query that was taken on fails. */
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
