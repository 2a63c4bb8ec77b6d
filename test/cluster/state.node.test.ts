// @lane long
/** Two instances with Valkey and a folder for results. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findMissing, startValkey, type Service } from './components.ts';
import {
  cleanUp,
  createFolder,
  createReader,
  createVizzes,
  Instance,
  QUICK,
  SLOW,
  submitTo,
} from './instances.ts';

const skip = await findMissing('valkey-server');

describe('two instances with Valkey', { skip }, () => {
  let root: string;
  let valkey: Service;
  let args: string[];
  let a: Instance;
  let b: Instance;

  before(async () => {
    root = await createVizzes();
    valkey = await startValkey();
    args = ['--shared', `valkey://127.0.0.1:${valkey.port}`, '--results', await createFolder()];
    [a, b] = [await Instance.start(root, args), await Instance.start(root, args)];
  });
  after(cleanUp);

  it('run a query that is submitted to one, and polled and fetched from the other', async () => {
    const rows = await createReader(submitTo(a, b))(SLOW, 'fetched');
    assert.equal(rows[0]?.[0], 'fetched');
  });

  it('run a query that is submitted to both once', async () => {
    const both = [a, b, a, b].map((instance) => createReader(() => instance)(SLOW, 'once'));
    const results = await Promise.all(both);
    for (const rows of results) assert.deepEqual(rows, results[0]);
  });

  it('continue a query if the first instance is stopped for longer than its lease, and agree on its rows', async () => {
    const rows = await createReader(
      submitTo(a, b, () => {
        a.signal('SIGSTOP');
      }),
    )(SLOW, 'stopped');
    a.signal('SIGCONT');
    assert.equal(rows[0]?.[0], 'stopped');
    assert.deepEqual(await createReader(() => a)(SLOW, 'stopped'), rows);
  });

  it('answer for many requests for the states of unknown queries', async () => {
    const url = `${a.apiBase}/v1/public/viz/acme/shop/sql/status/batch`;
    const flood = Array.from({ length: 50 }, async (_, request) => {
      const queryIds = Array.from({ length: 1000 }, (_, query) => `${request}-${query}.unknown`);
      const headers = { 'content-type': 'application/json' };
      const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ queryIds }) });
      return status;
    });
    assert.deepEqual([...new Set(await Promise.all(flood))], [200]);
  });

  it('continue a query if the first instance is killed', async () => {
    const killed = await Instance.start(root, args);
    const route = submitTo(killed, b, () => {
      killed.signal('SIGKILL');
    });
    assert.equal((await createReader(route)(SLOW, 'killed'))[0]?.[0], 'killed');
  });

  it('hand over a query when the first instance closes', async () => {
    const closed = await Instance.start(root, args);
    const route = submitTo(closed, b, () => {
      closed.signal('SIGTERM');
    });
    assert.equal((await createReader(route)(SLOW, 'closed'))[0]?.[0], 'closed');
    assert.equal(await closed.end('SIGTERM'), 0);
  });

  it('find a query again after Valkey has lost all its state in a restart', async () => {
    const { promise: submitted, resolve } = Promise.withResolvers<void>();
    const rows = createReader(submitTo(a, b, resolve))(SLOW, 'restarted');
    await submitted;
    await valkey.stop();
    await valkey.start();
    assert.equal((await rows)[0]?.[0], 'restarted');
    assert.deepEqual(await createReader(() => b)(SLOW, 'restarted'), await rows);
  });

  it('answer while Valkey hangs', async () => {
    valkey.signal('SIGSTOP');
    const rows = await createReader(submitTo(a, b))(QUICK, 'hangs');
    assert.deepEqual(await createReader(() => b)(QUICK, 'hangs'), rows);
    valkey.signal('SIGCONT');
  });

  it('answer without Valkey, and still find each other’s results', async () => {
    await valkey.stop();
    const rows = await createReader(submitTo(a, b))(SLOW, 'absent');
    assert.deepEqual(await createReader(submitTo(b, a))(SLOW, 'absent'), rows);
    await valkey.start();
  });
});

describe('the limit of requests', { skip }, () => {
  let valkey: Service;
  after(cleanUp);

  it('counts an address in all instances, and in each one without Valkey', async () => {
    const root = await createVizzes();
    valkey = await startValkey();
    const args = ['--shared', `valkey://127.0.0.1:${valkey.port}`, '--rate-max', '6'];
    const pair = [await Instance.start(root, args), await Instance.start(root, args)];
    const countRefused = async (): Promise<number> => {
      const statuses = [];
      for (let n = 0; n < 16; n += 1)
        statuses.push((await fetch(`${pair[n % 2]!.apiBase}/v1/public/viz/acme/shop`)).status);
      return statuses.filter((status) => status === 429).length;
    };
    assert.equal(await countRefused(), 10);
    await valkey.stop();
    assert.equal(await countRefused(), 4);
  });
});
