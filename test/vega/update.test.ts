import { expect } from 'chai';
import type { View } from 'vega-view';
import type { Dataset } from '../../src/public-client/types.ts';
import type { MountRequest } from '../../src/vega/types.ts';
import { dataset, mount, type Mounted, unmountAll } from './support.ts';

const LINES = {
  width: 300,
  height: 200,
  mark: { type: 'line', point: true },
  encoding: {
    x: { field: 'year', type: 'quantitative' },
    y: { field: 'amount', type: 'quantitative', stack: true },
    color: { field: 'kind', type: 'nominal' },
  },
} as const;

const rowsOf = (kinds: readonly string[], years: number): Dataset =>
  dataset(
    ['kind', 'year', 'amount'],
    kinds.flatMap((kind, place) =>
      Array.from({ length: years }, (_, year) => [kind, year, (place + 1) * (year + 2)]),
    ),
  );

const dataOf = (kinds: readonly string[], years: number): Pick<MountRequest, 'data'> => ({
  data: new Map([['main', rowsOf(kinds, years)]]),
});

const viewOf = ({ chart }: Mounted): View => chart.view as unknown as View;

/** What is drawn. Vega adds new ticks behind those that stay, so the order says nothing. */
const pictureOf = ({ container }: Mounted): string[] =>
  [...container.querySelectorAll('svg :is(path, line, text)')].map((element) => element.outerHTML).sort();

describe('a chart with other rows', () => {
  afterEach(unmountAll);

  for (const [what, kinds, years] of [
    ['other rows of the same series', ['a', 'b'], 7],
    ['a series less', ['a'], 5],
    ['a series more', ['a', 'b', 'c'], 5],
    ['other series', ['c', 'd'], 3],
  ] as const) {
    it(`draws what it would have drawn at once: ${what}`, async () => {
      const before = await mount(LINES, { ...dataOf(['a', 'b'], 5), fit: 'none' });
      await before.chart.update(dataOf(kinds, years).data);
      const fresh = await mount(LINES, { ...dataOf(kinds, years), fit: 'none' });
      expect(pictureOf(before)).to.deep.equal(pictureOf(fresh));
      expect(before.errors).to.deep.equal([]);
    });
  }

  it('follows another size', async () => {
    const before = await mount(LINES, dataOf(['a', 'b'], 5));
    before.chart.resize({ width: 300, height: 200 });
    await viewOf(before).runAsync();
    const fresh = await mount(LINES, { ...dataOf(['a', 'b'], 5), size: { width: 300, height: 200 } });
    expect(pictureOf(before)).to.deep.equal(pictureOf(fresh));
  });
});
