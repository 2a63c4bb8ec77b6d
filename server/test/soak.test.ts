/** Runs all known attacks at once until each has a response. `npm run soak` runs them for ten minutes. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { soak, type SoakReport } from '../soak/run.ts';

describe('a server under all attacks at once', () => {
  let report: SoakReport;
  before(async () => {
    report = await soak({
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
  });

  it('keeps its process and responds', () => {
    assert.equal(report.survived, true);
  });

  it('sends the reader of another viz only correct results, and keeps them in the cache', () => {
    assert.deepEqual(report.wrong, []);
    assert.ok(report.cached.length > 0);
    assert.ok(report.fresh.length > 0);
  });

  it('drops the queries of the attackers', () => {
    assert.equal(report.firstAttacked, 410);
  });

  it('responds to each attack', () => {
    for (const [name, answers] of Object.entries(report.attacks))
      assert.ok(Object.keys(answers).length > 0, name);
  });
});
