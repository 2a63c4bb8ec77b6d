/** A recorder receives the answers of the API as they were sent. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decode } from '@msgpack/msgpack';
import { createClient } from '../../src/public-client/create-client.ts';
import { systemEnvironment } from '../../src/public-client/environment.ts';
import type { Recorder } from '../../src/public-client/shared-state.ts';
import { createFakeApi, type FakeQuery } from '../support/fake-api.ts';

const RESULT = { columns: [{ name: 'n', type: 'number' }], rows: [[1]] };
const SQL = 'SELECT 1 AS n';

async function recorded(answer: FakeQuery): Promise<unknown[]> {
  const api = createFakeApi({ vizzes: { 'acme/sales': { name: 'Sales' } }, queries: { [SQL]: answer } });
  const received: unknown[] = [];
  const recorder: Recorder = {
    addViz: (base, viz, json) => {
      const sent = JSON.parse(new TextDecoder().decode(json)) as { viz: { name: string } };
      received.push([base === api.base, viz.name, sent.viz.name]);
    },
    addRows: (_, { account, slug }, query, { bytes, rows }) =>
      void received.push([account, slug, query, bytes ? decode(bytes) : { rows }]),
  };
  const client = createClient({ apiBase: api.base, fetch: api.fetch }, systemEnvironment, recorder);
  await client.getViz({ account: 'acme', slug: 'sales' });
  await client.queryViz({ account: 'acme', slug: 'sales' }, { sql: SQL });
  return received;
}

const VIZ = [true, 'Sales', 'Sales'];

it('receives a viz, and the bytes of stored rows', async () =>
  assert.deepEqual(await recorded({ result: RESULT }), [VIZ, ['acme', 'sales', { sql: SQL }, RESULT]]));

it('receives parsed rows if the API stores none', async () => {
  const { rows } = RESULT;
  assert.deepEqual(await recorded({ result: RESULT, inline: true }), [
    VIZ,
    ['acme', 'sales', { sql: SQL }, { rows }],
  ]);
});
