/** All that is known to hurt the server at once, for a while: `npm run soak` is the same for ten minutes. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { soak, type SoakReport } from '../soak/run.ts';

describe('a server under all attacks at once', () => {
  let report: SoakReport;
  before(async () => {
    report = await soak({
      seconds: 20,
      serverArgs: Object.entries({
        // About a hundred, so that they are too many within the time that there is.
        'record-bytes': 100 * 512,
        queue: 20,
        'queue-per-viz': 8,
        'statement-ms': 3000,
        'grace-ms': 1000,
        'headers-ms': 3000,
        'request-ms': 3000,
      }).flatMap(([name, value]) => [`--${name}`, String(value)]),
    });
  });

  it('is still the process that was started, and answers', () => {
    assert.equal(report.survived, true);
  });

  it('gives the reader of another viz nothing but right answers, and keeps them', () => {
    assert.deepEqual(report.wrong, []);
    assert.ok(report.cached.length > 0);
    assert.ok(report.fresh.length > 0);
  });

  it('forgets what the attackers asked for', () => {
    assert.equal(report.firstAttacked, 410);
  });

  it('has answered each attack', () => {
    for (const [name, answers] of Object.entries(report.attacks))
      assert.ok(Object.keys(answers).length > 0, name);
  });
});
