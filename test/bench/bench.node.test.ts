/** The benchmark measures each rival with plausible results. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { measureChoice, measureGrowth } from '../../bench/dashboards.ts';
import { isApiCall } from '../../bench/loads-report.ts';
import { measureLoad, type Request } from '../../bench/loads.ts';
import { PAINTERS, RIVAL_NAMES } from '../../bench/pages.ts';
import { measureDrawing } from '../../bench/points.ts';
import { createStage, type Stage } from '../../bench/stage.ts';
import { KIND_NAMES, PRICES } from '../../bench/vizzes.ts';

const BUNDLE = join(import.meta.dirname, '../../cdn/vibedasher.js');

describe('the benchmark', () => {
  let stage: Stage;

  before(async () => {
    assert.ok(existsSync(BUNDLE), 'The bundle is missing: npm run build');
    stage = await createStage(1);
  });
  after(() => stage?.close());

  for (const rival of RIVAL_NAMES) {
    // One rival is enough for the slow line.
    const throttled = rival === 'ours';
    it(`measures a chart of ${rival}${throttled ? ' on the slow line' : ''}`, async () => {
      const { first, all, heap, requests } = await measureLoad(stage, {
        rival,
        charts: 1,
        kind: 'bars',
        throttled,
      });
      assert.ok(Number.isFinite(first), 'painted');
      assert.equal(all, first);
      assert.ok(heap > 0, 'heap');
      const count = (fits: (request: Request) => boolean): number => requests.filter(fits).length;
      assert.ok(count(({ type, bytes }) => type === 'Script' && bytes > 0) > 0, 'scripts');
      // Our elements fetch the rows by their address. The other pages send a query.
      const isQuery = rival === 'triple' || rival === 'naive';
      assert.equal(count(isApiCall), isQuery ? 3 : 2, isQuery ? 'viz, query, result' : 'viz, rows');
      assert.equal(
        count(({ method }) => method === 'OPTIONS'),
        isQuery ? 1 : 0,
        'preflights',
      );
    });
  }

  for (const kind of KIND_NAMES.slice(1)) {
    it(`measures a chart of the kind ${kind}`, async () => {
      for (const rival of ['triple', 'ours', 'ours-prerendered'] as const) {
        const { first } = await measureLoad(stage, { rival, charts: 1, kind, throttled: false });
        assert.ok(Number.isFinite(first), `painted by ${rival}`);
      }
    });
  }

  for (const painter of PAINTERS) {
    it(`measures drawing and refreshing points with ${painter}`, async () => {
      const { draw, refresh } = await measureDrawing(stage, { painter, points: 100 });
      assert.ok(draw > 0 && refresh > 0);
    });
  }

  it('measures a dashboard, which leaks no listeners or views', async () => {
    const { last } = await measureChoice(stage);
    assert.ok(last > 1000, 'includes a second for the queries');
    // Choose all values once, so the page ends with the first one.
    const { heap, nodes, ...counts } = await measureGrowth(stage, PRICES.length);
    assert.ok(Number.isFinite(heap) && Number.isFinite(nodes));
    assert.deepEqual(counts, { listeners: 0, views: 0 });
  });
});
