/**
 * Calls all functions at random with forged objects. Arguments and results must be plain data, and every call must
 * terminate.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import * as vega from 'vega';
import { functionContext, parseExpression } from 'vega-functions';
import { Budget } from '../../src/sandbox/budget.ts';
import { createExpressions } from '../../src/sandbox/expressions.ts';
import { ALLOWED, LANGUAGE_FUNCTIONS, REFUSED_FUNCTIONS } from '../../src/sandbox/function-policy.ts';
import { resolveReference } from '../../src/sandbox/interpreter/plain.ts';
import { loadRegExps } from '../../src/sandbox/regexp/load.ts';
import { provide } from '../../src/sandbox/selection-limits.ts';
import { FORMATS, unitFunctions } from '../../src/vega/locale.ts';

type AnyFunction = (...values: unknown[]) => unknown;
interface Item {
  readonly mark: Mark;
  readonly items?: readonly Mark[];
}
const interpreter = createExpressions(unitFunctions);

interface Mark {
  readonly group?: Item;
  readonly items: readonly Item[];
}

const SPEC: vega.Spec = {
  width: 100,
  height: 100,
  data: [
    {
      name: 'rows',
      values: [
        { a: 1, b: 'x', nested: { c: [1, 2] } },
        { a: 2, b: 'y', mark: { group: { x: 1 } }, bounds: { x1: 0 }, source: { rank: 0 } },
      ],
    },
    { name: 'pick_store', values: [{ unit: '', fields: [{ field: 'a', type: 'E' }], values: [1] }] },
  ],
  scales: [
    { name: 'x', domain: [0, 10], range: [0, 100] },
    { name: 'color', type: 'ordinal', domain: ['x', 'y'], range: ['red', 'blue'] },
    { name: 'band', type: 'band', domain: ['x', 'y'], range: [0, 100] },
  ],
  signals: [{ name: 'unit', value: {} }],
  marks: [
    {
      type: 'group',
      name: 'cell',
      encode: { enter: { width: { value: 100 }, height: { value: 100 } } },
      marks: [
        {
          type: 'rect',
          name: 'bars',
          from: { data: 'rows' },
          encode: { enter: { x: { field: 'a' }, width: { value: 5 }, height: { value: 5 } } },
        },
      ],
    },
  ],
};
const SCOPE = {
  options: { ast: true },
  getSignal: () => true,
  signalRef: () => ({}),
  getData: () => ({ tuplesRef: () => ({}), indataRef: () => ({}) }),
  scaleRef: () => ({}),
  scales: {},
};

/** Functions that accept Vega's own items, but not data of the same shape. */
const TAKE_ITEMS = /^(isTuple|inScope|bandwidth|domain|range|scale|invert|geo\w+|intersect|gradient)$/;

/** Returns why a value is not plain data, or `null` if it is. */
function strange(value: unknown, real: ReadonlySet<unknown>, path = new Set<unknown>()): string | null {
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null || real.has(value) || path.has(value)) return null;
  if (
    value instanceof Date ||
    value instanceof Set ||
    String(Object.prototype.toString.call(value)) === '[object RegExp]'
  )
    return null;
  const prototype = Object.getPrototypeOf(value) as object | null;
  const isColor = typeof (value as { rgb?: unknown }).rgb === 'function' && 'opacity' in value;
  if (prototype !== null && ![Object.prototype, Array.prototype].includes(prototype) && !isColor) {
    return `an instance of ${prototype.constructor.name}`;
  }
  path.add(value);
  for (const [key, part] of Object.entries(value)) {
    // Fields of selections have accessors, and a gradient has a function. Expressions can read neither.
    if (typeof part === 'function' && (key === 'getter' || key === 'stop')) continue;
    const found = strange(part, real, path);
    if (found) return `${key}: ${found}`;
  }
  return null;
}

function* allOf(mark: Mark): Generator<object> {
  yield mark;
  for (const item of mark.items) {
    yield item;
    for (const inner of item.items ?? []) yield* allOf(inner);
  }
}

describe('a call of any function with any arguments', () => {
  const given: string[] = [];
  let run: (text: string) => unknown;
  let fingerprint: () => unknown;

  before(async () => {
    await loadRegExps();
    provide();
    const view = new vega.View(vega.parse(SPEC), { logLevel: vega.None });
    await view.runAsync();
    const root = (view.scenegraph() as unknown as { readonly root: Mark }).root;
    const real = new Set<unknown>(allOf(root));
    const { _runtime: runtime } = view as unknown as { readonly _runtime: Record<string, object> };
    new Budget(view as never);
    const item = [...allOf(root)].find(
      (scene) => 'datum' in scene && (scene as unknown as Item).mark.items.length === 2,
    ) as Item;
    const spies = Object.fromEntries(
      Object.entries({ ...functionContext, ...FORMATS } as Record<string, AnyFunction>).map(
        ([name, original]) => [
          name,
          function (this: unknown, ...values: unknown[]) {
            const known = TAKE_ITEMS.test(name) ? real : new Set<unknown>();
            const found = values.map((value) => strange(value, known)).find((what) => what !== null);
            if (found) given.push(`${name} was given ${found}`);
            return original.apply(this, values);
          },
        ],
      ),
    );
    const functions = Object.assign(Object.create(spies) as Record<string, unknown>, {
      context: Object.assign(Object.create(runtime) as object, {
        dataflow: view,
        data: runtime['data'],
        scales: runtime['scales'],
        group: item.mark.group,
      }),
    });
    const event = {
      type: 'click',
      touches: [{ clientX: 1, clientY: 2 }],
      item,
      vega: {
        view: () => view,
        item: () => item,
        group: () => item.mark.group,
        xy: (of?: { x?: number; mark?: Mark }) => {
          if (of && typeof of === 'object' && !real.has(of)) given.push('xy was given a forged item');
          return [1, 2];
        },
        x: () => 1,
        y: () => 2,
      },
    };
    const params = {
      $unit: item,
      '%x': view.scale('x'),
      '%band': view.scale('band'),
      '%color': view.scale('color'),
    };
    run = (text) => {
      const { $expr } = parseExpression(text, SCOPE);
      return interpreter.handler({ functions }, $expr)(params, event as never);
    };
    fingerprint = () =>
      [...allOf(root)].map((scene) => [
        Object.keys(scene),
        (scene as Item).mark === item.mark,
        real.has(scene),
      ]);
  });

  const NAMES = [...LANGUAGE_FUNCTIONS.split(' '), ...ALLOWED, ...REFUSED_FUNCTIONS.split(' ')].filter(
    (name) => !name.startsWith('__'),
  );

  it('gets plain data and real items, returns plain data, and terminates', () => {
    const untouched = fingerprint();
    let evaluated = 0;
    fc.assert(
      fc.property(expressions(NAMES), (text) => {
        let value: unknown;
        try {
          value = run(text);
          evaluated += 1;
        } catch (error) {
          assert.ok(error instanceof Error, `${text} threw ${String(error)}`);
          return;
        } finally {
          assert.deepEqual(given, [], text);
        }
        const what = strange(value, new Set());
        assert.equal(what, null, `${text} gives ${what}`);
      }),
      // An array of items is not an item.
      { numRuns: 5000, examples: [['xy(item().mark.items)']] },
    );
    assert.deepEqual(fingerprint(), untouched);
    assert.ok(evaluated > 500, `${evaluated} were evaluated`);
  });

  it('can refer to an item that it was given', () => {
    for (const [text, expected] of [
      ['isTuple(item())', true],
      ['inScope(event.item)', true],
      ["scale('x', 5, group())", 50],
      ['x(item())', 1],
      ['length(intersect([[0, 0], [100, 100]], {markname: "bars"}, unit.mark))', 2],
      ['item().mark.group.width', 100],
      ['datum.nested.c[1]', 2],
    ] as const)
      assert.equal(run(text), expected, text);
    assert.ok(resolveReference(run('group()')));
  });
});

/** Arguments, some of them data in the shape of Vega's objects. */
const FORGED = `
  datum; item; event; event.item; item(); group(); unit; unit.mark; item().mark.items; view(); data('rows');
  data('pick_store'); data('bars'); data('pick_store')[0]; range('color'); [datum, item()]; 'x'; 'band'; 'color';
  'rows'; 'pick_store'; 'bars'; 'cell'; 'a'; 'nested.c'; 'week'; '%V'; ''; 'constructor'.length; 'mark.group';
  'context.dataflow'; '[a-z]{3}|b*'; /a|b*/g; rgb('red'); 'red'; NaN; -1; 0; 1e308; 5e-324; 1e9; 4294967296; MAX_VALUE;
  null; true; [0, 1]; [[0, 0], [1e9, 1e9]]; pathShape('M0,0L1,1'); copy('x'); sequence(50); datetime(2024, 1);
  {marktype: 'path'}; {markname: 'bars'}; {async: 1, then2: 2, stamp: 1, rank: NaN, id: -5, pulse: {stamp: 3}};
  {mark: {source: {id: -7, stamp: -1, rank: 0, run: pathShape('M0,0')}, group: item(), items: [item()]}, datum: {a: 1}};
  {marktype: 'path', bounds: {x1: -1e9, y1: -1e9, x2: 1e9, y2: 1e9}, items: [{path: 'M0,0L1,1', bounds: {x1: -1e9}}]};
  {x: 1, mark: {group: {x: 2, mark: {group: datum}}}, context: {scales: {x: {value: 1}}, data: {rows: 1}}};
  {unit: 'u', fields: [{field: 'a', type: 'E'}], values: [1, item()]};
  {type: 'GeometryCollection', geometries: [{type: 'Point', coordinates: [1, 2]}, datum]};
  {touches: [{clientX: 1}, {clientX: 2}]}`;

/** Generates calls. */
function expressions(names: readonly string[]): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    fc.constantFrom(...FORGED.trim().split(/;\s+/)),
    fc
      .double()
      .map((number) => `(${number < 0 ? `-${-number}` : String(number)})`.replace('Infinity', '1e999')),
    fc.string({ maxLength: 5 }).map((text) => JSON.stringify(`_${text}`)),
  );
  const { call } = fc.letrec<{ call: string; value: string }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, { weight: 4, arbitrary: leaf }, tie('call'), {
      weight: 1,
      arbitrary: fc
        .tuple(
          tie('value'),
          fc.constantFrom('mark', 'datum', 'items', 'source', 'context', 'group', 'bounds', '0'),
        )
        .map(([value, key]) => `(${value})['${key}']`),
    }),
    call: fc
      .tuple(fc.constantFrom(...names), fc.array(tie('value'), { maxLength: 6 }))
      .map(([name, values]) => `${name}(${values.join(', ')})`),
  }));
  return call;
}
