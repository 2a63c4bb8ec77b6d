// @engines all
import { expect } from 'chai';
import { createClient } from '../../src/public-client/create-client.ts';
import { OUT_OF_SIGHT } from '../../src/public-client/request-queue.ts';
import { createFakeApi, problem, rows, type FakeViz } from '../support/fake-api.ts';
import { until } from '../support/page.ts';
import {
  abortable,
  createFakeEnvironment,
  failure,
  harness,
  SALES,
  settle,
  thrown,
  type Harness,
} from './support.ts';

const QUERY = { sql: 'SELECT 1' };
const QUERIES = { 'SELECT 1': rows(['n'], [[1]]) };
const vizzesOf = (...slugs: readonly string[]): Record<string, FakeViz> =>
  Object.fromEntries(slugs.map((slug) => [`acme/${slug}`, {}]));
const refs = Array.from({ length: 8 }, (_, index) => ({ account: 'acme', slug: `s${index}` }));
const vizzes = vizzesOf(...refs.map(({ slug }) => slug));
const busy = (headers = {}): Response => problem(503, { message: 'busy' }, headers);

describe('requests', () => {
  describe('of all kinds', () => {
    it('are simple requests without custom headers or cookies if they only read', async () => {
      const { api, client } = harness();
      await client.getViz(SALES);
      const { init } = api.requests[0]!;
      expect(init.headers).to.equal(undefined);
      expect(init.method).to.equal(undefined);
      // `same-origin` sends no cookies to another origin, but matches preloads.
      expect(init).to.include({
        credentials: 'same-origin',
        referrerPolicy: 'strict-origin-when-cross-origin',
      });
    });

    it('contain no cookies even to the origin of the page', async () => {
      const api = createFakeApi({ base: `${origin}/api`, vizzes: { 'acme/sales': {} } });
      await createClient({ apiBase: api.base, fetch: api.fetch }, createFakeEnvironment()).getViz(SALES);
      expect(api.requests[0]!.init.credentials).to.equal('omit');
    });

    it('call fetch without `this`, as browsers require', async () => {
      const api = createFakeApi({ vizzes: { 'acme/sales': {} } });
      let owned = true;
      const fetch: typeof globalThis.fetch = function (this: unknown, ...request) {
        owned = this !== undefined;
        return api.fetch(...request);
      };
      await createClient({ apiBase: api.base, fetch }, createFakeEnvironment()).getViz(SALES);
      expect(owned).to.equal(false);
    });

    it('are JSON if they have a query, and contain no referrer, cookies or headers if they are to storage', async () => {
      const { api, client } = harness({ queries: QUERIES });
      await client.queryViz(SALES, { ...QUERY, params: { region: 'EU' } });
      const { init, body } = api.to('query')[0]!;
      expect(init).to.include({ method: 'POST', credentials: 'omit' });
      expect(init.headers).to.deep.equal({ 'content-type': 'application/json' });
      expect(body).to.deep.equal({ sql: 'SELECT 1', args: { region: 'EU' } });
      const stored = api.to('storage')[0]!.init;
      expect(stored).to.include({ credentials: 'omit', referrerPolicy: 'no-referrer' });
      expect([stored.headers, stored.method]).to.deep.equal([undefined, undefined]);
    });
  });

  describe('that fail', () => {
    const FAILURES: [string, () => Response | Error][] = [
      ['after a 429', () => problem(429, {})],
      ['after a 502', () => problem(502, {})],
      ['after a 503', () => busy()],
      ['after a 504', () => problem(504, {})],
      ['after a network failure', () => new TypeError('Failed to fetch')],
      ['after a body that broke off', () => brokenBody()],
    ];
    for (const [name, make] of FAILURES)
      it(`are retried ${name}`, async () => {
        const { api, client, environment } = harness();
        api.script('viz', make(), make(), make());
        expect((await client.getViz(SALES)).slug).to.equal('sales');
        expect(api.to('viz')).to.have.length(4);
        // Half of an interval that doubles: 300, 600, 1200 ms.
        expect(environment.pauses).to.deep.equal([150, 300, 600]);
      });

    it('are retried if they have a query', async () => {
      const { api, client } = harness({ queries: QUERIES });
      api.script('query', busy());
      api.script('storage', busy());
      expect((await client.queryViz(SALES, QUERY)).rows).to.deep.equal([[1]]);
    });

    it('are retried at most three times, or as often as the option maxRetries allows', async () => {
      const { api, client } = harness();
      api.script('viz', busy(), busy(), busy(), busy({ 'x-request-id': 'r4' }));
      const error = await failure(client.getViz(SALES));
      expect(error).to.include({
        kind: 'unavailable',
        message: 'busy',
        requestId: 'r4',
        status: 503,
        retryable: true,
      });
      expect(api.to('viz')).to.have.length(4);
      const once = harness({}, { maxRetries: 0 });
      once.api.script('viz', new TypeError('Failed to fetch'));
      const lost = await failure(once.client.getViz(SALES));
      expect(lost).to.include({ kind: 'network', retryable: true });
      expect(lost.message).to.include('https://bi.example.org');
      expect(lost.cause).to.be.instanceOf(TypeError);
    });

    it('are retried after pauses no longer than the maximum', async () => {
      const { api, client, environment } = harness({}, { maxRetries: 7 });
      api.script('viz', ...Array.from({ length: 7 }, () => busy()));
      await client.getViz(SALES);
      expect(environment.pauses).to.deep.equal([150, 300, 600, 1200, 2400, 2500, 2500]);
    });

    for (const [header, pause] of [
      ['7', 7150],
      // The clock of the fake environment starts at noon.
      ['Sat, 31 Jan 2026 12:00:04 GMT', 4150],
      ...['soon', '-5', new Date(0).toUTCString()].map((header) => [header, 150] as const),
    ] as const)
      it(`are retried after ${pause} ms if Retry-After is "${header}"`, async () => {
        const { api, client, environment } = harness();
        api.script('viz', busy({ 'retry-after': header }));
        await client.getViz(SALES);
        expect(environment.pauses).to.deep.equal([pause]);
      });

    it('are not retried if Retry-After exceeds the timeout', async () => {
      const { api, client, environment } = harness();
      api.script('viz', problem(429, {}, { 'retry-after': '3600' }));
      const error = await failure(client.getViz(SALES));
      expect(error).to.include({ kind: 'rate-limited', retryAfter: 3600, retryable: true });
      expect(environment.pauses).to.deep.equal([]);
    });

    it('are not retried after another status', async () => {
      for (const status of [400, 401, 403, 404, 500, 501]) {
        const { api, client } = harness();
        api.script('viz', problem(status, {}));
        await failure(client.getViz(SALES));
        expect(api.to('viz'), `${status}`).to.have.length(1);
      }
    });

    it('are retried after random pauses', async () => {
      for (const [random, pauses] of [
        [0, []],
        [0.999, [300]],
      ] as const) {
        const api = createFakeApi({ vizzes: { 'acme/sales': {} } });
        const environment = createFakeEnvironment(random);
        const client = createClient({ apiBase: api.base, fetch: api.fetch }, environment);
        api.script('viz', busy());
        await client.getViz(SALES);
        expect(environment.pauses.map((pause) => Math.round(pause))).to.deep.equal(pauses);
      }
    });
  });

  describe('to a busy origin', () => {
    for (const status of [429, 503])
      it(`pause after a ${status}, continue with one, and double in number after each response`, async () => {
        const { api, client, another, environment } = harness({ vizzes }, { concurrency: 2 });
        const busyNow = (): Response => problem(status, {}, { 'retry-after': '3' });
        api.script('viz', busyNow(), busyNow());
        const other = another({ concurrency: 2 });
        const found = await Promise.all(refs.map((ref, index) => (index % 2 ? other : client).getViz(ref)));
        expect(found.map(({ slug }) => slug)).to.deep.equal(refs.map(({ slug }) => slug));
        expect(environment.pauses).to.deep.equal([3150]);
        expect(api.to('viz')).to.have.length(refs.length + 2);
        // All first attempts precede all second attempts.
        const sent = api.to('viz').map(({ url }) => url.slice(-2));
        expect(sent.join(' ')).to.equal('s0 s1 s0 s1 s2 s3 s4 s5 s6 s7');
      });

    it('also pause if they begin after the refusal', async () => {
      const { api, client, environment } = harness({ vizzes });
      api.script('viz', problem(503, {}, { 'retry-after': '20' }));
      const first = client.getViz(refs[0]!);
      await api.seen('viz');
      await settle();
      const second = client.getViz(refs[1]!);
      await settle();
      expect(api.to('viz')).to.have.length(1);
      const release = api.hold('viz');
      environment.expire(20_150);
      await settle();
      expect(api.to('viz')).to.have.length(2);
      release();
      await Promise.all([first, second]);
      expect(api.to('viz')).to.have.length(3);
    });

    it('are not blocked by an earlier request without a response', async () => {
      const { api, client } = harness({ vizzes });
      api.script('viz', () => new Promise<Response>(() => {}), problem(503, {}, { 'retry-after': '3' }));
      const aborting = new AbortController();
      const hanging = client.getViz(refs[0]!, { signal: aborting.signal }).catch(() => {});
      expect((await client.getViz(refs[1]!)).slug).to.equal('s1');
      aborting.abort();
      await hanging;
    });

    it('do not pause requests to another origin', async () => {
      const { api, client } = harness({ queries: QUERIES });
      api.script('storage', problem(503, {}, { 'retry-after': '20' }));
      const rows = client.queryViz(SALES, QUERY).catch(() => 'left');
      await api.seen('storage');
      await settle();
      expect((await client.getViz(SALES)).slug).to.equal('sales');
      expect(api.to('storage')).to.have.length(1);
      void rows;
    });

    it('fail with the refusal if the pause is longer than their timeout', async () => {
      const { api, client, environment } = harness({ vizzes });
      api.script('viz', problem(429, { message: 'quota' }, { 'retry-after': '60' }));
      for (const ref of refs.slice(0, 2))
        expect(await failure(client.getViz(ref))).to.include({
          kind: 'rate-limited',
          message: 'quota',
          retryAfter: 60,
        });

      expect(api.to('viz')).to.have.length(1);
      environment.pass(60_150);
      expect((await client.getViz(refs[1]!)).slug).to.equal('s1');
    });
  });

  describe('in the queue', () => {
    /** Requests a viz with an order. */
    const get = ({ client }: Harness, slug: string, order: number | (() => number)): Promise<unknown> =>
      client
        .getViz({ account: 'acme', slug }, { order: typeof order === 'number' ? () => order : order })
        .catch(({ kind }: { kind: string }) => expect(kind).to.equal('not-found'));
    const sent = ({ api }: Harness): string =>
      api
        .to('viz')
        .map(({ url }) => url.replace(/.*\//, ''))
        .join(' ');

    it('are sent in the order of their callers if not all can be sent immediately', async () => {
      const page = harness({ vizzes: {} }, { concurrency: 1 });
      const release = page.api.hold('viz');
      const orders = [0, 30, 20, 10];
      const all = ['a', 'b', 'c', 'd'].map((slug, index) => get(page, slug, () => orders[index]!));
      await page.api.seen('viz');
      // A waiting chart comes into view.
      orders[1] = 5;
      release();
      await Promise.all(all);
      expect(sent(page)).to.equal('a b d c');
    });

    it('have the smallest order of all callers that share a request', async () => {
      const page = harness({ vizzes: {} }, { concurrency: 1 });
      const release = page.api.hold('viz');
      const all = [get(page, 'a', 0), get(page, 'b', 1), get(page, 'c', 2), get(page, 'c', 0)];
      await page.api.seen('viz');
      release();
      await Promise.all(all);
      expect(sent(page)).to.equal('a c b');
    });

    it('are sent for the first chart before the first requests of all others', async () => {
      const slugs = ['a', 'b', 'c', 'd', 'e'];
      const { api, client } = harness({ vizzes: vizzesOf(...slugs), queries: QUERIES }, { concurrency: 1 });
      let answerSecond = (): void => {};
      const second = new Promise<Response>((resolve) => {
        answerSecond = () => resolve(Response.json({ viz: { slug: 'b' } }));
      });
      api.script('viz', Response.json({ viz: { slug: 'a' } }), () => second);
      const chain = async (slug: string, place: number): Promise<void> => {
        const options = { order: () => place };
        await client.getViz({ account: 'acme', slug }, options);
        await client.queryViz({ account: 'acme', slug }, QUERY, options);
      };
      const chains = slugs.map(chain);
      await api.seen('viz', 2);
      await settle();
      answerSecond();
      await Promise.all(chains);
      const paths = api.requests.map(({ url }) => url.replace(/^.*\/acme\//, ''));
      expect(paths.slice(0, 3)).to.deep.equal(['a', 'b', 'a/query']);
    });

    it('are not delayed by requests with a larger order', async () => {
      const page = harness({ vizzes: {} }, { concurrency: 2 });
      const release = page.api.hold('viz');
      const last = ['v', 'w', 'x'].map((slug, index) => get(page, slug, 10 + index));
      await settle();
      expect(sent(page)).to.equal('v w');
      const first = ['a', 'b', 'c'].map((slug, index) => get(page, slug, index));
      await settle();
      // With a smaller order, up to twice as many requests as the limit are sent.
      expect(sent(page)).to.equal('v w a b');
      release();
      await Promise.all([...last, ...first]);
      expect(sent(page)).to.equal('v w a b c x');
    });

    it('have low priority and half of the limit for charts out of sight', async () => {
      const page = harness({ vizzes: {} }, { concurrency: 4 });
      const release = page.api.hold('viz');
      const hidden = ['h0', 'h1', 'h2', 'h3'].map((slug, index) => get(page, slug, OUT_OF_SIGHT + index));
      const seen = ['s0', 's1', 's2'].map((slug, index) => get(page, slug, index));
      await settle();
      expect(sent(page)).to.equal('h0 h1 s0 s1 s2');
      const priorities = page.api.to('viz').map(({ init }) => init.priority);
      expect(priorities).to.deep.equal(['low', 'low', undefined, undefined, undefined]);
      release();
      await Promise.all([...hidden, ...seen]);
      expect(page.api.to('viz')).to.have.length(7);
    });
  });

  describe('with a time limit', () => {
    it('time out if no response comes', async () => {
      const { api, client, environment } = harness();
      api.hold('viz');
      const outcome = failure(client.getViz(SALES));
      await api.seen('viz');
      environment.expire();
      const error = await outcome;
      expect(error).to.include({ kind: 'timeout', retryable: true });
      expect(error.message).to.include('30 s');
      expect(api.to('viz').map(({ init }) => init.signal!.aborted)).to.deep.equal([true]);
    });

    it('time out if the body does not end', async () => {
      const { api, client, environment } = harness();
      const endless = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
      api.script('viz', new Response(endless));
      const outcome = failure(client.getViz(SALES));
      await api.seen('viz');
      await settle();
      environment.expire();
      expect((await outcome).kind).to.equal('timeout');
    });

    it('time out even if the given fetch ignores the signal', async () => {
      const environment = createFakeEnvironment();
      const fetch = (): Promise<Response> => new Promise(() => {});
      const outcome = failure(createClient({ fetch, apiBase: 'https://x.org' }, environment).getViz(SALES));
      await settle();
      environment.expire();
      expect((await outcome).kind).to.equal('timeout');
    });

    it('time out after twice the limit for a whole query', async () => {
      const queries = { 'SELECT 1': { polls: Infinity, result: {} } };
      const { api, client, environment } = harness({ queries });
      const outcome = failure(client.queryViz(SALES, QUERY));
      await api.seen('status', 3);
      environment.expire();
      const error = await outcome;
      expect(error.kind).to.equal('timeout');
      expect(error.message).to.include('60 s');
      await settle();
      const polls = api.to('status').length;
      await settle();
      expect(api.to('status')).to.have.length(polls);
    });
  });

  describe('at their end', () => {
    it('leave no timers if they succeed', async () => {
      const queries = { 'SELECT 1': { ...QUERIES['SELECT 1'], polls: 2 } };
      const { api, client, environment } = harness({ queries });
      api.script('query', busy());
      await client.queryViz(SALES, QUERY);
      expect(environment.running).to.equal(0);
    });

    /** Starts a query whose first submission is refused and whose result is polled. */
    function start(): Harness & { readonly abort: () => Promise<void> } {
      const page = harness({ queries: { 'SELECT 1': { ...QUERIES['SELECT 1'], polls: 1 } } });
      page.api.script('query', busy());
      return { ...page, abort: abortable((options) => page.client.queryViz(SALES, QUERY, options)) };
    }

    for (const [route, counts] of [
      ['query', [1, 2]],
      ['status', [1, 2]],
      ['result', [1]],
      ['storage', [1]],
    ] as const)
      it(`leave no timers if their caller aborts during a request for "${route}"`, async () => {
        for (const count of counts) {
          const { api, environment, abort } = start();
          if (count === 2) await api.seen(route);
          api.hold(route);
          await api.seen(route, count);
          await abort();
          expect(environment.running).to.equal(0);
        }
      });

    for (const [what, count] of [
      ['before a retry', 1],
      ['before a poll', 2],
    ] as const)
      it(`leave no timers if their caller aborts during the pause ${what}`, async () => {
        const { api, environment, abort } = start();
        await api.seen('query', count);
        const { length } = environment.pauses;
        environment.holdPauses();
        await until(() => environment.pauses.length > length, 'the pause');
        await abort();
        expect(environment.running).to.equal(0);
        expect(api.to('query')).to.have.length(count);
        expect(api.to('status')).to.have.length(0);
      });
  });

  describe('beyond a limit', () => {
    const big = (chunks: number, cancelled: () => void = () => {}): Response => {
      let sent = 0;
      return new Response(
        new ReadableStream<Uint8Array>({
          pull: (controller) =>
            sent++ < chunks ? controller.enqueue(new Uint8Array(100)) : controller.close(),
          cancel: cancelled,
        }),
      );
    };

    it('stop reading a response with too many bytes', async () => {
      const { api, client } = harness({ queries: QUERIES }, { maxBytes: 1000 });
      let cancelled = false;
      const cancel = (): boolean => (cancelled = true);
      api.script('storage', big(Infinity, cancel));
      const error = await failure(client.queryViz(SALES, QUERY));
      expect(error).to.include({ kind: 'too-large', retryable: false });
      expect(error.message).to.include('1000 bytes');
      expect(cancelled).to.equal(true);
      expect(api.to('storage')).to.have.length(1);
    });

    it('read a response of exactly the limit, and count the cells of a result', async () => {
      const { api, client } = harness({ queries: QUERIES }, { maxBytes: 1000 });
      api.script('storage', big(10));
      // A thousand zeros are within the limit, but are not a table.
      expect((await failure(client.queryViz(SALES, QUERY))).kind).to.equal('malformed');
      const wide = harness({ queries: { 'SELECT 1': rows(['a', 'b'], [[1, 2]]) } }, { maxCells: 1 });
      expect((await failure(wide.client.queryViz(SALES, QUERY))).kind).to.equal('too-large');
    });

    it('wait if all clients of a page have sent too many to one origin', async () => {
      const { api, client, another } = harness({ vizzes });
      const release = api.hold('viz');
      const other = another();
      const all = refs.map((ref, index) => (index % 2 ? client : other).getViz(ref));
      await settle();
      expect(api.to('viz')).to.have.length(6);
      release();
      await Promise.all(all);
      expect(api.to('viz')).to.have.length(8);
    });

    it('are not sent if their caller aborts while they wait', async () => {
      const { api, client } = harness({ vizzes }, { concurrency: 1 });
      const release = api.hold('viz');
      const first = client.getViz(refs[0]!);
      const abort = abortable((options) => client.getViz(refs[1]!, options));
      const third = client.getViz(refs[2]!);
      await settle();
      await abort();
      release();
      await Promise.all([first, third]);
      expect(api.to('viz').map(({ url }) => url.slice(-2))).to.deep.equal(['s0', 's2']);
    });

    it('are impossible with invalid limits, which createClient refuses', () => {
      for (const options of [{ timeout: -1 }, { maxRetries: NaN }, { maxCells: -5 }, { concurrency: NaN }])
        expect(thrown(() => createClient(options, createFakeEnvironment())).kind).to.equal('config');
    });
  });

  function brokenBody(): Response {
    const start = (controller: ReadableStreamDefaultController): void => {
      controller.enqueue(new TextEncoder().encode('{"viz"'));
      controller.error(new TypeError('network lost'));
    };
    return new Response(new ReadableStream<Uint8Array>({ start }));
  }
});
