// @engines all
import { expect } from 'chai';
import { closePages } from '../support/page.ts';
import { dataset, mount } from '../vega/support.ts';
import { openStage, type Stage } from './bombs.ts';
import { HONEST } from './hostile-specs.ts';

describe('promise 7: what is large and honest', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(closePages);

  for (const [name, spec] of HONEST) {
    it(`is drawn: ${name}`, async () => {
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

  for (const fit of ['none', 'container'] as const) {
    it(`is drawn: 900,000 rows of a query (fit: ${fit})`, async () => {
      const { engine, box } = stage;
      const rows = Array.from({ length: 900_000 }, (_, a) => [a, a % 7]);
      const spec = {
        mark: 'point',
        encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
      };
      const data = new Map([['main', dataset(['a', 'b'], rows)]]);
      const { chart, errors } = await mount(spec, { container: box, data, fit, renderer: 'auto' }, engine);
      expect(errors).to.deep.equal([]);
      expect(box.querySelector('canvas')).not.to.equal(null);
      chart.finalize();
    }).timeout(60_000);
  }
});
