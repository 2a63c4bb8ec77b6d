import { expect } from 'chai';
import { BAR, dataset, marks, mount, unmountAll } from './support.ts';

describe('mounting a chart', () => {
  afterEach(unmountAll);

  it('draws rows as marks, in the size of the box', async () => {
    const { container } = await mount(BAR);
    expect(marks(container)).to.have.length(3);
    const svg = container.querySelector('svg')!;
    expect(svg.getAttribute('width')).to.equal('400');
    expect(svg.getAttribute('height')).to.equal('300');
  });

  it('moves new rows through the running view', async () => {
    const { chart, container } = await mount(BAR);
    const svg = container.querySelector('svg');
    const view = chart.view;
    await chart.update(new Map([['main', dataset(['region', 'amount'], [['East', 5]])]]));
    expect(marks(container)).to.have.length(1);
    expect(container.querySelector('svg')).to.equal(svg);
    expect(chart.view).to.equal(view);
  });
});
