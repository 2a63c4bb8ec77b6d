import assert from 'node:assert/strict';
import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Catalog } from '../src/vizzes/catalog.ts';
import { startServer } from '../src/server.ts';
import { SALES, serve } from './support.ts';

const GOOD = { name: 'X', publishStatus: 'PUBLISHED', viewMode: 'public', datasets: ['sales'] };

/** A viz of the fixture names a dataset without a file. */
const LACKING = 'vizzes/acme/lacking/viz.json: There is no file datasets/nowhere.csv, .json or .parquet.';

/** The text of `viz.json` → the reported problem. */
const BROKEN: Record<string, [string, RegExp]> = {
  syntax: ['{ "name": ', /viz\.json: not JSON/],
  list: ['[]', /viz\.json: not an object/],
  nameless: [JSON.stringify({ ...GOOD, name: undefined }), /viz\.json: "name" is missing/],
  statusless: [JSON.stringify({ ...GOOD, publishStatus: 1 }), /"publishStatus" is not a text/],
  datasets: [JSON.stringify({ ...GOOD, datasets: ['../secrets'] }), /"datasets" is not a list of names/],
  delay: [JSON.stringify({ ...GOOD, delay: 'long' }), /"delay" is not a number of milliseconds/],
  time: [JSON.stringify({ ...GOOD, timeColumn: 'secrets.day' }), /"timeColumn" is not "ALIAS\.COLUMN"/],
  source: [JSON.stringify({ ...GOOD, source: 7 }), /"source" is not a text, or \{text, url\}/],
  link: [
    JSON.stringify({ ...GOOD, source: { text: 'X', url: 'javascript:alert(1)' } }),
    /"source" is not .+ an address that begins with https:\/\//,
  ],
  notes: [JSON.stringify({ ...GOOD, notes: ['x'] }), /"notes" is not a text/],
  unlisted: [JSON.stringify({ ...GOOD, datasets: undefined }), /"datasets" is missing/],
  state: [
    JSON.stringify({ ...GOOD, dataState: { status: 'OK' } }),
    /"status" is not one of WAITING, BLOCKED/,
  ],
};

async function writeViz(root: string, slug: string, files: Record<string, string>): Promise<void> {
  const folder = join(root, 'vizzes/acme', slug);
  await mkdir(join(folder, 'charts'), { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
}

describe('an invalid file', () => {
  it('is reported and disables only its own viz', async () => {
    const api = await serve({}, async (root) => {
      for (const [slug, [text]] of Object.entries(BROKEN)) await writeViz(root, slug, { 'viz.json': text });
      const viz = JSON.stringify(GOOD);
      await writeViz(root, 'params', { 'viz.json': viz, 'params.json': '[{ "type": "number" }]' });
      await writeViz(root, 'chart', { 'viz.json': viz, 'charts/main.vl.json': '{ "mark": ' });
      await writeViz(root, 'empty', { 'dashboard.json': '{}' });
      await writeFile(join(root, 'templates/broken.json'), '{');
    });
    const { problems } = api.api;
    const expected: Record<string, RegExp> = {
      ...Object.fromEntries(Object.entries(BROKEN).map(([slug, [, message]]) => [slug, message])),
      params: /params\.json: parameter 1 lacks a name/,
      chart: /charts\/main\.vl\.json: not JSON/,
      empty: /viz\.json: missing/,
    };
    for (const [slug, message] of Object.entries(expected)) {
      const named = problems.filter((problem) => problem.startsWith(`vizzes/acme/${slug}/`));
      assert.equal(named.length, 1, slug);
      assert.match(named[0] ?? '', message);
      assert.equal((await api.get(`/v1/public/viz/acme/${slug}`)).status, 404, slug);
    }
    assert.equal(problems.filter((problem) => problem.startsWith('templates/broken.json: ')).length, 1);
    assert.ok(problems.includes(LACKING));
    assert.equal(problems.length, Object.keys(expected).length + 2);
    assert.equal((await api.get(SALES)).status, 200);
    assert.equal((await api.get('/v1/public/templates')).body['total'], 3);
  });

  it('is never read if it is a link to a file outside the folder of its viz', async () => {
    const viz = JSON.stringify(GOOD);
    const api = await serve({}, async (root) => {
      await writeFile(join(root, 'private.sql'), 'SELECT 1');
      for (const slug of ['leak', 'chart', 'own']) await writeViz(root, slug, { 'viz.json': viz });
      await symlink(join(root, 'private.sql'), join(root, 'vizzes/acme/leak/charts/main.sql'));
      await rm(join(root, 'vizzes/acme/chart/charts'), { recursive: true });
      await symlink('../sales/charts', join(root, 'vizzes/acme/chart/charts'));
      await writeFile(join(root, 'vizzes/acme/own/.main.sql'), 'SELECT 1');
      await symlink('../.main.sql', join(root, 'vizzes/acme/own/charts/main.sql'));
    });
    assert.deepEqual(api.api.problems.toSorted(), [
      'vizzes/acme/chart/charts/main.sql: a link to a file outside the folder of its viz',
      LACKING,
      'vizzes/acme/leak/charts/main.sql: a link to a file outside the folder of its viz',
    ]);
    for (const slug of ['leak', 'chart'])
      assert.equal((await api.get(`/v1/public/viz/acme/${slug}`)).status, 404, slug);
    const { files } = (await api.get('/v1/public/viz/acme/own')).body.viz;
    assert.deepEqual(files, { 'charts/main.sql': 'SELECT 1' });
  });

  it('is not read if the files of its viz are too many or too large', async () => {
    const viz = JSON.stringify(GOOD);
    const api = await serve({ vizBytes: 10_000 }, async (root) => {
      await writeViz(root, 'long', { 'viz.json': viz, 'charts/main.sql': ' '.repeat(10_000) });
      const charts = Array.from({ length: 200 }, (_, index) => [`charts/${index}.sql`, '']);
      await writeViz(root, 'many', { 'viz.json': viz, ...(Object.fromEntries(charts) as object) });
      await writeViz(root, 'short', { 'viz.json': viz, 'charts/main.sql': ' '.repeat(9000) });
    });
    assert.deepEqual(
      api.api.problems.map((problem) => problem.replace(/\d+ bytes/, 'N bytes')),
      [
        ...['long', 'many'].map(
          (slug) => `vizzes/acme/${slug}/its files take N bytes, more than the limit of 10000`,
        ),
        LACKING,
      ],
    );
    assert.equal((await api.get('/v1/public/viz/acme/long')).status, 404);
    assert.equal((await api.get('/v1/public/viz/acme/short')).status, 200);
  });

  it('is reported and blocks its vizzes if it is a dataset', async () => {
    const api = await serve({}, async (root) => {
      await writeFile(join(root, 'datasets/garbled.parquet'), 'PAR1 but not really PAR1');
      await writeFile(join(root, 'datasets/secrets.csv'), 'id\n1\n');
      await writeViz(root, 'garbled', { 'viz.json': JSON.stringify({ ...GOOD, datasets: ['garbled'] }) });
    });
    const [garbled = '', twice = ''] = api.api.problems;
    assert.match(garbled, /^datasets\/garbled\.parquet: /);
    assert.match(twice, /^datasets\/secrets\.json: not used, as secrets\.csv has the same alias/);
    assert.deepEqual(api.api.problems.slice(2), [LACKING]);

    const path = '/v1/public/viz/acme/garbled';
    assert.equal(await api.failure('SELECT * FROM garbled', path), 'The dataset "garbled" cannot be read.');
    const { dataState } = (await api.get(path)).body.viz as { dataState: Record<string, unknown> };
    assert.deepEqual([dataState['status'], dataState['canQuery']], ['BLOCKED', false]);
    assert.equal((await api.submit('SELECT 1', {}, path)).status, 409);
    const { body } = await api.get(`${path}/wasm-plan`);
    assert.deepEqual(body['sources'], []);
    assert.equal((body['unavailable'] as unknown[]).length, 1);
    assert.deepEqual((await api.rows('SELECT count(*) FROM sales')).rows, [[4]]);
  });
});

describe('the folder of a viz', () => {
  it('is read again after a change or its removal', async (test) => {
    const api = await serve();
    const catalog = new Catalog(api.root, Infinity);
    test.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const name = async (): Promise<string | undefined> => (await catalog.find('acme', 'sales'))?.name;
    assert.equal(await name(), 'Sales');
    const path = join(api.root, 'vizzes/acme/sales/viz.json');
    await writeFile(path, JSON.stringify({ ...GOOD, name: 'Renamed' }));
    await utimes(path, 5, 5);
    assert.equal(await name(), 'Sales');
    test.mock.timers.tick(1001);
    assert.equal(await name(), 'Renamed');
    // Some tools for copying keep the time, and a text can keep its length.
    await writeFile(path, JSON.stringify({ ...GOOD, name: 'Changed' }));
    await utimes(path, 5, 5);
    test.mock.timers.tick(1001);
    assert.equal(await name(), 'Changed');
    await rm(join(api.root, 'vizzes/acme/sales'), { recursive: true });
    test.mock.timers.tick(1001);
    assert.equal(await name(), undefined);
    assert.deepEqual(await catalog.findBySlug('sales'), []);
  });

  it('is reported once for each change after which it cannot be used', async (test) => {
    const api = await serve();
    const catalog = new Catalog(api.root, Infinity);
    await catalog.readAll();
    const reported: string[] = [];
    catalog.onProblem = (problem) => reported.push(problem);
    test.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const find = async (): Promise<void> => {
      test.mock.timers.tick(1001);
      await Promise.all([catalog.find('acme', 'sales'), catalog.find('acme', 'sales')]);
      test.mock.timers.tick(1001);
      await catalog.find('acme', 'sales');
    };
    const fields = { ...GOOD, publishStatus: undefined };
    await writeViz(api.root, 'sales', { 'viz.json': JSON.stringify(fields) });
    await find();
    const first = 'vizzes/acme/sales/viz.json: "publishStatus" is missing';
    assert.deepEqual(reported, [first]);
    await writeViz(api.root, 'sales', { 'viz.json': JSON.stringify(GOOD) });
    await find();
    assert.deepEqual(reported, [first]);
    await writeViz(api.root, 'sales', { 'viz.json': '[]' });
    await find();
    assert.deepEqual(reported, [first, 'vizzes/acme/sales/viz.json: not an object']);
  });

  for (const [written, source] of [
    ['Ledger', { text: 'Ledger', url: null }],
    [
      'The ledger, 2026 https://ledger.example/a b',
      { text: 'The ledger, 2026 https://ledger.example/a b', url: null },
    ],
    ['The ledger, 2026 https://ledger.example', { text: 'The ledger, 2026', url: 'https://ledger.example' }],
    [{ text: 'Ledger' }, { text: 'Ledger', url: null }],
    [{ url: 'https://ledger.example' }, { text: 'https://ledger.example', url: 'https://ledger.example' }],
    [null, null],
  ] as const) {
    it(`declares the source of the data: ${JSON.stringify(written)}`, async () => {
      const api = await serve({}, (root) =>
        writeViz(root, 'sourced', { 'viz.json': JSON.stringify({ ...GOOD, source: written }) }),
      );
      const { body } = await api.get('/v1/public/viz/acme/sourced');
      assert.deepEqual(body.viz['source'], source);
    });
  }

  it('is in a root folder, which must exist', async () => {
    await assert.rejects(startServer({ root: '/nowhere/at/all' }), /There is no folder \/nowhere\/at\/all/);
  });

  it('is optional, as are the folders of datasets and templates', async () => {
    const api = await serve({}, async (root) => {
      for (const folder of ['vizzes', 'datasets', 'templates'])
        await rm(join(root, folder), { recursive: true });
    });
    assert.deepEqual(api.api.problems, []);
    assert.equal((await api.get(SALES)).status, 404);
    assert.equal((await api.get('/v1/public/templates')).body['total'], 0);
  });
});
