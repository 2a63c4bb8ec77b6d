/** Each answer in a snapshot of the demo's vizzes is the API's. */
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, it } from 'node:test';
import { decode } from '@msgpack/msgpack';
import { DEMO_ROOT, prepareData } from '../../demo/prepare-data.ts';
import { type RunningServer, startServer } from '../../server/src/index.ts';
import { snapshot } from '../../src/prerender/command/snapshot.ts';
import { createClient } from '../../src/public-client/create-client.ts';
import { systemEnvironment } from '../../src/public-client/environment.ts';
import type { Recorder } from '../../src/public-client/shared-state.ts';
import { readAnswerKey, readSnapshotIndex } from '../../src/public-client/snapshot-format.ts';
import type { Params } from '../../src/public-client/types.ts';

/** Vizzes whose data cannot be queried. */
const UNUSABLE = ['broken-query', 'census', 'city-dashboard', 'draft-budget', 'withdrawn-survey'];

const names = globSync('*/*/viz.json', { cwd: join(DEMO_ROOT, 'vizzes') })
  .map((file) => dirname(file))
  .sort();

let server: RunningServer;

before(async () => {
  await prepareData();
  server = await startServer({ root: DEMO_ROOT });
});
after(() => server.close());

/** Returns the stored rows of a query, as the API sends them. */
async function askApi(account: string, slug: string, sql: string, params: Params): Promise<Uint8Array> {
  let rows: Uint8Array | undefined;
  const recorder: Recorder = {
    addViz() {},
    addRows: (_base, _viz, _query, { bytes }) => void (rows = bytes),
  };
  const client = createClient({ apiBase: server.apiBase }, systemEnvironment, recorder);
  await client.queryViz({ account, slug }, { sql, params }, { fresh: true });
  return rows!;
}

/** Decodes stored rows. Without a complete ORDER BY, each run of a query may have another order, so this sorts them. */
function sortedRows(bytes: Uint8Array): unknown {
  const { rows, ...rest } = decode(bytes) as { readonly rows: readonly unknown[] };
  return { ...rest, rows: rows.map((row) => JSON.stringify(row)).sort() };
}

/** Compares all answers of a snapshot with the API's. Resolves with their number by viz. */
async function compared(vizzes: readonly string[], params: string): Promise<Record<string, number>> {
  const site = await mkdtemp(join(tmpdir(), 'vibedasher-demo-snapshot-'));
  const tags = vizzes.map((name) => {
    const [account, slug] = name.split(/[\\/]/);
    return `<vibedasher-dashboard account="${account}" slug="${slug}"></vibedasher-dashboard>`;
  });
  await writeFile(join(site, 'index.html'), tags.join('\n'));
  const silent = { write: () => {} };
  const io = { stdout: silent, stderr: silent, signal: new AbortController().signal };
  const args = ['--api-base', server.apiBase, '--cache', join(site, '.cache'), '--params', params];
  assert.equal(await snapshot([site, ...args], io), 0);
  const folder = join(site, 'vibedasher');
  const index = readSnapshotIndex(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')));
  const counts: Record<string, number> = {};
  const comparisons = index.vizzes.flatMap(({ account, slug, queries }) =>
    queries.flatMap(({ sql, answers }) =>
      Object.entries(answers).map(async ([key, { file }]) => {
        const name = `${account}/${slug}`;
        const live = await askApi(account, slug, sql, Object.fromEntries(readAnswerKey(key)));
        const baked = await readFile(join(folder, file));
        assert.deepEqual(sortedRows(baked), sortedRows(live), `${name}: ${sql} ${key}`);
        counts[name] = (counts[name] ?? 0) + 1;
      }),
    ),
  );
  await Promise.all(comparisons);
  return counts;
}

it('has the answers of all vizzes with the declared values', async () => {
  const counts = await compared(names, 'defaults');
  const usable = names.filter((name) => !UNUSABLE.some((each) => name.endsWith(`/${each}`)));
  assert.deepEqual(Object.keys(counts).sort(), usable);
});

it('has the answers for all options of a viz', async () => {
  const vizzes = ['acme/weekly-sales', 'northwind-labs/health-and-families', 'northwind-labs/flights'];
  assert.deepEqual(await compared(vizzes, 'declared'), {
    'acme/weekly-sales': 51,
    'northwind-labs/health-and-families': 12,
    'northwind-labs/flights': 11,
  });
});
