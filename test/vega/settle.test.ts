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

/** Rows that operators remember as new, gone or changed, in groups as well. */
function remembered({ nodes, subcontext = [] }: View['_runtime']): number {
  const own = Object.values(nodes).reduce((sum, { pulse }) => {
    const { add = [], rem = [], mod = [] } = (pulse ?? {}) as Record<string, unknown[]>;
    return sum + add.length + rem.length + mod.length;
  }, 0);
  return subcontext.reduce((sum, inner) => sum + remembered(inner), own);
}

/** Places that operators have for rows, by the number of the row. */
const placesOf = ({ nodes }: View['_runtime']): number =>
  Object.values(nodes)
    .map((node) => (node as { readonly value?: unknown }).value)
    .filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
    .reduce<number>(
      (sum, value) => sum + Object.keys(value as object).filter((key) => /^\d+$/.test(key)).length,
      0,
    );

const viewOf = ({ chart }: Mounted): View => chart.view as unknown as View;

/** What is drawn. Vega adds new ticks behind those that stay, so the order says nothing. */
const pictureOf = ({ container }: Mounted): string[] =>
  [...container.querySelectorAll('svg :is(path, line, text)')].map((element) => element.outerHTML).sort();

describe('a chart at rest', () => {
  afterEach(unmountAll);

  it('remembers no row of its last run but where its rows are', async () => {
    const mounted = await mount(LINES, dataOf(['a', 'b'], 5));
    expect(remembered(viewOf(mounted)._runtime)).to.equal(0);
    await mounted.chart.update(dataOf(['a', 'c'], 4).data);
    expect(remembered(viewOf(mounted)._runtime)).to.equal(0);
  });

  it('keeps no place for rows that are gone', async () => {
    const mounted = await mount(LINES, dataOf(['a', 'b'], 5));
    const places = placesOf(viewOf(mounted)._runtime);
    expect(places).to.be.above(0);
    for (let round = 0; round < 3; round += 1) await mounted.chart.update(dataOf(['a', 'b'], 5).data);
    expect(placesOf(viewOf(mounted)._runtime)).to.equal(places);
  });

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
