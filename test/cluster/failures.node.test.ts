// @lane long
/** What readers of a page with eight charts get while parts of a cluster fail, with the client and the addresses of elements. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createPublicClient } from '../../src/public-client/index.ts';
import { startBalancedPair, type BalancedPair } from './balanced.ts';
import { findMissing, startS3, startValkey, type S3, type Service } from './components.ts';
import { cleanUp, createVizzes, QUICK, SLOW, VIZ } from './instances.ts';

const skip = await findMissing('valkey-server', 'haproxy', 'moto');
const CHARTS = Array.from({ length: 8 }, (_, index) => index);

describe('readers of eight charts behind a balancer', { skip }, () => {
  let valkey: Service;
  let s3: S3;
  let cluster: BalancedPair;

  before(async () => {
    [valkey, s3] = await Promise.all([startValkey(), startS3()]);
    const shared = `valkey://127.0.0.1:${valkey.port}`;
    cluster = await startBalancedPair(await createVizzes(), { shared, results: s3.results }, s3.environment);
  });
  after(cleanUp);

  /** Requests two charts, whose queries take about a second, so that they run while something fails. */
  function read(round: string): { requested: Promise<unknown>; values: Promise<unknown[]> } {
    const requests = CHARTS.map(() => Promise.withResolvers<void>());
    const values = CHARTS.map(async (index) => {
      const client = createPublicClient({
        apiBase: `http://127.0.0.1:${cluster.proxy.port}/api`,
        fetch: (...args) => {
          requests[index]!.resolve();
          return fetch(...args);
        },
      });
      const n = `${round}${index}`;
      const [chart, sql] = index % 4 ? ['quick', QUICK] : ['slow', SLOW];
      const address = `/rows/${chart}?p.n=${n}`;
      return (await client.queryViz(VIZ, { sql, params: { n }, address })).rows[0]?.[0];
    });
    return { requested: Promise.all(requests.map(({ promise }) => promise)), values: Promise.all(values) };
  }
  const valuesOf = (round: string): string[] => CHARTS.map((index) => `${round}${index}`);

  for (const [name, fail, repair] of [
    ['killed', () => cluster.instances.ONE.end('SIGKILL'), () => cluster.replace('ONE')],
    ['hanging', () => cluster.instances.ONE.signal('SIGSTOP'), () => cluster.instances.ONE.signal('SIGCONT')],
    ['valkey', () => valkey.stop(), () => valkey.start()],
    ['s3', () => s3.stop(), () => s3.start()],
  ] as const)
    it(
      `get all rows, of running and new queries, during a failure: ${name}`,
      { timeout: 60_000 },
      async () => {
        const running = read(`${name}-running`);
        await running.requested;
        try {
          await fail();
          assert.deepEqual(await running.values, valuesOf(`${name}-running`));
          assert.deepEqual(await read(`${name}-new`).values, valuesOf(`${name}-new`));
        } finally {
          // The next test needs all parts, also if this one fails.
          await repair();
        }
      },
    );

  it('get all rows while both instances are replaced', { timeout: 120_000 }, async () => {
    let isOver = false;
    const replaceBoth = async (): Promise<void> => {
      for (const name of ['ONE', 'TWO'] as const) {
        assert.equal(await cluster.instances[name].end('SIGTERM'), 0);
        await cluster.replace(name);
      }
    };
    const replaced = replaceBoth().finally(() => (isOver = true));
    for (let n = 0; !isOver; n += 1)
      assert.deepEqual(await read(`replaced${n}-`).values, valuesOf(`replaced${n}-`));
    await replaced;
  });
});
