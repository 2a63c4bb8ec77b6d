// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { until } from '../../support/page.ts';
import { cleanUp, listenToConsole, mountViz, place, salesApi, settle, shadow } from './harness.ts';

const values = ['North', 'South', 'East', 'West'].flatMap((region) =>
  [1, 2, 3].map((week) => ({ region, week, product: 'ABC'[week - 1], amount: week * region.length })),
);
const x = { field: 'week', type: 'quantitative' };
const y = { field: 'amount', type: 'quantitative' };
const facet = { field: 'region', type: 'nominal' };

const FACETS: readonly (readonly [string, object])[] = [
  ['of the usual size', { facet, columns: 2, spec: { mark: 'line', encoding: { x, y } } }],
  [
    'of a size of their own',
    { mark: 'area', width: 116, height: 76, encoding: { facet: { ...facet, columns: 2 }, x, y } },
  ],
  ['of bands', { mark: 'bar', encoding: { column: facet, x: { field: 'product', type: 'nominal' }, y } }],
  [
    'with labels at their ends',
    {
      mark: 'area',
      width: 116,
      height: 76,
      encoding: {
        facet: { ...facet, columns: 2, title: null },
        x: { ...x, title: null, axis: { format: '.3f', tickCount: 2 } },
        y: { ...y, title: null },
      },
    },
  ],
  ['in rows', { mark: 'line', encoding: { row: facet, x, y } }],
];

const drawn = (element: VibedasherViz): DOMRect =>
  shadow(element).querySelector('.picture svg')!.getBoundingClientRect();
const isFull = (element: VibedasherViz, width: number): boolean =>
  drawn(element).width > width * 0.92 && drawn(element).width <= width;

describe('<vibedasher-viz> of facets', () => {
  beforeEach(() => void listenToConsole());
  afterEach(cleanUp);

  for (const [what, spec] of FACETS) {
    for (const width of [360, 1000]) {
      it(`fills a box of ${width} px with cells ${what}`, async () => {
        const element = mountViz(salesApi(), { renderer: 'svg' }, { parent: place(`width: ${width}px`) });
        element.spec = { data: { values }, ...spec };
        await element.ready;
        await settle(element);
        expect(drawn(element).width).to.be.within(width * 0.92, width);
        const { scrollWidth, clientWidth } = shadow(element).querySelector('.chart')!;
        expect(scrollWidth).to.equal(clientWidth);
      });
    }
  }

  it('follows its box', async () => {
    const parent = place('width: 800px');
    const element = mountViz(salesApi(), { renderer: 'svg' }, { parent });
    element.spec = { data: { values }, ...FACETS[0]![1] };
    await element.ready;
    for (const width of [400, 1000, 500]) {
      parent.style.width = `${width}px`;
      await until(() => isFull(element, width), `a picture of ${width} px`);
    }
  });

  it('scrolls where there are more than fit', async () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ region: `R${index}`, week: 1, amount: 1 }));
    const element = mountViz(salesApi(), { renderer: 'svg' }, { parent: place('width: 300px') });
    element.spec = { data: { values: many }, mark: 'point', encoding: { column: facet, x, y } };
    await element.ready;
    await settle(element);
    expect(drawn(element).width).to.be.within(12 * 64, 12 * 110);
  });

  it('keeps its own sizes under fit="none"', async () => {
    const element = mountViz(
      salesApi(),
      { fit: 'none', renderer: 'svg' },
      { parent: place('width: 1000px') },
    );
    element.spec = { data: { values }, ...FACETS[1]![1] };
    await element.ready;
    expect(drawn(element).width).to.be.below(400);
  });
});
