/** The bench itself: each rival comes to its chart and its points, and what is measured of it makes sense. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { measureChoice, measureGrowth } from '../../../bench/dashboards.ts';
import { measureLoad, type Request } from '../../../bench/loads.ts';
import { PAINTERS, RIVAL_NAMES } from '../../../bench/pages.ts';
import { measureDrawing } from '../../../bench/points.ts';
import { isApiCall } from '../../../bench/report.ts';
import { setStage, type Stage } from '../../../bench/stage.ts';
import { PRICES } from '../../../bench/vizzes.ts';

const BUNDLE = join(import.meta.dirname, '../../../cdn/vibedasher.js');

describe('the bench', () => {
  let stage: Stage;

  before(async () => {
    assert.ok(existsSync(BUNDLE), 'The bundle is missing: npm run build');
    stage = await setStage(1);
  });
  after(() => stage?.close());

  for (const rival of RIVAL_NAMES) {
    // One of them is enough for the slow line.
    const throttled = rival === 'ours';
    it(`${rival} draws a chart${throttled ? ' on the slow line' : ''}`, async () => {
      const { first, all, heap, requests } = await measureLoad(stage, { rival, charts: 1, throttled });
      assert.ok(Number.isFinite(first), 'painted');
      assert.equal(all, first);
      assert.ok(heap > 0, 'heap');
      const count = (fits: (request: Request) => boolean): number => requests.filter(fits).length;
      assert.ok(count(({ type, bytes }) => type === 'Script' && bytes > 0) > 0, 'scripts');
      assert.equal(count(isApiCall), 3, 'viz, query, result');
      assert.equal(
        count(({ method }) => method === 'OPTIONS'),
        1,
        'the query’s preflight',
      );
    });
  }

  for (const painter of PAINTERS) {
    it(`${painter} draws and refreshes points`, async () => {
      const { draw, refresh } = await measureDrawing(stage, { painter, points: 100 });
      assert.ok(draw > 0 && refresh > 0);
    });
  }

  it('a dashboard follows its control, and keeps nothing of what was', async () => {
    const { last } = await measureChoice(stage);
    assert.ok(last > 1000, 'the queries alone take a second');
    // All values once: it ends with the picture that it began with.
    const { heap, nodes, ...counts } = await measureGrowth(stage, PRICES.length);
    assert.ok(Number.isFinite(heap) && Number.isFinite(nodes));
    assert.deepEqual(counts, { listeners: 0, views: 0 });
  });
});
