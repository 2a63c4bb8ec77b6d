// @lane long
import type { Dataflow } from 'vega-dataflow';
import type { OperatorContext } from 'vega-view';
import { expect } from 'chai';
import { Budget, countBytes, countHeld } from '../../src/sandbox/budget.ts';
import { useSlowClock } from '../support/fake-timers.ts';
import { BAR, dataset, mount, unmountAll, type Mounted } from '../vega/support.ts';
import { until } from '../support/page.ts';

const runtimeOf = ({ chart }: Mounted) =>
  (chart.view as unknown as { readonly _runtime: OperatorContext })._runtime;
const ticking = (update: string) => ({
  name: 'tick',
  value: 0,
  on: [{ events: { type: 'timer', throttle: 16 }, update }],
});
/** Returns data sets in the shape of selections, each with a transform. They get `count` more rows on each tick. */
const growing = (count: number, transform: object) => {
  const stores = ['a_store', 'b_store', 'c_store', 'd_store', 'e_store'];
  return {
    params: [
      { name: 'seed', value: Array.from({ length: count }, (_, amount) => ({ amount })) },
      { name: 'text', expr: `pad('', 90000, 'x')` },
      ticking(`${stores.map((store) => `modify('${store}', seed)`).join(' + ')} + tick`),
    ],
    layer: stores.map((name) => ({
      mark: 'bar',
      data: { name, values: [{ amount: 1 }] },
      transform: [transform],
      encoding: { y: { field: 'amount', type: 'quantitative', aggregate: 'sum' } },
    })),
  };
};
const rowsOf = (count: number, prefix = 'r') => {
  const rows = Array.from({ length: count }, (_, i) => [`${prefix}${i % 7}`, i]);
  return new Map([['main', dataset(['region', 'amount'], rows)]]);
};

describe('promise 7: the total that a chart holds', () => {
  useSlowClock();
  afterEach(unmountAll);

  for (const [what, spec, message, size] of [
    // Adds an operator with almost as many rows as allowed, because creating real rows takes long.
    [
      'rows',
      growing(20_000, { filter: 'datum.amount >= 0' }),
      /^The chart holds \d+ rows and marks: at most 5000000 are allowed\.$/,
      4_900_000,
    ],
    [
      'long texts',
      growing(100, { calculate: 'text + datum.amount', as: 'long' }),
      /^The chart holds \d+ bytes in texts and lists: at most 268435456 /,
      0,
    ],
  ] as const) {
    it(`stops a chart that adds more and more ${what}`, async () => {
      const mounted = await mount(spec);
      if (size) Object.assign(runtimeOf(mounted).nodes, { filler: { value: { size } } });
      const { message: found } = await until(() => mounted.errors[0], 'the error', 90_000);
      expect(found).to.match(message);
      mounted.chart.finalize();
    }).timeout(100_000);
  }

  /** Refreshes facets. Returns what they hold after the first refresh and after five more. */
  async function refresh(more: object = {}) {
    const facets = { ...BAR, encoding: { ...BAR.encoding, row: { field: 'region', type: 'nominal' } } };
    const mounted = await mount(facets, { data: rowsOf(500) });
    Object.assign(mounted.chart.view, more);
    await mounted.chart.update(rowsOf(500, 'other'));
    const before = countHeld(runtimeOf(mounted));
    for (let run = 0; run < 5; run += 1) await mounted.chart.update(rowsOf(500, `v${run}-`));
    return { before, after: countHeld(runtimeOf(mounted)) };
  }

  it('does not grow with refreshes, including those of facets', async () => {
    const { before, after } = await refresh();
    expect(after).to.deep.equal(before);
  });

  // If this fails, Vega cleans facets itself, and `clean` in confined-view.ts can be removed.
  it('would grow with each refresh of facets without clean(): https://github.com/vega/vega/issues/2920', async () => {
    const { before, after } = await refresh({ clean: () => {} });
    expect(after.operators).to.be.above(before.operators);
  });

  it('counts rows, items, operators, texts and arrays', async () => {
    const mounted = await mount(
      {
        ...BAR,
        transform: [
          { calculate: `pad('', 1000, 'x')`, as: 'text' },
          { calculate: '[1, 2, 3]', as: 'list' },
        ],
      },
      { data: rowsOf(100) },
    );
    const few = countHeld(runtimeOf(mounted));
    expect(countBytes(runtimeOf(mounted))).to.be.within(100_000, 200_000);
    await mounted.chart.update(rowsOf(300));
    const more = countHeld(runtimeOf(mounted));
    expect(more.rows - few.rows).to.be.within(400, 2000);
    expect(more.operators).to.equal(few.operators);
  });

  it('is refused only while it exceeds the limit', () => {
    const rows = { value: Array.from({ length: 5_000_001 }) };
    const budget = new Budget({ _runtime: { nodes: { rows } } } as unknown as Dataflow);
    expect(() => budget.addHeldRows(1_000_000)).to.throw('The chart holds 5000001 rows and marks');
    expect(() => budget.addHeldRows(1)).to.throw('The chart holds 5000001 rows and marks');
    budget.addHeldRows(-1);
    rows.value = [];
    for (let refresh = 0; refresh < 100; refresh += 1) budget.addHeldRows(1_000_000);
  });

  it('includes operators', () => {
    const nodes = Object.fromEntries(Array.from({ length: 200_001 }, (_, id) => [id, { value: null }]));
    const budget = new Budget({ _runtime: { nodes } } as unknown as Dataflow);
    expect(() => budget.addHeldRows(1_000_000)).to.throw(
      'The chart holds 200001 operators: at most 200000 are allowed.',
    );
  });
});
