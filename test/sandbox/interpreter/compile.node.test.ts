import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parse } from 'vega-parser';
import 'vega';
import { expressionsOf, nodesOf } from '../../../src/sandbox/interpreter/compile.ts';

/** A dataflow with an expression in every possible place. Each is a sum with a different number. */
const VEGA = {
  data: [
    {
      name: 'rows',
      values: [{ $expr: { ast: { type: 'Literal', value: 'data' } } }],
      transform: [
        { type: 'formula', expr: 'datum.a + 1', as: 'b' },
        { type: 'filter', expr: 'datum.b > limit + 2' },
        { type: 'collect', sort: { field: { expr: 'datum.b + 3' } } },
      ],
    },
  ],
  signals: [
    { name: 'limit', update: '4 + 0' },
    {
      name: 'clicks',
      value: 0,
      on: [{ events: 'click[event.x + 5]', update: 'clicks + 6' }],
    },
  ],
  scales: [{ name: 'x', domain: [0, { signal: 'limit + 7' }] }],
  marks: [
    {
      type: 'group',
      from: { facet: { name: 'part', data: 'rows', groupby: 'a' } },
      marks: [
        {
          type: 'rect',
          from: { data: 'part' },
          encode: { update: { x: { signal: 'datum.b + 8' }, y: [{ test: 'datum.b + 9', value: 1 }] } },
        },
      ],
    },
  ],
};

function parsed() {
  return parse(VEGA, {}, { ast: true });
}

describe('a walk through the expressions of a dataflow', () => {
  it('finds expressions in all places, and ignores data', () => {
    const numbers = new Set<unknown>();
    for (const { code, ast } of expressionsOf(parsed())) {
      expect(code).to.be.a('string');
      for (const node of nodesOf(ast)) {
        if (node.type === 'BinaryExpression' && node.right.type === 'Literal') numbers.add(node.right.value);
        expect(node).not.to.deep.include({ value: 'data' });
      }
    }
    expect([...numbers].sort()).to.deep.equal([0, 1, 2, 3, 5, 6, 7, 8, 9]);
  });

  it('finds every kind of node', () => {
    const update = "if(a || /b/, [1, -c], {d: e['f'], 'g': h.i ? 2 : 3})";
    const signals = [...'aceh'].map((name) => ({ name }));
    const runtime = parse({ signals: [...signals, { name: 'z', update }] }, {}, { ast: true });
    const trees = [...expressionsOf(runtime)].map(({ ast }) => ast);
    const tree = trees.find(({ type }) => type === 'CallExpression')!;
    const types = [...nodesOf(tree)].map(({ type }) => type);
    expect(types[0]).to.equal('CallExpression');
    expect(new Set(types)).to.deep.equal(
      new Set([
        ...['ArrayExpression', 'CallExpression', 'ConditionalExpression', 'Identifier', 'Literal'],
        ...['LogicalExpression', 'MemberExpression', 'ObjectExpression', 'Property', 'UnaryExpression'],
      ]),
    );
    expect(types.filter((type) => type === 'Property')).to.have.length(2);
  });
});
