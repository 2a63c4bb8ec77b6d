import { describe, it } from 'node:test';
import { expect } from 'chai';
import { createClient } from '../../src/public-client/create-client.ts';
import type { Environment } from '../../src/public-client/environment.ts';
import { API_PATIENCE } from '../../src/public-client/snapshot.ts';
import type {
  Dataset,
  Live,
  PublicClient,
  PublicClientOptions,
  Query,
  QueryOptions,
} from '../../src/public-client/types.ts';
import { createFakeApi, type FakeApi, problem, rows } from '../support/fake-api.ts';
import { buildSnapshot, SNAPSHOT_DATE, type SnapshotFiles, toJsonBytes } from '../support/snapshot.ts';
import { abortable, failure, SALES, thrown } from './support.ts';

const FOLDER = 'https://www.example.org/vibedasher/';
const SQL = "SELECT n FROM sales WHERE region = '{{region}}' AND year = {{year}}";
const FRESHNESS = { status: 'NO_TIME_COLUMN', ageDays: 2 };
const VIZ = {
  name: 'Sales (snapshot)',
  slug: 'sales',
  accountSlug: 'acme',
  files: { 'charts/main.sql': SQL, _bundleUrl: 'https://storage.example.net/bundle.zip' },
  dataState: { status: 'WAITING', canQuery: false },
  dataVersion: 'abc123',
  dataFreshness: FRESHNESS,
};
const answer = (n: number, region: string, year: string) => ({
  ...{ sql: SQL, args: { region, year }, result: { headers: ['n'], rows: [[n]] } },
});
/** Answers of the snapshot. The API answers 0 to everything. */
const ANSWERS = [answer(1, '', '2026'), answer(2, 'EU', '2026'), answer(3, 'EU', '2025')];
const DATED = { sql: 'dated', result: { headers: ['n'], rows: [[4]], asOf: '2020-02-03T00:00:00Z' } };

const ANSWER = { file: 'a/0123456789abcdef.msgpack', bytes: 100 };

const ask = (region: string | null = null, year: number | string = 2026): Query => ({
  sql: SQL,
  params: { region, year },
});

interface Site {
  readonly api: FakeApi;
  readonly files: SnapshotFiles;
  /** The paths that were requested from the snapshot, and `api` for each other request. */
  readonly requests: string[];
  client(live?: Live, more?: PublicClientOptions): PublicClient;
  /** Ends the patience with the API. */
  loseRequests(): void;
}

/** Creates a site with a snapshot, and an API that answers every query with the row 0. */
async function createSite(change: (files: SnapshotFiles) => void = () => {}): Promise<Site> {
  const files = await buildSnapshot([{ viz: VIZ, answers: [...ANSWERS, DATED] }]);
  change(files);
  const zero = rows(['n'], [[0]]);
  const api = createFakeApi({
    vizzes: { 'acme/sales': { name: 'Sales (API)' }, 'acme/other': {} },
    queries: { [SQL]: zero, dated: zero, other: zero },
  });
  const requests: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = String(input);
    if (!url.startsWith(FOLDER)) {
      requests.push('api');
      return api.fetch(url, init);
    }
    const path = url.slice(FOLDER.length);
    requests.push(path);
    const bytes = files.get(path);
    return bytes ? new Response(bytes) : new Response('<!doctype html>Not found', { status: 404 });
  };
  const limits = new Set<() => void>();
  // Pauses end in the next task, and time limits only when a test says so.
  let now = Date.UTC(2026, 10, 30);
  const environment: Environment = {
    now: () => now,
    random: () => 0.5,
    after(ms, callback) {
      if (ms >= API_PATIENCE) {
        if (ms === API_PATIENCE) limits.add(callback);
        return () => limits.delete(callback);
      }
      const timer = setTimeout(() => {
        now += ms;
        callback();
      });
      return () => clearTimeout(timer);
    },
  };
  return {
    api,
    files,
    requests,
    client: (live, more) =>
      createClient({ apiBase: api.base, fetch, snapshot: FOLDER, live, ...more }, environment),
    loseRequests: () => limits.forEach((callback) => callback()),
  };
}

interface Loose {
  vizzes: { queries: { answers: unknown }[] }[];
}

const index = (files: SnapshotFiles): Loose =>
  JSON.parse(new TextDecoder().decode(files.get('index.json'))) as Loose;

/** Replaces the contents of all files in a folder of the snapshot. */
const replaceAll = (files: SnapshotFiles, folder: string, text: string): void => {
  for (const path of files.keys())
    if (path.startsWith(folder)) files.set(path, new TextEncoder().encode(text));
};
const rowsOf = async (
  client: PublicClient,
  query = ask(),
  options?: QueryOptions,
): Promise<Dataset['rows']> => (await client.queryViz(SALES, query, options)).rows;
/** Changes the answers of the first query in the index. */
const setAnswers = (files: SnapshotFiles, answer: object): void => {
  const changed = index(files);
  changed.vizzes[0]!.queries[0]!.answers = { '{"region":"","year":"2026"}': answer };
  files.set('index.json', toJsonBytes(changed));
};

type Damage = (files: SnapshotFiles) => void;
/** Damages of a snapshot, with the kind and the message of the error if it cannot be avoided. */
const DAMAGES: readonly (readonly [what: string, kind: string, message: string, damage: Damage])[] = [
  ['is missing', 'unavailable', `HTTP 404 from ${FOLDER}index.json`, (files) => files.clear()],
  ['is a page', 'malformed', 'cannot be used', (files) => replaceAll(files, '', '<!doctype html>')],
  [
    'has a newer format',
    'malformed',
    'version 2 of the format',
    (files) => files.set('index.json', toJsonBytes({ ...index(files), version: 2 })),
  ],
  ['has a damaged answer', 'malformed', `${FOLDER}a/`, (files) => replaceAll(files, 'a/', '\u0081')],
  [
    'has no file',
    'too-large',
    `${FOLDER}a/`,
    (files) => [...files.keys()].forEach((key) => key.includes('/') && files.delete(key)),
  ],
];

describe('a client with a snapshot', () => {
  describe('live="fallback"', () => {
    it('reads viz and rows without the API, and each file once', async () => {
      const { client, requests } = await createSite();
      const both = [client(), client('fallback')].map(async (each) => {
        expect((await each.getViz(SALES)).name).to.equal('Sales (snapshot)');
        expect((await each.queryViz(SALES, ask())).rows).to.deep.equal([[1]]);
      });
      await Promise.all(both);
      expect((await client().queryViz(SALES, ask('EU', '2025'))).rows).to.deep.equal([[3]]);
      expect(requests.filter((path) => path === 'index.json')).to.have.length(1);
      expect(requests.filter((path) => path.startsWith('v/'))).to.have.length(1);
      expect(requests).not.to.include('api');
    });

    it('finds a viz by its slug alone', async () => {
      const { client, requests } = await createSite();
      expect((await client().getVizBySlug('sales')).account).to.equal('acme');
      expect((await client().queryViz({ slug: 'sales' }, ask())).rows).to.deep.equal([[1]]);
      expect(requests).not.to.include('api');
    });

    it('returns a viz that can be queried, without a URL to follow, and its age as a date', async () => {
      const { client } = await createSite();
      const { dataState, bundleUrl, dataVersion, freshness } = await client().getViz(SALES);
      expect([dataState.canQuery, bundleUrl, dataVersion]).to.deep.equal([null, null, null]);
      expect(freshness.asOf?.toISOString()).to.equal('2026-11-27T12:00:00.000Z');
      const viz = { ...VIZ, dataFreshness: { ...FRESHNESS, ageDays: 1e300 } };
      const ageless = await buildSnapshot([{ viz, answers: [] }]);
      const site = await createSite((files) => ageless.forEach((bytes, path) => files.set(path, bytes)));
      expect((await site.client().getViz(SALES)).freshness.asOf).to.equal(null);
    });

    it('queries the API for what it lacks', async () => {
      const { client, api } = await createSite();
      expect(await rowsOf(client(), ask('US'))).to.deep.equal([[0]]);
      expect(await rowsOf(client(), { sql: 'other' })).to.deep.equal([[0]]);
      expect((await client().getViz({ account: 'acme', slug: 'other' })).slug).to.equal('other');
      expect(api.to('query')).to.have.length(2);
    });

    it('names the values that it has if the API cannot be reached either', async () => {
      const { client, api } = await createSite();
      api.answer('query', new Error('down'));
      const error = await failure(rowsOf(client(), ask('US')));
      expect(error).to.include({ kind: 'unavailable', retryable: true, hint: "region: '', EU" });
      expect(error.cause).to.have.property('kind', 'network');
    });

    it('reports that the API refuses the query', async () => {
      const { client, api } = await createSite();
      api.script('query', problem(422, { message: 'No such column' }));
      const error = await failure(rowsOf(client(), ask('US')));
      expect(error).to.include({ kind: 'query', message: 'No such column' });
    });

    for (const [what, , , damage] of DAMAGES)
      it(`queries the API if the snapshot ${what}`, async () => {
        const { client } = await createSite(damage);
        expect(await rowsOf(client())).to.deep.equal([[0]]);
        expect((await client().getViz(SALES)).slug).to.equal('sales');
      });

    it('asks the API for a viz that cannot be read', async () => {
      const { client } = await createSite((files) => replaceAll(files, 'v/', '{"viz": []}'));
      expect((await client().getViz(SALES)).name).to.equal('Sales (API)');
      expect(await rowsOf(client())).to.deep.equal([[1]]);
    });

    it('requests the index again for fresh rows', async () => {
      const { client, files, requests } = await createSite();
      await rowsOf(client());
      const newer = await buildSnapshot([{ viz: VIZ, answers: [answer(5, '', '2026')] }]);
      newer.forEach((bytes, path) => files.set(path, bytes));
      expect(await rowsOf(client(), ask(), { fresh: true })).to.deep.equal([[5]]);
      expect(requests.filter((path) => path === 'index.json')).to.have.length(2);
    });

    it('rejects with the reason of its signal', async () => {
      const { client } = await createSite();
      await abortable((options) => rowsOf(client(), ask('US'), options))();
    });

    it('refuses a file that is larger than the limit', async () => {
      const { client, api } = await createSite();
      api.answer('query', new Error('down'));
      await failure(rowsOf(client('fallback', { maxBytes: 5 })));
      expect((await failure(rowsOf(client('never', { maxBytes: 5 })))).kind).to.equal('too-large');
    });
  });

  describe('live="never"', () => {
    it('lists the values of the other parameters that it has for a choice', async () => {
      const { client, requests } = await createSite();
      const error = await failure(rowsOf(client('never'), ask('US')));
      expect(error).to.include({
        ...{ kind: 'unavailable', retryable: false, hint: "region: '', EU" },
        message: 'The snapshot has no answer for region: US, year: 2026, but for other values',
      });
      const both = await failure(rowsOf(client('never'), ask('EU', 1999)));
      expect(both.hint).to.equal('year: 2026, 2025');
      const neither = await failure(rowsOf(client('never'), ask('US', 1999)));
      expect(neither.hint).to.equal("region: '', EU; year: 2026, 2025");
      expect(requests).not.to.include('api');
    });

    it('names a query and a viz that it lacks', async () => {
      const { client } = await createSite();
      const query = await failure(client('never').queryViz(SALES, { sql: 'SELECT\n  1' }));
      expect(query.message).to.equal('The snapshot has no answer to this query of acme/sales: SELECT 1');
      const viz = await failure(client('never').getViz({ account: 'acme', slug: 'other' }));
      expect(viz.message).to.equal('The snapshot has no viz "acme/other". It has acme/sales');
      expect([query.kind, viz.kind]).to.deep.equal(['unavailable', 'unavailable']);
    });

    it('sends no other request of any kind', async () => {
      const { client, requests } = await createSite();
      const never = client('never');
      const { bundleUrl, ...viz } = await never.getViz(SALES);
      expect(bundleUrl).to.equal(null);
      const other = { account: 'acme', slug: 'other' };
      const [lacking, [batched]] = await Promise.all([
        Promise.all([
          failure(never.getViz(other)),
          failure(never.getVizBySlug('other')),
          failure(never.queryViz(other, ask(), { fresh: true })),
          failure(never.queryViz({ slug: 'other' }, ask())),
          failure(never.queryViz(SALES, { sql: 'other', address: '/rows/1' })),
        ]),
        never.queryBatch(SALES, [{ sql: 'other' }]),
      ]);
      for (const error of [...lacking, batched]) expect(error).to.include({ kind: 'unavailable' });
      const refused = await Promise.all([
        failure(never.getBundle({ ...viz, bundleUrl: 'https://storage.example.net/b.zip' })),
        failure(never.getExtracts(SALES)),
        failure(never.getExtracts({ slug: 'other' })),
        failure(never.listSeeds()),
        failure(never.listTemplates()),
      ]);
      const message = 'live="never" allows only files of the snapshot';
      for (const error of refused)
        expect(error).to.include({ kind: 'unavailable', message, retryable: false });
      expect(requests).not.to.include('api');
    });

    for (const [what, kind, message, damage] of DAMAGES)
      it(`rejects if the snapshot ${what}`, async () => {
        const { client, requests } = await createSite(damage);
        const error = await failure(rowsOf(client('never')));
        expect(error.kind).to.equal(kind);
        expect(error.message).to.include(message);
        expect(requests).not.to.include('api');
      });

    it('refuses a file that is larger than the index says, and requests none outside of the folder', async () => {
      const { client, requests } = await createSite((files) => {
        setAnswers(files, { ...ANSWER, bytes: 5 });
        files.set(ANSWER.file, toJsonBytes({ headers: ['n'], rows: [[1]] }));
      });
      const error = await failure(rowsOf(client('never')));
      expect(error.kind).to.equal('too-large');
      expect(error.message).to.include(FOLDER + ANSWER.file);
      expect(requests).to.deep.equal(['index.json', ANSWER.file]);
      for (const folder of ['https://evil.example/', '../']) {
        const site = await createSite((files) =>
          setAnswers(files, { ...ANSWER, file: folder + ANSWER.file }),
        );
        expect((await failure(rowsOf(site.client('never')))).kind).to.equal('malformed');
        expect(site.requests).to.deep.equal(['index.json']);
      }
    });
  });

  describe('live="first"', () => {
    it('queries the API, and does not request the snapshot', async () => {
      const { client, requests } = await createSite();
      expect((await client('first').getViz(SALES)).name).to.equal('Sales (API)');
      const { rows, asOf } = await client('first').queryViz(SALES, ask());
      expect([rows, asOf]).to.deep.equal([[[0]], undefined]);
      expect(requests.every((request) => request === 'api')).to.equal(true);
    });

    const html = (status: number) => () => new Response('<!doctype html>Oops', { status });
    for (const [what, answer] of [
      ['is down', new Error('down')],
      ['answers with a page', html(200)],
      ['is another server', html(404)],
      ['fails', html(500)],
      ['is overloaded', html(503)],
    ] as [string, Error | (() => Response)][])
      it(`uses the snapshot if the API ${what}, with its date`, async () => {
        const { client, api } = await createSite();
        api.answer('viz', answer);
        api.answer('query', answer);
        const viz = await client('first').getViz(SALES);
        expect(viz.name).to.equal('Sales (snapshot)');
        expect(viz.freshness).to.include({ status: 'measured' });
        expect(viz.freshness.asOf?.toISOString()).to.equal(SNAPSHOT_DATE);
        const { rows, asOf } = await client('first').queryViz(SALES, ask());
        expect([rows, asOf?.toISOString()]).to.deep.equal([[[1]], SNAPSHOT_DATE]);
      });

    it('uses the snapshot if the rows of the API cannot be read', async () => {
      const { client, api } = await createSite();
      api.answer('storage', () => new Response('\u0081\u0000'));
      expect(await rowsOf(client('first'))).to.deep.equal([[1]]);
    });

    it('uses the snapshot if the API is slow, and then does not wait for it again', async () => {
      const { client, api, loseRequests } = await createSite();
      api.hold('viz');
      const loading = client('first').getViz(SALES);
      await api.seen('viz');
      loseRequests();
      expect((await loading).name).to.equal('Sales (snapshot)');
      expect(api.to('viz')[0]!.init.signal!.aborted).to.equal(true);
      expect(await rowsOf(client('first'))).to.deep.equal([[1]]);
      expect(api.requests).to.have.length(1);
    });

    it('queries the API again on a refresh, and keeps the date of the data', async () => {
      const { client, api } = await createSite();
      const restore = api.answer('query', new Error('down'));
      expect(await rowsOf(client('first'))).to.deep.equal([[1]]);
      const { asOf } = await client('first').queryViz(SALES, { sql: 'dated' });
      expect(asOf?.toISOString()).to.equal('2020-02-03T00:00:00.000Z');
      restore();
      expect(await rowsOf(client('first'), ask(), { fresh: true })).to.deep.equal([[0]]);
    });

    it('does not hide what the API says about a viz or a query', async () => {
      const { client, api } = await createSite();
      api.script('viz', problem(404, { detail: 'Not found' }));
      api.script('query', problem(422, { message: 'No such column' }));
      expect((await failure(client('first').getViz(SALES))).kind).to.equal('not-found');
      expect((await failure(client('first').queryViz(SALES, ask()))).kind).to.equal('query');
    });

    it('names the values that the snapshot has, or the outage if it has no snapshot', async () => {
      const { client, api } = await createSite();
      api.answer('query', new Error('down'));
      const missing = await failure(client('first').queryViz(SALES, ask('US')));
      expect(missing).to.include({ kind: 'unavailable', retryable: true, hint: "region: '', EU" });
      const broken = await createSite((files) => files.clear());
      broken.api.answer('query', new Error('down'));
      const outage = await failure(broken.client('first').queryViz(SALES, ask()));
      expect(outage.kind).to.equal('network');
    });
  });

  it('names options that are not allowed', async () => {
    const { client, requests } = await createSite();
    const kindAndMessage = async (options: PublicClientOptions) => {
      const { kind, message } = await failure(client('fallback', options).getViz(SALES));
      return `${kind}: ${message}`;
    };
    expect(await kindAndMessage({ live: 'always' as Live })).to.equal(
      'config: live="always": use one of fallback, never, first',
    );
    expect(await kindAndMessage({ snapshot: undefined, live: 'never' })).to.equal(
      'config: snapshot="" with live="never": use the URL of a folder, such as /vibedasher/',
    );
    for (const snapshot of ['https://[', 'ftp://x/', `${FOLDER}index.json`, `${FOLDER}?v=1`])
      expect(await kindAndMessage({ snapshot })).to.equal(
        `config: snapshot="${snapshot}" with live="fallback": use the URL of a folder, such as /vibedasher/`,
      );
    expect(requests).to.deep.equal([]);
    expect(thrown(() => client('fallback', { apiBase: 'nonsense' })).kind).to.equal('config');
  });

  it('needs no slash at the end of the URL', async () => {
    const { client } = await createSite();
    const { rows } = await client('never', { snapshot: FOLDER.slice(0, -1) }).queryViz(SALES, ask());
    expect(rows).to.deep.equal([[1]]);
  });
});
