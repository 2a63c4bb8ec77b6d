import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { queryInBrowser } from '../../src/public-client/browser-queries.ts';
import { readLimits } from '../../src/public-client/limits.ts';
import { sharedStateFor, type ClientContext } from '../../src/public-client/shared-state.ts';
import { createFakeEnvironment, rejection, settle, type FakeEnvironment } from './support.ts';

type Message = { readonly sql?: string };

/** A worker that answers its first message, with which it opens the tables. Tests answer the queries. */
class FakeWorker {
  static started: FakeWorker[] = [];
  readonly queries: string[] = [];
  terminated = false;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onerror: unknown = null;

  constructor() {
    FakeWorker.started.push(this);
  }

  postMessage({ sql }: Message): void {
    if (sql === undefined) queueMicrotask(() => this.answer(null));
    else this.queries.push(sql);
  }

  /** Answers a query with one number. */
  answer(value: number | null): void {
    const table = value === null ? null : { columns: [], rows: [[value]], truncated: false };
    this.onmessage?.({ data: { table } });
  }

  terminate(): void {
    this.terminated = true;
  }
}

const { Worker: ownWorker } = globalThis;
let count = 0;

describe('a query in the browser', () => {
  let environment: FakeEnvironment;
  let release: () => void;
  let query: (sql: string, signal?: AbortSignal) => Promise<unknown>;

  beforeEach(() => {
    FakeWorker.started = [];
    globalThis.Worker = FakeWorker as unknown as typeof Worker;
    environment = createFakeEnvironment();
    const held = new Promise<void>((resolve) => (release = resolve));
    const fetch: typeof globalThis.fetch = async () => {
      await held;
      return new Response(new Uint8Array(8));
    };
    const context = {
      shared: sharedStateFor(fetch, environment),
      limits: readLimits({}),
      snapshot: null,
    } as unknown as ClientContext;
    const site = 'https://www.example.org/';
    const tables = {
      id: `tables ${count++}`,
      url: `${site}tables.duckdb`,
      bytes: 8,
      engine: { worker: `${site}worker.js`, module: `${site}duckdb.wasm` },
      params: null,
      ofSite: true,
    };
    query = async (sql, signal = new AbortController().signal) => {
      const { rows } = await queryInBrowser(context, tables, { sql }, { signal, order: () => 0 });
      return rows;
    };
  });

  afterEach(() => {
    globalThis.Worker = ownWorker;
  });

  it('does not run if it is aborted while the worker starts', async () => {
    const controller = new AbortController();
    const aborted = rejection(query('first', controller.signal));
    await settle();
    controller.abort();
    const next = query('second');
    release();
    await settle();
    const [worker] = FakeWorker.started;
    assert.deepEqual(worker!.queries, ['second']);
    assert.equal(await aborted, controller.signal.reason);
    worker!.answer(2);
    assert.deepEqual(await next, [[2]]);
  });

  it('keeps the worker if it ends soon after it was aborted', async () => {
    release();
    environment.holdPauses();
    const controller = new AbortController();
    const aborted = query('first', controller.signal);
    await settle();
    controller.abort();
    const next = query('second');
    const [worker] = FakeWorker.started;
    worker!.answer(1);
    await aborted;
    await settle();
    worker!.answer(2);
    assert.deepEqual(await next, [[2]]);
    assert.deepEqual(worker!.queries, ['first', 'second']);
    assert.equal(environment.running, 0);
    assert.equal(worker!.terminated, false);
  });

  it('delays the next one only briefly after it was aborted', async () => {
    release();
    const controller = new AbortController();
    const aborted = rejection(query('first', controller.signal));
    await settle();
    const next = query('second');
    await settle();
    controller.abort();
    assert.equal(await aborted, controller.signal.reason);
    await settle();
    const [first, second] = FakeWorker.started;
    assert.equal(first!.terminated, true);
    assert.deepEqual(second!.queries, ['second']);
    second!.answer(2);
    assert.deepEqual(await next, [[2]]);
  });

  it('ends its worker if no other follows', async () => {
    release();
    const controller = new AbortController();
    const aborted = rejection(query('first', controller.signal));
    const done = query('second');
    await settle();
    controller.abort();
    await aborted;
    await settle();
    FakeWorker.started.at(-1)!.answer(2);
    await done;
    environment.forget();
    assert.ok(FakeWorker.started.every(({ terminated }) => terminated));
  });
});
