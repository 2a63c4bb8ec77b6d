// @lane long
/**
 * Floods that are generated from a seed, against a server in a process of its own. `SEED=1 COUNT=9` repeats a run, and
 * `CASE='…'` runs the flood that a message contains.
 */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { casesOf, generateFlood, serve, writeFolder, type Flood } from './generate.ts';

/** Limit for the 99th percentile of the durations of {@link READS} requests of another reader, in ms. */
const MAX_P99 = 2000;
const READS = 150;
/** Milliseconds in which each must be answered. */
const ANSWER_MS = 15_000;
/** Milliseconds between two of these requests. They do not wait for each other. */
const READ_EVERY = 20;

describe('a flood of requests below the limit', { timeout: 1_200_000 }, () => {
  let folder = '';
  before(async () => {
    folder = await writeFolder();
  });
  after(() => rm(folder, { recursive: true }));

  for (const { name, value } of casesOf(generateFlood))
    it(`does not delay cached rows of another reader: ${name}`, async (t) => {
      const p99 = await flood(value).catch((error) =>
        assert.fail(`${error}: CASE='${JSON.stringify(value)}'`),
      );
      t.diagnostic(`${p99} ms`);
      assert.ok(p99 <= MAX_P99, `The 99th percentile is ${p99} ms: CASE='${JSON.stringify(value)}'`);
    });

  /** Resolves with the 99th percentile of another reader, in ms. */
  async function flood(flood: Flood): Promise<number> {
    const { apiBase, stop } = await serve(folder);
    const read = async (): Promise<number> => {
      const start = performance.now();
      const headers = { 'x-forwarded-for': '198.51.100.7' };
      const response = await fetch(`${apiBase}/v1/public/viz/acme/honest/rows/main?p.n=0`, {
        headers,
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      assert.equal(response.status, 200, await response.text());
      return performance.now() - start;
    };
    let flooder: Worker | undefined;
    try {
      for (let n = 0; n < 10; n += 1) await read();
      flooder = new Worker(new URL('flooder.ts', import.meta.url), { workerData: { apiBase, flood } });
      const reads: Promise<number>[] = [];
      for (let n = 0; n < READS; n += 1) {
        reads.push(read());
        await sleep(READ_EVERY);
      }
      const times = (await Promise.all(reads)).sort((a, b) => a - b);
      return Math.round(times[Math.floor(READS * 0.99)]!);
    } finally {
      await flooder?.terminate();
      await stop();
    }
  }
});
