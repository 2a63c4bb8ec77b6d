import { expect } from 'chai';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { BAR, drawn, inside, textOf } from '../support/charts.ts';
import { closePages, type Page, until } from '../support/page.ts';
import { addSpec, expectAlive, expectUntouched, openWatched } from '../support/watched.ts';

const amount = { field: 'amount', type: 'quantitative', axis: null };
/** A chart whose marks are about 10¹⁹ px to the right of its plot. */
const far = (mark: string) => ({
  mark,
  encoding: {
    x: { ...amount, scale: { domain: [0, 1e-15] } },
    y: amount,
    tooltip: { field: 'region', type: 'nominal' },
  },
});

describe('promise 7: a chart with marks far away', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openWatched();
  });
  afterEach(async () => {
    await expectAlive(page);
    await expectUntouched(page);
    closePages();
  });

  const press = (viz: VibedasherViz, key: string): void => {
    const picture = inside(viz).querySelector<HTMLElement>('[role=application]')!;
    picture.dispatchEvent(new page.window.KeyboardEvent('keydown', { key, bubbles: true }));
  };

  for (const mark of ['point', 'bar', 'line', 'area', 'rule', 'text']) {
    it(`answers keys (${mark})`, async () => {
      const viz = await drawn(addSpec(page, far(mark)));
      for (const key of ['ArrowRight', 'ArrowDown', 'End']) press(viz, key);
      await viz.updateComplete;
      if (mark === 'point') expect(textOf(viz, '.tooltip')).to.match(/North|South|West/);
    });

    it(`takes annotations of the page (${mark})`, async () => {
      await drawn(addSpec(page, far(mark), { annotate: 'North: here' }));
    });
  }

  it('has only the annotations of the page, not those of its spec', async () => {
    const fields = [{ key: 'region', time: false, axis: 'x' }];
    const look = { color: 'red', halo: 'white', font: 'serif', fontSize: 12 };
    const value = { notes: [{ place: 'North', text: 'of the spec' }], fields, ...look };
    const spec = { ...BAR, params: [{ name: 'vibedasher_notes', value }] };
    const viz = await drawn(addSpec(page, spec, { annotate: 'South: of the page', renderer: 'svg' }));
    await until(() => textOf(viz, '.chart').includes('of the page'), 'the annotation');
    expect(textOf(viz, '.chart')).not.to.contain('of the spec');
  });
});
