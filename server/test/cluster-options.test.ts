import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startServer } from '../src/server.ts';
import type { ServerOptions } from '../src/server.ts';

const root = join(import.meta.dirname, 'fixture');

describe('the options for several instances', () => {
  const start = (options: Partial<ServerOptions>): Promise<unknown> => startServer({ root, ...options });

  it('need a key for URLs that all instances have', async () => {
    await assert.rejects(
      start({ shared: 'valkey://127.0.0.1' }),
      /"shared" .* needs "secret" \(API_SECRET\)/,
    );
    await assert.rejects(start({ results: 'results' }), /"results" .* needs "secret" \(API_SECRET\)/);
  });

  it('refuse an invalid address of Valkey, with an example of a valid one', async () => {
    for (const shared of [
      '',
      '127.0.0.1:6379',
      'http://127.0.0.1',
      'valkey://',
      'valkey://host/name',
      'valkey:///0',
    ])
      await assert.rejects(start({ shared, secret: 'x' }), {
        name: 'RangeError',
        message: `"shared" (--shared) is the address of Valkey, such as valkey://127.0.0.1:6379 or valkeys://USER:PASSWORD@HOST:PORT/0, not ${shared}`,
      });
  });
});
