import { expect } from 'chai';
import { parse, View as VegaView } from 'vega';
import { transforms } from 'vega-dataflow';
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

/** Counts the entries of the objects in which relays store copies of rows, including those of groups. */
function countCopies({ nodes, subcontext = [] }: View['_runtime']): number {
  const own = Object.values(nodes).filter((node) => node instanceof transforms['relay']!);
  return [
    ...own.map(({ value }) => Object.keys(value as object).length),
    ...subcontext.map(countCopies),
  ].reduce((sum, count) => sum + count, 0);
}

/** Returns the drawn elements, sorted because Vega appends new ticks after existing ones. */
const pictureOf = ({ container }: Mounted): string[] =>
  [...container.querySelectorAll('svg :is(path, line, text)')].map((element) => element.outerHTML).sort();

describe('a chart after an update', () => {
  afterEach(unmountAll);

  for (const [what, kinds, years] of [
    ['other rows of the same series', ['a', 'b'], 7],
    ['one series less', ['a'], 5],
    ['one series more', ['a', 'b', 'c'], 5],
    ['other series', ['c', 'd'], 3],
  ] as const) {
    it(`looks like a new chart with the same rows: ${what}`, async () => {
      const before = await mount(LINES, { ...dataOf(['a', 'b'], 5), fit: 'none' });
      await before.chart.update(dataOf(kinds, years).data);
      const fresh = await mount(LINES, { ...dataOf(kinds, years), fit: 'none' });
      expect(pictureOf(before)).to.deep.equal(pictureOf(fresh));
      expect(before.errors).to.deep.equal([]);
    });
  }

  it('fits another size', async () => {
    const before = await mount(LINES, dataOf(['a', 'b'], 5));
    before.chart.resize({ width: 300, height: 200 });
    await viewOf(before).runAsync();
    const fresh = await mount(LINES, { ...dataOf(['a', 'b'], 5), size: { width: 300, height: 200 } });
    expect(pictureOf(before)).to.deep.equal(pictureOf(fresh));
  });

  it('keeps no entry for the copy of a removed row', async () => {
    const mounted = await mount(LINES, dataOf(['a', 'b'], 5));
    const before = countCopies(viewOf(mounted)._runtime);
    expect(before).to.be.above(0);
    for (let update = 0; update < 5; update += 1) await mounted.chart.update(dataOf(['a', 'b'], 5).data);
    expect(countCopies(viewOf(mounted)._runtime)).to.equal(before);
    await mounted.chart.update(dataOf(['a'], 4).data);
    expect(countCopies(viewOf(mounted)._runtime)).to.be.within(1, before - 1);
  });

  // If this fails, Vega deletes these entries itself, and `deleteRemoved` in limited-transforms.ts can be removed.
  it('would keep entries of removed rows in a plain Vega view', async () => {
    const transform = [{ type: 'formula' as const, as: 'double', expr: '2 * datum.amount' }];
    const view = new VegaView(
      parse({ data: [{ name: 'main' }, { name: 'more', source: 'main', transform }] }),
    );
    const { _runtime: runtime } = view as unknown as View;
    for (let update = 1; update <= 3; update += 1) {
      await view.data('main', [{ amount: update }]).runAsync();
      expect(view.data('more')).to.have.length(1);
      expect(countCopies(runtime)).to.equal(update);
    }
    view.finalize();
  });
});
