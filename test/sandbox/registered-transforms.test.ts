import { expect } from 'chai';
import { transforms } from 'vega-dataflow';
import { aggregate } from 'vega-transforms';
import { marks, mount, rejection, unmountAll } from '../vega/support.ts';

const MEANS = {
  data: { sequence: { start: 0, stop: 900_000, as: 'a' } },
  mark: { type: 'errorbar', extent: 'ci' },
  encoding: { y: { field: 'a', type: 'quantitative' } },
} as const;

describe('promise 7: transforms that are registered again, as by the package `vega`', () => {
  afterEach(unmountAll);

  it('stay within their limits', async () => {
    await mount({ mark: 'bar' });
    const limited = transforms['aggregate'];
    transforms['aggregate'] = aggregate;
    const error = await rejection(mount(MEANS));
    expect(error.message).to.match(/steps at once: at most \d{9} are/);
    expect(transforms['aggregate']).not.to.equal(limited);
  });

  it('draw the same as before', async () => {
    transforms['aggregate'] = aggregate;
    const y = { aggregate: 'mean', field: 'amount' } as const;
    const { container } = await mount({ mark: 'bar', encoding: { x: { field: 'region' }, y } });
    expect(marks(container)).to.have.length(3);
  });
});
