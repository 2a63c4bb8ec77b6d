import assert from 'node:assert/strict';
import { promises } from 'node:fs';
import type { Stats } from 'node:fs';
import { rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Catalog } from '../src/vizzes/catalog.ts';
import { startServer } from '../src/server.ts';
import { SALES, serve, writeViz } from './support.ts';

const GOOD = { name: 'X', publishStatus: 'PUBLISHED', viewMode: 'public', datasets: ['sales'] };

/** A viz of the fixture names a dataset without a file. */
const LACKING = 'vizzes/acme/lacking/viz.json: There is no file datasets/nowhere.csv, .json or .parquet.';

/** Fields of `viz.json`, or its text → the reported problem. */
const BROKEN: Record<string, [object | string, RegExp]> = {
  syntax: ['{ "name": ', /viz\.json: not JSON/],
  list: ['[]', /viz\.json: not an object/],
  nameless: [{ name: undefined }, /viz\.json: "name" is missing/],
  statusless: [{ publishStatus: 1 }, /"publishStatus" is not a text/],
  datasets: [{ datasets: ['../secrets'] }, /"datasets" is not a list of names/],
  delay: [{ delay: 'long' }, /"delay" is not a number of milliseconds/],
  time: [{ timeColumn: 'secrets.day' }, /"timeColumn" is not "ALIAS\.COLUMN"/],
  source: [{ source: 7 }, /"source" is not a text, or \{text, url\}/],
  link: [
    { source: { text: 'X', url: 'javascript:alert(1)' } },
    /"source" is not .+ an address that begins with https:\/\//,
  ],
  notes: [{ notes: ['x'] }, /"notes" is not a text/],
  unlisted: [{ datasets: undefined }, /"datasets" is missing/],
  state: [{ dataState: { status: 'OK' } }, /"status" is not one of WAITING, BLOCKED/],
};

/** Writes a viz of the account acme. */
const write = (root: string, slug: string, files: object = {}, viz: object = {}): Promise<void> =>
  writeViz(root, `acme/${slug}`, { viz: { ...GOOD, ...viz }, ...files });

describe('an invalid file', () => {
  it('is reported and disables only its own viz', async () => {
    const api = await serve({}, async (root) => {
      for (const [slug, [viz]] of Object.entries(BROKEN))
        await write(root, slug, typeof viz === 'string' ? { 'viz.json': viz } : {}, Object(viz));
      await write(root, 'params', { 'params.json': '[{ "type": "number" }]' });
      await write(root, 'chart', { 'charts/main.vl.json': '{ "mark": ' });
      await write(root, 'empty', { 'dashboard.json': '{}' });
      await rm(join(root, 'vizzes/acme/empty/viz.json'));
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
    const api = await serve({}, async (root) => {
      await writeFile(join(root, 'private.sql'), 'SELECT 1');
      for (const slug of ['leak', 'own']) await write(root, slug, { 'charts/x': '' });
      await write(root, 'chart');
      await symlink(join(root, 'private.sql'), join(root, 'vizzes/acme/leak/charts/main.sql'));
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
    assert.deepEqual(files, { 'charts/main.sql': 'SELECT 1', 'charts/x': '' });
  });

  it('is not read if the files of its viz are too many or too large', async () => {
    const api = await serve({ vizBytes: 10_000 }, async (root) => {
      const charts = Array.from({ length: 200 }, (_, index) => [`charts/${index}.sql`, '']);
      await write(root, 'long', { 'charts/main.sql': ' '.repeat(10_000) });
      await write(root, 'many', Object.fromEntries(charts) as object);
      await write(root, 'short', { 'charts/main.sql': ' '.repeat(9000) });
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
      await write(root, 'garbled', {}, { datasets: ['garbled'] });
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

  it('is read once for requests at the same time', async () => {
    const { root } = await serve();
    const catalog = new Catalog(root, Infinity);
    const [viz, same] = await Promise.all([catalog.find('acme', 'sales'), catalog.find('acme', 'sales')]);
    assert.equal(viz?.name, 'Sales');
    assert.equal(viz, same);
  });

  it('is checked in small groups of files, so that other requests are answered in between', async (test) => {
    const { root } = await serve();
    await write(
      root,
      'sales',
      Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`charts/c${n}.sql`, ''])),
    );
    const { stat } = promises;
    let [pending, most] = [0, 0];
    const counted = async (path: string): Promise<Stats> => {
      most = Math.max(most, (pending += 1));
      return stat(path).finally(() => (pending -= 1));
    };
    test.mock.method(promises, 'stat', counted);
    syncBuiltinESMExports();
    const viz = await new Catalog(root, Infinity).find('acme', 'sales');
    test.mock.restoreAll();
    syncBuiltinESMExports();
    assert.ok(Object.keys(viz?.files ?? {}).length > 200);
    assert.equal(most, 50);
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
    await write(api.root, 'sales', {}, { publishStatus: undefined });
    await find();
    const first = 'vizzes/acme/sales/viz.json: "publishStatus" is missing';
    assert.deepEqual(reported, [first]);
    await write(api.root, 'sales');
    await find();
    assert.deepEqual(reported, [first]);
    await write(api.root, 'sales', { 'viz.json': '[]' });
    await find();
    assert.deepEqual(reported, [first, 'vizzes/acme/sales/viz.json: not an object']);
  });

  it('declares the source of the data', async () => {
    const url = 'https://ledger.example';
    const sources = [
      ['Ledger', { text: 'Ledger', url: null }],
      [`The ledger, 2026 ${url}/a b`, { text: `The ledger, 2026 ${url}/a b`, url: null }],
      [`The ledger, 2026 ${url}`, { text: 'The ledger, 2026', url }],
      [{ text: 'Ledger' }, { text: 'Ledger', url: null }],
      [{ url }, { text: url, url }],
      [null, null],
    ] as const;
    const api = await serve({}, async (root) => {
      for (const [index, [source]] of sources.entries()) await write(root, `sourced${index}`, {}, { source });
    });
    for (const [index, [, source]] of sources.entries())
      assert.deepEqual((await api.get(`/v1/public/viz/acme/sourced${index}`)).body.viz['source'], source);
  });

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
