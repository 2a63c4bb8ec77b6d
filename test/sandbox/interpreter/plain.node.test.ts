/** Tests that views share compiled expressions, but neither functions nor parameters. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { functionContext, parseExpression } from 'vega-functions';
import {
  createInterpreter,
  type Expression,
  type Functions,
} from '../../../src/sandbox/interpreter/index.ts';
import { InternCache } from '../../../src/sandbox/interpreter/plain.ts';

const SCOPE = { options: { ast: true }, getSignal: () => false };

const expressionOf = (text: string): Expression => parseExpression(text, SCOPE).$expr as Expression;

function viewNamed(name: string): { readonly functions: Functions } {
  return { functions: Object.assign(Object.create(functionContext) as Functions, { context: { name } }) };
}

const nameOf = (functions: Functions): string => (functions['context'] as { readonly name: string }).name;

describe('an expression that two views share', () => {
  const calls: string[] = [];
  const interpreter = createInterpreter({
    overrides: (functions) => ({
      now: () => `now of ${nameOf(functions)}`,
      regexp: (pattern: string) => `/${pattern}/ of ${nameOf(functions)}`,
    }),
    watchFor: (functions) => ({
      large: () => calls.push(`large of ${nameOf(functions)}`),
      row: () => calls.push(`row of ${nameOf(functions)}`),
      result: (value) => value,
    }),
    inspectorOf: (marktype, channels) => (item) =>
      void calls.push(`${marktype} with ${channels.join(' and ')}: ${String(item['fill'])}`),
  });
  const views = ['one', 'two'].map(viewNamed);

  for (const [text, outcomes] of [
    ['now()', ['now of one', 'now of two']],
    ["replace('a', /a/, '')", ['a', 'a']],
    ['/a/', ['/a/ of one', '/a/ of two']],
    ['datum.a', [1, 1]],
  ] as const) {
    it(`calls the functions of its own view: ${text}`, () => {
      const runs = views.map((view) => interpreter.parameter(view, expressionOf(text)));
      assert.deepEqual(
        runs.map((run) => run({ a: 1 }, {})),
        outcomes,
      );
    });
  }

  it('reports to the watch of its own view', () => {
    const runs = views.map((view) => interpreter.parameter(view, expressionOf('length(datum.text)')));
    calls.length = 0;
    for (const run of runs) run({ text: 'x'.repeat(2000) }, {});
    assert.deepEqual(calls, ['row of one', 'large of one', 'row of two', 'large of two']);
  });

  it('sets the channels of each view from the view’s parameters', () => {
    const encoding = { marktype: 'rect', channels: { fill: expressionOf("_scale('color', datum.a)") } };
    const items = views.map((view, index) => {
      const item = { datum: { a: index } } as never;
      interpreter.encode(view, encoding)(item, { '%color': (value: number) => 10 + value });
      return item as { readonly fill: number };
    });
    assert.deepEqual(
      items.map(({ fill }) => fill),
      [10, 11],
    );
    assert.deepEqual(calls.slice(-2), ['row of two', 'rect with fill: 11']);
  });

  it('is distinguished from another one of the same length', () => {
    const [one] = views as [(typeof views)[0]];
    assert.equal(interpreter.parameter(one, expressionOf('1 + 2'))({}, {}), 3);
    assert.equal(interpreter.parameter(one, expressionOf('2 + 2'))({}, {}), 4);
  });
});

describe('InternCache', () => {
  const make = (): object => ({});

  it('creates one value for each key', () => {
    const shared = new InternCache<object>();
    assert.equal(shared.get('abc', make), shared.get('abc', make));
    assert.notEqual(shared.get('abd', make), shared.get('abc', make));
  });

  it('does not cache a value without a key, or more than its limit', () => {
    const shared = new InternCache<object>();
    assert.notEqual(shared.get(null, make), shared.get(null, make));
    for (let index = 0; index < 1000; index++) shared.get(String(index), make);
    assert.notEqual(shared.get('abc', make), shared.get('abc', make));
  });
});
