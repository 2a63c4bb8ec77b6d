/** Tests channels that are evaluated on first access. */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { functionContext, parseExpression } from 'vega-functions';
import { createInterpreter, type Expression, type Item } from '../../../src/sandbox/interpreter/index.ts';

const SCOPE = { options: { ast: true }, getSignal: () => false };

const evaluated: string[] = [];
const reported: unknown[] = [];

const interpreter = createInterpreter({
  overrides: () => ({
    upper(text: unknown) {
      evaluated.push(String(text));
      if (text === 'bad') throw new Error('It is bad.');
      return String(text).toUpperCase();
    },
  }),
  watchFor: () => ({
    large: () => {},
    row: (nodes) => evaluated.push(`${nodes} nodes`),
    result: (value) => value,
  }),
  inspectorOf: (_, names) => (item) =>
    void evaluated.push(...names.map((name) => `${name} is ${String(item[name])}`)),
});

const place = {
  functions: Object.assign(Object.create(functionContext) as Record<string, unknown>, {
    context: { dataflow: { error: (error: unknown) => reported.push(error) } },
  }),
};

/** Creates an encoder for channels given as expressions. */
function encoder(channels: Readonly<Record<string, string>>): (item: Item, params?: object) => boolean {
  const parsed = Object.entries(channels).map(([name, text]): [string, Expression] => {
    const { $expr } = parseExpression(text, SCOPE) as { $expr: Expression };
    return [name, $expr];
  });
  const encode = interpreter.encode(place, { marktype: 'rect', channels: Object.fromEntries(parsed) });
  const none = {};
  return (item, params = none) => encode(item, params as never);
}

function itemOf(a: unknown): Item & { datum: { a: unknown } } {
  return { datum: { a } } as never;
}

beforeEach(() => {
  evaluated.length = reported.length = 0;
});

describe('a deferred description or tooltip', () => {
  it('is evaluated and inspected once, on first access', () => {
    const item = itemOf('x');
    assert.equal(encoder({ fill: 'datum.a', tooltip: 'upper(datum.a)' })(item), true);
    assert.deepEqual(evaluated, ['3 nodes', 'fill is x']);
    assert.equal(item['tooltip'], 'X');
    assert.equal(item['tooltip'], 'X');
    assert.deepEqual(evaluated.slice(2), ['5 nodes', 'x', 'tooltip is X']);
  });

  it('reports no change before its first access', () => {
    const encode = encoder({ fill: 'datum.a', description: 'upper(datum.a)' });
    const item = itemOf('x');
    encode(item);
    assert.equal(encode(item), false);
    item.datum.a = 'y';
    assert.equal(encode(item), true);
    assert.equal(item['description'], 'Y');
    assert.ok(!evaluated.includes('x'));
  });

  it('is evaluated with each change after its first access', () => {
    const encode = encoder({ description: 'upper(datum.a)' });
    const item = itemOf('x');
    encode(item);
    assert.equal(item['description'], 'X');
    assert.equal(encode(item), false);
    item.datum.a = 'y';
    assert.equal(encode(item), true);
    evaluated.length = 0;
    assert.equal(item['description'], 'Y');
    assert.deepEqual(evaluated, []);
  });

  it('uses the values of signals at the time of access', () => {
    const encode = encoder({ tooltip: "_scale('color', datum.a)" });
    const items = [itemOf(1), itemOf(2)];
    const params = { '%color': (value: number) => 10 + value };
    for (const item of items) encode(item, params);
    params['%color'] = (value) => 20 + value;
    assert.equal(items[0]!['tooltip'], 21);
    for (const item of items) encode(item, { '%color': (value: number) => 30 + value });
    assert.deepEqual(
      items.map((item) => item['tooltip']),
      [31, 32],
    );
  });

  for (const text of ['item.fill', 'random() < 2', 'now() > 0', "'x'"]) {
    it(`is evaluated at once if it is volatile or constant: ${text}`, () => {
      const item = itemOf('x');
      encoder({ tooltip: text })(item);
      assert.equal(Object.getOwnPropertyDescriptor(item, 'tooltip')?.get, undefined);
      assert.ok(evaluated.some((what) => what.startsWith('tooltip is')));
    });
  }

  it('does not overwrite the value of another encoding set', () => {
    const item = itemOf('x');
    encoder({ tooltip: "'first'" })(item);
    assert.equal(encoder({ tooltip: 'upper(datum.a)' })(item), true);
    assert.equal(item['tooltip'], 'X');
    encoder({ tooltip: "'last'" })(item);
    assert.equal(item['tooltip'], 'last');
  });

  it('is replaced by another encoding set', () => {
    const item = itemOf('x');
    encoder({ tooltip: 'upper(datum.a)' })(item);
    encoder({ tooltip: "'last'" })(item);
    assert.equal(item['tooltip'], 'last');
  });

  it('reports an error to the dataflow, and has no value', () => {
    const item = itemOf('bad');
    encoder({ tooltip: 'upper(datum.a)' })(item);
    assert.equal(item['tooltip'], undefined);
    assert.deepEqual(
      reported.map((error) => (error as Error).message),
      ['It is bad.'],
    );
  });

  it('throws when channels are set, if it was accessed before', () => {
    const encode = encoder({ tooltip: 'upper(datum.a)' });
    const item = itemOf('x');
    encode(item);
    assert.equal(item['tooltip'], 'X');
    item.datum.a = 'bad';
    assert.throws(() => encode(item), /bad/);
  });

  it('is an ordinary property, whose storage expressions cannot access', () => {
    const item = itemOf('x');
    encoder({ fill: 'datum.a', tooltip: 'upper(datum.a)' })(item);
    assert.deepEqual(Object.keys(item), ['datum', 'fill', 'tooltip']);
    assert.equal(
      interpreter.parameter(place, parseExpression('datum.tooltip', SCOPE).$expr as Expression)(item, {}),
      'X',
    );
  });
});
