/** The work for each kind of chart is compared with the recorded one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KIND_NAMES } from '../../bench/vizzes.ts';
import { compareWork, type Work, type WorkByKind } from '../../bench/work.ts';

const same: Work = { bytes: 200_000, calls: 100_000 };
const work = (lines: Work): WorkByKind => ({ bars: same, lines, points: same, stacked: same });

describe('the comparison of work', () => {
  it('accepts up to 5 % more of each value', () => {
    const changes = compareWork(work(same), work({ bytes: 210_000, calls: 95_000 }));
    assert.equal(changes.length, 2 * KIND_NAMES.length);
    assert.ok(changes.every(({ verdict }) => verdict === 'same'));
  });

  it('names the kind and the value that exceeds the tolerance', () => {
    const changes = compareWork(work(same), work({ bytes: 210_001, calls: 100_000 }));
    assert.deepEqual(
      changes.filter(({ verdict }) => verdict !== 'same'),
      [
        {
          what: 'bytes for lines over time by color',
          recorded: 200_000,
          measured: 210_001,
          verdict: 'more',
        },
      ],
    );
  });

  it('names values that are lower than recorded', () => {
    const changes = compareWork(work(same), work({ bytes: 200_000, calls: 94_000 }));
    assert.deepEqual(
      changes.filter(({ verdict }) => verdict !== 'same').map(({ what, verdict }) => [what, verdict]),
      [['calls for lines over time by color', 'less']],
    );
  });
});
