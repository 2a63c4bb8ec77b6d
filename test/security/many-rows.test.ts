import { expect } from 'chai';
import { closePages } from '../support/page.ts';
import { dataset, mount } from '../vega/support.ts';
import { openStage, type Stage } from './bombs.ts';

/** Runs in one engine, because costs are the same in all. WebKit would need minutes. */
describe('promise 7: many rows of a harmless query', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(closePages);

  it('are drawn: 900,000 points', async () => {
    const { engine, box } = stage;
    const rows = Array.from({ length: 900_000 }, (_, a) => [a, a % 7]);
    const spec = {
      mark: 'point',
      encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
    };
    const data = new Map([['main', dataset(['a', 'b'], rows)]]);
    const { chart, errors } = await mount(spec, { container: box, data, renderer: 'auto' }, engine);
    expect(errors).to.deep.equal([]);
    expect(box.querySelector('canvas')).not.to.equal(null);
    chart.finalize();
  }).timeout(180_000);
});
