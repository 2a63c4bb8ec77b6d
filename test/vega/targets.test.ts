import { expect } from 'chai';
import { Operator } from 'vega-dataflow';
import { Targets } from '../../src/vega/targets.ts';
import { mount, unmountAll } from './support.ts';

const operators = (count: number): Operator[] => Array.from({ length: count }, () => ({}) as Operator);

describe('Targets', () => {
  afterEach(unmountAll);

  it('is used by each operator of a drawn chart', async () => {
    const { chart } = await mount({
      data: { values: [{ a: 1 }] },
      mark: 'bar',
      encoding: { y: { field: 'a' } },
    });
    const { nodes } = (chart.view as unknown as { _runtime: { nodes: Record<string, Operator> } })._runtime;
    const lists = Object.values(nodes).flatMap(({ _targets }) => _targets ?? []);
    expect(lists).not.to.be.empty;
    for (const { _targets } of Object.values(nodes))
      if (_targets) expect(_targets instanceof Targets).to.equal(true);
  });

  it('replaces Vega’s UniqueList, which still records ids', () => {
    // Once Vega keeps operators in another kind of list, measure the heap without Targets and delete it if it saves nothing.
    const list = (new Operator() as unknown as { targets(): object }).targets();
    expect(Object.keys(list)).to.have.members(['add', 'remove']);
  });

  // Short lists are searched, long ones use a set.
  for (const count of [3, 16, 17, 200]) {
    it(`keeps each of ${count} operators once, in order`, () => {
      const all = operators(count);
      const targets = new Targets();
      for (const operator of [...all, ...all]) expect(targets.add(operator)).to.equal(targets);
      expect([...targets]).to.deep.equal(all);
    });

    it(`removes and adds each of ${count} operators`, () => {
      const all = operators(count);
      const targets = new Targets();
      for (const operator of all) targets.add(operator);
      const [first, ...others] = all as [Operator, ...Operator[]];
      targets.remove(first).remove(first);
      expect([...targets]).to.deep.equal(others);
      targets.add(first).add(first);
      expect([...targets]).to.deep.equal([...others, first]);
      for (const operator of all) targets.remove(operator);
      expect(targets).to.have.length(0);
    });
  }

  it('returns plain arrays from filter()', () => {
    const targets = new Targets().add(operators(1)[0]!);
    expect(targets.filter(() => true))
      .to.be.an('array')
      .that.is.not.instanceOf(Targets);
  });
});
