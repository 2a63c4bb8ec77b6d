/** Tests when the versions of tables are read again, without a server. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Versions } from '../src/engine/versions.ts';

const EXTERNAL = { tables: [{ schema: 'stats', name: 'sales' }], version: { sql: 'SELECT 1' } };

describe('versions of tables', () => {
  let reads: number;
  let read: () => Promise<Uint8Array>;
  let versions: Versions;
  const current = (): Promise<string> => versions.of(EXTERNAL);
  const fail = (): Promise<never> => Promise.reject(new Error('down'));
  const never = (): Promise<never> => Promise.withResolvers<never>().promise;

  beforeEach(() => {
    mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
    reads = 0;
    read = () => Promise.resolve(Uint8Array.of(1));
    versions = new Versions(() => {
      reads += 1;
      return read();
    });
  });
  afterEach(() => mock.timers.reset());

  it('are read again after five seconds', async () => {
    const first = await current();
    mock.timers.tick(4999);
    assert.equal(await current(), first);
    assert.equal(reads, 1);
    read = () => Promise.resolve(Uint8Array.of(2));
    mock.timers.tick(1);
    assert.notEqual(await current(), first);
  });

  it('are valid for a minute after a failure, and nothing waits for the next attempt', async () => {
    const first = await current();
    read = fail;
    mock.timers.tick(5000);
    assert.equal(await current(), first);
    assert.equal(await current(), first);
    assert.equal(reads, 2);
    read = never;
    mock.timers.tick(5000);
    assert.equal(await current(), first);
    assert.equal(await current(), first);
    assert.equal(reads, 3);
  });

  it('reject after a minute of failures, and then immediately for some seconds', async () => {
    await current();
    read = fail;
    mock.timers.tick(60_001);
    await assert.rejects(current(), /down/);
    read = never;
    await assert.rejects(current(), /down/);
    assert.equal(reads, 2);
    read = () => Promise.resolve(Uint8Array.of(2));
    mock.timers.tick(5000);
    await current();
    assert.equal(reads, 3);
  });

  it('are shared while they are read', async () => {
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    read = () => promise;
    const both = [current(), current()];
    resolve(Uint8Array.of(1));
    const [first, second] = await Promise.all(both);
    assert.equal(first, second);
    assert.equal(reads, 1);
  });
});
