// @lane long
/** Runs all known attacks at once until each has a response. `npm run soak` runs them for ten minutes. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { soak } from '../soak/run.ts';

it('answers readers of another viz correctly under all attacks at once, and responds to each attack', async () => {
  const { survived, wrong, cached, fresh, firstAttacked, attacks } = await soak({
    seconds: 120,
    isBrief: true,
    limits: {
      // Enough for about a hundred queries. The attacks exceed it within these seconds.
      recordBytes: 100 * 512,
      queue: 20,
      queuePerViz: 8,
      statementMs: 3000,
      headersMs: 3000,
      requestMs: 3000,
    },
  });
  assert.equal(survived, true);
  assert.deepEqual(wrong, []);
  assert.ok(cached.length > 0 && fresh.length > 0);
  assert.equal(firstAttacked, 410);
  for (const [name, answers] of Object.entries(attacks)) assert.ok(Object.keys(answers).length > 0, name);
});
