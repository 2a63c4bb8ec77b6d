import { expect } from 'chai';
import { cleanUp, salesApi, shadow, textOf, readyViz } from './harness.ts';

describe('<vibedasher-viz>', () => {
  afterEach(cleanUp);

  it("draws the viz's own query with its own spec", async () => {
    const element = await readyViz(salesApi());
    expect(element.status).to.equal('ready');
    expect(shadow(element).querySelectorAll('.mark-rect path')).to.have.length(3);
    expect(textOf(element, '.title')).to.equal('Sales by region');
    expect(textOf(element, '.description')).to.equal('All shops, 2024');
  });
});
