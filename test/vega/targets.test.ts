import { expect } from 'chai';
import type { Operator } from 'vega-dataflow';
import { Targets } from '../../src/vega/targets.ts';

const operators = (count: number): Operator[] => Array.from({ length: count }, () => ({}) as Operator);

describe('Targets', () => {
  // Short lists are looked through, long ones keep a set beside them.
  for (const count of [3, 16, 17, 200]) {
    it(`keep each of ${count} operators once, in their order`, () => {
      const all = operators(count);
      const targets = new Targets();
      for (const operator of [...all, ...all]) expect(targets.add(operator)).to.equal(targets);
      expect([...targets]).to.deep.equal(all);
      expect(targets).to.have.length(count);
    });

    it(`let go of any of ${count} operators, and take it again`, () => {
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

  it('are gone through like an array, from which ordinary arrays come', () => {
    const targets = new Targets().add(operators(1)[0]!);
    expect(targets.filter(() => true))
      .to.be.an('array')
      .that.is.not.instanceOf(Targets);
  });
});
