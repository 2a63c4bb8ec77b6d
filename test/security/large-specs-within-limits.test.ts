import { expect } from 'chai';
import { closePages } from '../support/page.ts';
import { mount } from '../vega/support.ts';
import { openStage, type Stage } from './bombs.ts';
import { HONEST } from './hostile-specs.ts';

/** Runs in one engine, because costs are the same in all. */
describe('promise 7: large specs within the limits', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(closePages);

  for (const [name, spec] of HONEST) {
    it(`are drawn: ${name}`, async () => {
      const { page, engine, box } = stage;
      const request = { container: box, fit: 'none', renderer: 'auto' } as const;
      const given = (typeof spec === 'function' ? (spec as () => object)() : spec) as Record<string, unknown>;
      const { chart, errors } = await mount(given, request, engine);
      expect(errors).to.deep.equal([]);
      expect(box.querySelector('svg, canvas')).not.to.equal(null);
      chart.finalize();
      expect(page.record).to.deep.include({ violations: [], errors: [] });
    }).timeout(60_000);
  }
});
